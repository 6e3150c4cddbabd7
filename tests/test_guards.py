"""Elements that cannot be tagged stop the build. The message names the line of the template or the content."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from asking import with_changes
from sample_content import change, write_sample

from senaudit.files.shipped import shipped
from senaudit.layout.markup import Element
from senaudit.pdf.draw import draw
from senaudit.pdf.information import About
from senaudit.problems import Place, Problem, SenauditError
from senaudit.recipe.request import Kind, Request, request_for
from senaudit.recipe.steps import build, typeset_document
from senaudit.typeset.page import Icon, Link, Page, Run

ABOUT = About("Title", "Author", "Subject", "en-GB")
PARAGRAPH = "A paragraph about"


@pytest.fixture
def choices(tmp_path: Path) -> Request:
    """A guide with its own copy of content and templates, for the test to edit."""
    shutil.copytree(shipped("templates"), tmp_path / "templates")
    content = write_sample(tmp_path / "content")
    return request_for("guide", content=content, templates=tmp_path / "templates", font="arimo")


def line_of(path: Path, words: str) -> int:
    """Return the number of the only line with these words."""
    lines = path.read_text(encoding="utf-8").splitlines()
    (number,) = [number for number, line in enumerate(lines, 1) if words in line]
    return number


def edited(choices: Request, old: str, new: str) -> str:
    """Replace words that the guide's template has once. Return the place of the new words, "path:line:"."""
    assert choices.sources.templates is not None
    path = choices.sources.templates / "guide.xml.j2"
    line = line_of(path, old)
    change(choices.sources.templates, "guide.xml.j2", old, new)
    return f"{path}:{line}:"


def in_content(choices: Request, name: str, words: str) -> str:
    """Return the place of the only line with these words, "path:line:"."""
    assert choices.sources.content is not None
    return f"{choices.sources.content / name}:{line_of(choices.sources.content / name, words)}:"


def problem_of(work: Callable[[], object], place: str, message: str) -> Problem:
    """Return the only problem of a call. Assert its place ("path:line:"), and that the printed text begins with it."""
    with pytest.raises(SenauditError) as caught:
        work()
    (problem,) = caught.value.problems
    assert f"{problem.place}".startswith(place), problem
    assert str(caught.value).startswith(place)
    assert message in problem.message
    return problem


def drawing(choices: Request, edit: Callable[[Element, list[Page]], None]) -> Callable[[], bytes]:
    """Return a function that draws a document after its pages were edited."""
    document, family, pages = typeset_document(choices)
    edit(document, pages)
    return lambda: draw(pages, document, ABOUT, family)


def run_with(words: str, pages: list[Page]) -> tuple[Page, int, Run]:
    """Return the first run with these words, and its place in the pages."""
    return next(
        (page, index, piece)
        for page in pages
        for index, piece in enumerate(page.pieces)
        if isinstance(piece, Run) and words in piece.text
    )


def drop(pages: list[Page], element: Element | None) -> int:
    """Remove all pieces of an Element from the pages; return their number."""
    before = sum(len(page.pieces) for page in pages)
    for page in pages:
        page.body = [piece for piece in page.body if piece.element is not element]
    return before - sum(len(page.pieces) for page in pages)


def test_the_document_that_the_tests_edit_builds(choices: Request) -> None:
    assert build(choices).data.startswith(b"%PDF-")
    assert drawing(choices, lambda document, pages: None)().startswith(b"%PDF-")


# Painted text outside an element


def test_words_of_an_element_outside_the_document_are_refused_at_its_place(choices: Request) -> None:
    def edit(document: Element, pages: list[Page]) -> None:
        page, index, run = run_with(PARAGRAPH, pages)
        page.body[index] = run._replace(element=Element("para", {}, Place(Path("own.xml.j2"), 4, 2)))

    problem = problem_of(drawing(choices, edit), "own.xml.j2:4:", "belongs to no element")
    assert PARAGRAPH in problem.message


