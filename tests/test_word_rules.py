"""The rules of Word's accessibility checker, each as a test over all Word documents; and what large print means.

Source: Microsoft, “Rules for the Accessibility Checker”. The checker itself was not run.
"""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

import pytest
from conftest import content_of
from lxml import etree
from word_files import (
    SHEETS,
    WORD_DOCUMENTS,
    Node,
    Styles,
    found,
    pages_of,
    part,
    parts_of,
    tree_of,
    value,
    words_in,
)

from senaudit.layout.answers import blanks_of
from senaudit.recipe.steps import build, title_of

LEAST_CONTRAST = 7.0
"""The contrast of text. Source: WCAG 2.2, 1.4.6 (AAA)."""

every_document = pytest.mark.parametrize("name", WORD_DOCUMENTS)
every_sheet = pytest.mark.parametrize("name", SHEETS)


# Errors


@every_document
def test_every_picture_has_an_alternative_text(name: str) -> None:
    for page in pages_of(name):
        for picture in found(part(name, page), "//w:drawing"):
            words = found(picture, ".//wp:docPr")[0].get("descr", "")
            assert words.strip()
            assert not re.search(r"\.(png|jpe?g|svg|gif)\b", words, re.IGNORECASE)


def test_a_school_s_logo_is_in_its_documents() -> None:
    """Without one, the test above would look at nothing."""
    for name in ("guide of a school", "poster of a school", "poster of a school large"):
        assert found(part(name), "//w:drawing")


@every_document
def test_the_first_row_of_a_table_is_its_header_and_no_other(name: str) -> None:
    for table in found(part(name), "//w:tbl"):
        headers = [bool(found(row, "w:trPr/w:tblHeader")) for row in found(table, "w:tr")]
        assert headers == [True, *[False] * (len(headers) - 1)]
        assert value(table, "w:tblPr/w:tblLook", "firstRow") == "1"
        assert value(table, "w:tblPr/w:tblLook", "firstColumn") == "0"
        assert value(table, "w:tblPr/w:tblCaption")
        assert value(table, "w:tblPr/w:tblDescription")


@every_document
def test_every_control_has_a_title_and_a_tag_that_word_takes(name: str) -> None:
    """A title is what a screen reader says for a place to fill in."""
    for control in found(part(name), "//w:sdt[not(w:sdtPr/w:docPartObj)]"):
        for names in ("alias", "tag"):
            assert 0 < len(value(control, f"w:sdtPr/w:{names}").encode("utf-16-le")) // 2 <= 64


@every_document
def test_no_two_controls_bookmarks_or_pictures_have_one_number(name: str) -> None:
    root = part(name)
    for numbers in (
        [value(each) for each in found(root, "//w:sdtPr/w:id")],
        [value(each, ".", "id") for each in found(root, "//w:bookmarkStart")],
        [value(each, ".", "name").casefold() for each in found(root, "//w:bookmarkStart")],
        [each.get("id") for each in found(root, "//wp:docPr")],
    ):
        assert len(set(numbers)) == len(numbers)
        assert all(numbers)


@every_document
def test_every_bookmark_ends_and_has_a_name_that_word_takes(name: str) -> None:
    root = part(name)
    begun = Counter(value(each, ".", "id") for each in found(root, "//w:bookmarkStart"))
    assert begun == Counter(value(each, ".", "id") for each in found(root, "//w:bookmarkEnd"))
    for bookmark in found(root, "//w:bookmarkStart"):
        assert re.fullmatch(r"[A-Za-z_]\w{0,39}", value(bookmark, ".", "name"))


# Warnings


@every_document
def test_no_cell_is_merged_split_nested_or_without_words_to_say(name: str) -> None:
    root = part(name)
    assert not found(root, "//w:gridSpan | //w:vMerge | //w:hMerge | //w:tc//w:tbl | //w:txbxContent")
    for table in found(root, "//w:tbl"):
        columns = len(found(table, "w:tblGrid/w:gridCol"))
        for row in found(table, "w:tr"):
            assert len(found(row, "w:tc")) == columns
            for cell in found(row, "w:tc"):
                assert words_in(cell).strip() or found(cell, ".//w:sdtPr/w:alias")


