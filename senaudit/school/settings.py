"""List the settings of a pack: the school's particulars and the terms, each with the place it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from senaudit.content.model import Guide
from senaudit.content.school import Logo
from senaudit.problems import Place

BUILT_IN = "built in"
NOT_SAID = "(nothing)"


class Setting(NamedTuple):
    """A value in use and its source: a place in a file, or `BUILT_IN`."""

    name: str
    value: str | Path
    source: str | Place


def settings_of(guide: Guide) -> Iterator[Setting]:
    """Yield the school's particulars in the order of school.yaml, then the guide's terms in alphabetical order."""
    for name, value in guide.school._asdict().items() if guide.school else ():
        if value is None:
            yield Setting(name, NOT_SAID, BUILT_IN)
        elif isinstance(value, Logo):
            yield Setting("logo", value.path, value.place)
            yield Setting("logo_text", str(value.text), value.text.place)
            yield Setting("logo_grey", "yes" if value.grey else "no", value.place)
        else:
            yield Setting(name, str(value), value.place)
    for name, term in sorted(guide.terms.items()):
        yield Setting(f"{{{name}}}", str(term), term.place)
