"""Roles of Elements: the tag trees of short documents as readable files, and each rule by itself.

A difference in a tag tree is a change of what is read aloud: look at it, and if it is meant, run these tests with
--refresh.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import built_document
from test_conformance import INLINE_ROLES, Mark, Node, Tagged

from senaudit.layout.markup import Element, parse
from senaudit.layout.render import STAMP
from senaudit.layout.roles import STANDARD_ROLES
from senaudit.pdf.structure import Structure, structure_of
from senaudit.pdf.tagging import StructureElement
from senaudit.problems import Place, Problem, SenauditError
from senaudit.recipe.request import KINDS, Kind, Request, request_for
from senaudit.recipe.steps import build

Compare = Callable[[str, str], None]

QUESTIONS = ("communication:10,13",)
"""Both have parent views and guidance, and the first has action graphics. School examples are in the introduction."""


def short(kind: Kind, large_print: bool = False) -> Request:
    questions = () if kind == "poster" else QUESTIONS
    return request_for(
        kind, questions=questions, with_sheets=kind == "guide", large_print=large_print, paper="A4", font="arimo"
    )


# The tag trees of short documents


def tag_tree(there: Tagged, node: Node, depth: int = 0) -> Iterator[str]:
    """Yield an element's lines: its role and attributes, then its words, with inline elements in brackets."""
    words = "".join(inline(there, kid) for kid in node.kids if isinstance(kid, Mark) or is_inline(kid)).strip()
    yield "  " * depth + opened(node) + (f": {words}" if words else "")
    for kid in node.nodes:
        if not is_inline(kid):
            yield from tag_tree(there, kid, depth + 1)


def is_inline(kid: object) -> bool:
    return isinstance(kid, Node) and kid.role in INLINE_ROLES and kid.parent is not None and kid.parent.role != "TOCI"


def opened(node: Node) -> str:
    standard = f" ({STANDARD_ROLES[node.role]})" if node.role in STANDARD_ROLES else ""
    attributes = (f'{name}="{value}"' for name, value in sorted(node.attributes.items()) if name != "O")
    return " ".join([node.role + standard, *attributes])


def inline(there: Tagged, kid: object) -> str:
    if isinstance(kid, Mark):
        return there.shown[kid].text
    assert isinstance(kid, Node)
    return f"[{opened(kid)}: {''.join(inline(there, each) for each in kid.kids if isinstance(each, Mark | Node))}]"


def read(choices: Request) -> Tagged:
    return Tagged(built_document(choices).data)


@pytest.mark.parametrize("kind", KINDS)
def test_the_tag_tree_is_the_one_that_was_read_and_approved(kind: Kind, golden: Compare) -> None:
    there = read(short(kind))
    golden(f"{kind}.tags.txt", "\n".join(tag_tree(there, there.document)) + "\n")


def shape(node: Node, depth: int = 0) -> Iterator[str]:
    """Yield the lines of an element without words, and without the row of column heads."""
    heads_row = node.role == "TR" and "Scope" in node.nodes[-1].attributes
    if not heads_row:
        yield "  " * depth + opened(node)
    for kid in node.nodes if not heads_row else ():
        yield from shape(kid, depth + 1)


@pytest.mark.parametrize("kind", KINDS)
def test_the_elements_are_the_same_in_every_look(kind: Kind) -> None:
    """Only the column heads are those that are painted: in large print the question stands above its boxes."""
    standard, large = (read(short(kind, large_print)).document for large_print in (False, True))
    assert list(shape(standard)) == list(shape(large))


# structure_of, by itself

OPEN = '<document kind="guide" title="T" lang="en-GB">'


def parsed(inside: str) -> Element:
    """Return a document with these blocks. A tag's place is its stamp, "name:line:column"."""
    return parse(f"{OPEN}{inside}</document>", [], STAMP, {})


