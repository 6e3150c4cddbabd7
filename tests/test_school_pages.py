"""A school's pack: what is printed about the school and where, in real PDFs read back; and sheets for one group."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from asking import pack_for, with_changes
from conftest import built_document, set_document
from school_pack import LONG, bare, school, text

from senaudit.content.model import Guide, Question, Wording
from senaudit.content.school import Logo, School
from senaudit.files.shipped import shipped as template_files
from senaudit.problems import Place, SenauditError
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import KINDS, Kind, Request, request_for
from senaudit.recipe.steps import Document, build, typeset_document
from senaudit.typeset.page import Border, Page, Picture, Rule, Run
from senaudit.typeset.theme import MM

SHEETS = request_for("sheets", questions=("communication:1",), font="arimo")
GUIDE = with_changes(SHEETS, kind="guide")
POSTER = request_for("poster", font="arimo")
BY_KIND: dict[Kind, Request] = {"guide": GUIDE, "sheets": SHEETS, "poster": POSTER}


@cache
def shipped(choices: Request) -> Guide:
    return read_content(choices)


def made(choices: Request, whose: School | None, **changes: Any) -> Document:
    guide = shipped(choices)._replace(school=whose, **changes)
    return build(choices, guide=guide)


def words(document: Document) -> list[str]:
    """Return the words of each page, with white space folded."""
    pages = pypdf.PdfReader(BytesIO(document.data)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def sheet(whose: School | None, **changes: Any) -> str:
    return words(made(SHEETS, whose, **changes))[0]


def pages_of(choices: Request, whose: School) -> list[Page]:
    return typeset_document(choices, shipped(choices)._replace(school=whose))[2]


# The school


def test_the_cover_says_whose_pack_it_is_and_when_it_audits() -> None:
    cover = words(made(GUIDE, school("oak")))[0]
    assert cover == (
        "Oak Hill Primary School Partners with Parents An audit guide for schools: how well do we work with the "
        "parents of children with special educational needs? Education authority Nottinghamshire County Council "
        "SENCO Mrs Gwenllian Ŵyn-Jones, 0115 496 0000, senco@oakhill.example Audit date June 2026 Next review "
        "July 2027 2026 edition. Facts checked: November 2026"
    )


PRINTED = {
    "authority": ("Education authority", "County Council", {"guide"}),
    "senco": ("", "Gwenllian", {"guide", "poster"}),
    "senco_contact": ("", "0115", {"guide", "poster"}),
    "service": ("", "Ask Us", {"poster"}),
    "service_contact": ("", "0800", {"poster"}),
    "return_to": ("", "Mrs Jones", {"sheets"}),
    "return_where": ("", "school office", {"sheets"}),
    "return_by": ("", "14 July", {"sheets"}),
    "audit_date": ("Audit date", "June 2026", {"guide", "sheets"}),
    "review_date": ("Next review", "July 2027", {"guide", "sheets"}),
}


@cache
def first_page(kind: Kind, whose: School) -> str:
    return words(made(BY_KIND[kind], whose))[0]


def without(whose: School, *names: str) -> School:
    """Return a school with these fields empty."""
    nothing: dict[str, Any] = dict.fromkeys(names)
    return whose._replace(**nothing)


@pytest.mark.parametrize("name", PRINTED)
def test_what_a_school_says_is_printed_where_it_belongs_and_nothing_where_it_says_nothing(name: str) -> None:
    label, value, kinds = PRINTED[name]
    less = without(school("oak"), name)
    for kind in BY_KIND:
        assert (value in first_page(kind, school("oak"))) == (kind in kinds)
        said = first_page(kind, less)
        assert value not in said
        assert not label or label not in said
        assert not re.search(r"[,:] ?,|\w ,", said), "a comma that parts nothing"


def test_a_school_that_says_only_its_name_leaves_blanks_to_fill_in() -> None:
    filled, (page, *_) = sheet(bare()), pages_of(SHEETS, bare())
    assert filled.startswith("1. Communication: audit sheets School Oak Hill Date Completed by Parents")
    assert "return" not in filled
    fields = [piece.element for piece in page.pieces if isinstance(piece, Rule) and piece.element is not None]
    assert [field.text() for field in fields] == ["Date"]
    assert words(made(GUIDE, bare()))[0].endswith("2026 edition. Facts checked: November 2026")
    assert words(made(POSTER, bare()))[0].endswith("School Oak Hill Talk to")


def test_a_blank_that_is_filled_in_has_no_line_to_write_on() -> None:
    for choices in (SHEETS, POSTER):
        (page, *_) = pages_of(choices, school("oak"))
        assert not [piece for piece in page.pieces if isinstance(piece, Rule) and piece.element is not None]


RETURNED = {
    (True, True, True): "Please return to Mrs Jones, the school office, by 14 July 2026",
    (True, True, False): "Please return to Mrs Jones, the school office",
    (True, False, True): "Please return to Mrs Jones, by 14 July 2026",
    (True, False, False): "Please return to Mrs Jones",
    (False, True, True): "Please return to the school office, by 14 July 2026",
    (False, True, False): "Please return to the school office",
    (False, False, True): "Please return by 14 July 2026",
}


@pytest.mark.parametrize(("given", "line"), RETURNED.items(), ids=RETURNED.values())
def test_the_return_line_has_the_parts_that_are_given(given: tuple[bool, bool, bool], line: str) -> None:
    names = ("return_to", "return_where", "return_by")
    less = without(school("oak"), *(name for name, kept in zip(names, given, strict=True) if not kept))
    assert f" {line} Next review: July 2027 " in sheet(less)


def test_the_return_line_stands_on_every_sheet() -> None:
    for pack in ("oak", "long", "both"):
        pages = words(built_document(pack_for("sheets", font="arimo", pack=pack)))
        assert len(pages) > 3
        line = "Please return to Mrs Jones, the school office, by 14 July 2026"
        assert all(line in page for page in pages if page.strip())


def test_where_every_row_needs_its_page_the_return_line_stands_once_at_the_head() -> None:
    pages = words(
        built_document(pack_for("guide", with_sheets=True, text_size=24, paper="A4", font="arimo", pack="oak"))
    )
    returned = [page for page in pages if "Please return to" in page]
    assert 3 <= len(returned) < sum(" · 2026" in page for page in pages)


def test_the_short_name_stands_in_every_foot_of_the_guide_and_the_name_on_every_sheet() -> None:
    pages = words(built_document(pack_for("guide", with_sheets=True, font="arimo", pack="oak")))
    sheets = [page for page in pages if " · 2026" in page]
    assert len(sheets) > 9
    without = [page for page in pages if page.strip() and page not in sheets and "Oak Hill –" not in page]
    assert without == [pages[0]], "only the cover has no foot"
    assert all("School Oak Hill Primary School" in page and "Date June 2026" in page for page in sheets)


@pytest.mark.parametrize("kind", ["guide", "sheets"])
@pytest.mark.parametrize("size", [None, 24])
def test_a_foot_has_at_most_two_lines_whatever_the_name(kind: Kind, size: int | None) -> None:
    for pack in ("long", "both"):
        document, _, pages = set_document(pack_for(kind, text_size=size, paper="A4", font="arimo", pack=pack))
        feet = {id(each) for foot in document.walk() if foot.tag == "foot" for each in foot.walk()}
        for page in pages:
            lines = {piece.y for piece in page.pieces if isinstance(piece, Run) and id(piece.element) in feet}
            assert len(lines) <= 2


def test_the_posters_strip_names_the_school_and_whom_to_talk_to() -> None:
    (poster,) = words(made(POSTER, school("oak")))
    assert poster.endswith(
        "School Oak Hill Primary School Talk to Mrs Gwenllian Ŵyn-Jones, 0115 496 0000, senco@oakhill.example "
        "Ask Us Nottinghamshire, 0800 121 7772"
    )


@pytest.mark.parametrize("paper", ["A3", "A4", "Letter"])
@pytest.mark.parametrize("large", [False, True])
def test_a_telephone_number_stays_on_one_line(paper: str, large: bool) -> None:
    for pack in ("oak", "long", "both"):
        _, _, (page,) = set_document(pack_for("poster", paper=paper, large_print=large, font="arimo", pack=pack))
        lines = [piece.text for piece in page.pieces if isinstance(piece, Run)]
        assert sum("0115\u00a0496\u00a00000" in line for line in lines) == 1
        assert sum("0800\u00a0121\u00a07772" in line for line in lines) == 1


def test_a_name_is_data() -> None:
    name = "{{ 7*7 }} <b>Oak</b> & “Hill” **School**"
    assert "School {{ 7*7 }} <b>Oak</b> & “Hill” School Date" in sheet(bare(name))


# What it leaves out


def test_the_contents_list_what_the_school_leaves_out_with_its_number() -> None:
    guide = pack_for("guide", font="arimo", pack="oak")
    contents = " ".join(words(built_document(guide))[2:5])
    assert "Left out of this school’s pack: Communication 4. Is this left out?" in contents
    bookmarks = [
        each.title
        for each in pypdf.PdfReader(BytesIO(built_document(guide).data)).outline
        if not isinstance(each, list)
    ]
    assert not [title for title in bookmarks if title and "eft out" in title]


def test_the_contents_list_nothing_where_nothing_is_left_out() -> None:
    assert not [page for page in words(made(GUIDE, school("oak"))) if "Left out" in page]


# The logo


@pytest.mark.parametrize("pack", ["oak", "long", "both"])
@pytest.mark.parametrize("large", [False, True])
def test_a_logo_stands_on_the_cover_and_the_poster_within_its_limits(pack: str, large: bool) -> None:
    for kind, (width, height) in {"guide": (80, 32), "poster": (60, 24)}.items():
        choices = pack_for(kind, large_print=large, font="arimo", pack=pack)  # type: ignore[arg-type]
        _, _, pages = set_document(choices)
        found = [
            (number, piece) for number, page in enumerate(pages) for piece in page.pieces if isinstance(piece, Picture)
        ]
        ((number, picture),) = found
        assert number == 0
        assert picture.width == pytest.approx(width * MM) or picture.height == pytest.approx(height * MM)
        assert picture.width <= width * MM + 0.01
        assert picture.height <= height * MM + 0.01


def test_a_rough_logo_is_a_warning_of_the_document(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("L", (90, 90)).save(tmp_path / "logo.png")
    place = Place(Path("school.yaml"), 3, 7)
    whose = bare()._replace(logo=Logo(tmp_path / "logo.png", text("A crest"), False, place))
    for choices, count in ((GUIDE, 1), (POSTER, 1), (SHEETS, 0)):
        warnings = made(choices, whose).warnings
        assert [(each.place, each.warning) for each in warnings] == [(place, True)] * count
    assert made(GUIDE, school("oak")).warnings == ()


def test_a_logo_that_is_no_picture_is_refused_at_the_line_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_text("A logo", "utf-8")
    place = Place(Path("school.yaml"), 3, 7, "logo: logo.png", 8)
    whose = bare()._replace(logo=Logo(tmp_path / "logo.png", text("A crest"), False, place))
    for choices in (GUIDE, POSTER):
        with pytest.raises(SenauditError) as raised:
            made(choices, whose)
        assert [problem.place for problem in raised.value.problems] == [place]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_pack_is_the_same_bytes(kind: Kind) -> None:
    for pack in ("oak", "both"):
        choices = pack_for(kind, font="arimo", pack=pack)
        guide = shipped(request_for(kind, font="arimo"))._replace(school=school(pack))
        assert build(choices, guide=guide).data == build(choices, guide=guide).data


# Sheets for one group


def for_parents(**wording: object) -> str:
    """Return the words of a parents' sheet whose first question has words for parents."""
    guide = shipped(with_changes(SHEETS, audiences=("parents",)))
    (chapter,) = guide.chapters
    (question,) = chapter.questions
    question = question._replace(prompts=(text("own prompt"),), wordings={"parents": Wording(**wording)})  # type: ignore[arg-type]
    return sheet(None, chapters=(chapter._replace(questions=(question,)),), audience=guide.audience)


