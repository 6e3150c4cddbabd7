"""The plain text edition: every word of the tree, in order, once; what a person types for it, and what is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from asking import pack_for
from conftest import content_of
from test_cli import AS_TYPED, modules_imported_by, process, run
from test_merge import Counted
from watching import Watch

import senaudit
from senaudit.content.select import Selection, select
from senaudit.editions.text.writer import text_of
from senaudit.files.shipped import shipped
from senaudit.layout.markup import Element, parse
from senaudit.layout.render import STAMP
from senaudit.layout.wording import labelled
from senaudit.problems import UsageError
from senaudit.recipe.reading import read_guide
from senaudit.recipe.request import KINDS, Format, Kind, Request, Sources, file_name, request_for
from senaudit.recipe.steps import build, render_document
from senaudit.schools import merged
from senaudit.schools.merged import MergedPacks
from senaudit.schools.table import read_table

Compare = Callable[[str, str], None]

QUESTIONS = ("communication:10,13",)
TERMS = sorted(path.stem for path in (shipped("content") / "terms").glob("*.yaml"))
EDITIONS: tuple[Format, ...] = ("pdf", "txt")
GROUPS = ("", "parents", "teachers", "support staff", "office", "midday staff", "governors", "agencies")
PACKS = [pack_for(kind, "oak", format="txt") for kind in KINDS]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of every test: empty, and away from the project."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def short(kind: Kind) -> Request:
    return request_for(kind, questions=() if kind == "poster" else QUESTIONS, with_sheets=kind == "guide", format="txt")


def words(text: str) -> list[str]:
    """Return the words of a text, without the signs between them."""
    return re.findall(r"\w+", re.sub("[\u00ad\u200b\u2060]", "", text).casefold())


def expected(element: Element, document: Element, around: tuple[Element, ...] = ()) -> Iterator[str]:
    """Yield what is to be read of an Element, in order. This is said a second time here, for the comparison."""
    tag, kind = element.tag, element.get("kind")
    holder = around[-1] if around else element
    if tag in ("foot", "head", "continued", "page-break", "header", "page-number", "page-count"):
        return
    if tag == "entry":
        yield from heading_with(document, element.get("to"))
        return
    if tag == "heading":
        yield from number_before(element, holder, document)
    elif tag == "item" and holder.get("kind") in ("number", "letter"):
        number = int(holder.get("start", "1")) + holder.elements.index(element)
        yield str(number) if holder.get("kind") == "number" else "abcdefghijklmnopqrstuvwxyz"[number - 1]
    elif tag == "choice" or (tag == "item" and holder.get("kind") == "tick"):
        yield document.get("unticked")
    elif tag == "answer":
        table, row = around[-2:]
        yield table.elements[0].elements[row.elements.index(element)].text()
        yield document.get("blank")
    elif tag == "figure" and element.get("alt"):
        yield f"{document.get('picture')} {element.get('alt')}"
    for child in element.children:
        if isinstance(child, str):
            yield child
        else:
            yield from expected(child, document, (*around, element))
    if (tag == "field" and len(element.elements) == 1) or element.get("line"):
        yield document.get("blank")
    if tag == "link" and not kind and element.get("href") not in element.text():
        yield element.get("href").removeprefix("mailto:")


def number_before(heading: Element, holder: Element, document: Element) -> Iterator[str]:
    if holder.tag == "panel":
        yield holder.get("number")
    elif heading.get("number"):
        yield f"{document.get('chapter' if heading.get('kind') == 'divider' else 'question')} {heading.get('number')}"


def heading_with(document: Element, bookmark: str) -> Iterator[str]:
    for holder in document.walk():
        for child in holder.elements:
            if child.tag == "heading" and child.get("bookmark") == bookmark:
                yield from number_before(child, holder, document)
                yield child.text()


def compare(document: Element) -> None:
    """Assert that the text of a document has all of its words, in order, once, one line a paragraph."""
    data = text_of(document)
    text = data.decode("utf-8")
    assert words(text) == [
        word for part in (document.get("title"), *expected(document, document)) for word in words(part)
    ]
    assert text.endswith("\n")
    assert not set(text) & {"\r", "\t", "\ufeff", "\u00ad", "\u200b", "\u00a0"}
    assert "\n\n\n\n" not in text
    assert all(line == line.rstrip() for line in text.splitlines())


# The words


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("terms", TERMS)
def test_every_word_of_the_tree_is_in_the_text_in_order_and_once(terms: str, group: str, folder: Path) -> None:
    """Guide with sheets, sheets and poster, in all terms, for each group; with all questions of the supplement."""
    (folder / "school.yaml").write_text(f"name: Oak Hill\nterms: {terms}\nsupplement: yes\n", "utf-8")
    whole = read_guide(Sources(school=folder), None)
    for kind in KINDS:
        selection = Selection(audiences=(group,)) if group and kind != "poster" else Selection()
        request = Request(kind, selection, with_sheets=kind == "guide", format="txt")
        compare(render_document(request, select(whole, selection)))


@pytest.mark.parametrize("choices", PACKS, ids=lambda choices: choices.kind)
def test_every_word_of_a_school_s_own_pack_is_in_the_text(choices: Request) -> None:
    compare(render_document(choices, content_of(choices)))


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_is_the_one_that_was_read_and_approved(kind: Kind, golden: Compare) -> None:
    golden(f"{kind}.text.txt", build(short(kind)).data.decode("utf-8"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_of_a_school_is_the_one_that_was_read_and_approved(kind: Kind, golden: Compare) -> None:
    choices = pack_for(kind, "oak", questions=() if kind == "poster" else QUESTIONS, format="txt")
    golden(f"{kind}.school.text.txt", build(choices, guide=content_of(choices)).data.decode("utf-8"))


def test_the_same_words_give_the_same_bytes() -> None:
    assert build(short("guide")).data == build(short("guide")).data


def test_a_label_gets_a_colon_only_if_it_has_no_sign_of_its_own() -> None:
    assert labelled("School", "Oak Hill") == "School: Oak Hill"
    assert labelled("What helps?", "Time") == "What helps? Time"
    assert labelled("Parents say") == "Parents say:"
    assert labelled("", "Words") == "Words"


def written(markup: str, attributes: str = "") -> list[str]:
    """Return the lines of a document with this markup, without its title and blank lines."""
    text = f'<document kind="guide" title="T" lang="en" {attributes}>{markup}</document>'
    lines = text_of(parse(text, [], STAMP, {"t": Path("t")})).decode().splitlines()
    return [line for line in lines[1:] if line]


def test_an_older_template_that_has_no_words_for_numbers_and_boxes_still_gives_a_text() -> None:
    markup = (
        '<question><heading level="2" number="3">Why?</heading></question>'
        '<list kind="tick"><item><para>Yes</para></item></list><form><field><label>Name</label></field></form>'
    )
    assert written(markup) == ["3. Why?", "Yes", "Name:"]


def test_items_stand_under_their_marker_and_are_numbered_as_on_the_page() -> None:
    inner = '<list kind="letter" start="2"><item><para>One</para><para>More</para></item></list>'
    markup = f'<list kind="number" start="9"><item><label>Name</label><para>Words</para>{inner}</item></list>'
    assert written(markup) == ["9. Name: Words", "  b. One", "    More"]


def test_an_address_that_the_words_do_not_have_follows_them() -> None:
    link = '<para>See <link href="{}">{}</link>.</para>'
    assert written(link.format("https://example.org/a", "this page")) == ["See this page (https://example.org/a)."]
    assert written(link.format("mailto:a@b.org", "us")) == ["See us (a@b.org)."]
    assert written(link.format("https://example.org", "example.org")) == ["See example.org."]


def test_breaks_in_a_text_do_not_break_a_line() -> None:
    assert written("<para>a\u00ad b\u00a0c\u2028d\u200be</para>") == ["a b c de"]


# Hostile texts


@pytest.mark.parametrize("typed", [*AS_TYPED, "<w:p> </script> ]]>", "- # 1. not a list", "owl 🦉 שלום"])
def test_what_is_typed_stands_in_the_text_as_typed(folder: Path, typed: str) -> None:
    (folder / "school.yaml").write_text("name: '" + typed.replace("'", "''") + "'\n", "utf-8")
    result = run("build", "poster", "--school", folder, "--output", "x.txt")
    assert result.exit_code == 0, result.stderr
    assert f"School: {typed}\n" in (folder / "x.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("sign", "kind"),
    [
        *(("\\x07", "unseen-character"), ("\\u202e", "unseen-character"), ("\\ufffe", "unseen-character")),
        ("\\uf0b7", "letter-lacking"),
    ],
)
def test_a_character_that_no_program_shows_is_told_as_for_a_pdf(folder: Path, sign: str, kind: str) -> None:
    (folder / "school.yaml").write_text(f'name: "Oak{sign}Hill"\n', "utf-8")
    (folder / "x.txt").write_text("the last good one\n", "utf-8")
    result = run("build", "poster", "--school", folder, "--output", "x.txt", "--messages", "json")
    assert result.exit_code == 1
    assert f'"kind": "{kind}"' in result.stdout
    assert '"line": 1' in result.stdout
    assert (folder / "x.txt").read_text("utf-8") == "the last good one\n"


# The command line


@pytest.mark.parametrize("kind", KINDS)
def test_an_ending_or_an_option_chooses_the_edition(folder: Path, kind: str) -> None:
    by_option = run("build", kind, "--format", "TXT")
    by_ending = run("build", kind, "--output", "other.TXT")
    assert (by_option.exit_code, by_ending.exit_code) == (0, 0)
    assert by_option.stderr == f"{kind}.txt\n", "no number of pages"
    assert by_ending.stderr == "other.TXT\n"
    assert (folder / f"{kind}.txt").read_bytes() == (folder / "other.TXT").read_bytes()


def test_an_ending_that_disagrees_is_refused_before_anything_is_made(folder: Path) -> None:
    for form, name, right in (("pdf", "x.txt", "x.pdf"), ("txt", "x.PDF", "x.txt")):
        result = run("build", "poster", "--format", form, "--output", name)
        assert result.exit_code == 2
        assert (
            f"--format {form} makes no “{Path(name).suffix}” file, and the file is to be called {name}" in result.stderr
        )
        assert f"help: leave out --format, or call it {right}" in result.stderr
    assert not list(folder.iterdir())


def test_an_unknown_edition_is_refused_with_those_that_there_are() -> None:
    result = run("build", "poster", "--format", "docx")
    assert result.exit_code == 2
    assert "--format cannot be “docx”" in result.stderr
    assert "help: type pdf, txt or brf" in result.stderr


def test_a_pack_has_each_edition_that_is_asked_for(folder: Path) -> None:
    result = run("build", "pack", "--format", "pdf", "--format", "txt", "--large-print", "--chapter", "support")
    assert result.exit_code == 0, result.stderr
    names = {path.name for path in (folder / "audit-pack").iterdir()}
    pdfs = {"guide-support-large-print.pdf", "sheets-support-large-print.pdf", "poster-large-print.pdf"}
    assert names == pdfs | {"guide-support.txt", "sheets-support.txt", "poster.txt"}


def test_choices_of_the_page_are_taken_and_change_nothing(folder: Path) -> None:
    plain = run("build", "guide", "--format", "txt")
    page = ("--large-print", "--text-size", "16", "--paper", "A3", "--font", "arial", "--one-sided")
    result = run("build", "guide", *page, "--output", "other.txt")
    assert (plain.exit_code, result.exit_code) == (0, 0), result.stderr
    assert (folder / "guide.txt").read_bytes() == (folder / "other.txt").read_bytes()


def test_each_group_has_a_text_of_its_own(folder: Path) -> None:
    result = run("build", "sheets", "--each-audience", "--format", "txt", "--output", "each")
    assert result.exit_code == 0, result.stderr
    made = {path.name: path.read_text("utf-8") for path in (folder / "each").iterdir()}
    assert len(made) == 7
    assert "How it is now: blank\nWhat would help: blank\n" in made["sheets-parents.txt"]
    assert "For: Teachers\n" in made["sheets-teachers.txt"]


def test_a_text_on_standard_output_may_go_to_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda stream: True)
    assert run("build", "poster", "--output", "-").exit_code == 2
    result = run("build", "poster", "--output", "-", "--format", "txt")
    assert result.exit_code == 0
    assert result.stdout.startswith("Partners with Parents: poster\n")


def test_a_watch_makes_the_text_again_on_each_save(folder: Path) -> None:
    (folder / "school.yaml").write_text("name: Oak\n", "utf-8")
    with Watch(folder, "poster", "--format", "txt") as watch:
        watch.next("^made at ")
        made = folder / "audit-pack" / "poster.txt"
        assert "School: Oak\n" in made.read_text("utf-8")
        (folder / "school.yaml").write_text("name: Elm\n", "utf-8")
        watch.next("^made again at ")
        assert "School: Elm\n" in made.read_text("utf-8")


def test_the_tab_key_knows_the_editions() -> None:
    words = {"COMP_WORDS": "senaudit build guide --format t", "COMP_CWORD": "4", "_SENAUDIT_COMPLETE": "bash_complete"}
    assert process(**words).stdout.decode().split() == ["plain,txt"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_imports_neither_typesetting_nor_reportlab(kind: str) -> None:
    imported = modules_imported_by("build", kind, "--format", "txt", "--output", "-", "--quiet")
    assert "senaudit.editions.text" in imported
    assert not [name for name in imported if name.startswith(("reportlab", "senaudit.typeset", "senaudit.pdf", "PIL."))]


def test_a_pdf_imports_no_other_edition() -> None:
    imported = modules_imported_by("build", "guide", "--output", "-", "--quiet")
    assert "senaudit.layout.roles" in imported
    assert not {name for name in imported if name.startswith("senaudit.editions")}


# Many schools, and Python


def test_many_schools_have_texts_as_if_each_were_made_alone(folder: Path) -> None:
    """The tree that schools share is filled in for each; an address and a logo are among the words."""
    table = folder / "schools.csv"
    rows = "Oak Hill,Mrs A,www.oak.org\nElm & Co,Mr B,www.elm.org\n"
    table.write_text(f"name,senco,return_where\n{rows}", "utf-8")
    requests = tuple(request_for(kind, format="txt", with_sheets=kind == "guide") for kind in KINDS)
    made = MergedPacks(requests, folder)
    for row in read_table(table)[1]:
        alone = folder / "alone"
        alone.mkdir(exist_ok=True)
        cells = dict(row.cells)
        (alone / "school.yaml").write_text("".join(f"{name}: {words}\n" for name, words in cells.items()), "utf-8")
        own = [build(each._replace(sources=Sources(school=alone))) for each in requests]
        assert [each.data for each in made.documents(row)] == [each.data for each in own]


def test_what_schools_share_is_rendered_once_for_each_edition(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    rendered = Counted(monkeypatch, merged, "prepare")
    (folder / "schools.csv").write_text("name\n" + "".join(f"School {number}\n" for number in range(5)), "utf-8")
    requests = [request_for(kind, format=form, font="arimo") for form in EDITIONS for kind in KINDS]
    made = MergedPacks(tuple(requests), folder)
    for row in read_table(folder / "schools.csv")[1]:
        names = [document.file_name for document in made.documents(row)]
        assert names == [f"{request.kind}.{request.format}" for request in requests]
    assert rendered.calls == 6


def test_a_table_s_texts_are_up_to_date_the_second_time_and_made_again_when_one_is_damaged(folder: Path) -> None:
    (folder / "schools.csv").write_text("name\nOak\nElm\n", "utf-8")
    again = ("build", "pack", "--schools", "schools.csv", "--into", "packs", "--format", "txt", "--jobs", "1")
    first = process(*again).stderr.decode()
    assert "Oak: 3 files\n" in first
    assert "2 packs made, 0 up to date" in first
    assert "0 packs made, 2 up to date" in process(*again).stderr.decode()
    assert "2 packs made, 0 up to date" in process(*again, "--format", "pdf").stderr.decode()
    (folder / "packs/oak/guide.txt").write_text("damaged", "utf-8")
    assert "1 pack made, 1 up to date" in process(*again).stderr.decode()


def test_python_gives_a_text_without_a_number_of_pages() -> None:
    document = senaudit.build("sheets", chapters=["support"], large_print=True, format="txt")
    assert document.page_count is None
    assert document.file_name == "sheets-support.txt"
    assert repr(document) == f"<Document sheets-support.txt: {len(document.data)} bytes>"
    with pytest.raises(UsageError, match="there is no format “docx”"):
        senaudit.build("guide", format="docx")  # type: ignore[arg-type]


def test_a_name_says_of_a_text_only_what_is_in_it() -> None:
    request = request_for("guide", large_print=True, one_sided=True, paper="Letter", with_sheets=True, format="txt")
    assert file_name(request, ("support",)) == "guide-support-with-sheets.txt"
    assert file_name(request._replace(format="pdf")) == "guide-with-sheets-large-print-one-sided-Letter.pdf"
