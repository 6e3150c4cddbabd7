"""PDFs of sheets that something was laid on, that say odd things of themselves, or that somebody made to do harm."""

from __future__ import annotations

import json
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from conftest import built_document
from filling_programs import by_pikepdf, joined_by_pypdf, saved
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, String

from senaudit.audit import pdf_annotations
from senaudit.audit.filled_pdf import read_fields
from senaudit.audit.returns import ReadFile, Return
from senaudit.recipe.request import request_for

SHEETS = request_for("sheets", font="arimo", chapters=["support"], fillable=True)
BOX = "support:information:practice"
INSIDE = [80, 400, 200, 430]
"""A rectangle in the box."""
ON_A_TICK = [160, 735, 175, 750]
IN_THE_MARGIN = [5, 5, 20, 20]


def empty() -> bytes:
    return built_document(SHEETS).data


def read_changed(change: Callable[[Pdf], object], data: bytes | None = None) -> ReadFile:
    """Return what is read of sheets in which something was changed."""
    return read_fields("a.pdf", changed(change, data))


def changed(change: Callable[[Pdf], object], data: bytes | None = None, **how: Any) -> bytes:
    with pikepdf.open(BytesIO(data or by_pikepdf(empty(), {BOX: "typed"}))) as pdf:
        change(pdf)
        return saved(pdf, **how)


def only(file: ReadFile) -> Return:
    assert not file.problems
    (read,) = file.returns
    return read


def kinds(read: Return) -> list[str]:
    assert all(warning.warning and str(warning.place) == "a.pdf" and warning.hint for warning in read.warnings)
    return [warning.kind for warning in read.warnings]


def fields(pdf: Pdf) -> Iterator[Any]:
    return iter(pdf.Root.AcroForm.Fields)


def field(pdf: Pdf, name: str) -> Any:
    return next(each for each in fields(pdf) if str(each.T) == name)


# What was laid on top


def laid(kind: str, rectangle: list[int], **entries: Any) -> Callable[[Pdf], None]:
    def lay(pdf: Pdf) -> None:
        annotation = Dictionary(Type=Name.Annot, Subtype=Name(kind), Rect=Array(rectangle), **entries)
        pdf.pages[0].obj.Annots.append(pdf.make_indirect(annotation))

    return lay


@pytest.mark.parametrize("kind", ["/FreeText", "/Text", "/Highlight", "/Square"])
def test_the_words_of_a_comment_belong_to_the_box_that_they_lie_on(kind: str) -> None:
    read = only(read_changed(laid(kind, INSIDE, Contents=String("Łucja says\rso"))))
    assert read.answers == {BOX: "typed\n[comment] Łucja says\nso"}
    assert kinds(read) == ["comment-added"]
    assert dict(read.warnings[0].values) == {"field": BOX}


def test_a_comment_on_an_empty_box_is_its_answer() -> None:
    read = only(read_changed(laid("/FreeText", INSIDE, Contents=String("over")), empty()))
    assert read.answers == {BOX: "[comment] over"}


def test_comments_come_in_the_order_in_which_they_lie() -> None:
    def lay(pdf: Pdf) -> None:
        laid("/FreeText", [80, 400, 200, 430], Contents=String("lower"))(pdf)
        laid("/FreeText", [80, 440, 200, 470], RC=String("<body><p>upper &amp; rich</p></body>"))(pdf)

    assert only(read_changed(lay)).answers[BOX] == "typed\n[comment] upper & rich\n[comment] lower"


@pytest.mark.parametrize("rectangle", [ON_A_TICK, IN_THE_MARGIN])
def test_a_comment_that_lies_on_no_box_is_kept_by_its_page(rectangle: list[int]) -> None:
    read = only(read_changed(laid("/Text", rectangle, Contents=String("please ring me"))))
    assert read.answers == {BOX: "typed", "comment:page-1": "[comment] please ring me"}
    assert read.asked["comment:page-1"] == ""
    assert kinds(read) == ["comment-added"]


