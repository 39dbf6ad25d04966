"""The rows of user tasks, and of who may claim them, that a command can write."""

# ruff: noqa: S608 - the statements are put together from the constants of this file alone

from __future__ import annotations

from engine.part import CLOSED, PLACE, Part


def _if_told(name: str, kind: str) -> str:
    """A column gets what was told of it, else it stays; lists of texts have no ``kind``."""
    value = (
        f"(r.changed->>'{name}')::{kind}" if kind else f"ARRAY(SELECT jsonb_array_elements_text(r.changed->'{name}'))"
    )
    return f" {name} = CASE WHEN r.changed ? '{name}' THEN {value} ELSE t.{name} END,"


TASKS = (
    f"key bigint, {PLACE}, process_id text, name text, state text, assignee text, candidate_users text[], "
    "candidate_groups text[], priority integer, form_kind text, form_reference text, loop_counter integer, "
    "created_at timestamptz, due_at timestamptz, follow_up_at timestamptz, change text"
)
TOLD = "root_key bigint, token integer, changed jsonb"
HOLDER = "CASE WHEN r.changed ? 'assignee' THEN r.changed->>'assignee' ELSE t.assignee END"
OF_TOLD = "JOIN task t ON t.root_key = r.root_key AND t.token = r.token AND t.ended_at IS NULL"
FORM = """
    CASE WHEN r.form_kind = 'id' THEN (
        SELECT f.key FROM form f
        WHERE f.form_id = r.form_reference AND f.deleted_at IS NULL
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

TASK_PARTS: tuple[Part, ...] = (
    Part(
        "tasks",
        TASKS + ", form_binding text, form_version integer, form_version_tag text",
        f"INSERT INTO task ({TASK_NAMES}, form_key) SELECT {TASK_NAMES}, {FORM} FROM r"
        " RETURNING key, token, form_kind, form_reference, form_key",
    ),
    Part(
        "tasks_changed",
        "key bigint, assignee text, assigned_for text, claimed_at timestamptz, draft jsonb",
        "UPDATE task t SET assignee = r.assignee, assigned_for = r.assigned_for, claimed_at = r.claimed_at,"
        " draft = r.draft"
        " FROM r WHERE t.key = r.key",
        finds="t.key",
    ),
    Part(  # a task that stays open: what has changed by the names of the kernel
        "tasks_told",
        f"{TOLD}, change text, draft jsonb, at timestamptz",
        f"UPDATE task t SET change = r.change, assignee = {HOLDER},"
        f" claimed_at = CASE WHEN {HOLDER} IS NOT DISTINCT FROM t.assignee THEN t.claimed_at"
        f" WHEN {HOLDER} IS NULL THEN NULL ELSE r.at END,"
        f" assigned_for = CASE WHEN {HOLDER} IS NOT DISTINCT FROM t.assignee THEN t.assigned_for"
        f" WHEN t.asked->>'by' = {HOLDER} THEN t.asked->>'for' END,"
        " asked = CASE WHEN r.change IS NOT NULL THEN t.asked END,"
        f" draft = CASE WHEN {HOLDER} IS NULL AND t.assignee IS NOT NULL THEN NULL ELSE coalesce(r.draft, t.draft) END,"
        + "".join(
            _if_told(name, kind)
            for name, kind in (
                ("candidate_users", ""),
                ("candidate_groups", ""),
                ("due_at", "timestamptz"),
                ("follow_up_at", "timestamptz"),
                ("priority", "integer"),
            )
        ).rstrip(",")
        + " FROM r WHERE t.root_key = r.root_key AND t.token = r.token AND t.ended_at IS NULL",
        finds="t.root_key t.token",
    ),
    Part(
        "tasks_ended",
        CLOSED + ", state text, ended_at timestamptz, completed_by text, completed_for text",
        "UPDATE task t SET state = r.state, ended_at = r.ended_at, completed_by = r.completed_by, draft = NULL,"
        " completed_for = coalesce(r.completed_for, t.asked->>'for'), asked = NULL,"
        " assignee = coalesce(r.completed_by, t.assignee)"
        " FROM r WHERE t.root_key = r.root_key AND t.token = r.token AND t.ended_at IS NULL",
        finds="t.root_key t.token",
    ),
    Part(
        "deeds",
        "root_key bigint, process_id text, element_id text, login text",
        "INSERT INTO deed (root_key, process_id, element_id, login)"
        " SELECT root_key, process_id, element_id, login FROM r ON CONFLICT DO NOTHING",
    ),
    Part(  # of a task that workers have let go: what was written down when it was handed in
        "deeds_asked",
        CLOSED,
        "INSERT INTO deed (root_key, process_id, element_id, login)"
        " SELECT DISTINCT t.root_key, d.value->>0, d.value->>1, l.login FROM r"
        " JOIN task t ON t.root_key = r.root_key AND t.token = r.token AND t.ended_at IS NULL,"
        " jsonb_array_elements(t.asked->'deeds') d, unnest(ARRAY[t.asked->>'by', t.asked->>'for']) l(login)"
        " WHERE l.login IS NOT NULL AND t.root_key = ANY (ARRAY(SELECT root_key FROM r))"
        " AND t.token = ANY (ARRAY(SELECT token FROM r)) ON CONFLICT DO NOTHING",
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
        "candidates_told",
        f"{TOLD}, kind text, name text, due_at timestamptz",
        "INSERT INTO task_candidate (kind, name, task_key, due_at) SELECT r.kind, r.name, t.key, r.due_at"
        f" FROM r {OF_TOLD} WHERE {HOLDER} IS NULL"
        " ON CONFLICT (kind, name, task_key) DO UPDATE SET due_at = EXCLUDED.due_at",
    ),
    Part(
        "candidates_dropped",
        f"{TOLD}, kept text[]",
        f"DELETE FROM task_candidate c USING r {OF_TOLD}"
        f" WHERE c.task_key = t.key AND ({HOLDER} IS NOT NULL OR NOT (c.kind || ' ' || c.name = ANY(r.kept)))",
    ),
    Part(
        "candidates_taken",
        "task_key bigint",
        "DELETE FROM task_candidate c USING r WHERE c.task_key = r.task_key",
        finds="c.task_key",
    ),
)