def test_words_of_no_element_are_refused_and_named(choices: Request) -> None:
    """There is no place to name, but the message quotes the words."""

    def edit(document: Element, pages: list[Page]) -> None:
        page, index, run = run_with(PARAGRAPH, pages)
        page.body[index] = run._replace(element=None)

    work = drawing(choices, edit)
    with pytest.raises(SenauditError, match=f"“{PARAGRAPH}.*” belongs to no element"):
        work()


def test_a_link_of_an_element_outside_the_document_is_refused_at_its_place(choices: Request) -> None:
    def edit(document: Element, pages: list[Page]) -> None:
        page, index, link = next(
            (page, index, piece) for page in pages for index, piece in enumerate(page.pieces) if isinstance(piece, Link)
        )
        page.body[index] = link._replace(element=Element("link", {"href": "#a"}, Place(Path("own.xml.j2"), 5, 2)))

    problem_of(drawing(choices, edit), "own.xml.j2:5:", "belong")


# An element that is never painted


def test_a_paragraph_that_is_never_painted_is_refused_at_its_wording(choices: Request) -> None:
    def edit(document: Element, pages: list[Page]) -> None:
        assert drop(pages, run_with(PARAGRAPH, pages)[2].element)

    place = in_content(choices, "introduction.yaml", PARAGRAPH)
    problem_of(drawing(choices, edit), place, "a P is never painted")


def test_a_heading_that_is_never_painted_is_refused_at_its_wording(choices: Request) -> None:
    def edit(document: Element, pages: list[Page]) -> None:
        heading = next(each for each in document.walk() if each.get("bookmark") == "introduction-background")
        for element in heading.walk():
            drop(pages, element)

    place = in_content(choices, "introduction.yaml", "title: Background")
    problem_of(drawing(choices, edit), place, "a H2 is never painted")


def test_a_picture_that_is_never_painted_is_refused_at_its_line(choices: Request) -> None:
    def edit(document: Element, pages: list[Page]) -> None:
        figure = next(each for each in document.walk() if each.tag == "figure")
        assert any(isinstance(piece, Icon) and piece.element is figure for page in pages for piece in page.pieces)
        drop(pages, figure)

    place = edited(choices, '<figure icon="people" alt=""/>', '<figure icon="people" alt="Two people"/>')
    problem_of(drawing(choices, edit), place, "a Figure is never painted")


def test_an_entry_of_the_contents_that_is_never_painted_is_refused(choices: Request) -> None:
    def edit(document: Element, pages: list[Page]) -> None:
        entry = next(each for each in document.walk() if each.tag == "entry" and each.get("to") == "glossary")
        for element in entry.walk():
            drop(pages, element)

    place = in_content(choices, "guide.yaml", "title: Glossary")
    problem_of(drawing(choices, edit), place, "a Link is never painted")


# A character that the font lacks


@pytest.mark.parametrize("character", ["😀", "★", "☎", "Ꮳ"])
def test_a_missing_character_is_refused_at_its_line_of_the_content(choices: Request, character: str) -> None:
    assert choices.sources.content is not None
    change(choices.sources.content, "introduction.yaml", PARAGRAPH, f"A {character} paragraph about")
    place = in_content(choices, "introduction.yaml", character)
    problem_of(lambda: build(choices), place, f"“{character}” (U+{ord(character):04X}")


def test_a_missing_character_is_refused_at_its_line_of_the_template(choices: Request) -> None:
    place = edited(choices, '<heading level="1">{{ guide.labels.contents }}', '<heading level="1">😀')
    problem_of(lambda: build(choices), place, "“😀” (U+1F600")


def test_a_missing_character_in_a_printed_number_is_refused_at_its_line(choices: Request) -> None:
    place = edited(choices, 'kind="divider" number="{{ chapter.number }}"', 'kind="divider" number="★"')
    with pytest.raises(SenauditError) as caught:
        build(choices)
    assert any(f"{problem.place}".startswith(place) and "“★”" in problem.message for problem in caught.value.problems)


