"""Audit sheets with fields: every place to fill in has one, real programs fill it in, and listeners hear what it is.

What is read here is read by pikepdf, pypdf and PDFium, which take nothing from senaudit.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import outloud  # type: ignore[import-untyped]
import pdfua
import pikepdf
import pypdf
import pytest
from asking import pack_for, with_changes
from conftest import built_document, content_of, set_document
from fontTools.agl import toUnicode
from fontTools.ttLib import TTFont
from form_filling import fill_in, flattened_words, rendered, values_of
from test_conformance import Tagged

from senaudit.layout.answers import blanks_of, repeated_blanks
from senaudit.layout.markup import Element
from senaudit.pdf.draw import draw
from senaudit.pdf.form_fields import Form, FormFields
from senaudit.pdf.form_font import NAMES
from senaudit.pdf.form_widgets import FieldName
from senaudit.pdf.information import About
from senaudit.pdf.reprint import Reprint
from senaudit.pdf.tagging import TaggingError
from senaudit.problems import SenauditError, UsageError
from senaudit.recipe.fillable import form_of
from senaudit.recipe.request import Request, file_name, pack_of, request_for
from senaudit.recipe.steps import build, read_theme, typeset_document
from senaudit.schools.merged import MergedPacks
from senaudit.schools.table import read_table
from senaudit.typeset.faces import Family
from senaudit.typeset.page import Page, Run

ROOT = Path(__file__).resolve().parents[1]
SHEETS = request_for("sheets", font="arimo", fillable=True)
DOCUMENTS = {
    "standard": SHEETS,
    "large": with_changes(SHEETS, large_print=True),
    "24": with_changes(SHEETS, text_size=24),
    "18-letter": with_changes(SHEETS, text_size=18, paper="Letter"),
    "a3": with_changes(SHEETS, paper="A3"),
    "one-sided": with_changes(SHEETS, one_sided=True),
    "parents": request_for("sheets", font="arimo", audiences=["parents"], fillable=True),
    "guide": request_for("guide", font="arimo", with_sheets=True, fillable=True),
    "oak": pack_for("sheets", "oak", font="arimo", fillable=True),
    "long-24": pack_for("sheets", "long", font="arimo", fillable=True, text_size=24),
    "both": pack_for("sheets", "both", font="arimo", fillable=True, large_print=True),
}
every = pytest.mark.parametrize("choices", DOCUMENTS.values(), ids=DOCUMENTS)
TYPED = "Łukasz, Siân and Wŷdd: “€5”, 3–4 • ½"


class Widget(NamedTuple):
    """A place of a field on a page. `field` has its name: the widget itself, or what it belongs to."""

    page: int
    annotation: Any
    field: Any

    @property
    def name(self) -> str:
        return str(self.field.T)

    @property
    def is_hidden(self) -> bool:
        return bool(int(self.annotation.F) & 2)

    @property
    def rectangle(self) -> tuple[float, float, float, float]:
        left, bottom, right, top = map(float, self.annotation.Rect)
        return left, bottom, right, top


def widgets_of(pdf: pikepdf.Pdf) -> list[Widget]:
    """Return the widgets of all pages, hidden ones too, in the order of each page's annotations."""
    return [
        Widget(index, annotation, annotation.get("/Parent", annotation))
        for index, page in enumerate(pdf.pages)
        for annotation in page.obj.get("/Annots", [])
        if annotation.Subtype == "/Widget"
    ]


@cache
def fields_of(choices: Request) -> dict[str, Any]:
    """Return the fields of a document by name, as its form lists them."""
    listed = tagged(choices).pdf.Root.AcroForm.Fields
    fields = {str(field.T): field for field in listed}
    assert len(fields) == len(listed)
    return fields


@cache
def tagged(choices: Request) -> Tagged:
    return Tagged(built_document(choices).data)


def seen(choices: Request) -> list[Widget]:
    return [widget for widget in widgets_of(tagged(choices).pdf) if not widget.is_hidden]


def document_of(choices: Request) -> Element:
    return set_document(choices)[0]


def facts_of(choices: Request) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(str(fields_of(choices)["senaudit"].V))
    return facts


def is_filled_in(element: Element) -> bool:
    return element.tag == "field" and len(element.elements) > 1