@pytest.mark.parametrize(
    ("rectangle", "where"), [(INSIDE, BOX), (ON_A_TICK, "completed-by:parents"), (IN_THE_MARGIN, "")]
)
@pytest.mark.parametrize("kind", ["/Ink", "/Line", "/Stamp", "/StrikeOut", "/FileAttachment"])
def test_what_is_drawn_is_told_with_the_place_that_it_lies_on(kind: str, rectangle: list[int], where: str) -> None:
    read = only(read_changed(laid(kind, rectangle)))
    assert read.answers == {BOX: "typed"}
    assert kinds(read) == ["drawn-on"]
    assert dict(read.warnings[0].values) == ({"field": where} if where else {})


@pytest.mark.parametrize(
    ("kind", "entries"),
    [
        ("/Popup", {"Contents": String("the comment again")}),
        ("/Link", {}),
        ("/Text", {"Contents": String("  ")}),
        ("/Text", {"Contents": String("hidden"), "F": 2}),
        ("/Text", {"Contents": String("Accepted"), "StateModel": String("Review")}),
    ],
)
def test_what_nobody_wrote_there_is_left_alone(kind: str, entries: dict[str, Any]) -> None:
    read = only(read_changed(laid(kind, INSIDE, **entries)))
    assert read.answers == {BOX: "typed"}
    assert not kinds(read)


# What a form says of itself


FACTS: dict[str, Any] = {"senaudit": 1, "school": "Oak Hill", "group": "parents", "form": "f" * 32, "edition": "2026"}


def with_facts(facts: object) -> Callable[[Pdf], None]:
    def change(pdf: Pdf) -> None:
        del pdf.Root.Metadata
        field(pdf, "senaudit").V = facts if isinstance(facts, pikepdf.Object) else String(str(facts))

    return change


def test_a_forms_facts_are_read() -> None:
    read = only(read_changed(with_facts(json.dumps(FACTS))))
    assert (read.school, read.group, read.form, read.edition) == ("Oak Hill", "parents", "f" * 32, "2026")
    assert not kinds(read)


@pytest.mark.parametrize(
    "facts",
    [
        "",
        "no JSON",
        "[" * 15_000,
        "[" * 100_000,
        "[]",
        "{}",
        '{"senaudit": ' + "1" * 10_000 + "}",
        json.dumps({**FACTS, "senaudit": True}),
        json.dumps({**FACTS, "senaudit": "1"}),
        json.dumps({**FACTS, "school": ["Oak Hill"]}),
        json.dumps({**FACTS, "school": "Oak Hill" * 10_000}),
        Array([1]),
        Dictionary(A=1),
        Name.Off,
    ],
    ids=lambda facts: str(facts)[:20],
)
def test_facts_that_are_damaged_are_told_and_the_answers_are_read(facts: object) -> None:
    read = only(read_changed(with_facts(facts)))
    assert read.answers == {BOX: "typed"}
    assert (read.school, read.group, read.form) == ("", "", "")
    assert kinds(read) == ["facts-missing"]


def test_facts_of_another_version_are_told() -> None:
    read = only(read_changed(with_facts(json.dumps({**FACTS, "senaudit": 2}))))
    assert read.group == "parents"
    assert kinds(read) == ["facts-of-other-version"]


@pytest.mark.parametrize("is_packed", [False, True])
def test_without_the_hidden_field_the_metadata_say_what_the_form_is(is_packed: bool) -> None:
    whole = only(read_fields("a.pdf", empty()))

    def change(pdf: Pdf) -> None:
        field(pdf, "senaudit").V = String("")
        if is_packed:
            pdf.Root.Metadata.write(zlib.compress(pdf.Root.Metadata.read_bytes()), filter=Name.FlateDecode)

    read = only(read_changed(change))
    assert read.form == whole.form != ""
    assert not kinds(read)