def roles(node: StructureElement) -> str:
    """Return an element's role, with the roles under it in brackets: "L(LI(LBody))"."""
    under = " ".join(roles(kid) for kid in node.kids if isinstance(kid, StructureElement))
    return f"{node.role}({under})" if under else node.role


def structured(inside: str) -> tuple[Element, Structure]:
    document = parsed(inside)
    return document, structure_of(document)


def roles_of(inside: str) -> str:
    return roles(structured(inside)[1].root)


def first(document: Element, tag: str) -> Element:
    return next(each for each in document.walk() if each.tag == tag)


HEADING = '<heading level="1">One</heading>'
HEADER = "<header><cell><para>Question</para></cell><cell><para>Practice</para></cell></header>"
ROW = '<row><cell><heading level="3" kind="row" number="1">Why?</heading><para>Think</para></cell><answer/></row>'


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("", "Document"),
        ('<section kind="part"><para>Words</para></section>', "Document(Sect(P))"),
        ('<section kind="chapter"><para>Words</para></section>', "Document(Part(P))"),
        ('<section kind="topic"/>', "Document(Sect)"),
        (f'{HEADING}<heading level="2">Two</heading>', "Document(H1 H2)"),
        (f"<question>{HEADING}<para>Words</para></question>", "Document(Sect(H1 P))"),
        ('<list kind="bullet"><item><para>One</para></item></list>', "Document(L(LI(LBody)))"),
        ('<list kind="number"><item><para>One</para></item></list>', "Document(L(LI(Lbl LBody)))"),
        ('<list kind="letter"><item><para>One</para></item></list>', "Document(L(LI(Lbl LBody)))"),
        ('<list kind="terms"><item><label>A</label><para>B</para></item></list>', "Document(L(LI(Lbl LBody(P))))"),
        (
            '<list kind="bullet"><item><para>A</para><list kind="tick"><item><para>B</para></item></list></item>'
            "</list>",
            "Document(L(LI(LBody(P L(LI(LBody))))))",
        ),
        ('<note kind="parents"><label>A</label><para>B</para></note>', "Document(ParentView(P P))"),
        ('<note kind="schools"><continued>C</continued></note>', "Document(SchoolExample)"),
        ('<note kind="guidance"><para>B</para></note>', "Document(Guidance(P))"),
        ('<note kind="closing"><para>B</para></note>', "Document(Closing(P))"),
        ('<note kind="quote"><para>B</para></note>', "Document(BlockQuote(P))"),
        (f'<table kind="audit">{HEADER}{ROW}</table>', "Document(Table(TR(TH(P) TH(P)) TR(TH(P P) TD)))"),
        (
            "<form><field><label>A</label></field><field><label>B</label><choice>C</choice></field></form>",
            "Document(Div(P Div(P L(LI(LBody)))))",
        ),
        ('<contents><entry to="a" level="0">A</entry></contents>', "Document(TOC(TOCI(Reference(Link))))"),
        (f'<grid columns="2"><panel number="1">{HEADING}<para>B</para></panel></grid>', "Document(Sect(H1 P))"),
        ('<figure icon="people" alt=""/>', "Document"),
        ('<figure icon="people" alt="Two people"/>', "Document(Figure)"),
        ("<foot><cell><para>A</para></cell></foot><page-break/>", "Document"),
    ],
)
def test_each_tag_has_its_role(inside: str, expected: str) -> None:
    assert roles_of(inside) == expected


def test_each_element_is_marked_in_its_own_role_and_what_is_no_content_in_none() -> None:
    document, structure = structured(
        '<note kind="parents"><label>A</label><continued>C</continued><para>B</para></note><foot><cell/></foot>'
    )
    marked = {
        each.tag: node.role if (node := structure.of[each]) else None
        for each in document.walk()
        if each is not document
    }
    assert marked == {
        "note": "ParentView",
        "label": "P",
        "continued": None,
        "para": "P",
        "foot": None,
        "cell": None,
    }
    assert structure.of[document] is structure.root


