"""Which waiting cases and message start events a message is for. Only writes it down; DeliverMessage delivers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg.rows import namedtuple_row as ROW
from psycopg.types.json import Jsonb

from engine.json_text import json_text
from engine.work import Work

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"

SUBSCRIBERS = """
    INSERT INTO message_delivery (message_key, process_id, instance_key, subscription_key, state)
    SELECT DISTINCT ON (s.process_id) %(message)s, s.process_id, s.root_key, s.key, 'pending'
    FROM subscription s
    WHERE s.kind = 'message' AND s.name = %(name)s
      AND (s.correlation_key = %(key)s OR (%(key)s = '' AND s.correlation_key IS NULL))
      AND NOT EXISTS (SELECT FROM process_instance held WHERE held.key = s.root_key AND held.suspended)
    ORDER BY s.process_id, s.created_at, s.key
    ON CONFLICT (message_key, process_id) DO NOTHING
    RETURNING process_id, instance_key"""
"""Each process once: the one that has waited longest. A case that is held gets nothing."""

STARTABLE = """
    SELECT st.process_id, st.definition_key, st.element_id FROM start_subscription st
    WHERE st.kind = 'message' AND st.name = %(name)s
      AND NOT EXISTS (SELECT FROM message_delivery d
                      WHERE d.message_key = %(message)s AND d.process_id = st.process_id)
      AND (%(key)s = '' OR NOT EXISTS (
            SELECT FROM process_instance p
            WHERE p.process_id = st.process_id AND p.correlation_key = %(key)s AND p.state = 'active'))
    ORDER BY st.process_id"""
"""With a key, a process has at most one active case that a message of that key has started."""

START = """
    INSERT INTO message_delivery (message_key, process_id, instance_key, definition_key, element_id, state)
    VALUES (%s, %s, %s, %s, %s, 'pending') ON CONFLICT (message_key, process_id) DO NOTHING"""

OPEN = """
    SELECT m.key, m.name, m.correlation_key FROM message m
    WHERE NOT m.matched OR (m.expires_at > %(now)s AND (
        EXISTS (SELECT FROM subscription s
                WHERE s.kind = 'message' AND s.name = m.name
                  AND (s.correlation_key = m.correlation_key
                       OR (m.correlation_key = '' AND s.correlation_key IS NULL))
                  AND NOT EXISTS (SELECT FROM process_instance held WHERE held.key = s.root_key AND held.suspended)
                  AND NOT EXISTS (SELECT FROM message_delivery d
                                  WHERE d.message_key = m.key AND d.process_id = s.process_id))
        OR EXISTS (SELECT FROM start_subscription st
                   WHERE st.kind = 'message' AND st.name = m.name
                     AND NOT EXISTS (SELECT FROM message_delivery d
                                     WHERE d.message_key = m.key AND d.process_id = st.process_id)
                     AND (m.correlation_key = '' OR NOT EXISTS (
                            SELECT FROM process_instance p
                            WHERE p.process_id = st.process_id AND p.correlation_key = m.correlation_key
                              AND p.state = 'active')))))
    ORDER BY m.published_at, m.key LIMIT %(limit)s FOR UPDATE OF m SKIP LOCKED"""
"""Messages, oldest first, that somebody waits for who has not got them."""

PENDING = """
    SELECT d.message_key, d.process_id FROM message_delivery d JOIN message m ON m.key = d.message_key
    WHERE d.state = 'pending'
      AND NOT EXISTS (SELECT FROM process_instance held WHERE held.key = d.instance_key AND held.suspended)
    ORDER BY m.published_at, d.message_key LIMIT %s"""

WAITING = """
    SELECT s.key FROM subscription s JOIN process_instance p ON p.key = s.instance_key
        JOIN process_instance root ON root.key = s.root_key
    WHERE s.kind = 'message' AND (%(name)s::text IS NULL OR s.name = %(name)s) AND NOT root.suspended
      AND (%(subscription)s::bigint IS NULL OR s.key = %(subscription)s)
      AND (%(key)s::text IS NULL OR s.correlation_key = %(key)s)
      AND (%(business_key)s::text IS NULL OR %(business_key)s = p.business_key)
      AND (%(instance)s::bigint IS NULL OR %(instance)s IN (s.instance_key, s.root_key))
      AND NOT EXISTS (
        SELECT FROM jsonb_each(%(variables)s) AS wanted
        WHERE NOT EXISTS (SELECT FROM variable v WHERE v.instance_key = s.instance_key AND v.name = wanted.key
                          AND v.value = wanted.value))
    ORDER BY s.root_key, s.key LIMIT %(limit)s"""
STARTS = """
    SELECT definition_key, element_id FROM start_subscription WHERE kind = 'message' AND name = %s
    ORDER BY process_id, element_id LIMIT %s"""
ACTIVE = """
    SELECT 1 FROM process_instance WHERE process_id = %s AND correlation_key = %s AND state = 'active' LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Receiver:
    """A case that gets a message, or will be started by it under that key."""

    process_id: str
    instance_key: int


def match(work: Work, message: int, name: str, key: str) -> list[Receiver]:
    """Write down who gets a message, and answer it."""
    values = {"message": message, "name": name, "key": key}
    found = work.driver.execute(SUBSCRIBERS, values).fetchall()
    receivers = [Receiver(process_id, instance_key) for process_id, instance_key in found]
    for process_id, definition_key, element_id in work.driver.execute(STARTABLE, values).fetchall():
        instance_key = work.new_key()
        work.driver.execute(START, (message, process_id, instance_key, definition_key, element_id))
        receivers.append(Receiver(process_id, instance_key))
    return receivers


def match_buffered(work: Work, limit: int) -> None:
    """The same for messages that were published before their receivers came to be."""
    for message, name, key in work.driver.execute(OPEN, {"now": work.now, "limit": limit}).fetchall():
        match(work, message, name, key)
        work.driver.execute("UPDATE message SET matched = true WHERE key = %s AND NOT matched", (message,))


def pending(work: Work, limit: int) -> list[Any]:
    """Deliveries that have been written down and not been made."""
    return work.rows(PENDING, (limit,))


def waiting(
    work: Work,
    name: str | None,
    key: str | None,
    business_key: str | None,
    instance: int | None,
    *,
    variables: Mapping[str, Any],
    subscription: int | None = None,
    limit: int | None = None,
) -> list[Any]:
    """At most so many subscriptions that fit, case by case. ``variables``: values that those of the process instance
    must have."""
    values = {
        "name": name, "key": key, "business_key": business_key, "instance": instance, "subscription": subscription,
        "variables": Jsonb(dict(variables), json_text), "limit": limit,
    }  # fmt: skip
    return work.driver.cursor(row_factory=ROW).execute(WAITING, values).fetchall()


def starts(work: Work, name: str, limit: int | None) -> list[Any]:
    """At most so many message start events of that name."""
    return work.driver.cursor(row_factory=ROW).execute(STARTS, (name, limit)).fetchall()


def equal(found: object, wanted: object) -> bool:
    """Equality of JSON, where true is not 1."""
    return found == wanted and isinstance(found, bool) == isinstance(wanted, bool)


def active(work: Work, process_id: str, key: str) -> bool:
    """Whether a case that a message of that key has started is still running."""
    return work.row(ACTIVE, (process_id, key)) is not None


def forget(work: Work, message: int, process_id: str) -> None:
    """The process does not get the message after all, or not yet."""
    work.driver.execute(
        "DELETE FROM message_delivery WHERE message_key = %s AND process_id = %s", (message, process_id)
    )
