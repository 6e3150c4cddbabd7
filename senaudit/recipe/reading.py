"""Read the content and proof it. All mistakes are collected before any is raised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from senaudit.content.select import Selection, select
from senaudit.files.shipped import shipped
from senaudit.problems import FileError, Problem, SenauditError, UsageError, by_place
from senaudit.recipe.request import FINDING_KINDS, Request, Sources, font_of
from senaudit.recipe.sources import own_fonts

if TYPE_CHECKING:
    from pathlib import Path

    from senaudit.content.model import Chapter, Guide, Question
    from senaudit.content.text import Text
    from senaudit.content.translation import Translation
    from senaudit.school.load import Loaded
    from senaudit.typeset.faces import FontChoice


def read_guide(
    sources: Sources,
    font: FontChoice | None = "auto",
    with_findings: bool = False,
    with_letter: bool = False,
    language: str | None = None,
) -> Guide:
    """Return the whole guide of the sources, with its warnings. The last three are those of `load_guide`.

    Raises SenauditError with the problems of all files, sorted by place. Among them are characters that the font does
    not have; without a font, any character will do. The error is a FileError if a file or folder cannot be read.
    """
    from senaudit.school.load import load_guide

    folder = sources.content or shipped("content")
    found = translation(sources, language)
    loaded = load_guide(
        folder, school=sources.school, with_findings=with_findings, with_letter=with_letter, translation=found
    )
    return proofed(loaded, font, own_fonts(sources))


def read_content(request: Request) -> Guide:
    """Return the selected part of the guide. Raises as `read_guide` and `select` do."""
    return read_contents([request])[0]


def read_contents(requests: Sequence[Request]) -> list[Guide]:
    """Return the content of each request. The guide is read once: all requests must have the same sources, font and
    languages.

    Raises as `read_content` does.
    """
    with_findings = any(request.kind in FINDING_KINDS or request.since for request in requests)
    with_letter = any(request.kind == "letter" for request in requests)
    of_what = requests[0].sources, font_of(requests), with_findings, with_letter
    guide = read_guide(*of_what, requests[0].language)
    if requests[0].second_language:
        _need_two_languages(requests[0])
        second = read_guide(*of_what, requests[0].second_language)
        guide = guide._replace(second=second, warnings=tuple(dict.fromkeys((*guide.warnings, *second.warnings))))
    try:
        return [select(guide, request.selection) for request in requests]
    except UsageError:  # a question that is named may be one of the supplement that is not in use
        numbers = {
            chapter.id: {question.id: question.number for question in chapter.questions}
            for chapter in unused_supplement(requests[0].sources, guide)
        }
        return [select(guide, request.selection, numbers) for request in requests]


def _need_two_languages(request: Request) -> None:
    """Raise UsageError if both languages are the one in which the content is written."""
    languages = [*filter(None, (request.language, request.second_language))]
    if all(_is_original(request.sources, language) for language in languages):
        message = f"“{','.join(languages)}” is twice the language in which the words are written"
        raise UsageError([Problem("not-two-languages", None, message, "name one that they are translated into")])


def translation(sources: Sources, language: str | None) -> Translation | None:
    """Return the translation of the sources into a language; None for the one in which they are written.

    Raises UsageError if there is none.
    """
    if language is None or _is_original(sources, language):
        return None
    from senaudit.school.translations import translation_of  # few builds are in another language

    return translation_of(sources.content or shipped("content"), sources.school, language)


def _is_original(sources: Sources, language: str) -> bool:
    """Return whether a language is the one in which the sources are written, and not translated into."""
    from senaudit.school.load import written_in
    from senaudit.school.names import languages_of

    folder = sources.content or shipped("content")
    own, known = written_in(folder).lower(), languages_of(folder, *filter(None, [sources.school]))
    return language in (own, own.partition("-")[0]) and language not in known


def supplement_problems(sources: Sources) -> Iterator[Problem]:
    """Yield the problems of the supplement in a user's own content, in use or not, as warnings."""
    from senaudit.school.load import load_guide

    if sources.content is not None:
        loaded = load_guide(sources.content, with_supplement=True)
        for problem in (*loaded.problems, *proof(loaded.texts, "auto")):
            yield problem._replace(warning=True)


