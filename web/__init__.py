"""The web room: pages, and the `alur` command. Imports nothing, so that a verb loads only what it needs."""
