"""Mail merge: one school's tree, filled in for the next school, is that school's own; other trees are not merged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from test_merged import ALIKE, table

from senaudit.content.text import Text
from senaudit.files.shipped import shipped
from senaudit.layout.markup import Element
from senaudit.layout.merge import MailMerge, MergeError, mergeable, placeholder
from senaudit.pdf import draw, reprint
from senaudit.problems import NOWHERE, Place, SenauditError
from senaudit.recipe.request import KINDS, request_for
from senaudit.recipe.steps import build, render_document
from senaudit.schools import merged
from senaudit.schools.merged import MergedPacks
from senaudit.schools.table import read_table
from senaudit.typeset import compose
from senaudit.typeset.faces import Family

EACH = tuple(request_for(kind, font="arimo", with_sheets=kind == "guide") for kind in KINDS)
PLACE = Place(Path("name"))


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("ash", "elm", "tall"):
        Image.new("RGB", (600, 250), (30, 90, 160)).save(f"{name}.png")


class Counted:
    """Counts the calls of a function."""

    def __init__(self, patch: pytest.MonkeyPatch, module: Any, name: str) -> None:
        self.calls = 0
        self.function = getattr(module, name)
        patch.setattr(module, name, self)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        self.calls += 1
        return self.function(*arguments, **named)


def test_what_schools_share_is_rendered_set_and_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rendered = Counted(monkeypatch, merged, "prepare")
    alone = Counted(monkeypatch, merged, "build")
    drawn = Counted(monkeypatch, draw, "structure_of")
    composed = Counted(monkeypatch, compose, "compose")
    encoded = Counted(monkeypatch, reprint, "packed")
    walked: list[str] = []
    walk = Element.walk

    def noting(self: Element) -> list[Element]:
        walked.append(self.tag)
        return walk(self)

    monkeypatch.setattr(Element, "walk", noting)
    head = "name,senco,audit_date\n"
    rows = read_table(table(head + "".join(f"School {n},Mrs {n},{n} May 2027\n" for n in range(1, 9))))[1]
    made = MergedPacks(EACH, Path())
    documents = made.documents(rows[0])
    assert (rendered.calls, alone.calls, drawn.calls, encoded.calls) == (4, 0, 4, 0)
    first = composed.calls
    assert first > 500
    pages = sum(document.page_count or 0 for document in documents)
    for row in rows[1:]:
        composed.calls = encoded.calls = 0
        walked.clear()
        made.documents(row)
        assert composed.calls < first / 50
        assert "document" not in walked
        bodies = 2 * (documents[1].page_count or 0) + 3  # sheets, in the guide too; cover, poster and letter
        assert encoded.calls == pages + bodies, "all feet, and the bodies with a school's words"
    assert (rendered.calls, alone.calls, drawn.calls) == (4, 0, 4)


def test_schools_with_addresses_in_the_same_fields_are_rendered_and_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rendered = Counted(monkeypatch, merged, "prepare")
    drawn = Counted(monkeypatch, draw, "structure_of")
    contacts = [f"{n}, senco@school-{n}.sch.uk" for n in range(1, 9)]
    text = "".join(f'School {n},"{contact}",www.x{n}.org\n' for n, contact in enumerate(contacts, 1))
    made = MergedPacks(EACH, Path())
    for row in read_table(table(f"name,senco_contact,return_where\n{text}"))[1]:
        made.documents(row)
    assert (rendered.calls, drawn.calls) == (4, 4)


def test_a_letter_that_only_one_school_has_is_looked_for_in_that_ones_words_alone() -> None:
    """The characters of shared words are collected once, without any school's words."""
    looked_at: list[frozenset[str]] = []
    rows = read_table(table("name\nŻabka\nOak\nElm\n"))[1]
    with pytest.MonkeyPatch.context() as patch:
        of_family = Family.for_text

        def noting(self: Family, text: frozenset[str]) -> Family:
            looked_at.append(text)
            return of_family(self, text)

        patch.setattr(Family, "for_text", noting)
        made = MergedPacks((EACH[2],), Path())
        for row in rows:
            made.documents(row)
    assert ["Ż" in characters for characters in looked_at] == [True, False]
    with pytest.raises(SenauditError, match="from right to left"):
        made.documents(read_table(table("name\nשלום\n"))[1][0])


def test_a_table_of_schools_of_all_kinds_keeps_only_so_much(monkeypatch: pytest.MonkeyPatch) -> None:
    made = MergedPacks((EACH[2],), Path())
    fields = ["senco", "senco_contact", "service_contact", "return_to"]
    for number in range(2 ** len(fields)):
        given = [field for index, field in enumerate(fields) if number >> index & 1]
        head = ",".join(["name", *given])
        made.documents(read_table(table(f"{head}\nOak{',x' * len(given)}\n"))[1][0])
    assert len(made._prepared) == merged._MOST