# Names, words, values


@every
def test_every_place_to_fill_in_has_a_field_that_explains_itself(choices: Request) -> None:
    expected: dict[str, str] = {}
    hidden: dict[str, str] = {}
    for element, blank in blanks_of(document_of(choices)).items():
        (hidden if is_filled_in(element) else expected)[blank.id] = blank.full_name
        if element.get("line"):
            expected[blank.line_id] = blank.full_name
    sheets = [each for each in document_of(choices).walk() if each.tag == "section" and each.get("kind") == "sheets"]
    expected |= {blank.id: blank.full_name for each in sheets for blank in repeated_blanks(each).values()}
    assert len(expected) > 20
    fields = fields_of(choices)
    assert fields.keys() == {*expected, *hidden, "senaudit"}
    assert not any("." in name for name in fields)
    assert {name: str(fields[name].TU) for name in expected} == expected
    assert {widget.name for widget in seen(choices)} == expected.keys()


@every
def test_pypdf_reads_the_same_fields(choices: Request) -> None:
    fields = pypdf.PdfReader(BytesIO(built_document(choices).data)).get_fields()
    assert fields is not None
    assert fields.keys() == fields_of(choices).keys()
    practice = [field for name, field in fields.items() if name.endswith(":practice")]
    assert {field["/FT"] for field in practice} == {"/Tx"}
    assert all(re.match(r"\w+.* \d+\w*: .+\? ", field["/TU"]) for field in practice), "the words of the question"


@every
def test_two_boxes_for_paragraphs_stand_at_each_question_and_the_rest_are_lines_and_ticks(choices: Request) -> None:
    kinds = {name: (str(field.FT), int(field.get("/Ff", 0))) for name, field in fields_of(choices).items()}
    rows = [row.get("id") for row in document_of(choices).walk() if row.tag == "row"]
    boxes = {f"{row}:{column}" for row in rows for column in ("practice", "action")}
    assert {name for name, kind in kinds.items() if kind == ("/Tx", 4096)} == boxes
    lines = {name for name, kind in kinds.items() if kind == ("/Tx", 0)}
    assert {name for name in lines if not name.endswith(":line")} <= {"school", "date", "completed-by"}
    ticks = {name for name, kind in kinds.items() if kind == ("/Btn", 0)}
    items = [item for each in document_of(choices).walk() if each.get("kind") == "tick" for item in each.elements]
    blanks = blanks_of(document_of(choices))
    assert (
        {blanks[item].id for item in items} == {name for name in ticks if not name.startswith("completed-by:")} > set()
    )
    assert ("completed-by:parents" in ticks) != bool(choices.selection.audiences)
    assert kinds.keys() - boxes - lines - ticks == {name for name, kind in kinds.items() if kind == ("/Tx", 1)}


def test_a_place_that_stands_on_several_sheets_is_one_field() -> None:
    counted = Counter(widget.name for widget in seen(SHEETS))
    document = document_of(SHEETS)
    chapters = sum(each.tag == "section" and each.get("kind") == "sheets" for each in document.walk())
    pages = built_document(SHEETS).page_count
    assert counted["school"] == counted["date"] == pages
    assert counted["completed-by"] == pages - chapters
    assert counted["completed-by:parents"] == chapters > 1
    assert {count for name, count in counted.items() if ":practice" in name or ":action" in name} == {1}


@pytest.mark.parametrize("choices", [DOCUMENTS["oak"], DOCUMENTS["long-24"]], ids=["oak", "long-24"])
def test_what_is_filled_in_already_is_the_value_of_a_hidden_field(choices: Request) -> None:
    hidden = [widget for widget in widgets_of(tagged(choices).pdf) if widget.is_hidden]
    values = {widget.name: str(widget.field.V) for widget in hidden}
    school = content_of(choices).school
    assert school
    assert values["school"] == str(school.name)
    assert values.get("date") == (str(school.audit_date) if school.audit_date else None)
    assert len({widget.page for widget in hidden}) == 1
    assert all(int(widget.field.Ff) == 1 for widget in hidden), "read only"
    assert all("/StructParent" not in widget.annotation for widget in hidden)
    assert not {widget.name for widget in seen(choices)} & values.keys()


# What the form is


