"""Sheets that were filled in as Word files: what Word and LibreOffice give back, and what people do to them."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from asking import pack_for
from conftest import built_document
from filling_programs import LONG, TYPED, Answers, by_pikepdf
from lxml import etree
from programs import needs_libreoffice
from test_asking_again import made
from test_filled_pdf import SHEETS as PDF_SHEETS
from test_filled_pdf import only as only_of_pdf
from word_files import found, words_in
from word_filling import MAIN, Node, W, by_libreoffice, by_word, changed, control_of, put, run, tick

from senaudit.audit.accepting import Expected
from senaudit.audit.file_kinds import read_bytes_of
from senaudit.audit.filled_word import read_word
from senaudit.audit.forms import Forms
from senaudit.audit.reading import read_returns
from senaudit.audit.returns import Return
from senaudit.recipe.request import Request, request_for
from senaudit.recipe.steps import build

SHEETS = request_for("sheets", font="arimo", chapters=["support"], format="docx")
PARENTS = SHEETS._replace(selection=SHEETS.selection._replace(audiences=("parents",)))
ONE, TWO = "support:information:practice", "support:information:action"
OTHER, OTHER_ACTION = "support:not-judging:practice", "support:not-judging:action"
BOX = "support:information:code-of-practice"
PROMPT = "Click or tap here to enter text."

Check = Callable[..., None]


def empty(request: Request = SHEETS) -> bytes:
    return built_document(request).data


@cache
def filled() -> bytes:
    return by_word(empty(), TYPED)


def only(data: bytes) -> Return:
    """Return the return of a file that has nothing wrong."""
    file = read_word("a.docx", data)
    assert not file.problems
    (read,) = file.returns
    return read


def told(read: Return) -> list[str]:
    assert all(each.warning and str(each.place) == "a.docx" and each.hint for each in read.warnings)
    return [each.kind for each in read.warnings]


def edited(change: Callable[[Node], None], **more: bytes) -> Return:
    """Return what is read of a file after a change to its text."""
    parts = {name.replace("__", "/") + ".xml": part for name, part in more.items()}
    return only(changed(empty(), change, parts))


def xml(text: str) -> Node:
    return etree.fromstring(f'<x xmlns:w="{W[1:-1]}">{text}</x>')[0]


@pytest.fixture
def whole(rights: Callable[[int, int], None]) -> Check:
    """Assert that one person's answers, and nothing else, are read, without a word."""

    def check(data: bytes, typed: Answers = TYPED) -> None:
        read = only(data)
        rights(sum(read.answers.get(name) == answer for name, answer in typed.items()), len(typed))
        assert read.answers == typed
        assert told(read) == []
        assert read.completed_by == ("parents",)
        assert (read.way, read.form) == ("word file", only(empty()).form)
        assert set(read.asked) == set(only(empty()).asked)

    return check


def test_word_gives_back_every_word(whole: Check) -> None:
    whole(filled())


@needs_libreoffice
@pytest.mark.slow
def test_libreoffice_gives_back_every_word_though_it_drops_all_tags(whole: Check) -> None:
    saved = by_libreoffice(filled())
    with ZipFile(BytesIO(saved)) as package:
        assert b"<w:tag " not in package.read(MAIN)
    whole(saved)


@needs_libreoffice
@pytest.mark.slow
def test_what_libreoffice_kept_as_its_own_file_and_then_as_word_is_read(whole: Check) -> None:
    """It multiplies words of several scripts there, and puts a space after emoji."""
    plain = {
        name: answer for name, answer in TYPED.items() if "staff-awareness" not in name and "voluntary" not in name
    }
    whole(by_libreoffice(by_word(empty(), plain), ("odt", "docx")), plain)


def test_sheets_say_the_same_of_themselves_as_those_of_a_pdf() -> None:
    read, of_pdf = only(filled()), only_of_pdf(built_document(PDF_SHEETS).data)
    assert (read.form, read.edition, read.group, read.language) == (
        (of_pdf.form, of_pdf.edition, of_pdf.group, of_pdf.language)
    )
    assert {name: words for name, words in of_pdf.asked.items() if name != "completed-by"} == dict(read.asked)


@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"audiences": ["parents"], "large_print": True},
        {"questions": ["support:information", "communication:telephone"]},
        {"rating": True, "text_size": 24},
        {"chapters": ["communication"], "audiences": ["office"]},
    ],
    ids=str,
)
def test_sheets_that_nobody_filled_in_have_no_answers_and_nothing_is_told(choices: dict[str, Any]) -> None:
    read = only(empty(request_for("sheets", format="docx", font="arimo", **choices)))
    assert not read.answers
    assert not told(read)
    assert all(read.asked.values())