# A picture without alternative text


@pytest.mark.parametrize(
    "figure",
    [
        '<figure icon="people"/>',
        '<figure icon="people" alt=" "/>',
    ],
    ids=["none", "blank"],
)
def test_a_picture_without_alternative_text_is_refused_at_its_line(choices: Request, figure: str) -> None:
    place = edited(choices, '<figure icon="people" alt=""/>', figure)
    problem_of(lambda: build(choices), place, "alt")


# A skipped heading level


LEVELS = (
    (
        '<heading level="2" bookmark="introduction-',
        '<heading level="3" bookmark="introduction-',
        "introduction.yaml: title: Background",
        "a heading of level 3 follows one of level 1",
    ),
    (
        '<heading level="1" kind="cover">',
        '<heading level="2" kind="cover">',
        "guide.yaml: title: Partners with Parents",
        "a heading of level 2 follows one of level 0",
    ),
    (
        '<heading level="1">{{ guide.labels.contents }}',
        '<heading level="4">Contents',
        "",
        "a heading of level 4 follows one of level 1",
    ),
)
"""Old words of the template, new words, the file and the words of the heading's place, and the problem."""


@pytest.mark.parametrize(("old", "new", "where", "message"), LEVELS, ids=["second", "first", "template"])
def test_a_skipped_heading_level_is_refused(choices: Request, old: str, new: str, where: str, message: str) -> None:
    """The place is that of the heading's words, in the content or in the template."""
    place = edited(choices, old, new)
    if where:
        place = in_content(choices, *where.split(": ", 1))
    problem = problem_of(lambda: build(choices), place, message)
    assert problem.hint.startswith("make it level ")


# Two bookmarks of one name


def test_two_bookmarks_of_one_name_are_refused_at_the_second_ones_wording(choices: Request) -> None:
    edited(choices, 'bookmark="glossary"', 'bookmark="introduction"')
    place = in_content(choices, "guide.yaml", "title: Glossary")
    problem_of(lambda: build(choices), place, "two bookmarks are named “introduction”")


def test_two_bookmarks_of_one_name_are_refused_at_the_second_ones_line(choices: Request) -> None:
    old = '<heading level="1" bookmark="glossary" outline="0">{{ guide.glossary.title }}'
    place = edited(choices, old, '<heading level="1" bookmark="introduction" outline="0">Glossary')
    problem_of(lambda: build(choices), place, "two bookmarks are named “introduction”")


def test_a_link_to_a_bookmark_that_is_not_there_is_refused_at_its_line(choices: Request) -> None:
    place = edited(
        choices, "<para>{% if guide.checked %}", '<para><link href="#glosary">See</link>{% if guide.checked %}'
    )
    problem = problem_of(lambda: build(choices), place, "leads to “#glosary”, and no bookmark has that name")
    assert 'bookmark="glosary"' in problem.hint


def test_every_problem_of_the_headings_is_told_at_once(choices: Request) -> None:
    edited(choices, 'bookmark="glossary"', 'bookmark="introduction"')
    level = edited(choices, '<heading level="1">{{ guide.labels.contents }}', '<heading level="3">Contents')
    with pytest.raises(SenauditError) as caught:
        build(choices)
    first, second = caught.value.problems
    assert str(first).startswith(level)
    assert str(second).startswith(in_content(choices, "guide.yaml", "title: Glossary"))


# A template of one's own