@every
def test_a_file_says_what_sheets_it_has_in_a_field_in_its_metadata_and_at_its_feet(choices: Request) -> None:
    facts = facts_of(choices)
    document = document_of(choices)
    school = content_of(choices).school
    assert facts["senaudit"] == 1
    assert facts["document"] == choices.kind
    assert facts["school"] == (str(school.name) if school else "")
    assert facts["group"] == "".join(choices.selection.audiences)
    assert facts["edition"] == document.get("edition") == "2026"
    assert re.fullmatch("[0-9a-f]{32}", facts["form"])
    with tagged(choices).pdf.open_metadata() as metadata:
        assert json.loads(str(metadata["{urn:x-senaudit:form/}facts"])) == facts
    feet = [" ".join(run.text for run in page.foot if isinstance(run, Run)) for page in set_document(choices)[2]]
    codes = [match[1] for foot in feet if (match := re.search(r"· 2026 .*?([2-9A-HJKMNP-Z]{5})(?: |$)", foot))]
    assert len(set(codes)) == 1
    assert len(codes) == len({widget.page for widget in seen(choices)})


def test_the_code_is_that_of_the_questions_whatever_the_look_or_the_school() -> None:
    forms = {name: facts_of(choices)["form"] for name, choices in DOCUMENTS.items()}
    same = ("standard", "large", "24", "18-letter", "a3", "one-sided", "guide")
    assert len({forms[name] for name in same}) == 1
    assert len(set(forms.values())) > 1
    fewer = request_for("sheets", font="arimo", chapters=["support"], fillable=True)
    assert facts_of(fewer)["form"] not in forms.values()


def test_the_sheets_say_what_happens_to_words_that_do_not_fit() -> None:
    words = " ".join(tagged(SHEETS).words(tagged(SHEETS).document).split())
    said = str(content_of(SHEETS).labels["fillable"])
    assert said in words
    assert "it keeps words that a box cannot show or print" in said
    plain = document_of(with_changes(SHEETS, fillable=False))
    assert said not in plain.text()


@every
def test_the_file_claims_no_archive_and_still_claims_to_be_accessible(choices: Request) -> None:
    packet = bytes(tagged(choices).pdf.Root.Metadata.read_bytes()).decode()
    assert "pdfaid:part" not in packet
    assert "<pdfuaid:part>1</pdfuaid:part>" in packet


# Tags: ISO 14289-1, 7.18


@every
def test_every_field_is_the_only_thing_in_a_form_and_leads_back_to_it(choices: Request) -> None:
    """Clause 7.18.4, and ISO 32000-1, 14.7.4.4 and 14.8.4.5."""
    there = tagged(choices)
    numbers = list(there.tree.ParentTree.Nums)
    parents = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    keys = [int(widget.annotation.StructParent) for widget in seen(choices)]
    assert len(set(keys)) == len(keys)
    held = set()
    for widget in seen(choices):
        node = there.by_objgen[parents[int(widget.annotation.StructParent)].objgen]
        assert node.role == "Form"
        assert [(each.page, each.objgen) for each in node.annotations] == [(widget.page, widget.annotation.objgen)]
        assert len(node.kids) == 1
        assert not node.attributes, "a form that is interactive is not one on paper too"
        assert node.parent is not None
        assert node.parent.role in ("P", "TD", "Lbl", "LBody")
        held.add(node)
    on_paper = [node for node in there.of_role("Form") if node not in held]
    assert all(node.attributes["O"] == "PrintField" for node in on_paper)
    assert not on_paper or choices.kind == "guide"


@every
def test_a_field_stands_where_its_words_are(choices: Request) -> None:
    """A box is in the cell of its question's row, under its column; a tick is the label of its words."""
    there = tagged(choices)
    nodes = {node.annotations[0].objgen: node for node in there.of_role("Form") if node.annotations}
    for widget in seen(choices):
        node = nodes[widget.annotation.objgen]
        assert node.parent is not None
        if widget.name.endswith((":practice", ":action")):
            row = node.parent.parent
            assert row is not None
            question = str(widget.field.TU).partition(": ")[2]
            assert row.nodes.index(node.parent) == (1 if widget.name.endswith("practice") else 2)
            assert question.startswith(there.words(row.nodes[0].nodes[0]).partition(" ")[2])
        elif widget.field.FT == "/Btn":
            item = node.parent.parent
            assert item is not None
            assert str(widget.field.TU).endswith(there.words(item.nodes[-1].nodes[0] if item.nodes[-1].nodes else item))


