"""The real PDFs, read back by two readers that know nothing of senaudit."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import cache
from io import BytesIO
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any, NamedTuple

import pypdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
from conftest import built_document, set_document
from pypdf.generic import ContentStream, Destination
from running_heads import owners, wordings

from senaudit.content.model import (
    Block,
    Body,
    CallOut,
    Chapter,
    Guide,
    Paragraph,
    Point,
    Question,
    Quote,
    Section,
    Step,
    Steps,
    Subheading,
)
from senaudit.content.text import phrase
from senaudit.files.shipped import shipped
from senaudit.problems import UsageError
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import KINDS, Kind, Request, request_for
from senaudit.typeset.faces import ARIMO_FOLDER

ROOT = Path(__file__).resolve().parents[1]

GUIDE = request_for("guide", font="arimo")
GUIDE_WITH_SHEETS = request_for("guide", with_sheets=True, font="arimo")
SHEETS = request_for("sheets", font="arimo")
POSTER = request_for("poster", font="arimo")
LARGE_GUIDE = request_for("guide", with_sheets=True, large_print=True, font="arimo")
LARGE_SHEETS = request_for("sheets", large_print=True, font="arimo")
LARGE_POSTER = request_for("poster", large_print=True, font="arimo")
DOCUMENTS = (GUIDE_WITH_SHEETS, SHEETS, POSTER, LARGE_GUIDE, LARGE_SHEETS, LARGE_POSTER)

PAPERS = {"A3": (841.89, 1190.55), "A4": (595.28, 841.89), "Letter": (612.0, 792.0)}
SIZES = (None, 16, 18, 24)
"""Body sizes of large print, in points; None is the look's own, 14."""

MARKER = re.compile(r" (?:(?:\d+|[a-z])\. )*")
"""The text allowed between two texts: the number or the letter of a step."""


def named(choices: Request) -> str:
    """Return the test id of a document."""
    size = (
        f"-{choices.appearance.text_size}-point"
        if choices.appearance.text_size
        else "-large-print"
        if choices.appearance.large_print
        else ""
    )
    return f"{choices.kind}{'-with-sheets' if choices.with_sheets else ''}{size}"


every_document = pytest.mark.parametrize("choices", DOCUMENTS, ids=named)


# Reading


def pdf_of(choices: Request) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(built_document(choices).data))


OPEN: dict[Request, pypdfium2.PdfDocument] = {}
"""Documents that pdfium has open. They must be closed before Python ends."""


def pdfium_of(choices: Request) -> pypdfium2.PdfDocument:
    if choices not in OPEN:
        OPEN[choices] = pypdfium2.PdfDocument(built_document(choices).data)
    return OPEN[choices]


@pytest.fixture(scope="session", autouse=True)
def _closes_what_pdfium_has_open() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.popitem()[1].close()


@cache
def text_by_pdfium(choices: Request) -> tuple[str, ...]:
    """Return each page's text. pdfium gives U+FFFE for a hyphen at the end of a line."""
    document = pdfium_of(choices)
    return tuple(tidy(page.get_textpage().get_text_range().replace("\ufffe", "-")) for page in document)


@cache
def text_by_pypdf(choices: Request) -> tuple[str, ...]:
    return tuple(tidy(page.extract_text()) for page in pdf_of(choices).pages)


Reader = Callable[[Request], tuple[str, ...]]
both_readers = pytest.mark.parametrize("texts", [text_by_pdfium, text_by_pypdf], ids=["pdfium", "pypdf"])


def tidy(text: str) -> str:
    """Fold white space, and remove it after a hyphen, dash or slash, where a line may end inside a word.

    The names of what a text refers to are taken out.
    """
    text = re.sub(r"\[([^\]]*)\]\(see:[\w:-]+\)", r"\1", text)
    return re.sub(r"(?<=[-–—/]) ", "", " ".join(text.split()))


class Shown(NamedTuple):
    """One text-showing operation: place and size in points, font, and codes in that font."""

    x: float
    y: float
    size: float
    font: str
    codes: bytes

    @property
    def runs_on(self) -> bool:
        """Whether the line continues in another run. Only then does it end with a space."""
        return self.codes.endswith(b" ")


def operations(page: pypdf.PageObject) -> Iterator[tuple[list[Any], str]]:
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        yield operands, operator.decode()


def shown(page: pypdf.PageObject) -> Iterator[Shown]:
    """Yield every text-showing operation. Any other scaling of text is a failure."""
    size, font, x, y, depth = 0.0, "", 0.0, 0.0, 0
    for operands, operator in operations(page):
        depth += {"q": 1, "Q": -1}.get(operator, 0)
        assert not (depth and operator == "BT"), "text where the origin may be moved"
        assert operator not in {"TJ", "'", '"', "Td", "TD", "T*", "Tz", "Tc", "Tw", "Ts", "Tr", "Do", "BI"}, operator
        if operator == "cm":
            moved = [float(number) for number in operands]
            assert moved[:4] == [1, 0, 0, 1]
            assert depth or moved[4:] == [0, 0]
        elif operator == "Tf":
            font, size = str(operands[0]), float(operands[1])
        elif operator == "Tm":
            assert [float(number) for number in operands[:4]] == [1, 0, 0, 1]
            x, y = float(operands[4]), float(operands[5])
        elif operator == "Tj":
            text = operands[0]
            yield Shown(x, y, size, font, text if isinstance(text, bytes) else text.original_bytes)


