"""Work that goes on beside people: calls of connectors as Procrastinate jobs, due timers, and the database's upkeep."""