@pytest.mark.parametrize(
    "packet",
    [
        b"<x:facts xmlns:x='urn:x-senaudit:form/'>",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><x:facts xmlns:x='urn:x-senaudit:form/'>&b;</x:facts>",
        b"<x:facts xmlns:x='urn:x-senaudit:form/'/>" + b" " * 2_000_000,
        b"\xff\xfe urn:x-senaudit:form/",
    ],
    ids=["not closed", "entities", "large", "not text"],
)
def test_metadata_that_are_damaged_or_made_to_do_harm_say_nothing(packet: bytes) -> None:
    def change(pdf: Pdf) -> None:
        field(pdf, "senaudit").V = String("")
        pdf.Root.Metadata = pdf.make_stream(packet)

    assert kinds(only(read_changed(change))) == ["facts-missing"]


def test_in_a_joined_file_each_person_has_the_facts_of_the_own_form() -> None:
    files = []
    for group in ("parents", "office", ""):
        with pikepdf.open(BytesIO(empty())) as pdf:
            field(pdf, "senaudit").V = String(json.dumps({**FACTS, "group": group}))
            files.append(saved(pdf))
    with pikepdf.open(BytesIO(files[1])) as pdf:  # the first page of another person is missing
        del pdf.pages[0]
        files.append(saved(pdf))
    with pikepdf.open(BytesIO(joined_by_pypdf(files))) as pdf, pikepdf.open(BytesIO(empty())) as one:
        pdf.Root.Metadata = pdf.copy_foreign(one.Root.Metadata)  # of a file joined into the first person's
        reads = read_fields("a.pdf", saved(pdf)).returns
    assert [read.group for read in reads] == ["parents", "office", "", ""]
    assert [kinds(read) for read in reads] == [[], [], [], ["facts-missing"]]


# Files that are not as they should be


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\nnothing", b"%PDF-1.7\n" + b"<<" * 100_000, b"PK\x03\x04"])
def test_what_cannot_be_read_is_named_with_a_remedy(data: bytes) -> None:
    file = read_fields("a.pdf", data)
    assert not file.returns
    (problem,) = file.problems
    assert (problem.kind, str(problem.place)) == ("return-damaged", "a.pdf")
    assert problem.hint


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.999])
def test_of_a_file_that_is_cut_off_what_is_there_is_read_and_it_is_told(part: float) -> None:
    data = by_pikepdf(empty(), {BOX: "typed"}, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    file = read_fields("a.pdf", data[: int(len(data) * part)])
    if part >= 0.5:
        assert only(file).answers == {BOX: "typed"}
        assert "return-mended" in kinds(only(file))
    else:
        assert [problem.kind for problem in file.problems] == ["return-damaged"]


def test_a_pdf_of_others_has_no_fields_of_ours() -> None:
    def rename(pdf: Pdf) -> None:
        for number, each in enumerate(fields(pdf)):
            each.T = String(f"Text{number}")

    assert [problem.kind for problem in read_changed(rename).problems] == ["no-fields"]
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        assert [problem.kind for problem in read_fields("a.pdf", saved(pdf)).problems] == ["no-fields"]


def parent_loop(pdf: Pdf) -> None:
    widget = field(pdf, BOX)
    widget.Parent = pdf.make_indirect(Dictionary(Parent=widget))


def widget_of_itself(pdf: Pdf) -> None:
    field(pdf, BOX).Parent = field(pdf, BOX)


def page_loop(pdf: Pdf) -> None:
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)


def page_twice(pdf: Pdf) -> None:
    pdf.Root.Pages.Kids.append(pdf.Root.Pages.Kids[1])


def name_tree_of_itself(pdf: Pdf) -> None:
    tree = pdf.make_indirect(Dictionary())
    tree.Kids = Array([tree])
    pdf.Root.Names = Dictionary(EmbeddedFiles=tree, JavaScript=tree, Dests=tree)