CONTENTS = "    <contents>{{ parts.continued(guide.labels) }}</contents>"
"""The line of the guide's template in whose place a wrong tag is put."""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('<figure icon="people" alt=""/>', '<figure icon="peple" alt=""/>', "there is no icon “peple”"),
        ('<figure icon="people" alt=""/>', '<figure picture="logo" alt=""/>', "there is no picture “logo”"),
        (
            '<figure icon="people" alt=""/>',
            '<figure picture="/etc/passwd" alt=""/>',
            "there is no picture “/etc/passwd”",
        ),
        ('<figure icon="people" alt=""/>', '<figure alt=""/>', "shows an icon or a picture"),
        (
            '<figure icon="people" alt=""/>',
            '<figure icon="people" picture="logo" alt=""/>',
            "shows an icon or a picture",
        ),
        ('<heading level="1" kind="cover">', '<heading level="x" kind="cover">', "cannot be “x”"),
        ('<heading level="1" kind="cover">', '<heading level="1" outline="0" kind="cover">', "needs a bookmark"),
        (CONTENTS, '    <list kind="number" start="x"/>', "“x” is no number above nought"),
        (CONTENTS, "    <question/>", "this <question> must begin with <heading>"),
        (
            CONTENTS,
            '    <note kind="parents"><label>One</label></note>',
            "this <note> must hold a <para> or a <list>",
        ),
        (CONTENTS, '    <section kind="sheets"/>', "must hold one audit <table>"),
        (CONTENTS, "    <foot><cell/></foot>", "this <cell> must hold <para>s"),
        (CONTENTS, "    <answer/>", "<answer> cannot stand here"),
        (CONTENTS, "    <contents><para>One</para></contents>", "this <contents> must hold at most a <continued>"),
        (CONTENTS, '    <list kind="bullet"/>', "this <list> must hold <item>s"),
        (CONTENTS, '    <list kind="bullet"><item/></list>', "this <item> must hold a <para>"),
        (CONTENTS, "    <form><para>One</para></form>", "this <form> must hold <field>s"),
        (CONTENTS, "    <form><field><para>One</para></field></form>", "this <field> must begin with <label>"),
        (CONTENTS, "    <foot/>", "this <foot> must hold <cell>s"),
        (
            '<heading level="1">{{ guide.labels.contents }}',
            '<heading level="1" bookmark="x" outline="1">{{ guide.labels.contents }}',
            "the first heading of the outline is an outermost one",
        ),
    ],
)
def test_a_template_that_lacks_what_its_pages_rely_on_is_refused_at_its_line(
    choices: Request, old: str, new: str, message: str
) -> None:
    problem_of(lambda: build(choices), edited(choices, old, new), message)


@pytest.mark.parametrize(
    ("kind", "name", "old", "new", "message"),
    [
        ("poster", "poster.xml.j2", "  </form>", "  </form>\n<para>One</para>", "this <document> must hold <heading>"),
        ("poster", "poster.xml.j2", "  </grid>", "  <para>One</para></grid>", "this <grid> must hold <panel>s"),
        ("poster", "poster.xml.j2", "    </panel>", "<answer/></panel>", "this <panel> must hold <heading><para>"),
        ("poster", "poster.xml.j2", "  </form>", '</form><figure icon="phone" alt=""/>', "a poster’s <figure> is a"),
        (
            "sheets",
            "_parts.xml.j2",
            "    <header>",
            "    <header><cell><para>One</para></cell>",
            "must hold <cell><cell>",
        ),
        ("sheets", "_parts.xml.j2", "</row>", "<answer/></row>", "this <row> must hold <cell><answer><answer>"),
        ("sheets", "_parts.xml.j2", "    </header>", "    </header><answer/>", "this <table> must hold <header>"),
        ("sheets", "_parts.xml.j2", "  </table>", "  </table><contents/>", "after it only <para>"),
    ],
)
def test_what_has_no_place_on_a_poster_or_a_sheet_is_refused_in_the_template(
    choices: Request, kind: Kind, name: str, old: str, new: str, message: str
) -> None:
    assert choices.sources.templates is not None
    change(choices.sources.templates, name, old, new)
    problem_of(lambda: build(with_changes(choices, kind=kind)), f"{choices.sources.templates / name}:", message)
