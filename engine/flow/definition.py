"""A deployed version of a process, ready to run: its key and the specs built from its diagram, shared and immutable."""
