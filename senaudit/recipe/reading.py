"""The content in, read and proofed: every mistake of a run is found before any is raised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from senaudit.content.select import Selection, select
from senaudit.files.shipped import shipped
from senaudit.problems import FileError, Problem, SenauditError, by_place
from senaudit.recipe.request import Request, Sources

if TYPE_CHECKING:
    from senaudit.content.model import Guide
    from senaudit.content.text import Text
    from senaudit.school.load import Loaded
    from senaudit.typeset.faces import FontChoice


def read_guide(sources: Sources, font: FontChoice = "auto") -> Guide:
    """Return the guide that the sources make, whole, with its warnings.

    Raises SenauditError with the problems of all files, sorted by place, those among them that only typesetting in this
    font knows; it is a FileError if a file or folder cannot be read.
    """
    from senaudit.school.load import load_guide

    return proofed(load_guide(sources.content or shipped("content"), school=sources.school), font)


def read_content(request: Request) -> Guide:
    """Return the guide, cut down to what was selected. Raises as `read_guide`, and UsageError as `select` does."""
    return select(read_guide(request.sources, request.appearance.font), request.selection)


def read_contents(requests: Sequence[Request]) -> list[Guide]:
    """Return the content of each request; all have the same sources and font, which are read once.

    Raises as `read_content` does.
    """
    guide = read_guide(requests[0].sources, requests[0].appearance.font)
    return [select(guide, request.selection) for request in requests]


def proofed(loaded: Loaded, font: FontChoice) -> Guide:
    """Return a guide that has been read, with its warnings; raises as `read_guide` does."""
    found = (*loaded.warnings, *proof(loaded.texts, font))
    warnings = settled(loaded.problems, found, FileError if loaded.unreadable else SenauditError)
    return loaded.guide._replace(warnings=warnings) if warnings else loaded.guide


def proof(texts: Iterable[Text], font: FontChoice) -> Iterator[Problem]:
    """Yield what is wrong with the texts of the content that the layout and the faces know of."""
    from senaudit.layout.proof import proof_marks
    from senaudit.typeset.characters import proof_characters
    from senaudit.typeset.faces import find_family

    texts = list(texts)
    yield from proof_marks(texts)
    yield from proof_characters(texts, lambda: find_family(font))


def settled(
    problems: Iterable[Problem], further: Iterable[Problem], error: type[SenauditError] = SenauditError
) -> tuple[Problem, ...]:
    """Return the warnings among problems, sorted by place; raise the `error` with all if one is more than a warning.

    Of `further` ones those are left out whose place has a problem already: a sign that is wrong is told once.
    """
    found = list(problems)
    taken = {problem.place[:3] for problem in found if problem.place}
    found += [problem for problem in further if not problem.place or problem.place[:3] not in taken]
    ordered = tuple(sorted(dict.fromkeys(found), key=by_place))
    if any(not problem.warning for problem in ordered):
        raise error(ordered)
    return ordered


def for_each_audience(request: Request, guide: Guide) -> Iterator[tuple[str, Request, Guide | None]]:
    """Yield each group's id, the request for its document, and what of the guide is for it; None if no question is."""
    for name in guide.audiences:
        asked = [q for chapter in guide.chapters for q in chapter.questions if not q.audiences or name in q.audiences]
        own = request._replace(selection=request.selection._replace(audiences=(name,)))
        yield name, own, select(guide, Selection(audiences=(name,))) if asked else None
