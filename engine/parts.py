"""The table of parts: which rows a command can write. engine.write_statement makes one statement of those it fills.

All parts see the database as it was before the statement, and none may touch a row that another touches.
"""

# ruff: noqa: S608 - the statements are put together from the constants of this file alone

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of rows. ``columns``: names and types in the JSON, as PostgreSQL's jsonb_to_recordset wants them.
    ``statement`` reads them from ``r``. ``rows``: the list in the plan, if several parts read the same one.

    ``finds``: columns by which the statement, which ends with its condition, finds what it changes. They are said again
    as lists, so that their index is asked for these alone: a plan made while the table was almost empty would begin
    with the table instead, and go on to read all of it."""

    name: str
    columns: str
    statement: str
    rows: str = ""
    finds: str = ""


PLACE = "root_key bigint, instance_key bigint, definition_key bigint, token integer, element_id text"
CLOSED = "root_key bigint, token integer"
PLACE_NAMES = "root_key, instance_key, definition_key, token, element_id"


def _insert(table: str, columns: str, rest: str = "") -> str:
    names = ", ".join(column.split()[0] for column in columns.split(", "))
    return f"INSERT INTO {table} ({names}) SELECT {names} FROM r {rest}"


def _overwrite(*names: str) -> str:
    return ", ".join(f"{name} = EXCLUDED.{name}" for name in names)


INSTANCES = (
    "key bigint, root_key bigint, parent_key bigint, parent_element_id text, definition_key bigint, process_id text, "
    "business_key text, correlation_key text, tags text[], tracking_number text, state text, started_by text, "
    "started_at timestamptz, ended_at timestamptz, end_element_id text, incidents integer, revision integer, "
    "last_seq integer, last_hash text, snapshot text"
)
HEAD = (
    "key bigint, state text, ended_at timestamptz, end_element_id text, incidents integer, last_seq integer, "
    "last_hash text, snapshot text"
)
TASKS = (
    f"key bigint, {PLACE}, process_id text, name text, state text, assignee text, candidate_users text[], "
    "candidate_groups text[], priority integer, form_kind text, form_reference text, loop_counter integer, "
    "created_at timestamptz, due_at timestamptz, follow_up_at timestamptz"
)
FORM = """
    CASE WHEN r.form_kind = 'id' THEN (
        SELECT f.key FROM form f
        WHERE f.form_id = r.form_reference
          AND CASE r.form_binding
                WHEN 'version' THEN f.version = r.form_version
                WHEN 'versionTag' THEN f.version_tag = r.form_version_tag
                WHEN 'deployment' THEN f.sha256 IN (
                    SELECT s.sha256 FROM resource s JOIN definition d ON d.deployment_key = s.deployment_key
                    WHERE d.key = r.definition_key AND s.kind = 'form')
                ELSE true
              END
        ORDER BY f.version DESC LIMIT 1) END"""
TASK_NAMES = ", ".join(column.split()[0] for column in TASKS.split(", "))

PARTS: tuple[Part, ...] = (
    Part(  # what all events of one command have in common, said once
        "chain",
        "root_key bigint, at timestamptz, actor text, acting_for text, channel text",
        "SELECT * FROM r",
    ),
    Part(
        "instances",
        INSTANCES,
        _insert("process_instance", INSTANCES).replace(
            "last_hash, snapshot FROM", "decode(last_hash, 'hex'), snapshot FROM"
        ),
    ),
    Part(
        "head",
        HEAD,
        "UPDATE process_instance p SET state = r.state, ended_at = coalesce(p.ended_at, r.ended_at),"
        " end_element_id = coalesce(r.end_element_id, p.end_element_id), incidents = r.incidents,"
        " revision = p.revision + 1, last_seq = r.last_seq,"
        " last_hash = decode(r.last_hash, 'hex'), snapshot = r.snapshot FROM r WHERE p.key = r.key",
        finds="p.key",
    ),
    Part(
        "called_ended",
        "key bigint, state text, ended_at timestamptz, end_element_id text",
        "UPDATE process_instance p SET state = r.state, ended_at = r.ended_at, end_element_id = r.end_element_id"
        " FROM r WHERE p.key = r.key",
        finds="p.key",
    ),
    Part(
        "tasks",
        TASKS + ", form_binding text, form_version integer, form_version_tag text",
        f"INSERT INTO task ({TASK_NAMES}, form_key) SELECT {TASK_NAMES}, {FORM} FROM r"
        " RETURNING key, token, form_kind, form_reference, form_key",
    ),
    Part(
        "tasks_changed",
        "key bigint, assignee text, claimed_at timestamptz, draft jsonb",
        "UPDATE task t SET assignee = r.assignee, claimed_at = r.claimed_at, draft = r.draft"
        " FROM r WHERE t.key = r.key",
        finds="t.key",
    ),
    Part(
        "tasks_ended",
        CLOSED + ", state text, ended_at timestamptz, completed_by text",
        "UPDATE task t SET state = r.state, ended_at = r.ended_at, completed_by = r.completed_by, draft = NULL,"
        " assignee = coalesce(r.completed_by, t.assignee)"
        " FROM r WHERE t.root_key = r.root_key AND t.token = r.token AND t.ended_at IS NULL",
        finds="t.root_key t.token",
    ),
    Part(
        "candidates",
        "kind text, name text, task_key bigint, due_at timestamptz",
        "INSERT INTO task_candidate (kind, name, task_key, due_at) SELECT kind, name, task_key, due_at FROM r"
        " ON CONFLICT DO NOTHING",
    ),
    Part(
        "candidates_gone",
        CLOSED,
        "DELETE FROM task_candidate c USING r"
        " JOIN task t ON t.root_key = r.root_key AND t.token = r.token AND t.ended_at IS NULL WHERE c.task_key = t.key",
        finds="t.root_key t.token",
        rows="tasks_ended",
    ),
    Part(
        "candidates_taken",
        "task_key bigint",
        "DELETE FROM task_candidate c USING r WHERE c.task_key = r.task_key",
        finds="c.task_key",
    ),
    Part(
        "jobs",
        f"key bigint, {PLACE}, type text, state text, retries integer, headers jsonb, created_at timestamptz",
        f"INSERT INTO job (key, {PLACE_NAMES}, type, state, retries, headers, created_at)"
        f" SELECT key, {PLACE_NAMES}, type, state, retries, headers, created_at FROM r"
        " ON CONFLICT (root_key, token) DO UPDATE SET "
        + _overwrite("key", "type", "state", "retries", "headers", "created_at")
        + ", worker = NULL, lock_expires_at = NULL, due_at = NULL, error_message = NULL, error_details = NULL",
    ),
    Part(
        "jobs_changed",
        "key bigint, state text, retries integer, due_at timestamptz, error_message text, error_details text",
        "UPDATE job j SET state = r.state, retries = r.retries, due_at = r.due_at, error_message = r.error_message,"
        " error_details = r.error_details,"
        " worker = NULL, lock_expires_at = NULL FROM r WHERE j.key = r.key",
        finds="j.key",
    ),
    Part(
        "jobs_gone",
        CLOSED,
        "DELETE FROM job j USING r WHERE j.root_key = r.root_key AND j.token = r.token",
        finds="j.root_key j.token",
    ),
    Part(
        "subscriptions",
        f"key bigint, {PLACE}, process_id text, kind text, name text, correlation_key text, due_at timestamptz,"
        " guard boolean, created_at timestamptz",
        f"INSERT INTO subscription (key, {PLACE_NAMES}, process_id, kind, name, correlation_key, due_at, guard,"
        f" created_at) SELECT key, {PLACE_NAMES}, process_id, kind, name, correlation_key, due_at, guard, created_at"
        " FROM r ON CONFLICT (root_key, token) DO UPDATE SET "
        + _overwrite("kind", "name", "correlation_key", "due_at", "guard"),
    ),
    Part(
        "subscriptions_gone",
        CLOSED,
        "DELETE FROM subscription s USING r WHERE s.root_key = r.root_key AND s.token = r.token",
        finds="s.root_key s.token",
    ),
    Part(
        "incidents",
        f"key bigint, {PLACE}, code text, template text, places jsonb, job_key bigint, raised_at timestamptz",
        f"INSERT INTO incident (key, {PLACE_NAMES}, code, template, places, state, job_key, raised_at)"
        f" SELECT key, {PLACE_NAMES}, code, template, places, 'open', job_key, raised_at FROM r",
    ),
    Part(
        "incidents_resolved",
        "root_key bigint, token integer, resolved_at timestamptz, resolved_by text",
        "UPDATE incident i SET state = 'resolved', resolved_at = r.resolved_at, resolved_by = r.resolved_by"
        " FROM r WHERE i.root_key = r.root_key AND i.token = r.token AND i.state = 'open'",
        finds="i.root_key i.token",
    ),
    Part(
        "variables",
        "instance_key bigint, name text, root_key bigint, value jsonb",
        "INSERT INTO variable (instance_key, name, root_key, value) SELECT instance_key, name, root_key, value FROM r"
        " ON CONFLICT (instance_key, name) DO UPDATE SET value = EXCLUDED.value",
    ),
    Part(
        "variables_gone",
        "instance_key bigint, name text",
        "DELETE FROM variable v USING r WHERE v.instance_key = r.instance_key AND v.name = r.name",
        finds="v.instance_key v.name",
    ),
    Part(
        "resting",
        "root_key bigint, token integer, body integer, item integer, content text",
        "INSERT INTO resting_token (root_key, token, body, item, content)"
        " SELECT root_key, token, body, item, content FROM r"
        " ON CONFLICT (root_key, token) DO UPDATE SET " + _overwrite("body", "item", "content"),
    ),
    Part(
        "resting_gone",
        "root_key bigint, token integer",
        "DELETE FROM resting_token t USING r WHERE t.root_key = r.root_key AND t.token = r.token",
        finds="t.root_key t.token",
    ),
    Part(
        "results",
        "root_key bigint, body integer, place integer, value text",
        "INSERT INTO collected_result (root_key, body, place, value) SELECT root_key, body, place, value FROM r"
        " ON CONFLICT (root_key, body, place) DO UPDATE SET " + _overwrite("value"),
    ),
    Part(
        "results_gone",
        "root_key bigint, body integer",
        "DELETE FROM collected_result c USING r WHERE c.root_key = r.root_key AND c.body = r.body",
        finds="c.root_key c.body",
    ),
    Part(
        "messages",
        "key bigint, name text, correlation_key text, message_id text, variables jsonb, matched boolean,"
        " published_by text, published_at timestamptz, expires_at timestamptz",
        "INSERT INTO message (key, name, correlation_key, message_id, variables, matched, published_by, published_at,"
        " expires_at) SELECT key, name, correlation_key, message_id, variables, matched, published_by, published_at,"
        " expires_at FROM r",
    ),
    Part(
        "deliveries_done",
        "message_key bigint, process_id text, instance_key bigint",
        "UPDATE message_delivery d SET state = 'done', instance_key = r.instance_key FROM r"
        " WHERE d.message_key = r.message_key AND d.process_id = r.process_id",
        finds="d.message_key d.process_id",
    ),
    Part(
        "broadcasts",
        "key bigint, name text, variables jsonb, sent_by text, sent_at timestamptz",
        "INSERT INTO broadcast (key, name, variables, sent_by, sent_at)"
        " SELECT key, name, variables, sent_by, sent_at FROM r",
    ),
    Part(  # whoever waited for a signal when it was thrown; what the case itself has opened since is named apart
        "broadcasts_received",
        "key bigint, name text",
        "INSERT INTO broadcast_delivery (broadcast_key, target_key, element_id, instance_key, starts)"
        " SELECT r.key, s.key, s.element_id, s.instance_key, false FROM r JOIN subscription s"
        " ON s.kind = 'signal' AND s.name = r.name WHERE NOT EXISTS (SELECT FROM plan,"
        " jsonb_to_recordset(plan.doc -> 'subscriptions_gone') AS c(root_key bigint, token integer)"
        " WHERE c.root_key = s.root_key AND c.token = s.token)"
        " UNION ALL SELECT r.key, st.definition_key, st.element_id, NULL, true FROM r JOIN start_subscription st"
        " ON st.kind = 'signal' AND st.name = r.name",
        rows="broadcasts",
    ),
    Part(
        "broadcasts_to_itself",
        "broadcast_key bigint, target_key bigint, element_id text, instance_key bigint",
        "INSERT INTO broadcast_delivery (broadcast_key, target_key, element_id, instance_key, starts)"
        " SELECT broadcast_key, target_key, element_id, instance_key, false FROM r",
    ),
    Part(
        "events",
        "seq integer, kind text, instance_key bigint, token integer, element_id text, flow_id text, detail jsonb,"
        " hash text",
        "INSERT INTO history_event (root_key, seq, at, kind, actor, acting_for, channel, instance_key, token,"
        " element_id, flow_id, detail, hash) SELECT root_key, seq, at, kind, actor, acting_for, channel, instance_key,"
        " token, element_id, flow_id, detail, decode(hash, 'hex') FROM chain, r",
    ),
    Part(
        "event_values",
        "seq integer, place text, salt text, value jsonb",
        "INSERT INTO history_value (root_key, seq, place, salt, value)"
        " SELECT root_key, seq, place, decode(salt, 'hex'), value FROM chain, r",
    ),
)
