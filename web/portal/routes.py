"""All routes of the portal."""

from __future__ import annotations

from web.portal import applicant, catalogue, tracking
from web.portal.area import blueprint

__all__ = ["applicant", "blueprint", "catalogue", "tracking"]