def test_the_number_of_an_item_is_marked_in_its_label_and_its_words_in_its_body() -> None:
    document, structure = structured('<list kind="number"><item><para>One</para></item></list>')
    number, words = (structure.of[first(document, tag)] for tag in ("item", "para"))
    assert number is not None
    assert words is not None
    assert (number.role, words.role) == ("Lbl", "LBody")
    assert number.parent is words.parent


@pytest.mark.parametrize(
    ("kind", "numbering"),
    [
        ("bullet", "Disc"),
        ("number", "Decimal"),
        ("letter", "LowerAlpha"),
        ("tick", "None"),
        ("actions", "None"),
        ("terms", "None"),
    ],
)
def test_a_list_says_how_it_is_numbered(kind: str, numbering: str) -> None:
    document, structure = structured(f'<list kind="{kind}"><item><para>One</para></item></list>')
    node = structure.of[first(document, "list")]
    assert node is not None
    assert node.entries == f"/A<</O/List/ListNumbering/{numbering}>>"


LEVELS = '<heading level="1">1</heading><heading level="2">2</heading>'
WORDS = OPEN.replace(">", ' unticked="box, not ticked" blank="blank">')


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<form><field><label>A</label></field></form>", [("P", "tv", "blank", "A")]),
        (
            "<form><field><label>A</label><choice>B</choice><choice>C</choice></field></form>",
            [("Lbl", "cb/checked/off", "box, not ticked", name) for name in "BC"],
        ),
        (
            '<list kind="tick"><item><para>B</para></item></list>',
            [("Lbl", "cb/checked/off", "box, not ticked", "B")],
        ),
        (
            f'<table kind="audit">{HEADER}{ROW}</table>',
            [("TD", "tv", "blank", "Practice")],
        ),
        ("<form><field><label>A</label><para>B</para></field></form>", []),
        ('<list kind="bullet"><item><para>A</para></item></list>', []),
    ],
)
def test_boxes_and_blanks_are_forms_that_say_so_with_their_names(
    inside: str, expected: list[tuple[str, str, str, str]]
) -> None:
    document = parse(f"{WORDS}{inside}</document>", [], STAMP, {})
    structure = structure_of(document)
    forms = [*structure.boxes.values(), *structure.lines.values()]
    assert [(form.parent and form.parent.role, form.entries) for form in forms] == [
        (role, f"/Alt({heard})/ActualText({heard})/A<</O/PrintField/Role/{kind}/Desc({name})>>")
        for role, kind, heard, name in expected
    ]
    assert {form.role for form in forms} <= {"Form"}
    assert all(form.needs_content and form in structure.awaited for form in forms)


def test_without_words_for_them_boxes_and_blanks_are_decoration() -> None:
    """So it is with a school's own template of an earlier version."""
    choices = "<form><field><label>A</label><choice>B</choice></field><field><label>C</label></field></form>"
    _, structure = structured(f'{choices}<list kind="tick"><item><para>B</para></item></list>')
    assert structure.boxes == structure.lines == {}
    assert roles(structure.root) == "Document(Div(Div(P L(LI(LBody))) P) L(LI(LBody)))"


def test_the_label_of_a_call_out_is_a_heading_of_its_level_and_counts_as_one() -> None:
    note = '<note kind="parents"><label level="{}">A</label><heading level="4" kind="group">B</heading></note>'
    assert roles_of(LEVELS + note.format(3)) == "Document(H1 H2 ParentView(H3 H4))"
    (problem,) = problems_of(lambda: structured(LEVELS + note.format(2)))
    assert problem.message == "a heading of level 4 follows one of level 2"


def test_only_the_label_of_a_call_out_has_a_level() -> None:
    (problem,) = problems_of(lambda: parsed(f'<form><field><label {stamp(4)} level="3">A</label></field></form>'))
    assert (problem.kind, problem.place) == ("label-without-note", at(4))


