"""Files of content under a name that is not read: what Notepad and other editors do to a file's ending."""

from __future__ import annotations

from pathlib import Path

from senaudit.problems import Place, Problem

ENDING = ".yaml"
_WRONG_ENDINGS = (".yaml.txt", ".yml.txt", ".yaml.yaml", ".yml")


def misnamed(path: Path) -> Problem | None:
    """Return the problem of a file that was meant as content and is not read for its ending; None for another file."""
    name = path.name.lower()
    ending = next((ending for ending in _WRONG_ENDINGS if name.endswith(ending)), None)
    if name.startswith(".") or (ending is None and not (name.endswith(ENDING) and path.suffix != ENDING)):
        return None
    right = path.name[: -len(ending or ENDING)] + ENDING
    if ending and ending.endswith(".txt"):
        message = "Notepad has put “.txt” behind this file’s name, so it is not read"
        return Problem(
            "wrong-ending",
            Place(path),
            message,
            f"call it {right}; in Notepad: File, Save as, Save as type “All files”",
        )
    return Problem(
        "wrong-ending", Place(path), f"a file of content ends in {ENDING}, so this one is not read", f"call it {right}"
    )


def meant_as(path: Path) -> Path | None:
    """Return the file beside `path` that was meant as it and has another ending, if there is one."""
    beside = (path.with_name(path.stem + ending) for ending in _WRONG_ENDINGS)
    return next((other for other in beside if other.is_file()), None)
