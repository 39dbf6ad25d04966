"""The table of parts: which rows a command can write. engine.write_statement makes one statement of those it fills.

All parts see the database as it was before the statement, and none may touch a row that another touches.
"""

# ruff: noqa: S608 - the statements are put together from the constants of this file alone

from __future__ import annotations

from engine.notices.part import NOTICE_PART
from engine.part import CLOSED, PLACE, PLACE_NAMES, Part, insert, overwrite
from engine.task_parts import TASK_PARTS

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

PARTS: tuple[Part, ...] = (
    Part(  # what all events of one command have in common, said once
        "chain",
        "root_key bigint, at timestamptz, actor text, acting_for text, channel text",
        "SELECT * FROM r",
    ),
    Part(
        "instances",
        INSTANCES,
        insert("process_instance", INSTANCES).replace(
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
    *TASK_PARTS,
    NOTICE_PART,
    Part(
        "jobs",
        f"key bigint, {PLACE}, type text, state text, retries integer, headers jsonb, created_at timestamptz,"
        " priority bigint",
        f"INSERT INTO job (key, {PLACE_NAMES}, type, state, retries, headers, created_at, priority)"
        f" SELECT key, {PLACE_NAMES}, type, state, retries, headers, created_at, priority FROM r"
        " ON CONFLICT (root_key, token) DO UPDATE SET "
        + overwrite("key", "type", "state", "retries", "headers", "created_at", "priority")
        + ", worker = NULL, lock_expires_at = NULL, due_at = NULL"
        ", error_message = CASE WHEN job.key = excluded.key THEN coalesce(job.error_message, '') END"
        ", error_details = CASE WHEN job.key = excluded.key THEN job.error_details END",
    ),
    Part(
        "jobs_changed",
        "key bigint, state text, retries integer, due_at timestamptz, error_message text, error_details text",
        "UPDATE job j SET state = r.state, retries = r.retries, due_at = r.due_at, error_message = r.error_message,"
        " error_details = r.error_details,"
        " lock_expires_at = NULL FROM r WHERE j.key = r.key",
        finds="j.key",
    ),
    Part(
        "jobs_gone",
        CLOSED,
        "DELETE FROM job j USING r WHERE j.root_key = r.root_key AND j.token = r.token",
        finds="j.root_key j.token",
    ),
    Part(  # what our own workers do for the case is no job that anybody asks for afterwards
        "jobs_ended",
        f"{CLOSED}, state text, error_code text, ended_at timestamptz",
        f"INSERT INTO ended_job (key, {PLACE_NAMES}, type, state, retries, headers, worker, error_message, error_code,"
        " created_at, ended_at)"
        " SELECT j.key, j.root_key, j.instance_key, j.definition_key, j.token, j.element_id, j.type, r.state,"
        " j.retries, j.headers, j.worker, j.error_message, r.error_code, j.created_at, r.ended_at"
        " FROM job j, r WHERE j.root_key = r.root_key AND j.token = r.token AND j.type NOT LIKE 'alur:%%'",
        finds="j.root_key j.token",
    ),
    Part(
        "subscriptions",
        f"key bigint, {PLACE}, process_id text, kind text, name text, correlation_key text, due_at timestamptz,"
        " guard boolean, created_at timestamptz, priority bigint",
        f"INSERT INTO subscription (key, {PLACE_NAMES}, process_id, kind, name, correlation_key, due_at, guard,"
        f" created_at, priority) SELECT key, {PLACE_NAMES}, process_id, kind, name, correlation_key, due_at, guard,"
        " created_at, priority FROM r ON CONFLICT (root_key, token) DO UPDATE SET "
        + overwrite("kind", "name", "correlation_key", "due_at", "guard", "priority"),
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
        "instance_key bigint, name text, root_key bigint, value jsonb, kind jsonb",
        "INSERT INTO variable (instance_key, name, root_key, value, kind)"
        " SELECT instance_key, name, root_key, value, kind FROM r"
        " ON CONFLICT (instance_key, name) DO UPDATE SET " + overwrite("value", "kind"),
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
        " ON CONFLICT (root_key, token) DO UPDATE SET " + overwrite("body", "item", "content"),
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
        " ON CONFLICT (root_key, body, place) DO UPDATE SET " + overwrite("value"),
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
        "key bigint, name text, variables jsonb, kinds jsonb, sent_by text, sent_at timestamptz",
        "INSERT INTO broadcast (key, name, variables, kinds, sent_by, sent_at)"
        " SELECT key, name, variables, kinds, sent_by, sent_at FROM r",
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