def test_a_chapters_entries_in_the_contents_stand_in_a_list_of_their_own() -> None:
    entries = "".join(f'<entry to="a" level="{level}">A</entry>' for level in (0, 1, 1, 0, 0, 1))
    item = "TOCI(Reference(Link))"
    assert roles_of(f"<contents>{entries}</contents>") == (
        f"Document(TOC({item} TOC({item} {item}) {item} {item} TOC({item})))"
    )


def test_a_term_is_marked_in_its_label_and_the_name_of_a_step_in_its_body() -> None:
    item = "<item><label>A</label><para>B</para></item>"
    document, structure = structured(f'<list kind="terms">{item}</list><list kind="number">{item}</list>')
    labels = [structure.of[each] for each in document.walk() if each.tag == "label"]
    assert [label and (label.role, label.parent and label.parent.role) for label in labels] == [
        ("Lbl", "LI"),
        ("P", "LBody"),
    ]


def test_the_heads_of_a_table_say_what_they_head() -> None:
    _, structure = structured(f'<table kind="audit">{HEADER}{ROW}</table>')
    entries = [node.entries for node in structure.root.walk() if node.role == "TH"]
    assert entries == [f"/A<</O/Table/Scope/{scope}>>" for scope in ("Column", "Column", "Row")]


@pytest.mark.parametrize(
    ("inside", "tag"),
    [
        ('<para lang="cy">Croeso</para>', "para"),
        ('<heading level="1" lang="cy">Croeso</heading>', "heading"),
        ('<section kind="part" lang="cy"/>', "section"),
        ('<note kind="quote" lang="cy"><para>Croeso</para></note>', "note"),
        ('<list kind="bullet" lang="cy"><item><para>Croeso</para></item></list>', "list"),
        ('<figure icon="people" alt="Pobl" lang="cy"/>', "figure"),
        ('<para>Say <em lang="cy">croeso</em></para>', "em"),
        ('<para>Say <link href="https://example.org" lang="cy">croeso</link></para>', "link"),
    ],
)
def test_a_language_is_written_with_the_element(inside: str, tag: str) -> None:
    document, structure = structured(inside)
    node = structure.of[first(document, tag)]
    assert node is not None
    assert node.source is first(document, tag)
    assert node.entries.endswith("/Lang(cy)")
    others = [each for each in structure.root.walk() if each is not node]
    assert not any("/Lang" in each.entries for each in others)


def test_inline_tags_without_a_language_are_part_of_their_paragraph() -> None:
    document, structure = structured("<para>One <strong>two</strong> <em>three</em></para>")
    assert len({id(structure.of[first(document, tag)]) for tag in ("para", "strong", "em")}) == 1


def test_a_link_in_a_paragraph_is_an_element_of_its_own_and_takes_its_place_when_it_is_painted() -> None:
    document, structure = structured('<para>See <link href="https://example.org">here</link></para>')
    para, link = (structure.of[first(document, tag)] for tag in ("para", "link"))
    assert link is not None
    assert (link.role, link.parent) == ("Link", para)
    assert roles(structure.root) == "Document(P)"
    link.attach()
    link.attach()
    assert roles(structure.root) == "Document(P(Link))"


# What is refused


def problems_of(make: Callable[[], object]) -> tuple[Problem, ...]:
    with pytest.raises(SenauditError) as caught:
        make()
    assert caught.value.exit_status == 1
    return caught.value.problems


def at(line: int) -> Place:
    return Place(Path("page.xml.j2"), line, 5)


def stamp(line: int) -> str:
    return f'{STAMP}="page.xml.j2:{line}:5"'


