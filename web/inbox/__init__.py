"""The staff's room: the inbox, the task page, the case page."""
