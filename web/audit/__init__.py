"""The auditor's desk: the list of cases, and the replay of one, event by event, on the diagram."""
