"""A request: which document, which questions, from which files, and how it looks."""

# No `from __future__ import annotations` here: `NamedTuple` would have to compile each annotation at every start.
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple
from unicodedata import normalize

from senaudit.content.select import Selection
from senaudit.problems import Problem, UsageError, did_you_mean

if TYPE_CHECKING:
    from senaudit.typeset.faces import FontChoice

Kind = Literal["guide", "sheets", "poster", "letter", "collation", "plan", "handover"]
KINDS: tuple[Kind, ...] = ("guide", "sheets", "poster", "letter")
FINDING_KINDS: tuple[Kind, ...] = ("collation", "plan", "handover")
"""The documents that are made of filled-in sheets, and not of content alone."""
Format = Literal["pdf", "docx", "html", "txt", "brf"]
FORMATS: tuple[Format, ...] = ("pdf", "docx", "html", "txt", "brf")
"""The editions of a document, by the endings of their files."""
_SHOWN: dict[Format, tuple[str, ...]] = {
    "pdf": ("large_print", "text_size", "paper", "font", "one_sided"),
    "docx": ("large_print", "text_size", "paper", "one_sided"),
    "html": ("large_print", "text_size"),
    "txt": (),
    "brf": ("braille_page",),
}
"""What each edition has of the appearance."""
PAPER: dict[Kind, str] = dict.fromkeys((*KINDS, *FINDING_KINDS), "A4") | {"poster": "A3"}
"""The usual paper of each document."""

PAPERS = ("A3", "A4", "Letter")
TEXT_SIZES = (16, 18, 24)
"""Sizes of large print, in points, beyond its usual 14."""
A3_TEXT_SIZE = 18
"""The smallest text size of a guide on A3, in points. Lines of 70 characters in smaller type leave much of it empty."""
FONTS = ("auto", "arial", "arimo", "naskh")
BRAILLE_PAGES = ("40x25", "32x27", "28x27")
"""Cells in a line and lines on a page: the usual size, that of most embossers, and two for A4."""
_NO_FIELDS: dict[Format, tuple[str, str]] = {
    "docx": ("a Word file’s audit sheets can always be filled in on a screen", "leave it out"),
    "html": ("a web page’s audit sheets can always be filled in on a screen", "leave it out"),
    "txt": ("a plain text has no fields to fill in", "ask for a PDF, a Word file or a web page"),
    "brf": ("Braille has no fields to fill in", "ask for a PDF, a Word file or a web page"),
}
"""The problem with fields of editions that are no PDF, and one line of help."""
FEWEST_CELLS, MOST_CELLS, FEWEST_LINES, MOST_LINES = 20, 80, 10, 60
"""The limits of a Braille page. With fewer cells, a heading has no room; no display has a longer line."""

DATE_VARIABLE = "SOURCE_DATE_EPOCH"
"""The environment variable with the date of documents. Source: reproducible-builds.org, “SOURCE_DATE_EPOCH”."""
_LAST_SECOND = 32_503_679_999
"""The end of the year 2999. Windows knows no later dates. Source: Microsoft, “gmtime”."""


class Sources(NamedTuple):
    """The folders that are read: content, a school's own folder, templates with looks, and fonts for other scripts.

    None means the shipped content or templates, no school, or no fonts of one's own. The school's files are laid over
    the content.
    """

    content: Path | None = None
    school: Path | None = None
    templates: Path | None = None
    fonts: Path | None = None


class Appearance(NamedTuple):
    """How a document looks. A `text_size` (points) implies large print. Without `paper`, it is the usual paper.

    The `font` “naskh” is “auto” with Urdu in the hand of Arabic. A document that is `one_sided` is printed on one side
    of the paper: it has no blank pages, and one filing edge. A `braille_page` such as “40x25” is the cells of a line
    and the lines of a page of Braille; without it, that size.
    """

    large_print: bool = False
    text_size: int | None = None
    paper: str | None = None
    font: "FontChoice" = "auto"
    one_sided: bool = False
    braille_page: str | None = None

    @property
    def look(self) -> str:
        """The name of the look."""
        return "large-print" if self.large_print or self.text_size else "standard"

    @property
    def cells_and_lines(self) -> tuple[int, int]:
        """The cells of a line and the lines of a page of Braille."""
        cells, _, lines = (self.braille_page or BRAILLE_PAGES[0]).partition("x")
        return int(cells), int(lines)