def characters(page: pypdf.PageObject) -> dict[str, dict[int, str]]:
    """Return the meanings of the codes of each font of a page."""
    resources: Any = page["/Resources"]
    fonts = resources["/Font"]
    maps = {name: font.get_object()["/ToUnicode"].get_data().decode("ascii") for name, font in fonts.items()}
    pairs = {name: re.findall(r"^<(\w\w)>(<\w\w>|)<(\w{4})>$", written, re.MULTILINE) for name, written in maps.items()}
    return {
        name: {
            int(code, 16) + step: chr(int(sign, 16) + step)
            for code, last, sign in found
            for step in range(int(last[1:-1] or code, 16) - int(code, 16) + 1)
        }
        for name, found in pairs.items()
    }


def box_of(choices: Request, page_index: int, words: str) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of the first letter of `words` on a page, in points from its foot."""
    page = pdfium_of(choices)[page_index].get_textpage()
    pattern = r"\s+".join(re.escape(word).replace(r"\-", r"[-\ufffe]\s*") for word in words.split())
    match = re.search(pattern, page.get_text_range())
    assert match, f"“{words}” is not on page {page_index + 1}"
    left, bottom, right, top = page.get_charbox(match.start(), loose=True)
    return left, bottom, right, top


# What the content says, in the order in which it is printed


@cache
def content() -> Guide:
    return read_content(GUIDE)


def of_points(points: Iterable[Point]) -> Iterator[str]:
    for point in points:
        yield str(point.text)
        yield from of_points(point.points)


def of_steps(steps: Iterable[Step]) -> Iterator[str]:
    for step in steps:
        yield str(step.text)
        if step.detail:
            yield str(step.detail)
        yield from of_points(step.points)


def of_body(body: Body) -> Iterator[str]:
    if body.lead:
        yield str(body.lead)
    yield from map(str, body.paragraphs)
    yield from of_points(body.points)
    yield from of_steps(body.steps)
    for group in body.groups:
        yield str(group.title)
        yield from of_points(group.points)
        yield from of_steps(group.steps)
    yield from (str(action.text) for action in body.actions)
    yield from map(str, body.closing)


def of_block(block: Block) -> Iterator[str]:
    if isinstance(block, CallOut):
        yield str(block.title or content().labels[block.kind])
        yield from of_body(block.body)
    elif isinstance(block, Quote):
        yield str(block.text)
        if block.source:
            yield str(block.source)
    elif isinstance(block, Paragraph | Subheading):
        yield str(block.text)
    else:
        if block.lead:
            yield str(block.lead)
        yield from of_steps(block.steps) if isinstance(block, Steps) else of_points(block.points)


def of_section(section: Section) -> Iterator[str]:
    yield str(section.title)
    for block in section.blocks:
        yield from of_block(block)


def of_chapter(chapter: Chapter) -> Iterator[str]:
    yield f"{chapter.number} {chapter.title}"
    yield str(chapter.summary)
    for question in chapter.questions:
        yield f"{question.number} {question.question}"
        for block in question.blocks:
            yield from of_block(block)
    yield str(chapter.closing.lead)
    yield str(chapter.closing.call)


def of_guide(guide: Guide) -> Iterator[str]:
    """Yield every text of the guide, without contents, sheets and footers."""
    yield from map(str, (guide.title, guide.subtitle))
    yield phrase(guide.labels["checked"], edition=str(guide.edition), month=str(guide.checked))
    yield str(guide.introduction.title)
    for section in guide.introduction.sections:
        yield from of_section(section)
    for chapter in guide.chapters:
        yield from of_chapter(chapter)
    yield from map(str, (guide.glossary.title, guide.glossary.lead))
    for entry in guide.glossary.entries:
        yield f"{entry.term} {entry.meaning}"
        if entry.older:
            yield phrase(guide.labels["older"], meaning="", term=str(entry.older)).strip()
    for section in guide.back_matter:
        yield from of_section(section)


def of_sheet(question: Question) -> Iterator[str]:
    yield f"{question.number} {question.question}"
    if question.checklist_lead:
        yield str(question.checklist_lead)
    yield from of_points(question.checklist)
    if question.prompts:
        yield phrase(content().labels["prompts"], prompts="; ".join(map(str, question.prompts)))


def heading_of_sheets(chapter: Chapter) -> str:
    """Return the heading of a chapter's sheets."""
    return phrase(content().labels["chapter-sheets"], number=str(chapter.number), chapter=str(chapter.title))