def unused_supplement(sources: Sources, guide: Guide) -> tuple[Chapter, ...]:
    """Return the chapters with those questions of the supplement that the guide has not got. It may be empty.

    They are in the guide's terms, as shipped. A supplement with mistakes has no questions.
    """
    from senaudit.school.load import TERMS, load_guide

    content = sources.content or shipped("content")
    chosen = str(guide.school.terms).casefold() if guide.school and guide.school.terms else TERMS
    terms = chosen if (content / f"terms/{chosen}.yaml").is_file() else TERMS  # a school may have terms of its own
    loaded = load_guide(content, terms, with_supplement=True)
    if any(not problem.warning for problem in loaded.problems):
        return ()
    known = {
        (chapter.id, question.id)
        for chapter in (*guide.chapters, *guide.left_out)
        for question in (*chapter.questions, *chapter.left_out)
    }

    def of(chapter: Chapter) -> tuple[Question, ...]:
        return tuple(each for each in chapter.questions if each.is_supplement and (chapter.id, each.id) not in known)

    chapters = (chapter._replace(questions=of(chapter)) for chapter in loaded.guide.chapters)
    return tuple(chapter for chapter in chapters if chapter.questions)


def proofed(loaded: Loaded, font: FontChoice | None, own: Sequence[Path] = ()) -> Guide:
    """Return the loaded guide with its warnings, the proof's among them. `own` is that of `proof`.

    Raises as `read_guide` does.
    """
    language = loaded.guide.language if loaded.guide else ""  # after a mistake there may be no guide
    told = proof(loaded.texts, font, own, language)
    further = (*loaded.warnings, *told, *_of_fonts(own if font else ()))
    warnings = raise_or_warn(loaded.problems, further, FileError if loaded.unreadable else SenauditError)
    return loaded.guide._replace(warnings=warnings) if warnings else loaded.guide


def _of_fonts(folders: Sequence[Path]) -> Iterable[Problem]:
    """Return the problems of the fonts in folders of one's own."""
    if not folders:
        return ()
    from senaudit.typeset.script_fonts import problems_of_fonts

    return problems_of_fonts(folders)


def proof(
    texts: Iterable[Text], font: FontChoice | None, own: Sequence[Path] = (), language: str = ""
) -> Iterator[Problem]:
    """Yield the problems of texts that reading cannot see: inline marks, and characters that the font does not have.

    `own` are folders with fonts that are taken before any other.
    """
    from senaudit.layout.proof import proof_marks, proof_signs

    texts = list(texts)
    yield from proof_marks(texts)
    if font is None:
        yield from proof_signs(texts)
    else:
        from senaudit.typeset.characters import proof_characters
        from senaudit.typeset.faces import family_for

        yield from proof_characters(texts, lambda characters: family_for(font, characters, [language], own))


def unprintable(request: Request, characters: frozenset[str], languages: Sequence[str] = ()) -> frozenset[str]:
    """Return those of the characters that a document cannot have in its edition, such as those that no font has.

    `languages` are those of its words: Urdu has a font of its own.
    """
    if request.format == "pdf":
        from senaudit.typeset import characters as printing
        from senaudit.typeset.faces import family_for

        family = family_for(request.appearance.font, characters, languages, own_fonts(request.sources))
        return printing.unprintable(characters, family)
    if request.format == "brf":
        from senaudit.editions.braille.liblouis import find_liblouis

        return frozenset(find_liblouis().lacks(characters))
    return frozenset()


def fonts_to_get(request: Request, characters: frozenset[str], languages: Sequence[str]) -> tuple[str, ...]:
    """Return what to do to have a font for each script of these characters that this computer has none for."""
    from senaudit.typeset.faces import family_for

    if request.format != "pdf":
        return ()
    missing = family_for(request.appearance.font, characters, languages, own_fonts(request.sources)).missing
    return tuple(dict.fromkeys(each.hint for each in missing.values()))


def raise_or_warn(
    problems: Iterable[Problem], further: Iterable[Problem], error: type[SenauditError] = SenauditError
) -> tuple[Problem, ...]:
    """Return all problems, sorted by place, if they are only warnings. Otherwise raise the `error` with all of them.

    A `further` problem is left out if its place has a problem already, so that each character is reported only once.
    """
    every = [problem.at_fault() for problem in problems]
    taken = {problem.place[:3] for problem in every if problem.place}
    every += [problem for problem in further if not problem.place or problem.place[:3] not in taken]
    ordered = tuple(sorted(dict.fromkeys(every), key=by_place))
    if any(not problem.warning for problem in ordered):
        raise error(ordered)
    return ordered


def for_each_audience(request: Request, guide: Guide) -> Iterator[tuple[str, Request, Guide | None]]:
    """Yield each audience's id, the request for its document, and its part of the guide.

    The part is None if no question is for this audience.
    """
    for name in guide.audiences:
        questions = (question for chapter in guide.chapters for question in chapter.questions)
        is_asked = any(not question.audiences or name in question.audiences for question in questions)
        its_request = request._replace(selection=request.selection._replace(audiences=(name,)))
        yield name, its_request, select(guide, Selection(audiences=(name,))) if is_asked else None