def list_of_fields_of_itself(pdf: Pdf) -> None:
    pdf.Root.AcroForm.Fields.append(pdf.Root.AcroForm)


def scripts(pdf: Pdf) -> None:
    action = Dictionary(S=Name.JavaScript, JS=String("this.getField('school').value = 'run'"))
    pdf.Root.OpenAction = action
    field(pdf, BOX).AA = Dictionary(C=action, F=action)


def no_list_of_fields(pdf: Pdf) -> None:
    del pdf.Root.AcroForm


@pytest.mark.filterwarnings("ignore:This document has")  # pikepdf, of a form without a list, as it is saved
@pytest.mark.parametrize(
    "change", [parent_loop, widget_of_itself, name_tree_of_itself, list_of_fields_of_itself, scripts, no_list_of_fields]
)
def test_loops_scripts_and_lists_change_nothing(change: Callable[[Pdf], None]) -> None:
    assert only(read_changed(change)).answers == {BOX: "typed"}


def test_a_page_tree_that_leads_back_to_itself_ends() -> None:
    file = read_changed(page_loop)
    assert [problem.kind for problem in file.problems] == ["return-damaged"] or "return-mended" in kinds(only(file))


def test_a_page_that_comes_twice_is_not_lost() -> None:
    file = read_changed(page_twice)
    assert sum(BOX in read.answers for read in file.returns) == 1
    assert all("support:staff-awareness:practice" in read.asked for read in file.returns)


@pytest.mark.parametrize("limit", ["MOST_PAGES", "MOST_ANNOTATIONS", "MOST_CHARACTERS"])
def test_a_file_with_more_in_it_than_sheets_have_is_refused(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_annotations, limit, 3)
    assert [problem.kind for problem in read_fields("a.pdf", empty()).problems] == ["return-too-large"]


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_stream_that_is_longer_than_all_answers_is_refused(is_packed: bool) -> None:
    """It is unpacked no further than to the limit: so a small file cannot fill all memory."""

    def change(pdf: Pdf) -> None:
        contents = b"a" * (20 * pdf_annotations.MOST_CHARACTERS)
        value = pdf.make_stream(b"")
        value.write(zlib.compress(contents) if is_packed else contents, filter=Name.FlateDecode if is_packed else None)
        field(pdf, BOX).V = value

    tracemalloc.start()
    data = changed(change, compress_streams=False)
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    file = read_fields("a.pdf", data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [problem.kind for problem in file.problems] == ["return-too-large"]
    if is_packed:
        assert most - before < 12 * pdf_annotations.MOST_CHARACTERS


ODD: st.SearchStrategy[Any] = st.one_of(
    st.just(None),
    st.booleans(),
    st.integers(-(2**40), 2**40),
    st.binary(max_size=8).map(String),
    st.sampled_from(["/Off", "/Yes", "/Tx", "/Btn", "/Widget", "/Ink", "/"]).map(Name),
    st.lists(st.integers(-3, 900), max_size=5).map(Array),
    st.just(Dictionary()),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.sampled_from(
    ["/T", "/V", "/TU", "/FT", "/AS", "/F", "/Rect", "/Subtype", "/Parent", "/RV", "/Contents", "/Kids"]
), ODD), min_size=1, max_size=6))  # fmt: skip
def test_nothing_of_the_wrong_type_stops_the_reading(changes: list[tuple[int, str, Any]]) -> None:
    """Each of a file's answers but the changed ones is read all the same."""
    typed = {BOX: "typed", "support:not-judging:practice": "on the last page"}

    def change(pdf: Pdf) -> None:
        for number, key, value in changes:
            widget = pdf.pages[0].obj.Annots[number]
            if value is None:
                if key in widget:
                    del widget[key]
            else:
                widget[key] = value

    file = read_changed(change, by_pikepdf(empty(), typed))
    assert not file.problems
    assert file.returns[-1].answers["support:not-judging:practice"] == "on the last page"