@every
def test_annotations_are_in_the_order_in_which_the_structure_is_read(choices: Request) -> None:
    """Clause 7.18.3."""
    there = tagged(choices)
    order = {each.objgen: number for number, node in enumerate(there.nodes) for each in node.annotations}
    for page in there.pdf.pages:
        annotations = [each for each in page.obj.get("/Annots", []) if not int(each.F) & 2]
        assert all(order[one.objgen] <= order[two.objgen] for one, two in pairwise(annotations))
        if annotations:
            assert page.obj.Tabs == "/S"


@every
def test_fields_are_described_printed_and_not_drawn_around(choices: Request) -> None:
    """Clause 7.18.1."""
    form = tagged(choices).pdf.Root.AcroForm
    assert "/NeedAppearances" not in form
    for widget in seen(choices):
        assert int(widget.annotation.F) == 4
        assert str(widget.field.TU).strip()
        assert int(widget.annotation.BS.W) == 0
        assert "/MaxLen" not in widget.field
        assert "/MK" not in widget.annotation
        assert widget.annotation.P.objgen == tagged(choices).pdf.pages[widget.page].objgen


@every
def test_the_boxes_of_fields_are_apart_and_cover_no_words(choices: Request) -> None:
    pages = set_document(choices)[2]
    by_page: dict[int, list[Widget]] = {}
    for widget in seen(choices):
        by_page.setdefault(widget.page, []).append(widget)
    for number, widgets in by_page.items():
        page = pages[number]
        runs = [run.bounds for run in page.body if isinstance(run, Run) and run.text.strip()]
        words = [(x, page.height - y + 0.5, right, page.height - y + 1.5) for x, _, right, y in runs]
        for index, widget in enumerate(widgets):
            left, bottom, right, top = widget.rectangle
            assert 8 <= right - left <= page.width
            assert (top - bottom) > (80 if int(widget.field.get("/Ff", 0)) else 10)
            assert 0 < left < right < page.width
            assert 0 < bottom < top < page.height
            others = [each.rectangle for each in widgets[index + 1 :]]
            for x, low, to, high in (*others, *words):
                apart = x >= right - 0.2 or to <= left + 0.2 or low >= top - 0.2 or high <= bottom + 0.2
                assert apart, (number, widget.name, widget.rectangle, (x, low, to, high))


# The font: clause 7.21.4


@every
def test_the_font_is_embedded_whole_with_the_characters_of_its_codes(choices: Request) -> None:
    form = tagged(choices).pdf.Root.AcroForm
    ((name, font),) = form.DR.Font.items()
    assert font.Subtype == "/Type0"
    assert font.Encoding == "/Identity-H"
    (descendant,) = font.DescendantFonts
    assert descendant.CIDToGIDMap == "/Identity"
    data = bytes(descendant.FontDescriptor.FontFile2.read_bytes())
    file = TTFont(BytesIO(data))
    characters = file.getBestCmap()
    assert {ord(each) for each in TYPED} <= characters.keys()
    glyphs = {code: file.getGlyphID(glyph) for code, glyph in characters.items()}
    codes = bytes(font.ToUnicode.read_bytes()).decode()
    ranges = re.findall(r"<(\w{4})><(\w{4})><(\w{4})>", codes)
    assert all(int(start, 16) < 0x100 for _, _, start in ranges), "Ghostscript 10.0 reads others wrongly"
    meaning = {
        int(code, 16): int(sign, 16)
        for code, sign in re.findall(r"(?m)^<(\w{4})><(\w{4})>$", codes.partition("beginbfchar")[2])
    }
    assert len(meaning) > 100
    meaning |= {
        int(first, 16) + step: int(start, 16) + step
        for first, last, start in ranges
        for step in range(int(last, 16) - int(first, 16) + 1)
    }
    assert meaning.keys() == {glyph for code, glyph in glyphs.items() if code != 0xA0}, "one space will do"
    assert all(glyphs[code] == glyph for glyph, code in meaning.items())
    first, widths = descendant.W
    assert first == 0
    for glyph, code in meaning.items():
        assert abs(float(widths[glyph]) - file["hmtx"][characters[code]][0] * 1000 / file["head"].unitsPerEm) <= 0.5
    size = read_theme(choices).body
    appearances = {str(field.DA) for field in fields_of(choices).values() if field.FT == "/Tx"}
    assert appearances == {str(form.DA)} == {f"{name} {size:g} Tf 0 g"}


