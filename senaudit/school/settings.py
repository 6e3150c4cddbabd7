"""Which value came from where: the school's particulars and the terms, each with the line that says it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from senaudit.content.model import Guide
from senaudit.content.school import Logo
from senaudit.problems import Place
from senaudit.source.nodes import shown_path

BUILT_IN = "built in"
NOT_SAID = "(nothing)"


class Setting(NamedTuple):
    """A value as it is used, and its source: a file and line, the command line, or nothing but the program itself."""

    name: str
    value: str
    source: str


def settings_of(guide: Guide) -> Iterator[Setting]:
    """Yield what the guide knows of the school, in the order of school.yaml, and its terms in alphabetical order."""
    for name, value in guide.school._asdict().items() if guide.school else ():
        if value is None:
            yield Setting(name, NOT_SAID, BUILT_IN)
        elif isinstance(value, Logo):
            yield Setting("logo", shown_path(value.path), _source(value.place))
            yield Setting("logo_text", str(value.text), _source(value.text.place))
            yield Setting("logo_grey", "yes" if value.grey else "no", _source(value.place))
        else:
            yield Setting(name, str(value), _source(value.place))
    for name, term in sorted(guide.terms.items()):
        yield Setting(f"{{{name}}}", str(term), _source(term.place))


def _source(place: Place) -> str:
    return f"{place.path}:{place.line}"
