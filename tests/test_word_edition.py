"""The Word edition: every word of the tree in order, named styles only, and what Word is told of pages and lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from asking import documents_of_a_school, pack_for
from conftest import content_of
from lxml import etree
from test_cli import modules_imported_by
from word_files import SPACES, found, value

from senaudit.editions.edition_input import EditionInput
from senaudit.editions.word.elements import Bookmarks, words_of
from senaudit.editions.word.look import look_of
from senaudit.editions.word.styles import LEVELS, NOTES, names_of, styles_xml
from senaudit.editions.word.writer import WRITERS, word_of
from senaudit.files.shipped import shipped
from senaudit.layout.markup import INLINE, Element, parse
from senaudit.layout.render import STAMP
from senaudit.layout.roles import ROLES
from senaudit.layout.wording import headings_of
from senaudit.recipe.editions import edition_input
from senaudit.recipe.reading import read_guide
from senaudit.recipe.request import KINDS, Kind, Request, Sources, request_for
from senaudit.recipe.steps import build, prepare

MM = 72 / 25.4
GROUPS = ("", "parents", "governors")
TERMS = sorted(path.stem for path in (shipped("content") / "terms").glob("*.yaml"))
LOOKS: tuple[dict[str, Any], ...] = ({}, {"large_print": True}, {"text_size": 18}, {"text_size": 24})


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of every test: empty, and away from the project."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(markup: str, kind: str = "guide", attributes: str = "", **changes: Any) -> dict[str, bytes]:
    """Return the parts of a Word document with this markup."""
    text = f'<document kind="{kind}" title="T" lang="en-GB" {attributes}>{markup}</document>'
    document = parse(text, [], STAMP, {"t": Path("t")})
    given = EditionInput(document, "T", {}, False, 12, 1.42, (210 * MM, 297 * MM), False, None)
    return unpacked(word_of(given._replace(**changes)))


def unpacked(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def body(parts: dict[str, bytes]) -> Any:
    return etree.fromstring(parts["word/document.xml"])


def lines(parts: dict[str, bytes]) -> list[tuple[str, str]]:
    """Return the style and the words of each paragraph."""
    paragraphs = found(body(parts), "//w:p")
    return [(value(each, "w:pPr/w:pStyle"), "".join(_words(each))) for each in paragraphs]


def _words(paragraph: Any) -> Iterator[str]:
    for each in found(paragraph, ".//w:t | .//w:br"):
        yield each.text or "\n"


def words(text: str) -> list[str]:
    return re.findall(r"\w+", re.sub("[\u00ad\u200b\u2060]", "", text).casefold())


# The words


def expected(element: Element, document: Element, holder: Element) -> Iterator[str]:
    """Yield what is to be read of an Element, in order. What Word numbers itself is not among the words."""
    tag = element.tag
    if tag in ("foot", "head", "continued", "page-break"):
        return
    if tag == "entry":
        yield headings_of(document)[element.get("to")]
        return
    if tag == "heading" and holder.tag == "panel":
        yield holder.get("number")
    elif tag == "heading" and element.get("number"):
        phrase = document.get("chapter-number" if element.get("kind") == "divider" else "question-number")
        yield phrase.replace("{number}", element.get("number"))
    for child in element.children:
        if isinstance(child, str):
            yield child
        else:
            yield from expected(child, document, element)


def compare(request: Request, guide: Any) -> None:
    given = edition_input(request, prepare(request, guide))
    told = " ".join(text for _, text in lines(unpacked(word_of(given))))
    document = given.element
    assert words(told) == [word for part in expected(document, document, document) for word in words(part)]


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("terms", TERMS)
def test_every_word_of_the_tree_is_in_the_document_in_order_and_once(terms: str, group: str, folder: Path) -> None:
    """Guide with sheets, sheets and poster, in all terms; with all questions of the supplement."""
    for request, guide in documents_of_a_school(folder, terms, group, "docx"):
        compare(request, guide)


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_of_a_school_s_own_pack_is_in_the_document(kind: Kind) -> None:
    request = pack_for(kind, "oak", format="docx")
    compare(request, content_of(request))


@pytest.mark.parametrize("typed", ["<w:p> & </w:p> ]]>", "{{ 7 }} --> ' \"", "owl 🦉 שלום عربى"])
def test_what_is_typed_stands_in_the_document_as_typed(folder: Path, typed: str) -> None:
    quoted = typed.replace("'", "''")
    (folder / "school.yaml").write_text(f"name: '{quoted}'\nreturn_to: '{quoted}'\n", "utf-8")
    for kind in KINDS:
        request = request_for(kind, school=folder, format="docx", with_sheets=kind == "guide")
        parts = unpacked(build(request).data)
        assert typed in "\n".join(text for _, text in lines(parts))
        core = etree.fromstring(parts["docProps/core.xml"])
        assert typed in "".join(core.itertext())
        if kind == "guide":
            feet = ["".join(etree.fromstring(data).itertext()) for name, data in parts.items() if "footer" in name]
            assert any(typed in foot for foot in feet)


def test_breaks_and_signs_for_breaking_lines_are_spaces_or_nothing() -> None:
    assert words_of("a\u00ad b\u2028c\u200bd\n e\u00a0f") == "a b cd e\u00a0f"


# The same bytes


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_has_the_same_bytes_whatever_the_time_and_place(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    request = pack_for(kind, "oak", format="docx")
    first = build(request).data
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setattr("time.time", lambda: 2e9)
    assert build(request).data == first
    with ZipFile(BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_document_has_the_date_of_its_request_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    request = request_for("poster", format="docx")
    assert b"dcterms:created" not in unpacked(build(request).data)["docProps/core.xml"]
    dated = unpacked(build(request._replace(date=86_400)).data)["docProps/core.xml"]
    assert dated.count(b">1970-01-02T00:00:00Z<") == 2


def test_a_document_names_its_title_author_subject_and_language() -> None:
    parts = written("<para>W</para>", attributes='author="Oak &amp; Elm" subject="S"', title="T, large print")
    core = etree.fromstring(parts["docProps/core.xml"])
    told = {str(each.tag).rpartition("}")[2]: each.text for each in core}
    assert told == {"title": "T, large print", "subject": "S", "creator": "Oak & Elm", "language": "en-GB"}
    assert b"python-docx" not in b"".join(parts.values())


# Styles


def test_every_style_of_the_table_of_roles_is_one_that_a_document_has() -> None:
    request = request_for("guide", format="docx")
    look = look_of(edition_input(request, prepare(request, read_guide(Sources(), None))))
    have = names_of(look._replace(has_data=True))
    for (tag, _), role in ROLES.items():
        if role.word in ("Heading", "TOC"):
            assert {f"{role.word} {level}" for level in (LEVELS if tag == "heading" else (1, 2, 3))} <= have
        elif role.word:
            assert role.word in have, role.word


COMPANIONS = {
    *("Normal", "TOC Heading", "Lead-In", "Glossary Term", "Line to Write On", "Footer Even", "Section End", "Header"),
    *("List Bullet 2", "List Bullet 3", "List Number 2", "List Number 3"),
}
"""Styles that the table of roles does not name: of what stands with something that it names."""


def test_a_document_has_no_style_without_a_use() -> None:
    request = request_for("guide", format="docx")
    have = names_of(look_of(edition_input(request, prepare(request, read_guide(Sources(), None)))))
    named = {role.word for role in ROLES.values()}
    others = {name for name in have - named if not name.startswith((*NOTES, "Heading ", "TOC "))}
    assert others <= COMPANIONS


def test_every_tag_that_stands_alone_has_a_function() -> None:
    inner = {"item", "entry", "choice", "header", "row", "answer"}
    assert WRITERS.keys() | inner == {tag for (tag, _), role in ROLES.items() if role.word is not None} - INLINE


@pytest.mark.parametrize("choices", LOOKS, ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_paragraphs_and_words_have_styles_that_there_are_and_no_style_is_smaller_than_the_text(
    kind: Kind, choices: dict[str, Any]
) -> None:
    request = request_for(kind, format="docx", with_sheets=kind == "guide", **choices)
    parts = unpacked(build(request).data)
    styles = etree.fromstring(parts["word/styles.xml"])
    known = set(found(styles, "//w:style/@w:styleId"))
    assert set(found(body(parts), "//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val")) <= known
    assert all(found(each, "w:pPr/w:pStyle") for each in found(body(parts), "//w:p"))
    least = choices.get("text_size") or (14 if choices else 12)
    assert min(int(size) / 2 for size in found(styles, "//w:sz/@w:val")) >= least
    assert len(set(found(styles, "//w:style/w:name/@w:val"))) == len(known)


def test_large_print_is_another_set_of_the_same_styles() -> None:
    names = []
    for choices in LOOKS:
        styles = etree.fromstring(
            unpacked(build(request_for("guide", format="docx", **choices)).data)["word/styles.xml"]
        )
        names.append(found(styles, "//w:style/@w:styleId"))
    assert names[1:] == names[:-1]


CALL_OUT = (
    '<note kind="parents"><label level="3">Parents say</label><para>One</para>'
    '<list kind="bullet"><item><para>Two</para><list kind="bullet"><item><para>Three</para></item></list></item></list>'
    '<heading level="4" kind="group">Four</heading><list kind="number" start="4"><item><para>Five</para></item></list>'
    "<para>Six</para></note>"
)
QUESTION = '<heading level="1">A</heading><heading level="2">B</heading>'


def test_all_of_a_call_out_begins_at_one_edge_and_under_its_label_has_one_bar() -> None:
    """Otherwise the bar falls apart: programs join only borders that are the same, at the same place."""
    parts = written(QUESTION + CALL_OUT)
    styles = {
        value(each, ".", "styleId"): each for each in found(etree.fromstring(parts["word/styles.xml"]), "//w:style")
    }
    used = [style for style, _ in lines(parts)[2:]]
    assert used == [
        *("ParentsSayLabel3", "ParentsSayLead-In", "ParentsSayListBullet", "ParentsSayListBullet2"),
        *("ParentsSayHeading4", "ParentsSayListNumber", "ParentsSay"),
    ]

    def inherited(style: str, path: str) -> Any:
        while not found(styles[style], path):
            style = value(styles[style], "w:basedOn")
        return found(styles[style], path)[0]

    indents = [inherited(style, "w:pPr/w:ind") for style in used]
    assert len({int(value(each, ".", "left")) - int(value(each, ".", "hanging")) for each in indents}) == 1
    bars = [etree.tostring(inherited(style, "w:pPr/w:pBdr")) for style in used[1:]]
    assert len(set(bars)) == 1
    label = inherited(used[0], "w:pPr/w:spacing")
    assert value(label, ".", "after") == "0"


@pytest.mark.parametrize("kind", ["cover", "divider", "group", "row"])
def test_a_heading_of_any_kind_in_a_call_out_has_a_style_that_there_is(kind: str) -> None:
    parts = written(QUESTION + f'<note kind="schools"><heading level="3" kind="{kind}">Four</heading></note>')
    assert lines(parts)[-1] == ("InSchoolsHeading3", "Four")
    assert b'w:styleId="InSchoolsHeading3"' in parts["word/styles.xml"]


def test_a_section_in_which_nothing_stands_is_a_document_that_opens() -> None:
    assert lines(written('<section kind="part"><foot><cell><para>W</para></cell></foot></section>'))[0][1] == ""


def test_a_label_and_what_introduces_a_list_stay_with_what_follows() -> None:
    parts = written(QUESTION + CALL_OUT)
    styles = etree.fromstring(parts["word/styles.xml"])
    for name in ("ParentsSayLabel3", "ParentsSayLead-In", "Lead-In", "Heading2", "ChapterTitle", "GlossaryTerm"):
        style = found(styles, f"//w:style[@w:styleId='{name}']")[0]
        base = value(style, "w:basedOn")
        assert found(styles, f"//w:style[@w:styleId='{name}' or @w:styleId='{base}']/w:pPr/w:keepNext"), name


def test_the_end_of_a_chapter_does_not_stand_on_a_page_alone() -> None:
    """The paragraph before it stays with it."""
    note = '<note kind="schools"><label level="3">L</label><para>A</para><para>B</para></note>'
    closing = '<note kind="closing"><para kind="lead">C</para></note>'
    parts = written(f'<question><heading level="2">Q</heading>{note}</question>{closing}')
    assert [style for style, _ in lines(parts)][-3:] == ["InSchools", "InSchoolsLead-In", "Lead"]


def test_a_call_out_s_label_is_parted_from_its_words_within_the_bar() -> None:
    """A white rule at the foot of the label parts them. Space would break the bar."""
    for body in (12, 24):
        styles = etree.fromstring(written("", body=body)["word/styles.xml"])
        for name in ("ParentsSayLabel", "GuidanceLabel3"):
            below = found(styles, f"//w:style[@w:styleId='{name}']/w:pPr/w:pBdr/w:bottom")[0]
            assert value(below, ".", "color") == "FFFFFF"
            assert int(value(below, ".", "space")) == body / 4


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ("1 2 3 4 2 3", "1 2 3 4 2 3"),
        ("2 2 3 1 2", "1 1 2 1 2"),
        ("1 3 4 4 2 4", "1 2 3 3 2 3"),
    ],
)
def test_a_heading_is_never_more_than_one_level_below_the_one_before(levels: str, told: str) -> None:
    parts = written("".join(f'<heading level="{level}">H</heading>' for level in levels.split()))
    assert [style for style, _ in lines(parts)] == [f"Heading{level}" for level in told.split()]


# Lists


def numbering(parts: dict[str, bytes], paragraph: Any) -> tuple[str, str]:
    """Return the format of a paragraph's number, and the number of the list's first item."""
    root, styles = etree.fromstring(parts["word/numbering.xml"]), etree.fromstring(parts["word/styles.xml"])
    style = found(styles, f"w:style[@w:styleId='{value(paragraph, './/w:pStyle')}']")[0]
    number = value(paragraph, ".//w:numId") or value(style, ".//w:numId")
    level = value(paragraph, ".//w:ilvl") or "0"
    num = found(root, f"w:num[@w:numId='{number}']")[0]
    scheme = found(root, f"w:abstractNum[@w:abstractNumId='{value(num, 'w:abstractNumId')}']")[0]
    start = value(num, f"w:lvlOverride[@w:ilvl='{level}']/w:startOverride")
    return value(scheme, f"w:lvl[@w:ilvl='{level}']/w:numFmt"), start


def test_each_numbered_list_begins_where_it_should() -> None:
    one = '<list kind="{}" start="{}"><item><para>W</para></item></list>'
    kinds = (("number", 1), ("number", 1), ("number", 5), ("letter", 3), ("bullet", 1), ("actions", 1))
    parts = written("".join(one.format(kind, start) for kind, start in kinds))
    paragraphs = found(body(parts), "//w:p")
    assert [numbering(parts, each) for each in paragraphs] == [
        *(("decimal", "1"), ("decimal", "1"), ("decimal", "5"), ("lowerLetter", "3"), ("bullet", ""), ("bullet", "")),
    ]
    assert len({value(each, ".//w:numId") for each in paragraphs[:4]}) == 4


@pytest.mark.parametrize("kind", ["bullet", "number"])
def test_each_level_of_a_list_is_further_in_than_the_one_around_it(kind: str) -> None:
    text = "<para>W</para>"
    for _ in range(4):
        text = f'<list kind="{kind}"><item><para>W</para>{text if "list" in text else ""}</item></list>'
    parts = written(text + f'<note kind="guidance">{text}</note>')
    styles = etree.fromstring(parts["word/styles.xml"])
    used = [style for style, _ in lines(parts)]
    name = f"List{kind.title()}"
    assert [style.removeprefix("Guidance") for style in used] == 2 * [name, f"{name}2", f"{name}3", f"{name}3"]
    lefts = [int(value(styles, f"w:style[@w:styleId='{style}']/w:pPr/w:ind", "left")) for style in used]
    for first, second, third, fourth in (lefts[:4], lefts[4:]):
        assert first < second < third == fourth


def test_a_style_of_lists_has_a_bullet_or_number_of_its_own() -> None:
    """So a paragraph has one as soon as somebody gives it that style."""
    parts = written("")
    styles, numberings = (etree.fromstring(parts[f"word/{name}.xml"]) for name in ("styles", "numbering"))
    names = [name for name in found(styles, "w:style/@w:styleId") if re.search("List(Bullet|Number)[23]?$", name)]
    assert len(names) == 6 * (len(NOTES) + 1)
    for name in names:
        number = value(styles, f"w:style[@w:styleId='{name}']/w:pPr/w:numPr/w:numId")
        scheme = value(numberings, f"w:num[@w:numId='{number}']/w:abstractNumId")
        level = found(numberings, f"w:abstractNum[@w:abstractNumId='{scheme}']/w:lvl[w:pStyle/@w:val='{name}']")[0]
        assert (value(level, "w:lvlText")[-1] in "•–") == ("Bullet" in name)


def test_a_label_and_its_paragraph_are_one_item_with_one_number() -> None:
    item = "<item><label>Name</label><para>Words</para></item><item><label>Why?</label><para>So</para></item>"
    assert lines(written(f'<list kind="number">{item}</list>')) == [
        ("ListNumber", "Name: Words"),
        ("ListNumber", "Why? So"),
    ]


# Contents, links and bookmarks


def guide(**choices: Any) -> dict[str, bytes]:
    return unpacked(build(request_for("guide", format="docx", **choices)).data)


def test_the_contents_are_a_field_of_links_with_numbers_of_questions_and_none_of_pages() -> None:
    parts = guide()
    instruction = "".join(found(body(parts), "//w:instrText/text()"))
    assert instruction.startswith("TOC ")
    assert " \\n " in f"{instruction} "
    assert b"updateFields" not in parts["word/settings.xml"]
    assert b"PAGEREF" not in parts["word/document.xml"]
    entries = [each for each in found(body(parts), "//w:p") if value(each, "w:pPr/w:pStyle") in ("TOC1", "TOC2")]
    names = set(found(body(parts), "//w:bookmarkStart/@w:name"))
    assert len(entries) > 40
    assert all(value(each, "w:hyperlink", "anchor") in names for each in entries)
    texts = ["".join(found(each, ".//w:t/text()")) for each in entries]
    assert "Question 3: How easily can parents reach you by phone?" in texts
    assert not any(re.search(r"\d$", text) for text in texts)
    signs = found(body(parts), "//w:fldChar/@w:fldCharType")
    assert signs == ["begin", "separate", "end"]


def test_no_section_ends_within_the_field_of_the_contents() -> None:
    """LibreOffice would leave out the page numbers of that section."""
    last = found(body(guide()), "//w:p[.//w:fldChar[@w:fldCharType='end']]")[0]
    assert not found(last, "w:pPr/w:sectPr")


def test_links_lead_to_an_address_or_to_a_bookmark() -> None:
    parts = written(
        '<heading level="1" bookmark="a-b" outline="0">A</heading>'
        '<para>See <link href="#a-b" kind="reference">A</link> or '
        '<link href="https://example.org/?a=1&amp;b=2">this</link>.</para>'
    )
    inner, outer = found(body(parts), "//w:hyperlink")
    assert value(inner, ".", "anchor") == value(body(parts), "//w:bookmarkStart", "name") == "a_b"
    relationships = etree.fromstring(parts["word/_rels/document.xml.rels"])
    targets = {each.get("Id"): (each.get("Target"), each.get("TargetMode")) for each in relationships}
    assert targets[outer.get(f"{{{SPACES['r']}}}id")] == ("https://example.org/?a=1&b=2", "External")
    assert set(found(body(parts), "//w:hyperlink//w:rStyle/@w:val")) == {"Hyperlink"}


def test_two_bookmarks_never_have_one_name_in_word() -> None:
    bookmarks = Bookmarks()
    long = "a" * 60
    names = [bookmarks.name(each) for each in ("a-b", "a_b", "A-B", long, long + "b", "1", "é")]
    assert len({name.casefold() for name in names}) == 7
    assert all(re.fullmatch("[A-Za-z][A-Za-z0-9_]{0,39}", name) for name in names)
    assert bookmarks.name("a-b") == names[0]


def test_words_of_another_language_say_so() -> None:
    parts = written('<para>A <em lang="cy">croeso</em> <strong>B</strong></para>')
    runs = found(body(parts), "//w:r")
    told = [("".join(found(run, "w:t/text()")), value(run, ".//w:rStyle"), value(run, ".//w:lang")) for run in runs]
    assert told == [("A ", "", ""), ("croeso", "Emphasis", "cy"), (" ", "", ""), ("B", "Strong", "")]
    assert value(etree.fromstring(parts["word/styles.xml"]), "//w:docDefaults//w:lang") == "en-GB"
    item = '<list kind="bullet"><item lang="cy"><para>A</para></item><item><para>B <em>C</em></para></item></list>'
    parts = written(
        f'<section kind="topic" lang="fr"><para>A</para>{item}</section><para lang="de">D <em>E</em></para>'
    )
    assert found(body(parts), "//w:lang/@w:val") == ["fr", "cy", "fr", "fr", "de", "de"]


# Pages and feet


def test_pages_are_for_both_sides_of_the_paper_or_for_one() -> None:
    both, one = guide(), guide(one_sided=True)
    for parts, has in ((both, True), (one, False)):
        settings = parts["word/settings.xml"]
        assert (b"<w:mirrorMargins/>" in settings) == (b"<w:evenAndOddHeaders/>" in settings) == has
        kinds = set(found(body(parts), "//w:footerReference/@w:type"))
        assert kinds == ({"default", "even"} if has else {"default"})
        assert ("oddPage" in found(body(parts), "//w:sectPr/w:type/@w:val")) == has
        assert set(found(body(parts), "//w:pgMar/@w:left")) == {str(round(25 * MM * 20))}


def test_word_opens_a_document_as_its_own_and_asks_nothing() -> None:
    for kind in KINDS:
        parts = unpacked(build(request_for(kind, format="docx")).data)
        settings = etree.fromstring(parts["word/settings.xml"])
        mode = found(settings, "//w:compatSetting[@w:name='compatibilityMode']/@w:val")
        assert mode == ["15"]
        assert not found(settings, "//w:updateFields | //w:documentProtection | //w:attachedTemplate")
        assert not [name for name in parts if "thumbnail" in name or "customXml" in name or "vba" in name]


def test_a_foot_names_its_part_and_the_page_and_is_turned_round_on_a_left_hand_page() -> None:
    foot = (
        "<foot><cell><para>Part</para></cell><cell><para>Long</para><para>Short</para></cell>"
        "<cell><para>p <page-number/></para></cell></foot>"
    )
    parts = written(f'<section kind="part">{foot}<para>W</para></section>')
    feet = [etree.fromstring(data) for name, data in parts.items() if name.startswith("word/footer")]
    told = {value(each, "//w:pStyle"): "".join(each.itertext()) for each in feet}
    assert told == {"Footer": "Part | Long | p 1", "FooterEven": "p 1 | Long | Part"}
    assert all(value(each, "//w:fldSimple", "instr") == "PAGE" for each in feet)


def test_cover_and_dividers_have_no_foot_and_each_part_has_its_own() -> None:
    parts = guide()
    targets = {each.get("Id"): each.get("Target") for each in etree.fromstring(parts["word/_rels/document.xml.rels"])}
    told = []
    for section in found(body(parts), "//w:sectPr"):
        reference = found(section, "w:footerReference[@w:type='default']/@r:id")[0]
        text = "".join(etree.fromstring(parts[f"word/{targets[reference]}"]).itertext())
        told.append("" if found(section, "w:titlePg") else text.partition(" | ")[0])
    chapters = [name for chapter in ("Communication", "Involvement", "Support") for name in ("", chapter)]
    assert told == ["", "Contents", "Introduction", *chapters, "Glossary", "Acknowledgement"]


@pytest.mark.parametrize(("paper", "width"), [("A4", 210), ("A3", 297), ("Letter", 215.9)])
def test_paper_is_as_asked_for_and_a_poster_s_type_fits_it(paper: str, width: float) -> None:
    parts = unpacked(build(request_for("poster", format="docx", paper=paper)).data)
    assert abs(int(value(body(parts), "//w:pgSz", "w")) / 20 - width * MM) < 0.1
    sizes = found(etree.fromstring(parts["word/styles.xml"]), "//w:sz/@w:val")
    assert min(map(int, sizes)) / 2 >= 12
    assert max(map(int, sizes)) / 2 > 36
    assert not found(body(parts), "//w:br | //w:tab")


def test_space_is_made_by_styles_and_not_by_tabs_or_blank_paragraphs() -> None:
    for kind in KINDS:
        parts = unpacked(build(request_for(kind, format="docx")).data)
        assert not found(body(parts), "//w:r/w:tab | //w:br[@w:type]")
    empty = [style for style, text in lines(guide()) if not text]
    assert empty == ["SectionEnd"]


def test_a_line_to_write_on_is_a_border_of_its_style() -> None:
    field = "<form><field><label>1</label></field></form>"
    note = f'<note kind="parents"><label>Say</label>{field}</note>'
    parts = written(field + note)
    assert [style for style, _ in lines(parts)] == ["LinetoWriteOn", "ParentsSayLabel", "ParentsSayLinetoWriteOn"]
    styles = etree.fromstring(parts["word/styles.xml"])
    for name in ("LinetoWriteOn", "ParentsSayLinetoWriteOn"):
        assert found(styles, f"//w:style[@w:styleId='{name}']//w:pBdr/w:bottom")
        assert found(styles, f"//w:style[@w:styleId='{name}']//w:pBdr/w:between")  # two of them are two lines


# Speed


def test_what_documents_of_one_look_share_is_made_once() -> None:
    styles_xml.cache_clear()
    for name in ("oak", "elm"):
        build(pack_for("guide", name, format="docx") if name == "oak" else request_for("guide", format="docx"))
    assert styles_xml.cache_info().misses == 1


def test_a_word_document_imports_nothing_of_the_pdf() -> None:
    imported = modules_imported_by("build", "guide", "--format", "docx", "--output", "x.docx", "--quiet")
    assert "docx.package" in imported
    assert not [name for name in imported if name.startswith(("reportlab", "senaudit.pdf", "yaml"))]


def test_a_pdf_and_a_text_import_no_library_of_word() -> None:
    for form in ("pdf", "txt"):
        imported = modules_imported_by("build", "guide", "--format", form, "--output", f"x.{form}", "--quiet")
        assert not [name for name in imported if name.startswith(("docx", "lxml", "senaudit.editions.word"))]