class Request(NamedTuple):
    """A request for one document. `with_sheets` puts each chapter's audit sheets after it, in the guide.

    `date` is the document's date in seconds since 1970. If it is None, the document has no date. An edition has only
    a part of the appearance: see `shown`. Audit sheets that are `fillable` have fields, to fill in on a screen. With a
    `rating`, they have boxes to tick at each question for how good something is. `since` is the folder of the audit
    before: what was agreed on then is on them, too. `language` is that of the document (BCP 47, in small letters); None
    is that of the content. If it is `partly` translated, the rest is printed as it was written. Audit sheets and
    posters may have a `second_language`: then each text stands in both.
    """

    kind: Kind
    selection: Selection = Selection()
    sources: Sources = Sources()
    appearance: Appearance = Appearance()
    with_sheets: bool = False
    date: int | None = None
    format: Format = "pdf"
    fillable: bool = False
    rating: bool = False
    since: Path | None = None
    language: str | None = None
    partly: bool = False
    second_language: str | None = None

    @property
    def paper(self) -> str:
        """The name of the paper."""
        return self.appearance.paper or PAPER[self.kind]

    @property
    def shown(self) -> Appearance:
        """What this edition has of the appearance. The rest has its usual values."""
        return Appearance()._replace(**{name: getattr(self.appearance, name) for name in _SHOWN.get(self.format, ())})


def request_for(
    kind: Kind,
    *,
    chapters: Iterable[str] = (),
    questions: Iterable[str] = (),
    audiences: Iterable[str] = (),
    content: Path | None = None,
    school: Path | None = None,
    templates: Path | None = None,
    fonts: Path | None = None,
    large_print: bool = False,
    text_size: int | None = None,
    paper: str | None = None,
    font: "FontChoice" = "auto",
    with_sheets: bool = False,
    fillable: bool = False,
    rating: bool = False,
    since: Path | None = None,
    one_sided: bool = False,
    braille_page: str | None = None,
    language: str | None = None,
    languages: Iterable[str] = (),
    partly: bool = False,
    format: Format = "pdf",  # noqa: A002 - as the option
) -> Request:
    """Return a request from separate values. Those left out have their usual values.

    The date is that of the environment variable SOURCE_DATE_EPOCH. Raises UsageError with every value that there is
    not, or that this kind of document cannot have; and ProgramError, before any work, if Braille cannot be made.
    """
    first, second = _first_and_second(language, languages)
    problems = [
        *_unknown("kind", str(kind), (*KINDS, *FINDING_KINDS)),
        *_unknown("format", str(format), FORMATS),
        *_unknown("paper", paper, PAPERS),
        *_unknown("text size", text_size, TEXT_SIZES),
        *_unknown("font", str(font), FONTS),
        *_braille_page_problems(braille_page),
        *(_two_languages_problems(language, languages) if languages else ()),
        *(*_language_problems(first, partly), *_language_problems(second, False)),
        *_date_problems(),
        *_list_problems(chapters=chapters, questions=questions, audiences=audiences, languages=languages),
    ]
    selection = Selection(_composed(chapters), _composed(questions), _composed(audiences))
    sources = Sources(content, school, templates, fonts)
    page = braille_page and str(braille_page).lower()
    look = Appearance(large_print, text_size, paper, font, one_sided, page)
    tags = language_tag(first), partly, language_tag(second)
    request = Request(kind, selection, sources, look, with_sheets, None, format, fillable, rating, since, *tags)
    problems += _conflicts(request) if format in FORMATS else ()
    if problems:
        raise UsageError(problems)
    if format == "brf":
        _need_liblouis()
    return request._replace(date=int(os.environ[DATE_VARIABLE]) if os.environ.get(DATE_VARIABLE) else None)


def _need_liblouis() -> None:
    """Raise ProgramError if Braille cannot be made on this computer."""
    from senaudit.editions.braille.liblouis import find_liblouis

    find_liblouis()


def _list_problems(**lists: Iterable[str]) -> Iterator[Problem]:
    for name, words in lists.items():
        if isinstance(words, str):
            message = f"“{name}” is a text, and not a list of texts"
            yield Problem("list-expected", None, message, f'write {name}=["{words}"]')


