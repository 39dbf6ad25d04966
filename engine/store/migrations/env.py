"""Alembic's entry: runs the revisions on the connection that engine.store.migrations.upgrade hands over."""

from __future__ import annotations

from alembic import context

from engine.store.schema import metadata


def run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()


run()