def of_sheets(chapter: Chapter) -> Iterator[str]:
    """Yield every text of a chapter's sheets, without the labels of the boxes, running heads and footers."""
    labels, questions = content().labels, [text for question in chapter.questions for text in of_sheet(question)]
    yield heading_of_sheets(chapter)
    yield from (str(labels[name]) for name in ("school", "date", "completed-by"))
    yield from map(str, content().audiences.values())
    yield str(labels["photocopying"])
    for term, meaning in content().abbreviations:
        if re.search(rf"\b{term}s?\b", " ".join(questions)):
            yield f"{term}: {meaning}."
    yield from questions


def code_of(chapter: Chapter) -> str:
    """Return the code in the foot of a chapter's sheets for everybody."""
    (year,) = re.findall("[0-9]+", str(content().edition))
    return f"{chapter.id[0].upper()}{chapter.number} · {year}"


def assert_says(text: str, expected: Iterable[str]) -> None:
    """Assert that a text is the expected ones in order, separated by spaces, with nothing else but step numbers."""
    text, place = f" {text} ", 0
    for words in map(tidy, expected):
        found = text.find(words, place)
        assert found >= 0, f"“{words}” does not stand after “…{text[max(0, place - 80) : place]}”"
        between = text[place:found]
        assert MARKER.fullmatch(between), f"“{between}” stands before “{words}”"
        place = found + len(words)
    assert MARKER.fullmatch(text[place:]), f"“{text[place:]}” stands at the end"


# Pages without footers, running heads and labels


class Leaf(NamedTuple):
    """A page without its footer: the part that the footer names, whether it is a sheet, and the text."""

    part: str
    is_sheet: bool
    text: str


def without_foot(text: str, cells: Iterable[str]) -> str | None:
    """Remove the footer's cells from the end of a page's text. They are far apart, so a reader may see none between."""
    match = re.fullmatch(rf"(.*?) {' ?'.join(map(re.escape, map(tidy, cells)))}", text)
    return match[1] if match else None


def leaf(text: str, number: int) -> Leaf:
    """Remove the footer from a page of the guide. An incomplete footer is a failure."""
    guide = content()
    back = [section.title for section in guide.back_matter[:1]]
    chapters = [chapter.title for chapter in guide.chapters]
    parts = [guide.labels["contents"], guide.introduction.title, *chapters, guide.glossary.title, *back]
    feet = [(str(part), str(guide.title), False) for part in parts]
    feet += [(str(chapter.title), code_of(chapter), True) for chapter in guide.chapters]
    for part, middle, is_sheet in feet:
        for order in permutations((part, middle, str(number))):
            if (body := without_foot(text, order)) is not None:
                return Leaf(part, is_sheet, body if is_sheet else without_running_head(body))
    raise AssertionError(f"page {number} has no whole foot: …{text[-100:]}")


def leaves(texts: tuple[str, ...]) -> list[Leaf]:
    """Return the pages of a guide, without the blank ones. The cover has no footer."""
    return [Leaf("", False, texts[0]), *(leaf(text, number) for number, text in enumerate(texts[1:], 2) if text)]


def without_marks_of_split(text: str) -> str:
    """Remove the label that is repeated where a call-out continues, and the words at its foot where it goes on."""
    guide = content()
    text = text.removesuffix(f" {guide.labels['continues']}")
    titles = {
        str(block.title or guide.labels[block.kind])
        for chapter in guide.chapters
        for question in chapter.questions
        for block in question.blocks
        if isinstance(block, CallOut)
    }
    for title in titles:
        repeated = f"{phrase(guide.labels['continued'], name=tidy(title))} "
        if text.startswith(repeated):
            return text.removeprefix(repeated)
    return text


@cache
def running_heads() -> dict[str, None]:
    """Return every running head that a page of the guide may have, whole or with fewer words, the longest first."""
    heads = {tidy(head): None for _, *title in owners(set_document(GUIDE)[0]) for head in wordings(*title)}
    return dict.fromkeys(sorted(heads, key=len, reverse=True))


def without_running_head(text: str) -> str:
    """Remove the running head of a page on which a question or a section goes on."""
    if f"{phrase(content().labels['question-continued'], question='')} " not in text:
        return text
    return next((text[len(head) + 1 :] for head in running_heads() if text.startswith(f"{head} ")), text)


def without_labels(text: str, first: bool) -> str:
    """Remove a sheet's running head, which all but a chapter's first have, and the labels of each question's boxes."""
    labels = content().labels
    head = " ".join(str(labels[name]) for name in ("school", "completed-by", "date"))
    assert text.startswith(f"{head} ") is not first, text
    answers = f"{labels['practice']} {labels['action']}"
    questions = [q.question for of in content().chapters for q in of.questions if tidy(str(q.question)) in text]
    assert text.count(answers) == len(questions), text
    return " ".join(text.removeprefix(head).replace(answers, "").split())


def sheets_text(pages: Iterable[str]) -> str:
    """Return the text of a chapter's sheets, without running heads and the labels of the boxes."""
    return " ".join(without_labels(page, not index) for index, page in enumerate(pages))