def _conflicts(request: Request) -> Iterator[Problem]:
    """Yield the problems of choices that this kind of document cannot have, if its edition has them at all."""
    kind, (_, text_size, paper, _, one_sided, _) = request.kind, request.shown
    if kind == "poster" and any(request.selection):
        hint = "leave out chapters, questions and audiences"
        yield Problem("poster-selection", None, "a poster cannot be cut down to a part of it", hint)
    if one_sided and kind == "poster":
        yield Problem("poster-one-sided", None, "a poster is always printed on one side", "leave it out")
    if kind == "guide" and paper == "A3" and (text_size or 0) < A3_TEXT_SIZE:
        message = "a guide on A3 needs a text size of 18 or 24 points: smaller type leaves half of each page empty"
        hint = "leave out the paper, and let the copier put two A4 pages on each side of A3 (“2 on 1”, or “booklet”)"
        yield Problem("guide-on-large-paper", None, message, hint)
    if request.with_sheets and kind != "guide":
        yield Problem("sheets-outside-guide", None, "only a guide can have sheets in it", "leave them out")
    if request.second_language and kind not in ("sheets", "poster"):
        hint = "make one in each language"
        yield Problem("two-languages", None, "only audit sheets and posters can be in two languages", hint)
    if request.fillable and kind != "sheets" and not request.with_sheets:
        yield _fillable_problem(kind)
    if (request.rating or request.since) and kind != "sheets" and not request.with_sheets:
        message = "only audit sheets can ask how good something is, and say what was agreed on last time"
        yield Problem("asking-without-sheets", None, message, "make the audit sheets, or put them into the guide")
    if request.fillable and request.format != "pdf":
        message, hint = _NO_FIELDS[request.format]
        yield Problem("fillable-edition", None, message, hint)
    if request.format == "brf" and (problem := braille_problem(request.second_language or request.language)):
        yield problem
    if request.appearance.braille_page and request.format != "brf":
        message = "the size of a Braille page is for Braille only, and none is asked for"
        yield Problem("braille-page-without-braille", None, message, "ask for Braille too, or leave the size out")


def _fillable_problem(kind: Kind) -> Problem:
    message = "only audit sheets can be filled in on a screen"
    if kind == "guide":
        return Problem("fillable-without-sheets", None, message, "put the sheets into the guide")
    return Problem("fillable-poster", None, message, "leave it out")


def braille_problem(language: str | None) -> Problem | None:
    """Return the problem of Braille in a language; None for English."""
    if language is None or language.partition("-")[0] == "en":
        return None
    message = "Braille is made in English only: each language has a Braille of its own"
    return Problem("braille-language", None, message, "ask for a PDF, a Word file, a web page or a plain text")


def language_tag(typed: str | None) -> str | None:
    """Return the tag of a language in small letters, as its file is called: pl_PL is pl-pl."""
    return typed.strip().lower().replace("_", "-") if isinstance(typed, str) else None


def need_language(typed: str) -> str:
    """Return the tag of a language as `language_tag` does. Raises UsageError if what was typed is no tag."""
    if problems := list(_language_problems(typed, False)):
        raise UsageError(problems)
    return language_tag(typed) or ""


def _language_problems(typed: object, partly: bool) -> Iterator[Problem]:
    tag = language_tag(typed) if isinstance(typed, str) else ""
    if typed is not None and not (tag and re.fullmatch("[a-z]{2,3}(-[a-z0-9]{2,8})*", tag)):
        message = f"“{typed}” is not the tag of a language"
        yield Problem("not-a-language", None, message, "Polish is pl, Urdu ur, Welsh cy, Somali so")
    if partly and typed is None:
        message = "only a translation can be partly in the language of the original, and none is asked for"
        yield Problem("partly-without-language", None, message, "name the language, or leave it out")


def _first_and_second(language: str | None, languages: Iterable[str]) -> tuple[str | None, str | None]:
    """Return the language of a document, and the second of two languages; None where there is none."""
    first, second, *_ = (*([] if isinstance(languages, str) else languages), None, None)
    return first or language, second


def _two_languages_problems(language: str | None, languages: Iterable[str]) -> Iterator[Problem]:
    """Yield the problem of languages that are not two different ones, or that stand beside a single `language`."""
    if isinstance(languages, str):  # `_list_problems` says so
        return
    typed = [str(each) for each in languages]
    if language is not None:
        yield Problem("one-and-two-languages", None, "this asks for one language, and for two", "leave one of them out")
    if len(typed) != 2 or len({language_tag(each) for each in typed}) != 2:
        hint = "name two languages, such as en,ur: the first decides on which side a page begins"
        yield Problem("not-two-languages", None, f"“{','.join(typed)}” is not two languages", hint)