def test_sheets_for_one_group_name_it_at_the_head_instead_of_asking_who_fills_them_in() -> None:
    one = words(build(with_changes(SHEETS, audiences=("parents",))))[0]
    assert one.startswith("1. Communication: audit sheets For: Parents School Date May be photocopied.")
    assert "Completed by" not in one
    several = words(build(with_changes(SHEETS, audiences=("parents", "teachers"))))[0]
    assert "For:" not in several
    assert "Completed by" in several


def test_a_question_speaks_to_the_group_and_what_its_wording_lacks_is_its_own() -> None:
    said = for_parents(question=text("Were you made welcome?"))
    assert "1 Were you made welcome?" in said
    assert "What kind of welcome" not in said
    assert "Think about: own prompt" in said
    said = for_parents(question=text("Were you made welcome?"), prompts=(text("the office"),))
    assert "Think about: the office" in said
    assert "own prompt" not in said


def test_no_other_group_and_no_guide_has_the_words_for_one() -> None:
    first: Question = shipped(SHEETS).chapters[0].questions[0]
    worded = first._replace(wordings={"parents": Wording(text("For a parent"))})
    chapters = (shipped(SHEETS).chapters[0]._replace(questions=(worded,)),)
    assert "For a parent" not in sheet(None, chapters=chapters)
    assert "For a parent" not in sheet(None, chapters=chapters, audience="teachers")
    assert "For a parent" in sheet(None, chapters=chapters, audience="parents")
    assert not [
        page for page in words(made(GUIDE, None, chapters=chapters, audience="parents")) if "For a parent" in page
    ]


