"""When an office works, and what follows from it for dates: see README.md."""

from bpmn.languages.working_time import Span, parse_span
from engine.calendar.calendar import Calendar, Day, Decree, NoWorkingDay
from engine.calendar.count import after, left_out, worked, working_days

__all__ = [
    "Calendar", "Day", "Decree", "NoWorkingDay", "Span", "after", "left_out", "parse_span", "worked", "working_days",
]  # fmt: skip