@every_document
def test_headings_begin_at_the_first_level_and_leave_out_none(name: str) -> None:
    styles = Styles(name)
    levels = [level for each in found(part(name), "//w:body//w:p") if (level := styles.level(each))]
    if WORD_DOCUMENTS[name].kind != "poster":
        assert levels[0] == 1
    assert levels
    assert all(after <= before + 1 for before, after in pairwise([0, *levels]))


@every_document
def test_a_heading_has_words_and_is_short_enough_to_be_one(name: str) -> None:
    styles = Styles(name)
    for each in found(part(name), "//w:body//w:p"):
        if styles.level(each):
            assert 0 < len(words_in(each).strip()) < 160


@every_document
def test_a_link_says_where_it_leads_and_leads_there(name: str) -> None:
    root = part(name)
    bookmarks = {value(each, ".", "name") for each in found(root, "//w:bookmarkStart")}
    relations = part(name, "word/_rels/document.xml.rels")
    targets = {each.get("Id"): each.get("Target") for each in found(relations, "rel:Relationship")}
    for link in found(root, "//w:hyperlink"):
        words = words_of_link(link)
        assert re.search(r"\w{2}", words)
        assert words.strip().casefold() not in ("here", "click here", "link", "more", "this", "page", "this page")
        if anchor := value(link, ".", "anchor"):
            assert anchor in bookmarks
        else:
            address = targets[found(link, "@r:id")[0]]
            assert re.match("https?://|mailto:|tel:", address)


def words_of_link(link: Node) -> str:
    return "".join(each.text or "" for each in found(link, ".//w:t"))


@every_document
def test_no_blank_stands_beside_another_and_no_paragraph_is_empty(name: str) -> None:
    """Space is made by styles. Only what is to be filled in is empty, and the small end of a section."""
    styles = Styles(name)
    for page in pages_of(name):
        for paragraph in found(part(name, page), "//w:p"):
            words = words_in(paragraph)
            assert not re.search(r"[^\S\n]{2}|\n\s*\n", words), words
            if words.strip() or found(paragraph, ".//w:drawing | .//w:fldSimple | .//w:fldChar"):
                continue
            is_foot = paragraph.getparent().tag.endswith("}ftr")  # one that is empty has a paragraph too
            assert is_foot or found(paragraph, "ancestor::w:sdtContent") or styles.of(paragraph) == "SectionEnd"


@every_document
def test_pictures_stand_in_a_line_of_text_and_there_is_no_watermark(name: str) -> None:
    for page in pages_of(name):
        assert not found(part(name, page), "//wp:anchor | //w:pict | //w:object")


@every_document
def test_every_style_has_enough_contrast(name: str) -> None:
    """And no colour or ground is said outside the styles."""
    styles = Styles(name)
    for style in styles.by_id:
        ink = styles.get(style, "w:rPr/w:color") or "auto"
        ground = styles.get(style, "w:pPr/w:shd", "fill") or "auto"
        assert contrast(ink, ground) >= LEAST_CONTRAST, style
    for page in pages_of(name):
        assert not found(part(name, page), "//w:color | //w:shd | //w:highlight | //w:vanish")


def contrast(ink: str, ground: str) -> float:
    """Return the contrast of two colours. Source of the formula: WCAG 2.2, “contrast ratio”."""
    light, dark = sorted((luminance(ink, "000000"), luminance(ground, "FFFFFF")), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str, usual: str) -> float:
    colour = usual if colour == "auto" else colour
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_formula_of_contrast_gives_the_known_figures() -> None:
    assert contrast("000000", "FFFFFF") == pytest.approx(21)
    assert contrast("767676", "auto") == pytest.approx(4.54, abs=0.01)


# The document as a whole


