"""Conflicts of interest that people declare, and which groups' steps have to be done by different people everywhere."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bpmn.duties import APPLICANT
from bpmn.sentence import Sentence, say
from engine.commands.people import UNKNOWN_GROUPS, require_administrator
from engine.commands.settings import CHANGE
from engine.commands.substitution import must_care_for
from engine.errors import InvalidValues, NotFound, WrongState
from engine.history.append import append
from engine.work import Work

SEPARATIONS = "separations"
LONGEST = 200

INSERT = """
    INSERT INTO conflict_of_interest (key, login, kind, root_key, party, reason, declared_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s)"""
READ = "SELECT * FROM conflict_of_interest WHERE key = %s FOR UPDATE"
WITHDRAW = "UPDATE conflict_of_interest SET withdrawn_at = %s, withdrawn_by = %s WHERE key = %s"
CASE = """
    SELECT key FROM process_instance WHERE key = root_key AND (key = %s OR business_key = %s)
    ORDER BY key DESC LIMIT 1"""


@dataclass(frozen=True, slots=True)
class DeclareConflict:
    """Say of oneself that one may have nothing to do with a case (its number), or with a party: a name or number as the
    data of a case say it, or the login of who applied. From then on one can neither claim nor complete such tasks.
    Whoever has an account; for oneself alone. Answers the key."""

    reason: str
    case: str = ""
    party: str = ""

    def run(self, work: Work) -> int:
        case, party, reason = self.case.strip(), self.party.strip(), self.reason.strip()
        wrong: dict[str, list[Sentence]] = {}
        if bool(case) == bool(party):
            wrong["party"] = [say("Say either the number of a case, or the name or number of a party.")]
        if len(party) > LONGEST:
            wrong["party"] = [say("At most {most} characters; found {found}.", most=LONGEST, found=len(party))]
        if not reason:
            wrong["reason"] = [say("Say what the conflict of interest is.")]
        found = work.row(CASE, (int(case) if case.isdigit() and len(case) < 19 else 0, case)) if case else None
        if case and found is None:
            wrong["case"] = [say("There is no case with the number {found}.", found=case)]
        if wrong:
            raise InvalidValues(wrong)
        key, root_key = work.new_key(), found.key if found else None
        work.driver.execute(
            INSERT, (key, work.by.login, "case" if case else "party", root_key, party or None, reason, work.now)
        )
        detail = {"login": work.by.login, "case": root_key, "party": party or None, "reason": reason}
        append(work, "conflict_declared", detail, key)
        return key


@dataclass(frozen=True, slots=True)
class WithdrawConflict:
    """A declared conflict of interest is none any more. A head of the person's unit or above, administrators: not the
    person alone, who could else lift what keeps them from a case."""

    key: int

    def run(self, work: Work) -> None:
        row = work.row(READ, (self.key,))
        if row is None:
            raise NotFound(say("There is no declaration {key}.", key=self.key))
        must_care_for(work, row.login, themselves=False)
        if row.withdrawn_at is not None:
            raise WrongState(say("This declaration has been withdrawn already. Nothing was changed."))
        work.driver.execute(WITHDRAW, (work.now, work.by.login, self.key))
        append(work, "conflict_withdrawn", {"conflict": self.key, "login": row.login})


@dataclass(frozen=True, slots=True)
class SetSeparations:
    """Which groups' steps different people have to do, in every case of every procedure: pairs of group ids, one of
    which may be ``applicant``. They hold for what is done from now on. Administrators."""

    pairs: tuple[tuple[str, str], ...]

    def run(self, work: Work) -> None:
        require_administrator(work)
        named = sorted({group for pair in self.pairs for group in pair} - {APPLICANT})
        wrong: list[Sentence] = []
        if missing := [row.g for row in work.rows(UNKNOWN_GROUPS, (named,))]:
            wrong.append(say("There are no such groups: {found}", found=", ".join(missing)))
        wrong += [
            say("{found} cannot be kept apart from itself.", found=one) for one, other in self.pairs if one == other
        ]
        if wrong:
            raise InvalidValues({"pairs": wrong})
        pairs = sorted({(min(pair), max(pair)) for pair in self.pairs})
        work.driver.execute(CHANGE, (SEPARATIONS, json.dumps(pairs)))
        append(work, "separations_set", {"pairs": [" / ".join(pair) for pair in pairs]})
