"""Files of a case: add one, take one away, tell what the virus scanner has found. The history has the sha256 alone."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from bpmn.sentence import Sentence, say
from engine import rights
from engine.commands.tasks import open_task
from engine.errors import InvalidValues, NotAllowed, NotFound
from engine.file_kinds import clean_name, told
from engine.instance import lock
from engine.work import Work

KNOWN = """
    SELECT key FROM attachment
    WHERE root_key = %s AND sha256 = %s AND name = %s AND added_by = %s AND removed_at IS NULL LIMIT 1"""
KEEP = "INSERT INTO file_content (sha256, content) VALUES (%s, %s) ON CONFLICT DO NOTHING"
ADD = """
    INSERT INTO attachment (key, root_key, task_key, name, media_type, size, sha256, added_by, added_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"""
READ = "SELECT * FROM attachment WHERE key = %s"
REMOVE = "UPDATE attachment SET removed_at = %s WHERE key = %s AND removed_at IS NULL"
FORGET = """
    DELETE FROM file_content c WHERE sha256 = %s
      AND NOT EXISTS (SELECT FROM attachment a WHERE a.sha256 = c.sha256 AND a.removed_at IS NULL)"""
SCANNED = "UPDATE attachment SET scanned_at = %s, infection = %s WHERE key = %s AND scanned_at IS NULL"


@dataclass(frozen=True, slots=True)
class AttachFile:
    """Add a file to the case of an open task. Whoever may claim the task or has it; analysts, administrators. Its kind
    is told by its content, and what may not be stored is refused under the name ``file``. The same file added again by
    the same person is the one that is there. Answers the file's key."""

    task_key: int
    name: str
    content: bytes

    def run(self, work: Work) -> int:
        name = clean_name(self.name)
        kind = told(name or "?", self.content)
        if isinstance(kind, Sentence):
            raise InvalidValues({"file": [kind]})
        instance, task = open_task(work, self.task_key)
        if not work.by.roles & rights.KEEPERS:
            instance.acts(rights.must_claim(work.by, task))
        digest = sha256(self.content).hexdigest()
        if known := work.row(KNOWN, (task.root_key, digest, name, work.by.login)):
            return int(known.key)
        key, size = work.new_key(), len(self.content)
        work.driver.execute(KEEP, (digest, self.content))
        work.driver.execute(
            ADD, (key, task.root_key, task.key, name, kind.media_type, size, digest, work.by.login, work.now)
        )
        detail = {"file": key, "task": task.key, "name": name, "media_type": kind.media_type, "size": size}
        instance.note("file_added", detail | {"sha256": digest}, task)
        instance.save()
        return key


@dataclass(frozen=True, slots=True)
class RemoveFile:
    """Take a file away, with its content; that it was there stays in the history. Whoever added it; administrators."""

    key: int

    def run(self, work: Work) -> None:
        file = _file(work, self.key)
        instance, _ = lock(work, "process_instance", file.root_key, variables=False)
        if work.by.login != file.added_by and not rights.is_administrator(work.by):
            raise NotAllowed(
                say("Only who added the file, or an administrator, may take it away. Nothing was changed."),
                file.root_key,
            )
        instance.must_allow()
        if work.driver.execute(REMOVE, (work.now, file.key)).rowcount:
            work.driver.execute(FORGET, (file.sha256,))
            instance.note("file_removed", {"file": file.key, "sha256": file.sha256})
            instance.save()


@dataclass(frozen=True, slots=True)
class RecordScan:
    """Note what the virus scanner says of a file: ``infection`` is its name for what it found, None if all is well.
    The content of an infected file goes. The system."""

    key: int
    infection: str | None = None

    def run(self, work: Work) -> None:
        rights.must_do_jobs(work.by)
        file = _file(work, self.key)
        instance, _ = lock(work, "process_instance", file.root_key, variables=False)
        if not work.driver.execute(SCANNED, (work.now, self.infection, file.key)).rowcount:
            return
        detail = {"file": file.key, "sha256": file.sha256, "infection": self.infection}
        instance.note("file_scanned", detail)
        instance.save()


def _file(work: Work, key: int) -> Any:
    file = work.row(READ, (key,))
    if file is None or file.removed_at is not None:
        raise NotFound(say("There is no file {key}.", key=key))
    return file