def printed_fonts(choices: Request) -> dict[str, Any]:
    """Return the fonts of a document's pages, by their names without the mark of a subset."""
    fonts = tagged(choices).pdf.pages[0].Resources.Font
    return {str(font.BaseFont).rpartition("+")[2].lstrip("/"): font for font in fonts.values()}


@every
def test_pages_are_printed_with_the_font_of_the_fields(choices: Request) -> None:
    """Clause 7.21.6, and ISO 32000-1, 9.6.6.4: a code leads to the glyph by a name, and to the character."""
    (descendant,) = next(iter(tagged(choices).pdf.Root.AcroForm.DR.Font.values())).DescendantFonts
    font = printed_fonts(choices)["ArimoLatin-Regular"]
    assert font.BaseFont == "/ArimoLatin-Regular", "no subset"
    assert font.FontDescriptor.objgen == descendant.FontDescriptor.objgen
    assert int(font.FontDescriptor.Flags) == 32
    assert font.Encoding.BaseEncoding == "/WinAnsiEncoding"
    file = TTFont(BytesIO(bytes(font.FontDescriptor.FontFile2.read_bytes())))
    advances, ems = file["hmtx"], file["head"].unitsPerEm
    named = list(font.Encoding.Differences)
    by_code = {int(code): toUnicode(str(name)[1:]) for code, name in zip(named[::2], named[1::2], strict=True)}
    assert {"\u2019", "\u201c", "\u201d"} <= set(by_code.values())
    codes = re.findall(r"(?m)^<(\w\w)><(\w{4})>$", bytes(font.ToUnicode.read_bytes()).decode())
    assert {int(code, 16): chr(int(sign, 16)) for code, sign in codes if int(code, 16) not in range(32, 127)} == by_code
    widths = {int(font.FirstChar) + index: float(width) for index, width in enumerate(font.Widths)}
    for code, sign in {**by_code, **{code: chr(code) for code in range(32, 127)}}.items():
        glyph = file.getBestCmap()[ord(sign)]
        assert widths[code] == pytest.approx(advances[glyph][0] * 1000 / ems, abs=0.001)


def test_each_name_of_a_character_stands_for_it_alone() -> None:
    """By the Adobe Glyph List, as fontTools has it."""
    spaces = {0xA0: " "}
    assert {code: toUnicode(name) for code, name in NAMES.items()} == {
        code: spaces.get(code, chr(code)) for code in NAMES
    }
    assert len(NAMES) == 122


def test_pages_with_other_letters_have_a_font_of_their_own(tmp_path: Path) -> None:
    """Names of letters as in Welsh stand in no table that comes with ReportLab."""
    (tmp_path / "school.yaml").write_text("name: Ysgol y Wŷdd\n", "utf-8")
    welsh = with_changes(SHEETS, school=tmp_path)
    font = printed_fonts(welsh)["ArimoLatin-Regular"]
    assert font.BaseFont != "/ArimoLatin-Regular"
    assert "/Encoding" not in font
    assert "Ysgol y Wŷdd" in pypdf.PdfReader(BytesIO(built_document(welsh).data)).pages[0].extract_text()
    bold = printed_fonts(SHEETS)["ArimoLatin-Bold"]
    assert bold.BaseFont != "/ArimoLatin-Bold", "fields are not in this font"


