"""What counts of a file that was read earlier and is saved anew: a table that goes on, sheets that were mended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from senaudit.audit.audit import KEPT_RETURNS
from senaudit.audit.returns import Return
from senaudit.problems import Place, Problem


def renewed(before: Sequence[Return], now: Sequence[Return], problems: list[Problem]) -> Iterator[Return]:
    """Yield the returns that count of a file, given those of it that were read `before`, and add what is to be told.

    Returns that were corrected by hand count as they are. If nothing can be read any more, all of them do.
    """
    old = {answered.number: answered for answered in before}
    if old and not now:
        message = f"nothing can be read of this file any more; what was read of it earlier stays in {KEPT_RETURNS}"
        problems.append(_problem("saved-anew-unread", before[0], message, "ask for the file again"))
        yield from before
        return
    for answered in now:
        known = old.pop(answered.number, None)
        if known is None:
            yield answered
        elif known.corrected:
            yield known._replace(digest=answered.digest)
            problems.append(_corrected(known))
        else:
            yield answered._replace(id=known.id) if _is_same_person(known, answered) else answered
    for known in old.values():
        if known.corrected:
            problems.append(_corrected(known))
            yield known._replace(digest=now[0].digest)


def _is_same_person(known: Return, answered: Return) -> bool:
    """Return whether a return goes on from one that is known: then it keeps its id, which the plan may name."""
    return any(words is not True and answered.answers.get(name) == words for name, words in known.answers.items())


def _corrected(known: Return) -> Problem:
    message = f"this file has been saved anew; its return “{known.id}” was corrected by hand, and stays as it was"
    hint = f"to have it read again, delete its entry in {KEPT_RETURNS}, and your corrections with it"
    return _problem("saved-anew-but-corrected", known, message, hint)


def _problem(kind: str, known: Return, message: str, hint: str) -> Problem:
    return Problem(kind, Place(Path(known.file)), message, hint, warning=True)