@every_document
def test_a_document_has_its_title_and_its_language(name: str) -> None:
    tree = tree_of(name)
    core = part(name, "docProps/core.xml")
    assert found(core, "//dc:title")[0].text == title_of(tree, WORD_DOCUMENTS[name])
    assert found(core, "//dc:language")[0].text == tree.get("lang")
    styles = part(name, "word/styles.xml")
    assert value(styles, "w:docDefaults/w:rPrDefault/w:rPr/w:lang") == tree.get("lang")


@every_document
def test_a_document_opens_without_a_question_and_can_be_changed_everywhere(name: str) -> None:
    settings = part(name, "word/settings.xml")
    for forbidden in ("updateFields", "documentProtection", "writeProtection", "attachedTemplate", "mailMerge"):
        assert not found(settings, f"//w:{forbidden}")
    assert not found(part(name), "//w:sdtPr/w:lock | //w:permStart")
    assert not [path for path in parts_of(name) if "vba" in path.casefold() or path.endswith(".bin")]
    outside = [
        relation.get("Target")
        for path in parts_of(name)
        if path.endswith(".rels")
        for relation in found(part(name, path), "rel:Relationship[@TargetMode='External']")
        if not relation.get("Type").endswith("/hyperlink")
    ]
    assert not outside


@pytest.mark.parametrize(
    ("name", "least"),
    [(name, 24 if "24" in name else 14) for name in WORD_DOCUMENTS if "large" in name or "24" in name],
)
def test_no_type_is_smaller_than_was_asked_for(name: str, least: int) -> None:
    """In large print no style is under 14 points; nor is any under a larger size that was asked for."""
    styles = Styles(name)
    for style in styles.by_id:
        assert float(styles.get(style, "w:rPr/w:sz")) / 2 >= least, style
    for page in pages_of(name):
        assert not found(part(name, page), "//w:sz")


@pytest.mark.parametrize("name", ["guide", "guide large", "guide 24", "guide one-sided"])
def test_a_paragraph_of_the_guide_has_a_style_and_no_look_of_its_own(name: str) -> None:
    for page in pages_of(name):
        looks = {each.tag.partition("}")[2] for each in found(part(name, page), "//w:p/w:pPr/* | //w:r/w:rPr/*")}
        assert looks <= {"pStyle", "numPr", "sectPr", "rStyle", "lang"}


# The audit sheets


@every_sheet
def test_every_place_to_fill_in_is_a_control_once_and_in_order(name: str) -> None:
    """Ids and names are those that all editions share; Word's limit of 64 characters cuts them."""
    root = part(name)
    blanks = list(blanks_of(tree_of(name)).values())
    tags = [value(each, "w:sdtPr/w:tag") for each in found(root, "//w:sdt[w:sdtPr/w:tag]")]
    titles = [value(each, "w:sdtPr/w:alias") for each in found(root, "//w:sdt[w:sdtPr/w:tag]")]
    main = [(tag, title) for tag, title in zip(tags, titles, strict=True) if not tag.endswith(":line")]
    assert len(main) == len(blanks)
    for (tag, title), blank in zip(main, blanks, strict=True):
        assert tag == blank.id or (len(blank.id) > 64 and len(tag) == 64 and blank.id.startswith(tag[:55]))
        assert title == blank.name or (len(blank.name) > 64 and blank.name.startswith(title.rstrip("…")))


def test_there_are_as_many_as_on_paper() -> None:
    root = part("sheets")
    assert len(found(root, "//w:tc/w:sdt")) == 80
    assert len(found(root, "//w:sdt[w:sdtPr/w14:checkbox]")) == 73
    assert len(found(root, "//w:p[w:pPr/w:pStyle/@w:val='LinetoWriteOn']/w:sdt[not(w:sdtPr/w14:checkbox)]")) >= 6
    assert len(found(root, "//w:tbl")) == 3


@every_sheet
def test_tags_are_the_same_for_one_place_and_differ_for_two(name: str) -> None:
    blanks = {blank.id for blank in blanks_of(tree_of(name)).values()}
    tags = {value(each) for each in found(part(name), "//w:sdtPr/w:tag")}
    assert len({tag for tag in tags if not tag.endswith(":line")}) == len(blanks)