def test_the_title_says_the_group() -> None:
    document = pypdf.PdfReader(BytesIO(build(with_changes(SHEETS, audiences=("parents",))).data))
    assert document.metadata is not None
    assert document.metadata.title == "Partners with Parents: audit sheets (Communication 1) for Parents"


# Numbers with letters


def test_a_wide_number_takes_its_room_from_the_boxes_and_not_from_the_question(tmp_path: Path) -> None:
    """In a look with the question beside its boxes, its column is as wide as usual; the number's column is wider."""
    (tmp_path / "looks").mkdir()
    look = (template_files("templates") / "looks" / "standard.yaml").read_text("utf-8")
    (tmp_path / "looks" / "standard.yaml").write_text(look.replace("least-characters: 60", "least-characters: 27"))
    rooms = set()
    for guide in (request_for("sheets", font="arimo"), pack_for("sheets", font="arimo")):
        document, _, (first, *_) = set_document(with_changes(guide, templates=tmp_path))
        title = next(each for each in document.walk() if each.get("kind") == "row")
        left = min(
            run.x
            for run in first.pieces
            if isinstance(run, Run) and run.element in list(title.walk()) and len(run.text) > 3
        )
        boxes = [each for each in first.pieces if isinstance(each, Border) and each.element is not None]
        answer = next(box for box in boxes if box.element is not None and box.element.tag == "answer")
        rooms.add(round(answer.x - left, 2))
    assert len(rooms) == 1
    assert rooms.pop() > 27 * 0.4387 * 12


def test_a_long_name_is_printed_whole() -> None:
    assert LONG in sheet(bare(LONG)).replace("- ", "-")
    assert LONG in words(made(GUIDE, bare(LONG)))[0].replace("- ", "-")
    assert LONG in words(made(POSTER, bare(LONG)))[0].replace("- ", "-")


def test_a_poster_that_the_schools_strip_fills_says_so() -> None:
    """The school's strip takes room from the messages. Either can be shortened."""
    with pytest.raises(SenauditError) as raised:
        made(with_changes(POSTER, text_size=24, paper="A4"), school("long"))
    assert "or what stands in the school’s strip" in raised.value.problems[0].hint


@pytest.mark.parametrize(
    ("audience", "heads"),
    [
        ("parents", ["Question", "How it is now", "What would help"]),
        ("teachers", ["Question", "Current practice", "Points for action"]),
    ],
)
def test_the_heads_of_the_columns_speak_to_parents_on_their_sheets(audience: str, heads: list[str]) -> None:
    tree = set_document(with_changes(SHEETS, audiences=(audience,)))[0]
    (header,) = [each for each in tree.walk() if each.tag == "header"]
    assert [cell.text().strip() for cell in header.elements] == heads
