"""The audit sheets that a school may have given out: what is printed on each page, and where its places to fill in are.

Nobody says in which look, and on which paper, sheets were printed that come back as prints. So those are made that they
may be, and PDFium reads them as it reads what came back. What was made is kept while the process lasts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property, lru_cache
from itertools import islice, product
from typing import Any, Literal, NamedTuple

from senaudit.audit.forms import Forms, with_day
from senaudit.audit.last_time import last_times
from senaudit.audit.page_match import Piece, pieces_of
from senaudit.audit.page_signs import Box, moved, signs_of, upright_from
from senaudit.audit.pdfium_files import annotations_of, opened
from senaudit.content.model import Guide
from senaudit.content.select import Selection, select
from senaudit.content.text import Text
from senaudit.layout.wording import line
from senaudit.problems import SenauditError, UsageError
from senaudit.recipe.fillable import FACTS, FORM_CODE, form_code
from senaudit.recipe.reading import read_guide
from senaudit.recipe.request import PAPERS, TEXT_SIZES, Appearance, Request, Sources
from senaudit.recipe.steps import prepare, read_theme, render_document, write_pdf

MOST_CANDIDATES = 40
"""The most sheets that are made to find those of a file. Each takes some 0.1 seconds."""

_PAPER_SIZES = {"A3": (842, 1191), "A4": (595, 842), "Letter": (612, 792)}
_LAST_TIME = ("last-practice", "last-actions", "asked-new", "asked-changed")
"""The labels of what stands on sheets of an audit before."""

_BEGINNING = 16
"""By so many letters the beginning of a question is known. A line of half a column has more."""

_HEIGHT = 1.15
"""The height of signs, as a share of their size in Arimo."""

Kind = Literal["box", "line", "tick"]


class FormPlace(NamedTuple):
    """A place to fill in on a page: its id, the words beside it, what it takes, and its box."""

    id: str
    asked: str
    kind: Kind
    box: Box


class FormSheet:
    """A page of audit sheets, as it is printed: its places to fill in, and how wide it is in points."""

    def __init__(self, page: Any, form: Any) -> None:
        self._page = page
        self._width = page.get_width()
        upright = upright_from(page)
        found = [each for each in annotations_of(page, form) if not each.is_hidden]
        self.places = [FormPlace(each.name, each.described, each.kind, moved(each.box, upright)) for each in found]

    @cached_property
    def pieces(self) -> list[Piece]:
        """What is printed on it."""
        return pieces_of(signs_of(self._page))

    @cached_property
    def rows(self) -> tuple[float, float]:
        """The heights between which its questions and their boxes stand: below the school’s name and the date.

        What is below the last box moves none.
        """
        boxes = [place.box for place in self.places if place.id.count(":") > 1]
        heads = [place.box[1] for place in self.places if place.id in ("school", "date")]
        return min((box[1] for box in boxes), default=0.0), min(heads, default=self._page.get_height())

    def place_of(self, words: str) -> Box | None:
        """Return the place of a piece with these words, to the end of the page; None if there is none."""
        found = next((piece for piece in self.pieces if piece.text == _squeezed(words)), None)
        if found is None:
            return None
        size = found.signs[0].size
        after = [each.left for each in self.pieces if abs(each.base - found.base) < 1 and each.left > found.left]
        return found.left, found.base - size * 0.3, min(after, default=self._width), found.base + size * 0.8


class Facts(NamedTuple):
    """What sheets say of themselves."""

    form: str
    school: str
    group: str
    edition: str
    language: str


class Sheets(NamedTuple):
    """Audit sheets: what they say of themselves, the code in their feet, and those of their pages to fill in."""

    facts: Facts
    code: str
    pages: list[FormSheet]


class Look(NamedTuple):
    """What can be seen of the pages of a file: the words of all, and of each the paper's size and the usual height of a
    sign.
    """

    text: str
    pages: frozenset[tuple[tuple[float, float], float]]

    @property
    def codes(self) -> frozenset[str]:
        """The codes of forms in the feet of pages."""
        return codes_in(self.text)


def codes_in(text: str) -> frozenset[str]:
    """Return the codes of forms in the feet of pages."""
    return frozenset(re.findall(rf"·({FORM_CODE})(?=\s|$)", text))


def foot_of(forms: Forms, text: str) -> str:
    """Return what the foot of a page says of its form: the edition, the group, and the code if it has one; or ""."""
    edition = re.escape(_squeezed(_edition(forms)))
    found = re.search(rf"·({edition}(?:·\S+)?)(?=\s|$)", text)
    return found[1] if found else ""


@lru_cache(maxsize=4)
def _edition(forms: Forms) -> str:
    """Return the edition as sheets print it."""
    return render_document(forms.request(Selection()), _guide(forms.sources, forms.language)).get("edition")


def has_questions(forms: Forms, text: str) -> bool:
    """Return whether a text has the words of a question of the sheets, in the words for any group."""
    return any(_found(forms, group, text) for group in _groups(forms))


def in_their_language(forms: Forms, text: str) -> Forms:
    """Return the sheets in the language in which a text has most of their questions. A faulty translation has none."""
    counts = []
    for each in forms.in_each():
        with suppress(SenauditError):
            counts.append((max((len(_found(each, group, text)) for group in _groups(each)), default=0), each))
    return max(counts, key=lambda found: found[0])[1]


def are_in_two_languages(forms: Forms, text: str) -> bool:
    """Return whether a text has the beginning of a question in two languages, in more than one question.

    Side by side, the lines of the two stand between one another: so it has the whole question in neither.
    """
    squeezed, beginnings = _squeezed(text), dict[str, set[str]]()
    for each in forms.in_each():
        with suppress(SenauditError):
            for name, words in _questions(each.request(Selection())).items():
                beginnings.setdefault(name, set()).add(words[:_BEGINNING])
    return sum(sum(each in squeezed for each in words) > 1 for words in beginnings.values()) > 1


def candidates(forms: Forms, look: Look) -> Iterator[Sheets]:
    """Yield the sheets that a file may have, the likeliest first. What was agreed on last time is left out if it cannot
    be read any more.
    """
    has_code = (True,) if look.codes else (False, True)
    rates = _squeezed(_guide(forms.sources, forms.language).labels["rating"].value) in _squeezed(look.text)
    rating = (True, False) if rates else (False,)
    since = (forms.since, None) if forms.since and says_last_time(forms, look.text) else (None,)
    requests = (
        forms.request(selection, appearance=appearance, fillable=fillable, rating=rated, since=before)
        for selection, appearance, before, rated, fillable in product(
            _selections(forms, look), _appearances(look), since, rating, has_code
        )
    )
    for request in islice(requests, MOST_CANDIDATES):
        try:
            yield sheets_of(request, forms.return_by)
        except SenauditError:
            if request.since is None:
                raise


def says_last_time(forms: Forms, text: str) -> bool:
    """Return whether a text has a heading of what was agreed on last time. People may have written the same words."""
    squeezed, words = _squeezed(text), _guide(forms.sources, forms.language).findings
    return any(_squeezed(words[name].value) in squeezed for name in _LAST_TIME)


def _groups(forms: Forms) -> tuple[str, ...]:
    return ("", *_guide(forms.sources, forms.language).audiences)


def _selections(forms: Forms, look: Look) -> list[Selection]:
    """Return the selections whose questions are in the text, the likeliest first."""
    likely: dict[Selection, tuple[bool, bool, int]] = {}
    text = _squeezed(look.text)
    for group in _groups(forms):
        found = _found(forms, group, look.text)
        if not found:
            continue
        audiences = (group,) if group else ()
        chapters = tuple(dict.fromkeys(name.partition(":")[0] for name in found))
        chosen = (*forms.selections, Selection(), Selection(chapters), Selection(questions=found))
        named = _guide(forms.sources, forms.language).audiences
        is_of_group = bool(group) and f"·{_squeezed(named[group].value)}" in text
        for selection in (each._replace(audiences=audiences) for each in chosen):
            if not _is_there(forms, selection):
                continue
            requests = (forms.request(selection, rating=rated) for rated in (False, True))
            is_named = bool(look.codes) and any(_code(request) in look.codes for request in requests)
            likely.setdefault(selection, (not is_named, not is_of_group, -len(found)))
    return sorted(likely, key=lambda each: likely[each])


@lru_cache(maxsize=4)
def _guide(sources: Sources, language: str | None) -> Guide:
    return read_guide(sources, with_findings=True, language=language)


@lru_cache(maxsize=64)
def _is_there(forms: Forms, selection: Selection) -> bool:
    """Return whether there are questions of a selection. Not all questions are for each group."""
    try:
        select(_guide(forms.sources, forms.language), selection)
    except UsageError:
        return False
    return True


@lru_cache(maxsize=64)
def _questions(request: Request) -> dict[str, str]:
    """Return the words of the questions on sheets, without spaces, by their names."""
    document = render_document(request, select(_guide(request.sources, request.language), request.selection))
    rows = (each for each in document.walk() if each.tag == "row" and each.get("id"))
    return {row.get("id"): _squeezed(line(row.elements[0].elements[0])) for row in rows}


def _found(forms: Forms, group: str, text: str) -> tuple[str, ...]:
    """Return the names of the questions for a group whose words are in a text."""
    squeezed = _squeezed(text)
    asked = _questions(forms.request(Selection(audiences=(group,) if group else ())))
    return tuple(name for name, words in asked.items() if words in squeezed)


def _squeezed(text: str) -> str:
    return "".join(text.split())


@lru_cache(maxsize=64)
def _code(request: Request) -> str:
    return form_code(render_document(request, select(_guide(request.sources, request.language), request.selection)))


def _appearances(look: Look) -> list[Appearance]:
    """Return the looks and papers that sheets may have, the likeliest first."""
    looks = [Appearance(), Appearance(large_print=True), *(Appearance(text_size=size) for size in TEXT_SIZES)]
    sizes = {each: read_theme(Request("sheets", appearance=each)).body for each in looks}

    def distance(look_and_paper: tuple[Appearance, str]) -> tuple[float, float]:
        """Return how far a paper and a look are from those of the likest page, in points."""
        appearance, paper = look_and_paper
        return min(
            (
                sum(abs(a - b) for a, b in zip(_PAPER_SIZES[paper], sorted(size), strict=True)),
                abs(sizes[appearance] * _HEIGHT - height),
            )
            for size, height in look.pages
        )

    return [
        each._replace(paper=None if paper == "A4" else paper)
        for each, paper in sorted(product(looks, PAPERS), key=distance)
    ]


@lru_cache(maxsize=MOST_CANDIDATES)
def sheets_of(request: Request, return_by: Text | None = None) -> Sheets:
    """Return the sheets of a request. Those without a code in their feet have places to fill in as well."""
    guide = select(with_day(_guide(request.sources, request.language), return_by), request.selection)
    findings = {"since": last_times(request, guide).by_question} if request.since else None
    document = opened(write_pdf(request._replace(fillable=True), prepare(request, guide, findings)).data)
    document.init_forms()
    hidden: dict[str, str] = {}
    pages = []
    for page in document:
        hidden |= {each.name: each.words for each in annotations_of(page, document.formenv) if each.is_hidden}
        pages.append(FormSheet(page, document.formenv))
    told = json.loads(hidden[FACTS])
    facts = Facts(*(told.get(name, "") for name in Facts._fields))
    return Sheets(facts, _code(request), [page for page in pages if page.places])
