"""Tables of what cases wait for (tasks, jobs, subscriptions), what is on its way to them, and incidents.

Rows about waiting are a projection, written in one place.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY

from engine.store.base import json_column, key_column, metadata, moment_column


def _place() -> list[Column[Any]]:
    return [
        Column("root_key", BigInteger, nullable=False),
        Column("instance_key", BigInteger, nullable=False),
        Column("definition_key", BigInteger, nullable=False),
        Column("token", Integer, nullable=False),
        Column("element_id", Text, nullable=False),
    ]


task = Table(  # user tasks; finished ones stay, for "done by me" and the case's story
    "task",
    metadata,
    key_column(),
    *_place(),
    Column("process_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),  # open, completed, cancelled
    Column("assignee", Text),
    Column("assigned_for", Text),  # whose task it is, if a substitute has taken it for somebody
    Column("owner", Text),  # who gets it back when it is resolved
    Column("delegation", Text),  # PENDING, RESOLVED, or NULL
    Column("candidate_users", ARRAY(Text), nullable=False, server_default="{}"),
    Column("candidate_groups", ARRAY(Text), nullable=False, server_default="{}"),
    Column("priority", Integer, nullable=False, server_default="50"),
    Column("form_kind", Text),  # id, key, generated
    Column("form_reference", Text),
    Column("form_key", BigInteger),  # the form row fixed when the task came to be (kind id)
    Column("loop_counter", Integer),
    moment_column("created_at", nullable=False),
    moment_column("due_at"),
    moment_column("follow_up_at"),
    moment_column("claimed_at"),
    moment_column("ended_at"),
    Column("completed_by", Text),
    Column("completed_for", Text),  # for whom a substitute has completed it
    Column("change", Text),  # of an open task: assigning, updating, completing, while workers are asked about it
    json_column("asked"),  # by whom and for whom, while workers are asked about the change
    json_column("draft"),  # values typed but not submitted
    Index("uq_task_open", "root_key", "token", unique=True, postgresql_where=text("state = 'open'")),
    Index("ix_task_root_key", "root_key", "token"),  # with the token, or a case with 10,000 tasks looks through all
    Index("ix_task_assignee", "assignee", "due_at", postgresql_where=text("state = 'open'")),
    Index(  # tasks that substitutes have taken for somebody
        "ix_task_assigned_for",
        "assigned_for",
        "due_at",
        postgresql_where=text("state = 'open' AND assigned_for IS NOT NULL"),
    ),
    # For looking through all open tasks: what is new, what is due. Their condition is written so that it does not
    # follow from state = 'open', else the planner prefers walking them to looking up one person's tasks.
    Index("ix_task_open_created", "created_at", postgresql_where=text("coalesce(state, '') = 'open'")),
    Index(
        "ix_task_open_due", text("due_at ASC NULLS LAST"), "key", postgresql_where=text("coalesce(state, '') = 'open'")
    ),
    Index(  # tasks that nobody has and that are offered to nobody by name: any member of the staff may take them
        "ix_task_for_anyone",
        text("due_at ASC NULLS LAST"),
        "key",
        postgresql_where=text(
            "state = 'open' AND assignee IS NULL AND candidate_users = '{}' AND candidate_groups = '{}'"
        ),
    ),
    Index(  # the queue of a step: which of its free tasks is the oldest
        "ix_task_queue",
        "process_id",
        "element_id",
        "created_at",
        postgresql_where=text("state = 'open' AND assignee IS NULL"),
    ),
    Index("ix_task_completed_by", "completed_by", "ended_at", postgresql_where=text("state = 'completed'")),
    postgresql_with={"fillfactor": "80"},
)

task_candidate = Table(  # who may claim an open task that nobody has; rows go when it is claimed and come back after
    "task_candidate",
    metadata,
    Column("kind", Text, primary_key=True),  # group, user
    Column("name", Text, primary_key=True),
    Column("task_key", ForeignKey("task.key", ondelete="CASCADE"), primary_key=True),
    moment_column("due_at"),
    Index("ix_task_candidate_due", "kind", "name", text("due_at ASC NULLS LAST"), "task_key"),
    Index("ix_task_candidate_task", "task_key"),
)

job = Table(  # work for our own connectors or for external workers
    "job",
    metadata,
    key_column(),
    *_place(),
    Column("type", Text, nullable=False),
    Column("state", Text, nullable=False),  # open, failed (no retries left); a finished job's row goes
    Column("retries", Integer, nullable=False),
    json_column("headers", nullable=False),
    Column("priority", BigInteger, nullable=False, server_default="0"),  # what is greater comes first
    Column("worker", Text),
    moment_column("lock_expires_at"),
    moment_column("due_at"),  # not before: back-off after a failure
    Column("error_message", Text),
    Column("error_details", Text),
    moment_column("created_at", nullable=False),
    UniqueConstraint("root_key", "token"),
    Index("ix_job_open", "type", text("priority DESC"), "key", postgresql_where=text("state = 'open'")),
)

subscription = Table(  # messages, signals and timers that cases wait for
    "subscription",
    metadata,
    key_column(),
    *_place(),
    Column("process_id", Text, nullable=False),
    Column("kind", Text, nullable=False),  # message, signal, timer
    Column("name", Text),
    Column("correlation_key", Text),
    moment_column("due_at"),
    Column("guard", Boolean, nullable=False, server_default=text("false")),
    Column("priority", BigInteger, nullable=False, server_default="0"),  # of a timer's job
    moment_column("created_at", nullable=False),
    UniqueConstraint("root_key", "token"),
    Index("ix_subscription_name", "kind", "name", "correlation_key", postgresql_where=text("kind <> 'timer'")),
    Index("ix_subscription_due", "due_at", postgresql_where=text("kind = 'timer'")),
)

message = Table(  # published messages kept until their time to live is over and their receivers have them
    "message",
    metadata,
    key_column(),
    Column("name", Text, nullable=False),
    Column("correlation_key", Text, nullable=False),
    Column("message_id", Text),
    json_column("variables", nullable=False),
    Column("matched", Boolean, nullable=False),  # its receivers at the time of publishing have been written down
    Column("published_by", Text, nullable=False),
    moment_column("published_at", nullable=False),
    moment_column("expires_at", nullable=False),
    Index(None, "name", "correlation_key"),
    Index("ix_message_unmatched", "key", postgresql_where=text("NOT matched")),
)

message_delivery = Table(  # a message reaches each process (by id) once only; pending until its receiver has it
    "message_delivery",
    metadata,
    Column("message_key", ForeignKey("message.key", ondelete="CASCADE"), primary_key=True),
    Column("process_id", Text, primary_key=True),
    Column("instance_key", BigInteger, nullable=False),  # of the receiving case, known before it is started
    Column("subscription_key", BigInteger),  # the waiting one, else ...
    Column("definition_key", BigInteger),  # ... the definition to start, at ...
    Column("element_id", Text),  # ... this message start event
    Column("state", Text, nullable=False),  # pending, done
    Index("ix_message_delivery_pending", "message_key", postgresql_where=text("state = 'pending'")),
)

broadcast = Table(  # signals, and questions to conditional start events, on their way to whom they concern
    "broadcast",
    metadata,
    key_column(),
    Column("name", Text),  # of the signal; NULL for conditions
    json_column("variables", nullable=False),
    json_column("kinds"),  # of variables that have one (bpmn.kinds), by name
    Column("business_key", Text),  # of the cases that are started
    Column("sent_by", Text, nullable=False),
    moment_column("sent_at", nullable=False),
)

broadcast_delivery = Table(  # who gets it, written down when it was sent; the row goes when the receiver has it
    "broadcast_delivery",
    metadata,
    Column("broadcast_key", ForeignKey("broadcast.key", ondelete="CASCADE"), primary_key=True),
    Column("target_key", BigInteger, primary_key=True),  # of the subscription, or of the definition to start
    Column("element_id", Text, primary_key=True),
    Column("instance_key", BigInteger),  # where it waits; of a case to be started: the key it will have, if known
    Column("starts", Boolean, nullable=False),
)

incident = Table(
    "incident",
    metadata,
    key_column(),
    *_place(),
    Column("code", Text, nullable=False),
    Column("template", Text, nullable=False),  # the sentence, see bpmn.sentence
    json_column("places", nullable=False),  # its values
    Column("state", Text, nullable=False),  # open, resolved
    Column("job_key", BigInteger),
    moment_column("raised_at", nullable=False),
    moment_column("resolved_at"),
    Column("resolved_by", Text),
    Index("ix_incident_open", "root_key", "token", postgresql_where=text("state = 'open'")),
)
