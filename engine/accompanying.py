"""Stories (.txt) that come with the files of an SOP: not deployed, but kept beside them, for trials."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from sqlalchemy import insert, select

from engine.store.deployments import resource
from engine.work import Work


def apart(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """What is deployed, and the stories that tell how it shall go."""
    stories = {name: content for name, content in files.items() if name.lower().endswith(".txt")}
    return {name: content for name, content in files.items() if name not in stories}, stories


def keep(work: Work, deployment_key: int, stories: Mapping[str, bytes]) -> None:
    """Keep the stories with a deployment; those it has already stay as they are."""
    there = work.connection.scalars(select(resource.c.name).where(resource.c.deployment_key == deployment_key)).all()
    for name, content in stories.items():
        if name not in there:
            row = {"key": work.new_key(), "deployment_key": deployment_key, "name": name, "kind": "story"}
            row |= {"sha256": sha256(content).hexdigest(), "content": content}
            work.connection.execute(insert(resource), row)
