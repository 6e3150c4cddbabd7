"""Names of chapters, questions, groups and files for completion, read from lines without a parser of YAML.

A shell asks at each press of the tab key, so this must be quick. A file with mistakes may give fewer names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from senaudit.school.names import SCHOOL, SUPPLEMENT, WHOLE_FILES

_QUESTION = r"^ *- id: *([a-z][a-z0-9-]*) *$"
_ADDED = r"^add: *['\"]?([a-z][a-z0-9-]*:[a-z][a-z0-9-]*)"
_CHOICE = r"^supplement:(.*(?:\n[ -].*)*)"
_EVERY = ("yes", "y", "true", "on", "all", "everything")
"""The answers that bring the whole supplement."""

_LARGEST = 1_000_000
"""Characters of a file that are looked at."""


def chapter_ids(folders: Sequence[Path]) -> list[str]:
    """Return the ids of the chapters in folders of content or of a school."""
    return sorted({path.stem for folder in folders for path in (folder / "chapters").glob("*.yaml")})


def question_names(folders: Sequence[Path]) -> list[str]:
    """Return the names of the questions in these folders, such as “communication:telephone”, chapter by chapter."""
    names: dict[str, None] = {}
    for chapter in chapter_ids(folders):
        for folder in folders:
            _, _, questions = _text(folder / f"chapters/{chapter}.yaml").partition("\nquestions:")
            names |= {f"{chapter}:{name}": None for name in re.findall(_QUESTION, questions, re.MULTILINE)}
    names |= dict.fromkeys(supplement_names(folders, in_use=True))
    for folder in folders:
        for path in sorted((folder / "questions").glob("*.yaml")):
            names |= dict.fromkeys(re.findall(_ADDED, _text(path), re.MULTILINE))
    return list(names)


def supplement_names(folders: Sequence[Path], in_use: bool = False) -> list[str]:
    """Return the names of the questions of the supplement; only those that a school.yaml names if `in_use`."""
    typed = " ".join(" ".join(re.findall(_CHOICE, _text(folder / SCHOOL), re.MULTILINE)) for folder in folders)
    chosen = set(re.findall(r"[a-z][a-z-]*", typed.lower()))
    paths = [path for folder in folders for path in sorted((folder / SUPPLEMENT / "chapters").glob("*.yaml"))]
    names = [(path.stem, name) for path in paths for name in re.findall(_QUESTION, _text(path), re.MULTILINE)]
    return [f"{chapter}:{name}" for chapter, name in names if not in_use or chosen & {name, *_EVERY}]


def audience_ids(folders: Sequence[Path]) -> list[str]:
    """Return the ids of the groups of people, in their order, with hyphens for spaces."""
    found: dict[str, None] = {}
    for folder in folders:
        _, _, rows = _text(folder / "labels.yaml").partition("\naudiences:\n")
        for line in rows.splitlines():
            match = re.match(r"  ([a-z][a-z -]*):", line)
            if match is None:
                break
            found[match[1].replace(" ", "-")] = None
    return list(found)


def file_names(content: Path, templates: Path) -> Iterator[str]:
    """Yield the short names of the files that can be copied: chapters, terms, templates and looks among them."""
    yield from (name.removesuffix(".yaml") for name in WHOLE_FILES)
    for folder in ("chapters", "terms"):
        yield from sorted(path.stem for path in (content / folder).glob("*.yaml"))
    yield from sorted(path.name for path in templates.glob("*.j2"))
    yield from sorted(path.stem for path in (templates / "looks").glob("*.yaml"))


def _text(path: Path) -> str:
    with suppress(OSError), path.open(encoding="utf-8", errors="replace") as file:
        return "\n" + file.read(_LARGEST)
    return ""