@every
def test_every_field_has_an_appearance_of_its_size_with_the_font(choices: Request) -> None:
    form = tagged(choices).pdf.Root.AcroForm
    looks: dict[Any, set[str]] = {}
    for widget in seen(choices):
        left, bottom, right, top = widget.rectangle
        normal = widget.annotation.AP.N
        drawn = list(normal.values()) if widget.field.FT == "/Btn" else [normal]
        for each in drawn:
            assert [float(value) for value in each.BBox] == pytest.approx([0, 0, right - left, top - bottom], abs=0.11)
        if widget.field.FT == "/Tx":
            assert normal.Resources.Font.objgen == form.DR.Font.objgen
            assert bytes(normal.read_bytes()).split() == [b"/Tx", b"BMC", b"EMC"]
            looks.setdefault(normal.objgen, set()).add(widget.name)
        else:
            assert normal.keys() == {"/Yes", "/Off"}
            assert bytes(normal.Off.read_bytes()) == b""
            assert b" Tf" not in bytes(normal.Yes.read_bytes())
            assert widget.annotation.AS == widget.field.V == "/Off"
    assert {len(names) for names in looks.values()} == {1}, "programs change it when its own field is filled in"


# Checkers


@every
def test_the_checkers_find_nothing(choices: Request, tmp_path: Path) -> None:
    file = tmp_path / "sheets.pdf"
    file.write_bytes(built_document(choices).data)
    heard = outloud.check(str(file), layers={"conformance"})
    assert [each for each in heard.findings if each.severity == "error"] == []
    report = pdfua.validate(str(file))
    assert (report.findings, report.skipped) == ((), ())
    with pikepdf.open(file) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert pdf.get_warnings() == []


def test_without_fields_the_boxes_are_still_forms_on_paper() -> None:
    there = tagged(with_changes(SHEETS, fillable=False))
    assert "/AcroForm" not in there.pdf.Root
    assert {node.attributes["O"] for node in there.of_role("Form")} == {"PrintField"}


# Filling in: a real program types, and pikepdf reads


@pytest.mark.parametrize("choices", [SHEETS, DOCUMENTS["24"], DOCUMENTS["guide"]], ids=["standard", "24", "guide"])
def test_what_is_typed_in_every_field_is_kept_and_seen(choices: Request) -> None:
    """By PDFium: on screen the words are in the font of the sheets, the Welsh and Polish letters too."""
    data = built_document(choices).data
    names = {widget.name: str(widget.field.FT) for widget in seen(choices)}
    answers: dict[str, str | bool] = {
        name: True if kind == "/Btn" else f"{TYPED} {number}" for number, (name, kind) in enumerate(names.items())
    }
    long = "communication:welcome:practice"
    answers[long] = f"{TYPED}\r{'What we do on every day of the week. ' * 120}"
    filled = fill_in(data, answers)
    expected = {name: value.replace("\r", "\n") if isinstance(value, str) else value for name, value in answers.items()}
    read = {name: as_typed(value) for name, value in values_of(filled).items()}
    assert read == expected
    with pikepdf.open(BytesIO(filled)) as pdf:
        assert str(pdf.Root.AcroForm.Fields[-1].T) == "senaudit" or facts_of(choices)
    page = next(widget.page for widget in seen(choices) if widget.name == long)
    words, fonts = flattened_words(filled, page)
    assert words.count("Łukasz, Siân and Wŷdd") >= 3
    assert fonts - {""} <= {"ArimoLatin-Regular", "ArimoLatin-Bold"}, "no other font helps out"


def as_typed(value: str | bool) -> str | bool:
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def test_what_is_typed_once_stands_on_every_sheet() -> None:
    filled = fill_in(built_document(SHEETS).data, {"school": "Ysgol y Wŷdd", "completed-by": "Office manager"})
    pages = built_document(SHEETS).page_count
    assert pages
    shown = [flattened_words(filled, page)[0] for page in range(pages)]
    assert all("Ysgol y Wŷdd" in words for words in shown)
    assert sum("Office manager" in words for words in shown) == Counter(w.name for w in seen(SHEETS))["completed-by"]


def test_a_box_is_ticked_by_a_click_and_unticked_by_another() -> None:
    data = built_document(SHEETS).data
    before = rendered(data)
    ticked = fill_in(data, {"completed-by:parents": True})
    assert values_of(ticked)["completed-by:parents"]
    assert rendered(ticked) != before
    assert "completed-by:parents" not in values_of(fill_in(ticked, {"completed-by:parents": True}))


