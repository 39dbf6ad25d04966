"""The rows of notices that a command can write, and the jobs that mail them."""

# ruff: noqa: S608 - the statements are put together from constants alone

from __future__ import annotations

from engine.part import Part

MAIL_NOTICE = "mail_notice"

NOTICE_PART = Part(
    "notices",
    "key bigint, login text, kind text, mail text, said jsonb, root_key bigint, task_key bigint, once text,"
    " created_at timestamptz",
    "INSERT INTO notice (key, login, kind, said, root_key, task_key, once, created_at, mail)"
    " SELECT r.key, r.login, r.kind, r.said, r.root_key, r.task_key, r.once, r.created_at,"
    " CASE WHEN p.email IS NULL THEN NULL WHEN coalesce(c.mail, r.mail) = 'now' THEN 'wanted'"
    " END"
    " FROM r JOIN person p ON p.login = r.login AND p.active AND p.kind = 'person'"
    " LEFT JOIN notice_choice c ON c.login = r.login AND c.kind = r.kind"
    " ON CONFLICT (login, once) DO NOTHING RETURNING key, mail",
)

MAILS = f"""
    CASE WHEN EXISTS (SELECT FROM notices WHERE mail = 'wanted') THEN procrastinate_defer_jobs_v1(ARRAY(
        SELECT ROW('connectors', '{MAIL_NOTICE}', 0, NULL, NULL, jsonb_build_object('notice_key', key),
                   NULL)::procrastinate_job_to_defer_v1
        FROM notices WHERE mail = 'wanted')) END"""
"""Who wants a mail at once gets it by a job of Procrastinate, deferred in the same statement."""

AGAIN = f"""
    SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('connectors', '{MAIL_NOTICE}', 0, NULL, NULL,
        jsonb_build_object('notice_key', %s::bigint), %s::timestamptz)::procrastinate_job_to_defer_v1])"""
"""One more attempt, at a time."""