@every_sheet
def test_a_box_to_write_in_is_empty_until_somebody_writes_in_it(name: str) -> None:
    root = part(name)
    assert not found(root, "//w:showingPlcHdr | //w:placeholder")
    for control in found(root, "//w:tc/w:sdt"):
        assert words_in(control) == ""
        assert len(found(control, "w:sdtContent/w:p")) == 1


@every_sheet
def test_a_box_to_tick_shows_its_sign_and_is_not_ticked(name: str) -> None:
    for control in found(part(name), "//w:sdt[w:sdtPr/w14:checkbox]"):
        box = found(control, "w:sdtPr/w14:checkbox")[0]
        assert found(box, "w14:checked/@w14:val") == ["0"]
        assert found(box, "w14:uncheckedState/@w14:val") == ["2610"]
        assert words_of_link(control) == "☐"
        font = found(box, "w14:uncheckedState/@w14:font")[0]
        assert value(control, "w:sdtContent/w:r/w:rPr/w:rFonts", "ascii") == font


@every_sheet
def test_a_row_never_stands_on_two_pages_and_is_not_chained_to_the_next(name: str) -> None:
    """A paragraph that stays with the next one would chain row to row, and move a whole table to the next page."""
    styles = Styles(name)
    least = 60 if "24" in name or "large" in name else 45
    for row in found(part(name), "//w:tbl/w:tr"):
        assert found(row, "w:trPr/w:cantSplit")
        if found(row, "w:trPr/w:tblHeader"):
            continue
        assert value(row, "w:trPr/w:trHeight", "hRule") == "atLeast"
        assert int(value(row, "w:trPr/w:trHeight")) >= int(least * 1440 / 25.4)
        for paragraph in found(row, ".//w:p"):
            assert not styles.has(styles.of(paragraph), "w:pPr/w:keepNext")
            assert not found(paragraph, "w:pPr/w:keepNext")


@every_sheet
def test_every_row_has_a_bookmark_by_the_id_of_its_question(name: str) -> None:
    """LibreOffice drops the tags when it saves a document, but keeps bookmarks."""
    ids = [row.get("id") for row in tree_of(name).walk() if row.tag == "row"]
    rows = found(part(name), "//w:tbl/w:tr[not(w:trPr/w:tblHeader)]")
    names = [value(row, "w:tc[1]//w:bookmarkStart", "name") for row in rows]
    for bookmark, row_id in zip(names, ids, strict=True):
        expected = "row_" + row_id.replace(":", "__").replace("-", "_")
        assert bookmark == expected or (len(expected) > 40 and bookmark.startswith(expected[:31]))


@pytest.mark.parametrize("name", ["guide of a school", "sheets of a school", "sheets of a school 24"])
def test_a_field_is_filled_in_with_what_the_school_has_and_stays_a_control(name: str) -> None:
    fields = {value(each, "w:sdtPr/w:tag"): words_of_link(each) for each in found(part(name), "//w:p/w:sdt")}
    assert fields["date"] == "June 2026"
    assert fields["school"] in ("Oak Hill Primary School", *(text for text in fields.values() if "Llanfair" in text))


def test_the_fields_of_no_school_are_blank() -> None:
    for control in found(part("sheets"), "//w:p/w:sdt[w:sdtPr/w:tag/@w:val='school']"):
        assert words_of_link(control) == ""


def test_only_a_question_that_no_page_holds_may_be_split() -> None:
    """A program that may not split it would leave out the end of it."""
    choices = WORD_DOCUMENTS["sheets 24"]
    guide = content_of(choices)
    first, *others = guide.chapters
    question, *more = first.questions
    long = question._replace(question=question.question._replace(value="How do you help? " * 25))
    changed = guide._replace(chapters=(first._replace(questions=(long, *more)), *others))
    with ZipFile(BytesIO(build(choices, guide=changed).data)) as package:
        rows = found(etree.fromstring(package.read("word/document.xml")), "//w:tbl/w:tr")
    split = [place for place, row in enumerate(rows) if not found(row, "w:trPr/w:cantSplit")]
    assert split == [1]