@pytest.mark.parametrize("kind", KINDS)
def test_a_tree_filled_in_is_the_schools_own(kind: str) -> None:
    choices = next(each for each in EACH if each.kind == kind)
    rows = read_table(table(ALIKE))[1]
    made = MergedPacks((choices,), Path())
    for row in rows[:5]:
        made.documents(row)
        content = made._schools.content(row)
        guide = content.guide
        assert guide.school is not None
        prepared = made._prepared_for(choices, content, guide.school)
        assert prepared is not None
        assert outline(prepared.merge.document) == outline(render_document(choices, guide))


def outline(element: Element) -> list[object]:
    return [(each.tag, each.attributes, each.place, each.written_at, words(each)) for each in element.walk()]


def words(element: Element) -> list[str]:
    return [child for child in element.children if isinstance(child, str)]


def document(*children: Element) -> Element:
    return Element("document", {}, NOWHERE, list(children))


def text(words: str, place: Place = PLACE) -> Element:
    return Element("text", {}, place, [words])


@pytest.mark.parametrize(
    "wrong",
    [
        Element("para", {}, NOWHERE, [placeholder("name")]),
        Element("heading", {"bookmark": placeholder("name")}, NOWHERE),
        Element("figure", {"alt": "", "icon": placeholder("name")}, NOWHERE),
        text(placeholder("name").lower()[:-1]),
        text(placeholder("name") + "."),
        text(placeholder("name"), Place(Path("elsewhere"))),
        text(placeholder("senco")),
        Element("label", {}, NOWHERE, [text(placeholder("name"))]),
        Element("list", {"kind": "tick"}, NOWHERE, [Element("item", {}, NOWHERE, [text(placeholder("name"))])]),
    ],
    ids=[
        *("no text", "attribute", "icon", "cut", "more", "another place", "another name"),
        *("name of a line", "name of a box"),
    ],
)
def test_a_placeholder_anywhere_but_in_a_line_is_an_error(wrong: Element) -> None:
    with pytest.raises(MergeError):
        MailMerge(document(wrong), {"name": PLACE}, {"name": Text("Oak", PLACE)})


def test_what_stands_around_words_filled_in_changes_and_nothing_else() -> None:
    changing = Element("section", {}, NOWHERE, [Element("para", {}, PLACE, [text(placeholder("name"))])])
    foot = Element("foot", {}, NOWHERE, [Element("para", {}, PLACE, [text(placeholder("name"))])])
    steady = Element("section", {}, NOWHERE, [Element("para", {}, NOWHERE, [text("a", Place(Path("b")))]), foot])
    whole = document(changing, steady)
    merge = MailMerge(whole, {"name": PLACE}, {"name": Text("Oak", PLACE)})
    assert {whole, changing} < merge.changing
    assert steady not in merge.changing
    merge.fill_in({"name": Text("Oak & Elm", Place(Path("x")))})
    assert whole.text() == "Oak & ElmaOak & Elm"
    merge.fill_in({"name": Text("Ash", Place(Path("y")))})
    assert whole.text() == "AshaAsh"
    assert changing.elements[0].place == Place(Path("y"))


@pytest.mark.parametrize("value", ["*Our* School", "[a](b)", "a\nb", "a\u200bb", placeholder("name"), "a\tb"])
def test_words_that_are_not_printed_as_they_stand_are_not_merged(value: str) -> None:
    assert not mergeable(Text(value, PLACE))


def test_with_templates_of_ones_own_nothing_is_merged() -> None:
    Path("own").mkdir()
    template = Path(shipped("templates"), "poster.xml.j2").read_text("utf-8")
    longer = "{% if school and school.name | length > 5 %}long{% endif %}"
    Path("own/poster.xml.j2").write_text(template.replace("{{ poster.lead }}", longer + "{{ poster.lead }}"), "utf-8")
    choices = request_for("poster", font="arimo", templates=Path("own"))
    made = MergedPacks((choices,), Path())
    rows = read_table(table("name\nOak\nOak Hill School\nElm\n"))[1]
    for row in rows:
        folder = Path(f"row-{row.row}")
        folder.mkdir()
        (folder / "school.yaml").write_text(f"name: {row.name}\n", "utf-8")
        alone = request_for("poster", font="arimo", templates=Path("own"), school=folder)
        assert made.documents(row)[0].data == build(alone).data
    assert not made._prepared