def _braille_page_problems(page: object) -> Iterator[Problem]:
    """Yield the problem of a size of a Braille page that is none, or is out of bounds. None is the usual size."""
    if page is None:
        return
    numbers = re.fullmatch("([0-9]{1,4})[xX]([0-9]{1,4})", str(page), re.ASCII)
    if numbers is None:
        message = f"“{page}” is no size of a Braille page"
        yield Problem("not-a-braille-page", None, message, "give the cells of a line and the lines of a page: 40x25")
    elif not (FEWEST_CELLS <= int(numbers[1]) <= MOST_CELLS and FEWEST_LINES <= int(numbers[2]) <= MOST_LINES):
        message = f"a Braille page cannot have {numbers[1]} cells in a line and {numbers[2]} lines"
        hint = f"it has {FEWEST_CELLS} to {MOST_CELLS} cells and {FEWEST_LINES} to {MOST_LINES} lines, such as 40x25"
        yield Problem("braille-page-out-of-bounds", None, message, hint)


def _date_problems() -> Iterator[Problem]:
    """Yield the problem of a SOURCE_DATE_EPOCH that is no date. An empty one counts as none."""
    value = os.environ.get(DATE_VARIABLE, "")
    if value and not (value.isascii() and value.isdigit() and len(value) < 20 and int(value) <= _LAST_SECOND):
        shown = value if len(value) <= 20 else f"{value[:20]}…"
        message = f"{DATE_VARIABLE} is “{shown}”, and not a whole number of seconds since 1970"
        hint = f"leave it out, or give a number from 0 to {_LAST_SECOND}"
        yield Problem("not-a-date", None, message, hint)


def _composed(words: Iterable[str]) -> tuple[str, ...]:
    """Return words with composed accents (NFC), as texts are read. Names of files on a Mac have separate ones."""
    return tuple(normalize("NFC", word) for word in words)


def _unknown(what: str, value: object, known: tuple[object, ...]) -> Iterator[Problem]:
    """Yield the problem of a value that there is not. None stands for the usual value."""
    if value is not None and value not in known:
        hint = did_you_mean(str(value), map(str, known))
        yield Problem("unknown-choice", None, f"there is no {what} “{value}”", hint)


def font_of(requests: Iterable[Request]) -> "FontChoice | None":
    """Return the font of requests that all have the same one; None if they are for editions without pages."""
    return next((request.appearance.font for request in requests if request.format == "pdf"), None)


def pack_of(
    guide_request: Request, fillable: bool = False, rating: bool = False, since: Path | None = None
) -> tuple[Request, ...]:
    """Return the requests for the documents of a pack: the guide, the sheets and the poster.

    The sheets and the poster keep those of the guide's choices that they can have. The poster has no selection. All
    audit sheets are `fillable` or none, those in the guide too; and so it is with a `rating` and with `since`.
    """
    appearance = guide_request.appearance._replace(one_sided=False)
    guide, sheets = guide_request, guide_request._replace(kind="sheets", with_sheets=False)
    poster = sheets._replace(kind="poster", selection=Selection(), appearance=appearance)
    sheets = sheets._replace(fillable=fillable, rating=rating, since=since)
    if guide.with_sheets:
        guide = guide._replace(fillable=fillable, rating=rating, since=since)
    return guide, sheets, poster


def file_name(request: Request, part: Iterable[str] = ()) -> str:
    """Return a file name for a document, such as `sheets-support.pdf`. `part` holds the words for its selection.

    It has what the edition shows of the appearance.
    """
    appearance = request.shown
    words = [request.kind, *part]
    if request.with_sheets:
        words.append("with-sheets")
    if request.language:
        words.append(request.language)
    if request.second_language:
        words.append(request.second_language)
    if request.fillable:
        words.append("fillable")
    if request.rating:
        words.append("rating")
    if request.since:
        words += ["since", request.since.name]
    if appearance.text_size:
        words.append(f"{appearance.text_size}-point")
    elif appearance.large_print:
        words.append("large-print")
    if appearance.one_sided:
        words.append("one-sided")
    if appearance.paper and appearance.paper != PAPER[request.kind]:
        words.append(appearance.paper)
    if appearance.cells_and_lines != Appearance().cells_and_lines:
        words.append("{}x{}".format(*appearance.cells_and_lines))
    joined = "-".join(words)
    safe = "".join(c if c.isalnum() or c in "-_" else "-" for c in joined)
    return f"{'-'.join(filter(None, safe.split('-')))}.{request.format}"