def test_a_tag_that_was_cut_gives_the_whole_id() -> None:
    whole = only(empty(request_for("sheets", format="docx", font="arimo"))).asked
    assert [name for name in whole if len(name) > 64], "there is none that is cut"


# What people do


def test_what_was_deleted_with_changes_tracked_is_gone_and_what_was_put_in_counts() -> None:
    def change(root: Node) -> None:
        paragraph = found(control_of(root, ONE), "w:sdtContent/w:p")[0]
        paragraph.append(xml('<w:ins w:id="90" w:author="a"><w:r><w:t>new</w:t></w:r></w:ins>'))
        paragraph.append(xml('<w:del w:id="91" w:author="a"><w:r><w:delText>old</w:delText><w:tab/></w:r></w:del>'))
        paragraph.append(xml('<w:moveFrom w:id="92" w:author="a"><w:r><w:t>moved</w:t></w:r></w:moveFrom>'))

    assert edited(change).answers == {ONE: "new"}


@pytest.mark.parametrize("flag", ["<w:showingPlcHdr/>", ""])
def test_what_an_empty_control_shows_is_no_answer_whether_it_is_marked_or_not(flag: str) -> None:
    def change(root: Node) -> None:
        control = control_of(root, ONE)
        put(control, PROMPT)
        if flag:
            control.find(f"{W}sdtPr").append(xml(flag))

    assert not edited(change).answers


def test_words_of_another_language_that_an_empty_control_shows_are_known_from_the_file() -> None:
    shown = "Cliciwch yma i roi testun."
    glossary = f'<w:g xmlns:w="{W[1:-1]}"><w:docPartBody><w:p><w:r><w:t>{shown}</w:t></w:r></w:p></w:docPartBody></w:g>'
    read = edited(lambda root: put(control_of(root, ONE), shown), word__glossary__document=glossary.encode())
    assert not read.answers


def test_words_that_are_marked_as_shown_by_an_empty_control_but_were_typed_are_kept() -> None:
    def change(root: Node) -> None:
        put(control_of(root, ONE), "Typed")
        control_of(root, ONE).find(f"{W}sdtPr").append(xml("<w:showingPlcHdr/>"))

    assert edited(change).answers == {ONE: "Typed"}


def test_words_beside_a_control_in_its_cell_are_the_answer_too() -> None:
    def change(root: Node) -> None:
        control = control_of(root, ONE)
        put(control, "inside")
        control.addprevious(xml("<w:p><w:r><w:t>before</w:t></w:r></w:p>"))
        control.addnext(xml("<w:p><w:r><w:t>after</w:t></w:r></w:p>"))

    assert edited(change).answers == {ONE: "before\ninside\nafter"}


def test_a_control_that_was_deleted_leaves_its_words_to_the_question_of_the_row() -> None:
    def change(root: Node) -> None:
        for tag, words in ((ONE, "one"), (TWO, "two")):
            control = control_of(root, tag)
            control.addnext(made := etree.Element(f"{W}p"))
            made.append(run(words))
            control.getparent().remove(control)

    read = edited(change)
    assert read.answers == {ONE: "one", TWO: "two"}
    assert not told(read)
    assert set(read.asked) == set(only(empty()).asked)


def test_a_control_that_was_copied_into_another_cell_counts_for_that_cell() -> None:
    def change(root: Node) -> None:
        put(control_of(root, ONE), "Copied")
        control = control_of(root, OTHER)
        control.getparent().replace(control, deepcopy(control_of(root, ONE)))

    assert edited(change).answers == {ONE: "Copied", OTHER: "Copied"}


@pytest.mark.parametrize("sign", ["x", "X", "✓", "☑", "☒"])
def test_a_box_that_was_ticked_by_typing_is_ticked(sign: str) -> None:
    def change(root: Node) -> None:
        found(control_of(root, BOX), ".//w:t")[0].text = sign

    assert edited(change).answers == {BOX: True}


def test_a_box_whose_control_is_gone_is_known_by_the_words_beside_it() -> None:
    def change(root: Node) -> None:
        tick(control := control_of(root, BOX))
        control.addnext(run("☒"))
        control.getparent().remove(control)

    read = edited(change)
    assert read.answers == {BOX: True}
    assert not told(read)


