"""senaudit: printable audit packs for schools that work with the parents of children with special educational needs.

`build` makes a document. `check` lists the problems of content, templates and looks. docs/python.md has examples.
"""

# This module imports nothing when it is imported itself: with `python -m senaudit`, the working folder is on Python's
# path until `__main__` has taken it off. So the types below are quoted.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike
    from pathlib import Path

    from senaudit.problems import Problem as Problem
    from senaudit.recipe.request import Format, Request, Sources
    from senaudit.recipe.request import Kind as Kind
    from senaudit.recipe.steps import Document as Document
    from senaudit.typeset.faces import FontChoice

__version__ = "0.1.0"
__all__ = ["Document", "Problem", "__version__", "build", "check"]


def build(
    kind: "Kind",
    *,
    chapters: "Iterable[str]" = (),
    questions: "Iterable[str]" = (),
    audiences: "Iterable[str]" = (),
    with_sheets: bool = False,
    fillable: bool = False,
    rating: bool = False,
    since: "str | PathLike[str] | None" = None,
    one_sided: bool = False,
    braille_page: str | None = None,
    large_print: bool = False,
    text_size: int | None = None,
    paper: str | None = None,
    font: "FontChoice" = "auto",
    language: str | None = None,
    languages: "Iterable[str]" = (),
    partly: bool = False,
    format: "Format" = "pdf",  # noqa: A002 - as the option
    school: "str | PathLike[str] | None" = None,
    content: "str | PathLike[str] | None" = None,
    templates: "str | PathLike[str] | None" = None,
    fonts: "str | PathLike[str] | None" = None,
) -> "Document":
    """Return a "guide", "sheets" or "poster": its `data`, `page_count`, `file_name` and `warnings`.

    `format` is the edition: "pdf", "docx", "html", "txt", or "brf" if the computer has liblouis. An edition
    without pages has the `page_count` None. `braille_page` is the size of a page of Braille: "40x25" is 40 cells in a
    line and 25 lines on a page.

    Chapters, questions and audiences are named as on the command line: `chapters=["support"]`,
    `questions=["communication:3,5-7"]`. If `one_sided`, a guide or sheets have no blank pages. A `text_size` (16, 18 or
    24 points) implies large print. `fillable` audit sheets can be filled in on a screen as well.
    With a `rating`, they ask of each question how good it is. `since` is the folder of the audit before: sheets then
    say at each question what was agreed. `paper` is "A3", "A4" or "Letter". `language` is a tag such as "pl": the
    content or the school must have a translation into it, which is complete unless the document may be `partly` in
    English. Sheets and posters may be in two `languages`, such as ["en", "ur"].

    `school` is a school's own folder. `content` is a folder that takes the place of the shipped content. `templates` is
    a folder of templates and looks that is searched before the shipped ones, and `fonts` one of fonts for other scripts
    than Latin. The `font` “naskh” sets Urdu in the hand of Arabic. No file is written.

    Raises `senaudit.problems.SenauditError` for mistakes in the content, a template or a look; its `problems` say what
    is wrong, each with its place. Raises UsageError if a choice does not exist, and FileError if a file cannot be read.
    These two are in the same module and are SenauditErrors.
    """
    from senaudit.recipe.request import request_for

    request = request_for(
        kind,
        chapters=chapters,
        questions=questions,
        audiences=audiences,
        with_sheets=with_sheets,
        fillable=fillable,
        rating=rating,
        since=_folder(since),
        one_sided=one_sided,
        braille_page=braille_page,
        large_print=large_print,
        text_size=text_size,
        paper=paper,
        font=font,
        language=language,
        languages=languages,
        partly=partly,
        format=format,
        **_sources(school, content, templates, fonts)._asdict(),
    )
    return _document(request)


def _document(request: "Request") -> "Document":
    """Return the requested document, with what was agreed on in the audit before if it is asked for."""
    from senaudit.recipe.steps import build as build_document

    if request.since is None:
        return build_document(request)
    from senaudit.audit.findings import of_last_time  # only sheets of a further audit need it
    from senaudit.recipe.reading import read_content

    guide = read_content(request)
    findings, warnings = of_last_time(request, guide)
    told = guide._replace(warnings=(*guide.warnings, *warnings))
    return build_document(request, guide=told, findings=findings)


def check(
    *,
    school: "str | PathLike[str] | None" = None,
    content: "str | PathLike[str] | None" = None,
    templates: "str | PathLike[str] | None" = None,
    fonts: "str | PathLike[str] | None" = None,
    language: str | None = None,
) -> "tuple[Problem, ...]":
    """Return the problems of content, templates and looks, each once. The result is empty if there are none.

    Every document is typeset in each look. A problem has a `place`, a `message` and a `hint`. It is a `warning` if the
    documents can be made all the same. The folders and the `language` are those of `build`.
    """
    from senaudit.problems import SenauditError
    from senaudit.recipe.check import check as check_sources
    from senaudit.recipe.request import need_language

    try:
        tag = None if language is None else need_language(language)
        return check_sources(_sources(school, content, templates, fonts), tag)
    except SenauditError as error:
        return error.problems


def _sources(*folders: "str | PathLike[str] | None") -> "Sources":
    """Return the sources in a school's folder, a folder of content, one of templates and one of fonts.

    None is the shipped one, and no folder of fonts. Raises FileError for a folder that does not exist, or is not a
    school's.
    """
    from senaudit.recipe.request import Sources
    from senaudit.recipe.sources import need_folders
    from senaudit.school.actions import school_folder

    school, content, templates, fonts = map(_path, folders)
    need_folders(content, templates, fonts)
    return Sources(content, None if school is None else school_folder(school), templates, fonts)


def _folder(folder: "str | PathLike[str] | None") -> "Path | None":
    """Return the path of a folder. Raises FileError if it does not exist."""
    from senaudit.recipe.sources import need_folders

    path = _path(folder)
    need_folders(path)
    return path


def _path(folder: "str | PathLike[str] | None") -> "Path | None":
    from pathlib import Path

    return None if folder is None else Path(folder)


def __getattr__(name: str) -> object:
    """Import the types that `build` and `check` return, such as `senaudit.Document`, only when they are used."""
    if name == "Document":
        from senaudit.recipe.steps import Document

        return Document
    if name == "Problem":
        from senaudit.problems import Problem

        return Problem
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