def sheet_feet(chapters: Iterable[Chapter], texts: tuple[str, ...]) -> Iterator[tuple[Chapter, str]]:
    """Yield each page's chapter and its text without footer, with the labels of the boxes. A wrong footer is a failure.

    Blank pages are left out. They have a number.
    """
    labels = content().labels
    total = len(texts)
    for number, text in ((number, text) for number, text in enumerate(texts, 1) if text):
        page = phrase(labels["page"], number=str(number), count=str(total))
        for chapter in chapters:
            whole = (f"{chapter.number}. {chapter.title}", code_of(chapter), page)
            bodies = [without_foot(text, order) for cells in (whole, whole[1:]) for order in permutations(cells)]
            if body := next((body for body in bodies if body is not None), None):
                yield chapter, body
                break
        else:
            raise AssertionError(f"page {number} of {total} has no whole foot: …{text[-100:]}")


# The guide's words


@both_readers
@pytest.mark.parametrize("choices", [GUIDE, GUIDE_WITH_SHEETS, LARGE_GUIDE], ids=named)
def test_the_guide_says_all_that_the_content_says_in_order_and_nothing_else(choices: Request, texts: Reader) -> None:
    """Every point, step, paragraph and glossary entry, no words joined, each question after its number."""
    contents = str(content().labels["contents"])
    pages = [page for page in leaves(texts(choices)) if page.part != contents and not page.is_sheet]
    assert_says(" ".join(without_marks_of_split(page.text) for page in pages), of_guide(content()))


@both_readers
@pytest.mark.parametrize("choices", [GUIDE, LARGE_GUIDE], ids=named)
def test_every_question_stands_once_in_its_chapter_with_its_number(choices: Request, texts: Reader) -> None:
    for chapter in content().chapters:
        pages = [page.text for page in leaves(texts(choices)) if page.part == str(chapter.title) and not page.is_sheet]
        text = " ".join(pages)
        places = []
        for question in chapter.questions:
            assert text.count(tidy(str(question.question))) == 1, question.question
            places.append(text.find(f"{question.number} {tidy(str(question.question))}"))
        assert -1 not in places, f"{chapter.id}: number and question are apart in question {places.index(-1) + 1}"
        assert places == sorted(places)


@pytest.mark.parametrize("choices", [GUIDE, LARGE_GUIDE, SHEETS, LARGE_SHEETS], ids=named)
def test_a_questions_number_stands_left_of_its_first_line(choices: Request) -> None:
    """As the eye sees it, whatever the order of the text."""
    texts = text_by_pdfium(choices)
    contents = {index for index, text in enumerate(texts) if text.startswith(str(content().labels["contents"]))}
    for chapter in content().chapters:
        for question in chapter.questions:
            words = tidy(str(question.question))
            index = next(i for i, text in enumerate(texts) if words in text and i not in contents)
            left, bottom, _, top = box_of(choices, index, str(question.question))
            page = pdfium_of(choices)[index].get_textpage()
            beside = page.get_text_bounded(0, bottom + 1, left - 1, top - 1)
            assert beside.strip() == question.number, question.question


def test_the_guides_parts_follow_each_other_and_the_chapters_stand_apart() -> None:
    guide = content()
    parts = [page.part for page in leaves(text_by_pdfium(GUIDE))]
    in_order = [part for part, before in zip(parts, ["-", *parts], strict=False) if part != before]
    titles = [chapter.title for chapter in guide.chapters]
    last = [guide.glossary.title, guide.back_matter[0].title]
    assert in_order == ["", *map(str, [guide.labels["contents"], guide.introduction.title, *titles, *last])]


def test_each_chapter_opens_with_a_page_of_its_own() -> None:
    pages = leaves(text_by_pdfium(GUIDE))
    for chapter in content().chapters:
        first = next(page for page in pages if page.part == str(chapter.title))
        assert first.text == tidy(f"{chapter.number} {chapter.title} {chapter.summary}")


def test_page_numbers_stand_on_the_outer_edge() -> None:
    texts = text_by_pdfium(GUIDE)
    for index in (index for index, text in enumerate(texts) if text and index):
        page = pdfium_of(GUIDE)[index]
        across = page.get_width() / 2
        foot = page.get_textpage().get_text_bounded(*((across, 0) if index % 2 == 0 else (0, 0)), *_outer(index, page))
        assert re.search(rf"(?<!\d){index + 1}(?!\d)", foot), f"page {index + 1}: {foot!r}"


def _outer(index: int, page: pypdfium2.PdfPage) -> tuple[float, float]:
    """Return the right and upper edge of the outer half of a page's footer, which is the right half on odd pages."""
    return (page.get_width() if index % 2 == 0 else page.get_width() / 2), 57.0


@pytest.mark.parametrize("choices", [GUIDE_WITH_SHEETS, LARGE_GUIDE, POSTER], ids=named)
def test_words_are_parted_by_spaces_and_not_by_the_ends_of_lines_alone(choices: Request) -> None:
    """A reader that joins the pieces of a page as they come, as a screen reader may, joins no words."""
    checked = 0
    expected = [tidy(str(text)) for text in running_texts() if len(str(text)) > 40]
    for page, read in zip(pdf_of(choices).pages, text_by_pdfium(choices), strict=True):
        meaning = characters(page)
        put_together = "".join(meaning[piece.font][code] for piece in shown(page) for code in piece.codes)
        whole = [words for words in expected if words in read]
        checked += len(whole)
        assert [words for words in whole if words not in tidy(put_together)] == []
    assert checked >= (5 if choices.kind == "poster" else 300)


