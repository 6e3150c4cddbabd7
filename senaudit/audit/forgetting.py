"""Deletes what somebody said: the entry in `returns.yaml`, and the files that it was read from."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from senaudit.audit.audit import KEPT_RETURNS, PLAN, RETURNS
from senaudit.audit.kept_returns import keep_returns, kept_returns
from senaudit.audit.returns import Return
from senaudit.files.paths import leads_out
from senaudit.files.write_faults import write_fault
from senaudit.problems import FileError, Place, Problem, UsageError, did_you_mean


def forget(folder: Path, name: str) -> tuple[Problem, ...]:
    """Delete the return of this id from an audit's folder. Return notes on what was deleted, and where else to look.

    Raises UsageError if there is no such return, FileError if a file cannot be deleted or written, and SenauditError
    for mistakes in `returns.yaml`.
    """
    returns = kept_returns(folder)
    gone = next((each for each in returns if each.id == name), None)
    if gone is None:
        known = [each.id for each in returns]
        place, message = Place(folder / KEPT_RETURNS), f"there is no return “{name}” here"
        raise UsageError([Problem("unknown-return", place, message, did_you_mean(name, known))])
    notes = []
    for file, digest in dict.fromkeys([(gone.file, gone.digest), *((copy.file, copy.digest) for copy in gone.copies)]):
        notes.append(_delete(folder, file, digest))
        others = [each.id for each in returns if each is not gone and each.digest == digest]
        if others:
            message = f"that file had the answers of others too, which stay in {KEPT_RETURNS}: {', '.join(others)}"
            notes.append(_remark("others-in-file", None, message, "if their sheets are needed again, ask for them"))
    keep_returns(folder, (each for each in returns if each is not gone))
    return (*notes, *_elsewhere(folder, gone))


def _delete(folder: Path, file: str, digest: str) -> Problem:
    """Delete a file of this name and content, below the folder. Return what was done."""
    hint = "empty the recycle bin, if the folder has one"
    for path in (folder / RETURNS / file, folder / file):
        try:
            if leads_out(folder, path) or not path.is_file():
                continue
            if sha256(path.read_bytes()).hexdigest() == digest:
                path.unlink()
                return _remark("file-deleted", path, "this file has been deleted", hint)
        except OSError as error:
            raise FileError([write_fault(path, error)]) from None
    message = f"“{file}” is not in this folder as it was read: if there is such a file elsewhere, it was not deleted"
    return _remark("file-not-here", None, message, "delete it where it is, and where it was sent")


def _elsewhere(folder: Path, gone: Return) -> Iterator[Problem]:
    """Yield notes on the files in the folder that may still hold words of a return."""
    made = sorted(path for path in folder.glob("*") if path.name.startswith(("collated", "handover", "returns.")))
    for path in made:
        if path.name != KEPT_RETURNS:
            yield _remark(
                "words-remain", path, "this was made before, and may hold words of that return", "make it again"
            )
    plan = folder / PLAN
    try:
        named = gone.id.encode() in plan.read_bytes()
    except OSError:
        named = False
    if named:
        message = f"“{gone.id}” is among the sources of an action here, and words of it may be too"
        yield _remark("words-remain", plan, message, "take out what that person said")


def _remark(kind: str, path: Path | None, message: str, hint: str) -> Problem:
    return Problem(kind, Place(path) if path else None, message, hint, warning=True, note=True)