def test_a_skipped_heading_level_is_refused_at_its_place() -> None:
    document = parsed(
        f'<heading {stamp(2)} level="1">One</heading><heading {stamp(3)} level="3">Three</heading>'
        f'<heading {stamp(4)} level="2">Two</heading>'
    )
    (problem,) = problems_of(lambda: structure_of(document))
    assert (problem.place, problem.message) == (at(3), "a heading of level 3 follows one of level 1")
    assert problem.hint == "make it level 2"


def test_the_first_heading_is_of_the_first_level() -> None:
    document = parsed(f'<section kind="part"><heading {stamp(7)} level="2">Two</heading></section>')
    (problem,) = problems_of(lambda: structure_of(document))
    assert problem.place == at(7)
    assert problem.hint == "make it level 1"


def test_a_level_may_go_back_by_any_number_and_a_question_that_heads_a_row_has_none() -> None:
    levels = "".join(f'<heading level="{level}">Words</heading>' for level in (1, 2, 3, 4, 1, 2))
    table = f'<table kind="audit">{HEADER}{ROW}</table>'
    assert roles_of(levels).startswith("Document(H1 H2 H3 H4 H1 H2)")
    assert "Table" in roles_of(HEADING + table)


def test_two_bookmarks_of_one_name_are_refused_at_the_place_of_the_second() -> None:
    document = parsed(
        f'<heading {stamp(2)} level="1" bookmark="a">A</heading><heading {stamp(3)} level="1" bookmark="b">B</heading>'
        f'<heading {stamp(4)} level="1" bookmark="a">C</heading>'
    )
    (problem,) = problems_of(lambda: structure_of(document))
    assert (problem.place, problem.message) == (at(4), "two bookmarks are named “a”")


def test_two_questions_on_sheets_with_bookmarks_of_one_name_are_refused() -> None:
    rows = ROW.replace('number="1"', 'number="1" bookmark="a"') * 2
    (problem,) = problems_of(lambda: structured(f'<table kind="audit">{HEADER}{rows}</table>'))
    assert problem.kind == "duplicate-bookmark"


def test_all_mistakes_are_told_at_once() -> None:
    document = parsed(
        f'<heading {stamp(2)} level="2" bookmark="a">A</heading><heading {stamp(3)} level="4" bookmark="a">B</heading>'
    )
    assert [problem.place for problem in problems_of(lambda: structure_of(document))] == [at(2), at(3), at(3)]


@pytest.mark.parametrize("language", ["", "english!", "en_GB", "e", "en-", "toolonglanguage", "cy)/Alt(x"])
def test_what_is_no_language_is_refused_at_its_place(language: str) -> None:
    (problem,) = problems_of(lambda: parsed(f'<para {stamp(9)} lang="{language}">Words</para>'))
    assert (problem.place, problem.message) == (at(9), f"“{language}” is no language")


@pytest.mark.parametrize("language", ["cy", "en-GB", "zh-Hant", "sr-Latn-RS", "es-419"])
def test_a_language_tag_is_taken(language: str) -> None:
    assert first(parsed(f'<para lang="{language}">Words</para>'), "para").get("lang") == language


def test_a_picture_without_a_word_on_its_alternative_text_is_refused_at_its_place() -> None:
    (problem,) = problems_of(lambda: parsed(f'<figure {stamp(5)} icon="people"/>'))
    assert (problem.place, problem.message) == (at(5), "<figure> needs the attribute “alt”")


# In a real PDF, from templates of one's own


def own(folder: Path, inside: str) -> Request:
    """Return the request for a guide that is one part with these lines, which begin in line 3 of its template."""
    lines = [OPEN, '<section kind="part">', inside, "</section>", "</document>", ""]
    (folder / "guide.xml.j2").write_text("\n".join(lines), "utf-8")
    return request_for("guide", templates=folder, font="arimo")


def built(folder: Path, inside: str) -> Tagged:
    return Tagged(build(own(folder, inside)).data)


def lines_of(there: Tagged) -> list[str]:
    return [line.strip() for line in tag_tree(there, there.document)]