def running_texts() -> Iterator[str]:
    """Yield the texts of the guide and the poster. Most are longer than a line."""
    terms = {f"{entry.term} {entry.meaning}" for entry in content().glossary.entries}  # two paragraphs each
    yield from (text for text in of_guide(content()) if text not in terms)
    yield from (str(entry.meaning) for entry in content().glossary.entries)
    yield str(content().poster.lead)
    yield from (str(message.text) for message in content().poster.messages)


# The sheets' words


@both_readers
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("large", [False, True], ids=["standard", "large-print"])
def test_the_sheets_say_every_question_prompt_and_checklist_in_order_and_nothing_else(
    large: bool, size: int | None, texts: Reader
) -> None:
    """Every page has a footer with the form's code and “page x of y”, and with the chapter if there is room."""
    choices = request_for("sheets", large_print=large, text_size=size, font="arimo")
    pages = list(sheet_feet(content().chapters, texts(choices)))
    for chapter in content().chapters:
        text = sheets_text(page for of, page in pages if of is chapter)
        assert_says(text, of_sheets(chapter))


@both_readers
def test_the_guide_with_sheets_has_each_chapters_sheets_after_it(texts: Reader) -> None:
    pages = leaves(texts(GUIDE_WITH_SHEETS))
    for chapter in content().chapters:
        own = [page for page in pages if page.part == str(chapter.title)]
        assert [page.is_sheet for page in own] == sorted(page.is_sheet for page in own)
        assert_says(sheets_text(page.text for page in own if page.is_sheet), of_sheets(chapter))


@both_readers
@pytest.mark.parametrize("choices", [SHEETS, LARGE_SHEETS], ids=named)
def test_every_question_stands_once_in_the_sheets_with_its_number(choices: Request, texts: Reader) -> None:
    pages = list(sheet_feet(content().chapters, texts(choices)))
    for chapter in content().chapters:
        text = " ".join(page for of, page in pages if of is chapter)
        places = []
        for question in chapter.questions:
            assert text.count(tidy(str(question.question))) == 1, question.question
            places.append(text.find(f"{question.number} {tidy(str(question.question))}"))
        assert -1 not in places, f"{chapter.id}: number and question are apart in question {places.index(-1) + 1}"
        assert places == sorted(places)


@pytest.mark.parametrize("large", [False, True], ids=["standard", "large-print"])
@pytest.mark.parametrize("chapter", content().chapters, ids=lambda chapter: chapter.id)
def test_sheets_of_one_chapter_begin_at_page_1_and_keep_its_numbers(chapter: Chapter, large: bool) -> None:
    choices = request_for("sheets", chapters=(chapter.id,), large_print=large, font="arimo")
    pages = [page for _, page in sheet_feet([chapter], text_by_pdfium(choices))]
    text = sheets_text(pages)
    assert text.startswith(f"{chapter.number}. {chapter.title}: ")
    for question in chapter.questions:
        index = next(i for i, page in enumerate(pages) if tidy(str(question.question)) in page)
        left, bottom, _, top = box_of(choices, index, str(question.question))
        beside = pdfium_of(choices)[index].get_textpage().get_text_bounded(0, bottom + 1, left - 1, top - 1)
        assert beside.strip() == question.number
    others = [other for other in content().chapters if other is not chapter]
    assert not [q.question for other in others for q in other.questions if tidy(str(q.question)) in text]


@pytest.mark.parametrize("kind", ["guide", "sheets"])
def test_chosen_questions_keep_their_numbers(kind: Kind) -> None:
    choices = request_for(kind, questions=("support:3,5-7",), font="arimo")
    chosen = [question for question in content().chapters[2].questions if question.number in ("3", "5", "6", "7")]
    pages = [without_running_head(page) for page in text_by_pdfium(choices)]
    text = " ".join(pages)
    contents = 1 if kind == "guide" else 0
    for chapter in content().chapters:
        for question in chapter.questions:
            assert text.count(tidy(str(question.question))) == (1 + contents if question in chosen else 0)
    for question in chosen:
        words = str(question.question)
        index = max(i for i, page in enumerate(pages) if tidy(words) in page)
        left, bottom, _, top = box_of(choices, index, words)
        beside = pdfium_of(choices)[index].get_textpage().get_text_bounded(0, bottom + 1, left - 1, top - 1)
        assert beside.strip() == question.number


# The poster


@both_readers
@pytest.mark.parametrize("choices", [POSTER, LARGE_POSTER], ids=named)
def test_the_poster_says_title_messages_and_closing_line_in_order(choices: Request, texts: Reader) -> None:
    poster = content().poster
    expected = [str(poster.title), str(poster.lead)]
    for number, message in enumerate(poster.messages, 1):
        expected += [f"{number} {message.heading}", str(message.text)]
    (page,) = texts(choices)
    assert_says(page, [*expected, str(poster.closing), str(poster.school), str(poster.contact)])


