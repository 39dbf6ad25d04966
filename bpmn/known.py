"""What is deployed already, for checks that ask whether a form or a called process is there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """What is deployed already. ``complete`` is False where nobody can say what else there is (a check of files far
    from any installation): what is missing there is a warning, because it may be deployed."""

    process_ids: frozenset[str] = frozenset()
    form_ids: frozenset[str] = frozenset()
    decision_ids: frozenset[str] = frozenset()
    job_types: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()  # that forms set
    complete: bool = True


NOTHING = Known(complete=False)