def test_a_picture_with_words_is_a_figure_that_says_them_and_one_without_is_decoration(tmp_path: Path) -> None:
    there = built(
        tmp_path,
        f'{HEADING}<figure icon="people" alt=""/><figure icon="school" alt="A “school” (old) – Ysgol Ŵyn"/>',
    )
    *lines, figure_line = lines_of(there)
    assert lines == ["Document", "Sect", "H1: One"]
    assert re.fullmatch(r'Figure Alt="A “school” \(old\) – Ysgol Ŵyn" BBox="[\d.]+( [\d.]+){3}"', figure_line)
    (figure,) = there.of_role("Figure")
    (mark,) = figure.marks
    assert there.shown[mark].role == "Figure"
    assert there.shown[mark].text == ""


def test_languages_stand_with_blocks_and_with_words_in_a_line(tmp_path: Path) -> None:
    there = built(
        tmp_path,
        f'{HEADING}<para>Say <em lang="cy">croeso i bawb</em> to all.</para><para lang="fr">Bienvenue</para>',
    )
    assert lines_of(there)[2:] == [
        "H1: One",
        'P: Say [Span Lang="cy": croeso i bawb ]to all.',
        'P Lang="fr": Bienvenue',
    ]
    assert there.words(there.document) == "One Say croeso i bawb to all. Bienvenue"


LINK = '<link href="https://example.org/a?b=c">the whole of this address</link>'


def test_a_link_stands_in_its_paragraph_between_the_words_around_it(tmp_path: Path) -> None:
    there = built(tmp_path, f"{HEADING}<para>See {LINK}, or ask.</para><para>{LINK}</para>")
    assert lines_of(there)[3:] == [
        "P: See [Link: the whole of this address], or ask.",
        "P: [Link: the whole of this address]",
    ]
    assert [len(link.annotations) for link in there.of_role("Link")] == [1, 1]


def test_a_link_over_several_lines_is_one_element_with_an_annotation_for_each(tmp_path: Path) -> None:
    words = "many words of one link " * 12
    there = built(tmp_path, f'{HEADING}<para>See <link href="https://example.org">{words.strip()}</link> now.</para>')
    (link,) = there.of_role("Link")
    assert there.words(link) == words.strip()
    assert len(link.annotations) > 2
    assert there.words(there.document) == f"One See {words.strip()} now."


def test_a_link_over_two_pages_is_one_element_whose_annotations_are_each_on_their_page(tmp_path: Path) -> None:
    words = " ".join(f"word{number}" for number in range(2000))
    there = built(tmp_path, f'{HEADING}<para><link href="https://example.org">{words}</link></para>')
    (link,) = there.of_role("Link")
    assert len(link.pages) > 1
    assert there.words(link) == words
    real = {
        annotation.objgen: index
        for index, page in enumerate(there.pdf.pages)
        for annotation in page.obj.get("/Annots", [])
    }
    assert {each.objgen: each.page for each in link.annotations} == real


@pytest.mark.parametrize(
    ("inside", "line", "message"),
    [
        (f'{HEADING}\n<heading level="3">Three</heading>', 4, "a heading of level 3 follows one of level 1"),
        (
            '<heading level="1" bookmark="a">One</heading>\n\n<heading level="2" bookmark="a">Two</heading>',
            5,
            "two bookmarks are named “a”",
        ),
        ('\n<para lang="en_GB">Words</para>', 4, "“en_GB” is no language"),
        ('<figure icon="people"/>', 3, "<figure> needs the attribute “alt”"),
    ],
)
def test_a_mistake_of_a_template_is_told_with_its_line(tmp_path: Path, inside: str, line: int, message: str) -> None:
    (problem,) = problems_of(lambda: build(own(tmp_path, inside)))
    assert problem.message == message
    assert problem.place is not None
    assert problem.place.path is not None
    assert (problem.place.path.name, problem.place.line) == ("guide.xml.j2", line)