def test_pikepdf_fills_in_a_field_by_its_name() -> None:
    with pikepdf.open(BytesIO(built_document(SHEETS).data)) as pdf:
        for widget in widgets_of(pdf):
            if widget.name == "support:moving-on:action" or widget.name.startswith("communication:welcome"):
                widget.field.V = pikepdf.String(TYPED)
        saved = BytesIO()
        pdf.save(saved)
    values = values_of(saved.getvalue())
    assert set(values.values()) == {TYPED}
    assert len(values) >= 2


# The order of the places that a person goes through with the keyboard


def test_the_head_of_a_further_sheet_comes_after_its_questions() -> None:
    second = [widget.name for widget in seen(SHEETS) if widget.page == 1]
    assert second[-3:] == ["school", "completed-by", "date"]
    assert second[0].endswith(":practice")


# The same bytes


def test_the_same_sheets_have_the_same_bytes() -> None:
    again = build(SHEETS).data
    assert again == built_document(SHEETS).data


LOOKS: dict[str, dict[str, Any]] = {
    "standard": {},
    "large": {"large_print": True},
    "18": {"text_size": 18},
    "24": {"text_size": 24},
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_fields_add_little(look: dict[str, Any]) -> None:
    """At most 40 KB, of which 16 KB are the font, and no page."""
    with_fields, without = (built_document(with_changes(SHEETS, fillable=each, **look)) for each in (True, False))
    assert with_fields.page_count == without.page_count
    assert len(with_fields.data) - len(without.data) < 40_000


SCHOOLS = """name,short_name,audit_date,return_to
Oak Hill,,3 March 2027,office@oak.example
Ash Lane Primary School and Nursery,Ash,3 March 2027,office@ash.example
Elm,,the third of March in the year two thousand and twenty-seven,office@elm.example
Ysgol y Wŷdd,,3 March 2027,office@wydd.example
Beech,,,
Larch (St Mary’s) School,,,
St Mary’s Church of England Voluntary Aided Primary School and Nursery of the Parish of All Saints,,,
"""


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"large_print": True},
        {"text_size": 24},
        {"audiences": ["parents"]},
    ],
    ids=["standard", "large", "24", "parents"],
)
def test_each_of_many_schools_gets_the_bytes_that_it_gets_alone(
    asked: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A school's name, its date, its facts and the places of its fields are printed anew."""
    table = tmp_path / "schools.csv"
    table.write_text(SCHOOLS, "utf-8")
    request = request_for("sheets", font="arimo", fillable=True, **asked)
    merged = MergedPacks((request,), tmp_path)
    printed: list[bool] = []
    monkeypatch.setattr(Reprint, "printed", noting(Reprint.printed, printed))
    for row in read_table(table)[1]:
        (document,) = merged.documents(row)
        folder = tmp_path / f"row-{row.row}"
        folder.mkdir()
        cells = "".join(f"{name}: {json.dumps(words)}\n" for name, words in row.cells)
        (folder / "school.yaml").write_text(cells, "utf-8")
        assert document.data == build(with_changes(request, school=folder)).data, row.name
        with pikepdf.open(BytesIO(document.data)) as pdf:
            values = {widget.name: str(widget.field.V) for widget in widgets_of(pdf) if widget.is_hidden}
        assert values["school"] == json.loads(values["senaudit"])["school"] == row.name
    assert any(printed), "some are printed from an earlier one"


def noting(printed: Any, notes: list[bool]) -> Any:
    def noted(*given: Any) -> bytes | None:
        data: bytes | None = printed(*given)
        notes.append(data is not None)
        return data

    return noted


# What stops the build


class Typeset(NamedTuple):
    """Sheets as they are typeset, with their form."""

    document: Element
    family: Family
    pages: list[Page]
    form: Form

    def drawn(self, form: Form | None = None, pages: list[Page] | None = None) -> bytes:
        about = About("Sheets", "", "", "en-GB")
        return draw(list(pages or self.pages), self.document, about, self.family, form=form or self.form)


@pytest.fixture
def typeset() -> Typeset:
    request = request_for("sheets", font="arimo", questions=["communication:1-6"], fillable=True)
    document, family, pages = typeset_document(request)
    return Typeset(document, family, pages, form_of(document, read_theme(request)))


def kinds_of(act: Callable[[], object]) -> list[str]:
    with pytest.raises(SenauditError) as raised:
        act()
    return [problem.kind for problem in raised.value.problems]


def renamed(form: Form, change: Callable[[FieldName], FieldName]) -> Form:
    """Return the form with another name for its first box for paragraphs."""
    element = next(each for each in form.names if each.tag == "answer")
    return form._replace(names={**form.names, element: change(form.names[element])})


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda name: name._replace(tooltip=" "), "field-without-words"),
        (lambda name: name._replace(id=":practice"), "field-without-name"),
        (lambda name: name._replace(id=""), "field-without-name"),
        (lambda name: name._replace(id="a.b"), "field-without-name"),
        (lambda name: name._replace(id="school"), "duplicate-field-name"),
        (lambda name: name._replace(id="communication:who-is-who:practice"), "duplicate-field-name"),
    ],
)
def test_a_field_without_words_or_without_a_name_of_its_own_stops_the_build(
    typeset: Typeset, change: Callable[[FieldName], FieldName], kind: str
) -> None:
    assert kinds_of(lambda: typeset.drawn(renamed(typeset.form, change))) == [kind]