@pytest.mark.parametrize("choices", [POSTER, LARGE_POSTER], ids=named)
def test_the_poster_is_one_a3_page(choices: Request) -> None:
    (page,) = pdf_of(choices).pages
    assert [round(float(length), 2) for length in page.mediabox] == [0, 0, 841.89, 1190.55]


@pytest.mark.parametrize("large", [False, True], ids=["standard", "large-print"])
def test_the_posters_messages_are_one_size_and_fit_for_two_metres(large: bool) -> None:
    """On A3: text at least 18 points (24 in large print), headings at least 30, title 72."""
    least = 24 if large else 18
    (page,) = pdf_of(LARGE_POSTER if large else POSTER).pages
    sizes = sorted({operation.size for operation in shown(page)}, reverse=True)
    assert sizes[-1] >= 18
    message = content().poster.messages[0]
    words = box_of(LARGE_POSTER if large else POSTER, 0, str(message.text))
    heading = box_of(LARGE_POSTER if large else POSTER, 0, " ".join(str(message.heading).split()[:2]))
    text_size = next(o.size for o in shown(page) if words[1] <= o.y <= words[3] and abs(o.x - words[0]) < 2)
    heading_size = next(o.size for o in shown(page) if heading[1] <= o.y <= heading[3] and abs(o.x - heading[0]) < 2)
    assert text_size >= least
    assert heading_size >= 30
    assert sizes[0] >= 72
    assert sum(operation.size == text_size for operation in shown(page)) >= 6
    assert sum(operation.size == heading_size for operation in shown(page)) >= 6


# Fonts


def dictionaries(reader: pypdf.PdfReader) -> Iterator[dict[str, Any]]:
    """Yield every dictionary of a file, also those that no page uses."""
    size: Any = reader.trailer["/Size"]
    for number in range(1, int(size)):
        found = reader.get_object(number)
        if isinstance(found, dict):
            yield found


@every_document
def test_every_font_is_an_embedded_subset_of_arimo(choices: Request) -> None:
    """Printers replace Helvetica and the rest of the standard 14, so there is none of them."""
    fonts = [found for found in dictionaries(pdf_of(choices)) if found.get("/Type") == "/Font"]
    assert fonts
    whole = min(path.stat().st_size for path in ARIMO_FOLDER.glob("*.latin.ttf"))
    for font in fonts:
        assert re.fullmatch(r"/[A-Z]{6}\+(Arimo|Arial)[A-Za-z]*-(Regular|Bold|Italic|BoldItalic)", font["/BaseFont"])
        file = font["/FontDescriptor"]["/FontFile2"].get_data()
        assert 1000 < len(file) < whole
        assert "/ToUnicode" in font


@every_document
def test_every_font_in_use_is_among_those_embedded(choices: Request) -> None:
    for page in pdf_of(choices).pages:
        resources: Any = page["/Resources"]
        known = resources["/Font"]
        used = {operation.font for operation in shown(page)}
        assert used or not page.extract_text()
        assert used <= known.keys()
        assert all("/FontDescriptor" in known[name] for name in used)


# Large print


def body_of(choices: Request) -> int:
    return choices.appearance.text_size or 14


LARGE = [
    request_for(kind, large_print=size is None, text_size=size, with_sheets=kind == "guide", font="arimo")
    for kind in KINDS
    for size in SIZES
]
LARGE_SMALLER_PAPER = [
    request_for(kind, large_print=True, paper=paper, with_sheets=kind == "guide", font="arimo")
    for kind in KINDS
    for paper in ("A4", "Letter")
]


@pytest.mark.parametrize("choices", LARGE, ids=named)
def test_in_large_print_nothing_is_smaller_than_the_body_size(choices: Request) -> None:
    sizes = [operation.size for page in pdf_of(choices).pages for operation in shown(page)]
    assert len(sizes) > 10
    assert min(sizes) >= body_of(choices)


@pytest.mark.parametrize(
    "choices", LARGE_SMALLER_PAPER, ids=lambda choices: f"{choices.kind}-{choices.appearance.paper}"
)
def test_in_large_print_smaller_paper_makes_no_smaller_type(choices: Request) -> None:
    sizes = [operation.size for page in pdf_of(choices).pages for operation in shown(page)]
    assert min(sizes) >= 14


@pytest.mark.parametrize("choices", [c for c in LARGE if c.kind != "poster"], ids=named)
def test_in_large_print_lines_of_text_are_one_and_a_half_apart(choices: Request) -> None:
    """21 points from base line to base line at 14 points. Only headings, a fifth larger, are closer."""
    body = body_of(choices)
    close = []
    checked = 0
    for number, page in enumerate(pdf_of(choices).pages, 1):
        for line, following in pairwise(shown(page)):
            same = line.size == following.size and abs(line.x - following.x) < 0.1
            if not (line.runs_on and same and line.y > following.y) or line.size >= body * 1.2:
                continue
            checked += 1
            if line.y - following.y < 1.5 * line.size - 0.05:
                close.append((number, round(line.y - following.y, 2), round(line.y)))
    assert checked >= (8 if choices.kind == "letter" else 20)
    assert not close, f"{len(close)} of {checked} lines are too close (page, distance, height): {close[:12]}"


