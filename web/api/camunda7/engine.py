"""What a client asks first: the version, and the engines there are."""

from __future__ import annotations

from web.api.camunda7.api import ANYBODY, VERSION, api
from web.api.model import Told


class VersionDto(Told):
    """The version of the API."""

    version: str


class EngineDto(Told):
    """An engine."""

    name: str


@api.operation("GET", "/version", "The version of the API", answer=VersionDto, roles=ANYBODY)
def version() -> VersionDto:
    """The version whose API is served."""
    return VersionDto(version=VERSION)


@api.operation("GET", "/engine", "The engines", answer=list[EngineDto], roles=ANYBODY)
def engines() -> list[EngineDto]:
    """There is one."""
    return [EngineDto(name="default")]
