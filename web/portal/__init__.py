"""The public portal: services and how to ask for them, and where a request is. Phone first, no account needed."""
