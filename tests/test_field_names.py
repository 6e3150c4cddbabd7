"""Names of fields, and choices, may be typed in capitals or small letters, with spaces or hyphens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asking import guide_in

from senaudit.content.labels import LABELS
from senaudit.files.shipped import shipped
from senaudit.problems import Problem, SenauditError
from senaudit.school.field_names import FIELD_NAMES, plain_name, with_field_names
from senaudit.school.particulars import FORM
from senaudit.school.schema import schemas
from senaudit.source.nodes import Mapping
from senaudit.source.parsing import parse

SHIPPED = shipped("content")


def names_in(schema: Any, holder: str = "") -> Iterator[str]:
    """Yield the names of the fields in a schema, but for labels."""
    if isinstance(schema, dict):
        for name, inner in schema.get("properties", {}).items():
            if holder != "labels":
                yield name
            yield from names_in(inner, name)
        for key, inner in schema.items():
            if key != "properties":
                yield from names_in(inner, holder)
    elif isinstance(schema, list):
        for inner in schema:
            yield from names_in(inner, holder)


def test_the_list_of_field_names_is_complete_and_has_no_others() -> None:
    named = {name for schema in schemas([], []).values() for name in names_in(schema)}
    assert {name for name in named if not name.startswith("for_")} - LABELS.keys() == FIELD_NAMES - LABELS.keys()
    assert FORM <= FIELD_NAMES


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("s").mkdir()
    return Path("s")


@pytest.mark.parametrize("change", [str.upper, str.title, str.capitalize, lambda name: name.replace("_", " ")])
def test_the_form_may_have_its_names_in_any_way(school: Path, change: Any) -> None:
    fields = sorted(FORM - {"logo", "logo_text", "logo_grey", "terms", "own_terms", "supplement"})
    texts = {name: f"What {name.replace('_', ' ')} is" for name in fields}
    (school / "school.yaml").write_text("".join(f"{change(name)}: {text}\n" for name, text in texts.items()), "utf-8")
    read = guide_in(SHIPPED, school=school).school
    assert read
    assert {name: str(getattr(read, name)) for name in texts} == texts


def test_blocks_labels_and_words_for_groups_may_have_them_too(school: Path) -> None:
    (school / "school.yaml").write_text("Name: Oak\n", "utf-8")
    (school / "questions").mkdir()
    (school / "questions/q.yaml").write_text(
        "Change: communication:telephone\nFor Parents: Can you ring us?\nBlocks:\n  - Ask: [Why?]\n", "utf-8"
    )
    (school / "labels.yaml").write_text("Labels:\n  Parents: What they say\n  Return to: Back to {where}\n", "utf-8")
    guide = guide_in(SHIPPED, school=school)
    question = guide.chapters[0].questions[2]
    assert str(question.wordings["parents"].question) == "Can you ring us?"
    assert [block.kind for block in question.blocks] == ["ask"]
    assert (str(guide.labels["parents"]), str(guide.labels["return-to"])) == ("What they say", "Back to {where}")


@pytest.mark.parametrize("name", ["Wales", "WALES", "wales", "England-2002"])
def test_terms_may_be_named_with_capitals(school: Path, name: str) -> None:
    (school / "school.yaml").write_text(f"name: Oak\nterms: {name}\n", "utf-8")
    assert str(guide_in(SHIPPED, school=school).terms["senco"]) == str(guide_in(SHIPPED, name.lower()).terms["senco"])


@pytest.mark.parametrize(("use", "used"), [("TRUE", True), ("Yes", True), ("NO", False), ("False", False)])
def test_an_answer_may_be_as_excel_writes_it(school: Path, use: str, used: bool) -> None:
    (school / "school.yaml").write_text("name: Oak\n", "utf-8")
    (school / "questions").mkdir()
    (school / "questions/q.yaml").write_text(f"use: {use}\ndrop: communication:telephone\n", "utf-8")
    assert ("telephone" not in [q.id for q in guide_in(SHIPPED, school=school).chapters[0].questions]) == used


def test_a_school_s_own_terms_may_be_named_with_capitals_and_spaces(school: Path) -> None:
    (school / "school.yaml").write_text(
        "name: Oak\nOwn terms:\n  SENCO: Inclusion Lead\n  Sen in full: needs\n", "utf-8"
    )
    terms = guide_in(SHIPPED, school=school).terms
    assert (str(terms["senco"]), str(terms["sen_in_full"])) == ("Inclusion Lead", "needs")


def test_the_form_takes_the_words_that_a_table_takes(school: Path) -> None:
    text = "School name: Oak\nLA: Leeds\nSENDCo: Mrs A\nSENCO phone: 01234 567890\n"
    (school / "school.yaml").write_text(text, "utf-8")
    read = guide_in(SHIPPED, school=school).school
    assert read
    assert [str(each) for each in (read.name, read.authority, read.senco, read.senco_contact)] == [
        "Oak", "Leeds", "Mrs A", "01234 567890",
    ]  # fmt: skip


def test_a_name_that_no_term_can_have_is_one_mistake(school: Path) -> None:
    (school / "school.yaml").write_text("name: Oak\nown_terms:\n  – senco: Inclusion Lead\n", "utf-8")
    (problem,) = problems_of(school)
    assert (problem.kind, str(problem.place)) == ("not-a-name", "s/school.yaml:3:3")


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("Sencos: Mrs A", 'did you mean "senco"?'),
        ("Head teacher: Mr B", "known here: "),
        ("EA: Leeds", "known here: "),
    ],
)
def test_no_field_at_the_left_edge_is_taken_for_a_text(school: Path, typed: str, hint: str) -> None:
    """A text does not go on there, so quote marks around the line would lead to the next mistake."""
    (school / "school.yaml").write_text(f"name: Oak\n{typed}\n", "utf-8")
    (problem,) = problems_of(school)
    assert problem.hint.startswith(hint)
    assert "quotes" not in problem.hint


def test_the_names_that_a_person_gives_are_left_alone() -> None:
    node, problems = parse("Glossary:\n  Entries:\n    Lead: {Meaning: x}\nTerms: {Name: y}\n", None)
    assert node
    assert not problems
    named = with_field_names(node)
    assert isinstance(named, Mapping)
    assert [key.value for key, _ in named.entries] == ["glossary", "terms"]
    assert "value='Lead'" in str(named)
    assert "value='Name'" in str(named)
    assert "value='meaning'" in str(named)


def problems_of(school: Path) -> list[Problem]:
    with pytest.raises(SenauditError) as raised:
        guide_in(SHIPPED, school=school)
    return list(raised.value.problems)


def test_a_text_with_a_colon_is_still_told_as_one_and_as_it_was_typed(school: Path) -> None:
    (school / "school.yaml").write_text("name: Oak\n", "utf-8")
    (school / "poster.yaml").write_text("messages:\n  add:\n    - heading: Ours\n      Meaning: we care\n", "utf-8")
    told = [(problem.message, problem.hint) for problem in problems_of(school)]
    hint = 'if the colon belongs to the text, put the whole text in double quotes: "Meaning: we care"'
    assert ("“Meaning” is not a field of a message", hint) in told


def test_one_field_typed_in_two_ways_is_told(school: Path) -> None:
    (school / "school.yaml").write_text("name: Oak\nName: Ash\n", "utf-8")
    (problem,) = problems_of(school)
    assert (problem.message, str(problem.place)) == ("“Name” is not a field of school.yaml", "s/school.yaml:2:1")


def test_a_plain_name_has_small_letters_and_lines_for_spaces() -> None:
    assert plain_name("  Short-Name ") == plain_name("SHORT  name") == "short_name"