def test_a_place_to_fill_in_that_is_on_no_page_stops_the_build(typeset: Typeset) -> None:
    answer = next(each for each in typeset.form.names if each.tag == "answer")
    pages = [Page(page.width, page.height, page.frame, list(page.body), page.foot) for page in typeset.pages]
    for page in pages:
        page.body = [piece for piece in page.body if getattr(piece, "element", None) is not answer]
    assert kinds_of(lambda: typeset.drawn(pages=pages)) == ["not-printed"]
    elsewhere = Element("answer", {"id": "practice"}, answer.place)
    more = typeset.form._replace(names={**typeset.form.names, elsewhere: FieldName("a:b", "Why?")})
    assert kinds_of(lambda: typeset.drawn(more)) == ["not-printed"]


def test_a_place_that_is_on_two_pages_stops_the_build(typeset: Typeset) -> None:
    pages = [*typeset.pages, typeset.pages[0]]
    assert "not-printed" in kinds_of(lambda: typeset.drawn(pages=pages))


@pytest.mark.parametrize("lose", ["order", "place"])
def test_a_field_out_of_the_order_of_the_structure_stops_the_build(
    typeset: Typeset, lose: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order is checked against the whole tree once all pages are drawn."""
    finish = FormFields.finish

    def disturbed(fields: FormFields) -> None:
        if lose == "order":
            fields.orders[0].reverse()
        else:
            form = fields.orders[0][0]
            assert form.parent is not None
            form.parent.kids.remove(form)
        finish(fields)

    monkeypatch.setattr(FormFields, "finish", disturbed)
    with pytest.raises(TaggingError, match="not in its order"):
        typeset.drawn()


def test_a_template_without_ids_says_what_its_sheets_lack(tmp_path: Path) -> None:
    source = (ROOT / "templates/_parts.xml.j2").read_text("utf-8")
    (tmp_path / "_parts.xml.j2").write_text(
        source.replace('<row id="{{ chapter.id }}:{{ question.id }}">', "<row>"), "utf-8"
    )
    request = request_for("sheets", font="arimo", templates=tmp_path, chapters=["support"])
    assert build(request).page_count
    assert set(kinds_of(lambda: build(with_changes(request, fillable=True)))) == {"field-without-name"}


# What can be asked for


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"kind": "guide"}, "fillable-without-sheets"),
        ({"kind": "poster"}, "fillable-poster"),
        *(({"kind": "sheets", "format": form}, "fillable-edition") for form in ("docx", "html", "txt")),
    ],
)
def test_only_pdfs_with_sheets_can_have_fields(asked: dict[str, Any], kind: str) -> None:
    with pytest.raises(UsageError) as raised:
        request_for(**asked, fillable=True)
    assert [problem.kind for problem in raised.value.problems] == [kind]


def test_a_pack_has_fields_in_all_its_sheets_and_nowhere_else() -> None:
    guide = request_for("guide", font="arimo")
    assert [each.fillable for each in pack_of(guide, True)] == [False, True, False]
    assert [each.fillable for each in pack_of(guide._replace(with_sheets=True), True)] == [True, True, False]
    assert not any(each.fillable for each in pack_of(guide))
    assert [file_name(each) for each in pack_of(guide, True)] == ["guide.pdf", "sheets-fillable.pdf", "poster.pdf"]