@pytest.mark.parametrize("choices", [c for c in LARGE if c.kind == "poster"], ids=named)
def test_on_a_large_print_poster_lines_are_at_least_21_points_apart(choices: Request) -> None:
    (page,) = pdf_of(choices).pages
    operations = list(shown(page))
    steps = [
        round(line.y - following.y, 2)
        for line, following in pairwise(operations)
        if line.runs_on and line.size == following.size and line.y > following.y
    ]
    assert len(steps) >= 6
    assert min(steps) >= 1.5 * body_of(choices)


def test_large_print_is_set_anew_and_not_enlarged() -> None:
    for kind in KINDS:
        paper = PAPERS["A3" if kind == "poster" else "A4"]
        for page in pdf_of(request_for(kind, large_print=True, font="arimo")).pages:
            assert (round(float(page.mediabox.width), 2), round(float(page.mediabox.height), 2)) == paper
            assert "/UserUnit" not in page


def test_standard_text_is_12_points_and_nothing_but_running_heads_and_feet_is_smaller() -> None:
    """A running head stands in the margin at the head of the page, of 18 mm (16 mm on a sheet)."""
    every = [operation for page in pdf_of(GUIDE_WITH_SHEETS).pages for operation in shown(page)]
    margins = {operation.size for operation in every if not 57 < operation.y <= PAPERS["A4"][1] - 46}
    text = {operation.size for operation in every if 57 < operation.y <= PAPERS["A4"][1] - 46}
    assert min(text) == 12
    assert min(margins) >= 11