def test_words_at_a_box_to_tick_are_kept_beside_the_question_and_told() -> None:
    read = edited(lambda root: control_of(root, BOX).getparent().append(run(" but it is old")))
    assert read.answers == {"comment:support:information": "but it is old"}
    assert told(read) == ["words-outside"]


def test_words_after_the_label_of_a_line_are_what_was_written_on_it() -> None:
    read = edited(lambda root: control_of(root, "school").getparent().append(run("Oak Hill")))
    assert read.answers == {"school": "Oak Hill"}
    assert not told(read)


def test_words_below_the_table_are_kept_and_told() -> None:
    def change(root: Node) -> None:
        found(root, "//w:tbl")[-1].addnext(xml("<w:p><w:r><w:t>PS: thank you for asking</w:t></w:r></w:p>"))
        put(control_of(root, ONE), "Fine")

    read = edited(change)
    assert read.answers == {ONE: "Fine", "comment:sheets": "PS: thank you for asking"}
    assert told(read) == ["words-outside"]


def test_a_comment_belongs_to_the_box_that_it_is_anchored_in() -> None:
    def change(root: Node) -> None:
        put(control_of(root, ONE), "Fine")
        paragraph = found(control_of(root, ONE), ".//w:p")[0]
        paragraph.insert(1, xml('<w:commentRangeStart w:id="7"/>'))
        paragraph.append(xml('<w:commentRangeEnd w:id="7"/>'))
        paragraph.append(xml('<w:r><w:commentReference w:id="7"/></w:r>'))

    body = '<w:comment w:id="7" w:author="Ann"><w:p><w:r><w:t>Since May</w:t></w:r></w:p></w:comment>'
    read = edited(change, word__comments=f'<w:c xmlns:w="{W[1:-1]}">{body}</w:c>'.encode())
    assert read.answers == {ONE: "Fine\n[comment] Since May"}
    assert told(read) == ["comment-added"]
    assert "Ann" not in str(read)


def test_a_picture_in_a_box_is_told() -> None:
    read = edited(lambda root: found(control_of(root, ONE), ".//w:p")[0].append(xml("<w:r><w:drawing/></w:r>")))
    assert told(read) == ["drawn-on"]


def test_words_in_a_text_box_are_read_once_and_so_are_emoji_of_word() -> None:
    both = (
        '<w:r><mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice><w:t>{}</w:t></mc:Choice>'
        "<mc:Fallback><w:t>{}</w:t></mc:Fallback></mc:AlternateContent></w:r>"
    ).format("😀", "😀")
    read = edited(lambda root: found(control_of(root, ONE), ".//w:p")[0].append(xml(both)))
    assert read.answers == {ONE: "😀"}


def joined(*files: bytes) -> bytes:
    """Return a file with the text of several, one after the other, as Word inserts files: bookmarks stay once."""

    def change(root: Node) -> None:
        body = root.find(f"{W}body")
        last = body[-1]
        for data in files[1:]:
            with ZipFile(BytesIO(data)) as package:
                more: Node = found(etree.fromstring(package.read(MAIN)), "w:body")[0]
            for mark in found(more, ".//w:bookmarkStart | .//w:bookmarkEnd"):
                mark.getparent().remove(mark)
            for child in more[:-1]:
                last.addprevious(child)

    return changed(files[0], change)


def test_several_people_in_one_document_are_several_returns() -> None:
    people: list[Answers] = [{**TYPED}, {ONE: "b", "school": "Oak"}, {OTHER: "c", "completed-by:office": True}]
    file = read_word("a.docx", joined(*(by_word(empty(), answers) for answers in people)))
    assert [each.answers for each in file.returns] == people
    assert [each.number for each in file.returns] == [1, 2, 3]
    assert not [each for read in file.returns for each in told(read)]


def test_sheets_of_another_group_in_the_same_document_are_known_by_their_words() -> None:
    of_parents = by_word(empty(PARENTS), {ONE: "Ours"})
    file = read_word("a.docx", joined(by_word(empty(), {ONE: "a"}), of_parents))
    assert [(each.group, each.answers) for each in file.returns] == [("", {ONE: "a"}), ("parents", {ONE: "Ours"})]


# What the file says of itself


def without_facts(data: bytes) -> bytes:
    return changed(data, lambda root: None, {"docProps/custom.xml": b""})


