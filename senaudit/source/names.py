"""Content files with an ending that is not read, as Notepad and other editors make them."""

from __future__ import annotations

from pathlib import Path

from senaudit.problems import Place, Problem

ENDING = ".yaml"
_WRONG_ENDINGS = (".yaml.txt", ".yml.txt", ".yaml.yaml", ".yml")


def misnamed(path: Path) -> Problem | None:
    """Return the problem of a content file whose ending is wrong, so that it is not read; None for any other file."""
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
    """Return the file in the same folder that has the name of `path` with a wrong ending; None if there is none."""
    candidates = (path.with_name(path.stem + ending) for ending in _WRONG_ENDINGS)
    return next((candidate for candidate in candidates if candidate.is_file()), None)
