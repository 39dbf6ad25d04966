"""What the HTTP APIs list: one file per noun with its rows, what narrows them and what they are sorted by."""