def test_sheets_without_facts_are_known_by_their_feet() -> None:
    """Those of earlier releases have none, and some programs drop them."""
    read = only(without_facts(by_word(empty(PARENTS), {ONE: "Ours"})))
    assert (read.group, read.edition, read.answers) == ("parents", only(empty()).edition, {ONE: "Ours"})
    assert not told(read)


def test_sheets_that_say_nothing_of_themselves_need_a_group(tmp_path: Path) -> None:
    data = without_facts(empty())
    with ZipFile(BytesIO(data)) as package:
        feet = [name for name in package.namelist() if "footer" in name]
    data = changed(data, lambda root: None, dict.fromkeys(feet, b""))
    data = by_word(data, {ONE: "Fine"})
    assert told(only(data)) == ["facts-missing"]
    (tmp_path / "a.docx").write_bytes(data)
    returns, problems = read_returns([tmp_path], Expected(group="office"))
    assert [(each.group, each.answers) for each in returns] == [("office", {ONE: "Fine"})]
    assert {each.kind for each in problems} == {"facts-missing"}


def test_a_file_of_another_school_is_left_out(tmp_path: Path) -> None:
    data = by_word(empty(pack_for("sheets", "oak", format="docx")), {ONE: "Fine"})
    (tmp_path / "a.docx").write_bytes(data)
    assert only(data).school
    returns, problems = read_returns([tmp_path], Expected(school="Another School"))
    assert not returns
    assert {each.kind for each in problems} == {"printed-otherwise", "other-school"}


def test_a_school_s_own_sheets_are_read_by_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "school.yaml").write_text("name: Oak Hill\nterms: england-2002\nsupplement: yes\n", "utf-8")
    request = request_for("sheets", school=tmp_path, format="docx", audiences=["parents"])
    (read,) = read_word("a.docx", build(request).data, Forms(request.sources)).returns
    assert read.answers == {"school": "Oak Hill"}
    assert (read.school, read.group) == ("Oak Hill", "parents")
    assert not told(read)


def test_what_was_agreed_last_time_is_printed_above_a_box_and_is_no_answer(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text("practice:\n  - question: support:information\n    agreed: Rings\n", "utf-8")
    data = made(SHEETS._replace(since=tmp_path)).data
    assert not only(data).answers
    assert not told(only(data))
    assert only(by_word(data, {ONE: "Now"})).answers == {ONE: "Now"}

    def change(root: Node) -> None:
        next(each for each in found(root, "//w:tc//w:t") if each.text == "Rings").text = "Rings, not always"

    read = only(changed(data, change))
    assert "not always" in str(read.answers[ONE])
    assert told(read) == ["printed-words-changed"]


def test_the_same_answers_in_word_and_in_a_pdf_are_one_return(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(filled())
    (tmp_path / "b.pdf").write_bytes(by_pikepdf(built_document(PDF_SHEETS).data, TYPED))
    returns, problems = read_returns([tmp_path], Expected())
    assert len(returns) == 1
    assert [each.kind for each in problems] == ["same-return"]


# What is no filled-in sheet


def test_a_template_or_a_file_with_macros_is_read_as_any_other() -> None:
    for ending in ("dotx", "docm"):
        assert [each.answers for each in read_bytes_of(f"a.{ending}", filled()).returns] == [TYPED]


@pytest.mark.parametrize(
    ("data", "kind", "remedy"),
    [
        (b"\xd0\xcf\x11\xe0 a password", "not-a-return", ".docx"),
        (b"{\\rtf1 words}", "not-a-return", ".docx"),
        (b"a letter", "not-a-return", "table"),
    ],
)
def test_other_files_of_word_are_named_with_a_remedy(data: bytes, kind: str, remedy: str) -> None:
    if data == b"a letter":
        data = empty(request_for("letter", format="docx"))
    (problem,) = read_bytes_of("a.docx", data).problems
    assert problem.kind == kind
    assert remedy in problem.hint


def test_a_file_that_is_damaged_is_named() -> None:
    broken = changed(filled(), lambda root: None, {MAIN: b"<w:document><w:body>"})
    assert [each.kind for each in read_word("a.docx", broken).problems] == ["return-damaged"]


def test_words_in_place_of_the_document_are_what_a_person_sees() -> None:
    """The fixture types what it says: the words of the file itself are those that are expected."""
    with ZipFile(BytesIO(filled())) as package:
        root = etree.fromstring(package.read(MAIN))
    assert LONG in words_in(control_of(root, "support:access-to-information:practice"))