# Papers, looks, and metadata


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("large", [False, True], ids=["standard", "large-print"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_document_in_every_look_builds_on_every_paper(kind: Kind, large: bool, paper: str) -> None:
    if kind == "guide" and paper == "A3":
        with pytest.raises(UsageError, match="a guide on A3 needs a text size of 18 or 24"):
            request_for(kind, large_print=large, paper=paper)
        return
    choices = request_for(kind, large_print=large, paper=paper, with_sheets=kind == "guide", font="arimo")
    document = pypdf.PdfReader(BytesIO(built_document(choices).data))
    sizes = {(round(float(page.mediabox.width), 2), round(float(page.mediabox.height), 2)) for page in document.pages}
    assert sizes == {PAPERS[paper]}
    assert len(document.pages) == built_document(choices).page_count
    assert (len(document.pages) == 1) == (kind in ("poster", "letter"))


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize(
    ("kind", "size"), [("guide", 18), ("guide", 24), ("sheets", 16), ("sheets", 18), ("sheets", 24)]
)
def test_guide_and_sheets_build_at_every_text_size_on_every_paper(kind: Kind, size: int, paper: str) -> None:
    document = built_document(request_for(kind, text_size=size, paper=paper, font="arimo"))
    with closing(pypdfium2.PdfDocument(document.data)) as read:
        assert len(read) == document.page_count


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("size", [16, 18, 24])
def test_a_poster_is_made_at_every_text_size_on_every_paper(size: int, paper: str) -> None:
    assert built_document(request_for("poster", text_size=size, paper=paper, font="arimo")).page_count == 1


def look_of(choices: Request) -> str:
    """Return the words for a look at the end of a title."""
    size = choices.appearance.text_size
    large = ", large print" if choices.appearance.look == "large-print" else ""
    return f"{large}, {size} point" if size else large


@every_document
def test_a_file_says_its_title_and_language(choices: Request) -> None:
    reader, guide = pdf_of(choices), content()
    titles = {"guide": "audit guide", "sheets": "audit sheets", "poster": "poster"}
    root: Any = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert reader.metadata.title == f"{guide.title}: {titles[choices.kind]}{look_of(choices)}"
    assert reader.metadata.author == "The senaudit project"
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 - a boolean of the reader's own
    assert reader.pdf_header == "%PDF-1.7"


def test_the_title_of_one_chapters_sheets_names_the_chapter() -> None:
    metadata = pdf_of(request_for("sheets", chapters=("support",), font="arimo")).metadata
    assert metadata is not None
    assert metadata.title == "Partners with Parents: audit sheets (Support)"


@every_document
def test_everything_is_drawn_in_black(choices: Request) -> None:
    """Without grey, tint, colour, picture or transparency it survives being photocopied twice."""
    colours = {"g", "G", "rg", "RG", "k", "K", "cs", "CS", "sc", "SC", "scn", "SCN", "sh", "gs", "Do", "BI", "ri"}
    used = {operator for page in pdf_of(choices).pages for _, operator in operations(page)}
    assert {"Tj", "S"} <= used
    assert not used & colours
    annotations: list[Any] = [note.get_object() for page in pdf_of(choices).pages for note in page.annotations or []]
    assert not [note for note in annotations if "/C" in note or "/AP" in note]
    assert not [found for found in dictionaries(pdf_of(choices)) if found.get("/Subtype") == "/Image"]


# Bookmarks and links


class Bookmark(NamedTuple):
    """A bookmark: its depth from 0, its words, the index of its page, and the height there."""

    level: int
    title: str
    page: int
    top: float


def bookmarks(choices: Request) -> list[Bookmark]:
    reader = pdf_of(choices)

    def below(outline: list[Any], level: int) -> Iterator[Bookmark]:
        for item in outline:
            if isinstance(item, list):
                yield from below(item, level + 1)
            else:
                assert isinstance(item, Destination)
                page = reader.get_destination_page_number(item)
                assert page is not None
                yield Bookmark(level, str(item.title), page, float(item.top or 0))

    return list(below(reader.outline, 0))


def expected_bookmarks(with_sheets: bool) -> Iterator[tuple[int, str]]:
    guide = content()
    yield 0, str(guide.introduction.title)
    yield from ((1, str(section.title)) for section in guide.introduction.sections)
    for chapter in guide.chapters:
        yield 0, f"{chapter.number}. {chapter.title}"
        yield from ((1, f"{question.number}. {question.question}") for question in chapter.questions)
        if with_sheets:
            yield 1, heading_of_sheets(chapter)
    yield 0, str(guide.glossary.title)
    first, *rest = guide.back_matter
    yield 0, str(first.title)
    yield from ((1, str(section.title)) for section in rest)


@pytest.mark.parametrize("choices", [GUIDE, GUIDE_WITH_SHEETS, LARGE_GUIDE], ids=named)
def test_bookmarks_name_every_chapter_and_question(choices: Request) -> None:
    found = [(bookmark.level, bookmark.title) for bookmark in bookmarks(choices)]
    assert found == list(expected_bookmarks(choices.with_sheets))


def test_bookmarks_of_the_sheets_name_the_chapters() -> None:
    found = [(bookmark.level, bookmark.title) for bookmark in bookmarks(SHEETS)]
    assert found == [(0, heading_of_sheets(chapter)) for chapter in content().chapters]


@pytest.mark.parametrize("choices", [GUIDE, GUIDE_WITH_SHEETS, LARGE_GUIDE, SHEETS, LARGE_SHEETS], ids=named)
def test_bookmarks_lead_to_the_place_that_they_name(choices: Request) -> None:
    """The words are on that page, in the first lines below the bookmark's height."""
    for bookmark in bookmarks(choices):
        words = re.sub(r"^\d+\. ", "", bookmark.title)
        top = box_of(choices, bookmark.page, words)[3]
        chapter = any(str(each.title) == words for each in content().chapters)  # its numeral stands above its name
        assert 0 <= bookmark.top - top < (250 if chapter else 45), bookmark


@pytest.mark.parametrize("choices", [GUIDE, GUIDE_WITH_SHEETS, LARGE_GUIDE], ids=named)
def test_links_of_the_contents_lead_to_the_page_whose_number_they_show(choices: Request) -> None:
    reader, shown_numbers, titles = pdf_of(choices), [], []
    marks = bookmarks(choices)
    for index, page in enumerate(reader.pages[: marks[0].page]):
        for note in page.annotations or []:
            annotation: Any = note.get_object()
            left, bottom, right, top = (float(number) for number in annotation["/Rect"])
            text = pdfium_of(choices)[index].get_textpage().get_text_bounded(left, bottom, right, top)
            title, _, number = tidy(text.replace("\ufffe", "-")).rpartition(" ")
            leads_to = reader.get_page_number(annotation["/Dest"][0].get_object())
            assert leads_to is not None
            assert number == str(leads_to + 1), text
            assert leaf(text_by_pdfium(choices)[leads_to], leads_to + 1)
            shown_numbers.append(leads_to)
            titles.append(title)
    assert shown_numbers == [mark.page for mark in marks]
    assert titles == [tidy(re.sub(r"^(\d+)\. (?!.*: audit sheets$)", r"\1 ", mark.title)) for mark in marks]


# The same bytes


@pytest.mark.parametrize("choices", [GUIDE_WITH_SHEETS, LARGE_SHEETS, POSTER], ids=named)
def test_the_same_input_gives_the_same_bytes_in_another_process_and_folder(choices: Request, tmp_path: Path) -> None:
    """Whatever the hash seed, the working folder, and the place of the content."""
    shutil.copytree(shipped("content"), tmp_path / "elsewhere")
    options = ["--with-sheets"] * choices.with_sheets + ["--large-print"] * choices.appearance.large_print
    command = ["build", choices.kind, *options, "--font", "arimo", "--output", "-", "--content", "elsewhere"]
    for seed in ("1", "4242"):
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-m", "senaudit", *command], cwd=tmp_path, env=environment, capture_output=True
        )
        assert done.returncode == 0, done.stderr.decode()
        assert done.stdout == built_document(choices).data


def test_the_same_input_gives_the_same_bytes_twice_in_one_process() -> None:
    for choices in (GUIDE, LARGE_SHEETS, POSTER):
        once = built_document.__wrapped__(choices).data
        assert once == built_document.__wrapped__(choices).data == built_document(choices).data
