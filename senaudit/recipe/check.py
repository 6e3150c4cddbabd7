"""Find all problems of a school's pack in one run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from senaudit.content.dates import old_facts
from senaudit.files.reading import is_file
from senaudit.files.shipped import shipped
from senaudit.problems import Problem, SenauditError
from senaudit.recipe.reading import for_each_audience, read_guide, supplement_problems
from senaudit.recipe.request import KINDS, Appearance, Kind, Request, Sources
from senaudit.recipe.steps import page_warnings, prepare, typeset
from senaudit.school.names import FINDINGS, LETTER

if TYPE_CHECKING:
    from senaudit.content.model import Guide


def check(sources: Sources, language: str | None = None) -> tuple[Problem, ...]:
    """Read content, templates and looks, typeset every document in each look, and return the warnings.

    Sheets and letters are typeset for everybody, and also for each audience that has wordings of its own. Facts that
    nobody has checked for over a year are noted. In a `language`, what is not translated is one warning. Raises
    SenauditError with the problems and warnings of all documents, each once.
    """
    content = sources.content or shipped("content")
    with_findings, with_letter = (is_file(content / name) for name in (FINDINGS, LETTER))  # an older folder has none
    guide = read_guide(sources, "auto", with_findings, with_letter, language)
    problems: dict[Problem, None] = {}
    warnings = dict.fromkeys((*guide.warnings, *supplement_problems(sources)))
    if guide.language == language:
        from senaudit.recipe.translating import untranslated_texts  # few checks are of a language

        warnings |= dict.fromkeys(untranslated_texts(sources, language))
    if note := old_facts(guide.checked, date.today()):
        warnings[note] = None
    for kind, selected in _every_document(sources, guide):
        for large_print in (False, True):
            request = Request(kind, sources=sources, appearance=Appearance(large_print), with_sheets=kind == "guide")
            request = request._replace(language=language, partly=language is not None)
            try:
                layout_input = prepare(request, selected)
                warnings |= dict.fromkeys(page_warnings(layout_input, typeset(request, layout_input)[1]))
            except SenauditError as error:
                problems |= dict.fromkeys(error.problems)
    if problems:
        raise SenauditError([*problems, *warnings])
    return tuple(warnings)


def _every_document(sources: Sources, guide: Guide) -> Iterator[tuple[Kind, Guide]]:
    """Yield the kind of each document and the part of the guide that it prints."""
    yield from ((kind, guide) for kind in KINDS if kind != "letter" or guide.letter)
    with_wordings = {name for chapter in guide.chapters for question in chapter.questions for name in question.wordings}
    for name, _, selected in for_each_audience(Request("sheets", sources=sources), guide):
        if selected and name in with_wordings:
            yield "sheets", selected
        if selected and guide.letter and name in guide.letter.wordings:
            yield "letter", selected


def facts_checked(school: Path | None) -> str:
    """Return the month in which the facts that a school's pack states were last checked; say if that is too long ago.

    Raises SenauditError if the content cannot be read.
    """
    checked = read_guide(Sources(school=school)).checked
    return f"{checked or 'unknown'}{', over a year ago' if old_facts(checked, date.today()) else ''}"
