"""Texts of several lines: an empty line makes a paragraph, and pasted bullets and numbers make a list or a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_content import change, write_sample
from test_golden import tree

from senaudit.layout.markup import Element
from senaudit.problems import Problem, SenauditError
from senaudit.recipe.check import check
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import Sources, request_for
from senaudit.recipe.steps import render_document
from senaudit.source.paragraphs import Item, Listing, parts_of
from senaudit.source.reading import read_text


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_sample(Path("content"))


def words(value: str) -> list[object]:
    """Return the parts of a text: each paragraph, and for each list its entries, in pairs if there are more levels."""
    parts, tangles = parts_of(value)
    assert not tangles
    return [part if isinstance(part, str) else plain(part.items) for part in parts]


def plain(items: tuple[Item, ...]) -> list[object]:
    return [(item.words, plain(item.items)) if item.items else item.words for item in items]


# The parts of a text

SIGNS = ["•", "●", "▪", "■", "◦", "‣", "·", "-", "–", "—", "*", "o", "✓", "☐", "\uf0b7", "•\t", "o\t", "-  "]
NUMBERS = [("1.", "2."), ("1)", "2)"), ("(1)", "(2)"), ("a)", "b)"), ("a.", "b."), ("(a)", "(b)"), ("1.\t", "2.\t")]


@pytest.mark.parametrize("lead", ["It helps if:", "It helps if…", "It helps if", ""])
@pytest.mark.parametrize("signs", [*((sign, sign) for sign in SIGNS), *NUMBERS])
def test_lines_that_begin_with_a_sign_are_a_list(signs: tuple[str, str], lead: str) -> None:
    first, second = signs
    listed = f"{first} staff say who they are\n{second} calls are\n   returned"
    whole: list[object] = [lead] if lead else []
    assert words(f"{lead}\n{listed}\n") == [*whole, ["staff say who they are", "calls are returned"]]
    assert words(f"{lead}\n\n{listed}\n\nThank you.") == [
        *whole,
        ["staff say who they are", "calls are returned"],
        "Thank you.",
    ]


@pytest.mark.parametrize(
    "prose",
    [
        "Staff meet parents\n– and carers –\nat the gate",
        "Mae’r ysgol yn gwahodd rhieni\no bob cefndir\ni’r ysgol",
        "See chapter\n2. It says more",
        "Ring us on\n01632 960 123",
        "*Please*\nring",
        "-5 degrees\nin the hall",
        "Words of a mother\n– A parent",
        "J. Smith\nand A. Jones",
    ],
)
def test_prose_with_a_dash_or_a_number_in_it_is_a_paragraph(prose: str) -> None:
    assert words(prose) == [" ".join(prose.split("\n"))]


def test_levels_go_by_the_indent_and_by_the_signs_of_word() -> None:
    assert words("• one\n  - two\n  - three\n• four") == [[("one", ["two", "three"]), "four"]]
    assert words("•\tone\no\ttwo\n▪\tthree\n•\tfour") == [[("one", [("two", ["three"])]), "four"]]
    assert words("1. one\n   - two\n2. three") == [[("one", ["two"]), "three"]]


def test_a_line_with_several_bullets_is_several_points() -> None:
    assert words("• one • two • three") == [["one", "two", "three"]]
    assert words("Tel. 01632 960 123 • office@oak.example") == ["Tel. 01632 960 123 • office@oak.example"]


def test_bullets_behind_a_colon_in_one_line_are_a_list_and_between_addresses_they_are_none() -> None:
    listed = ["staff ring", "calls are returned"]
    assert words("It helps if: • staff ring • calls are returned") == ["It helps if:", listed]
    for prose in ("01632 960 123 • a@example.org • b@example.org", "Ring us: • any time"):
        assert words(prose) == [prose]


def test_numbers_are_known_as_numbers_or_letters() -> None:
    found = [part for text in ("1. a\n2. b", "(a) a\n(b) b", "• a") for part in parts_of(text)[0]]
    assert [part.numbering for part in found if isinstance(part, Listing)] == ["numbers", "letters", ""]


@pytest.mark.parametrize(
    "value", ["2. a\n3. b", "A) a\nB) b", "1. a\n1. b", "i. a\nii. b", "• a\n  1. b", "1. a\n   1. b"]
)
def test_numbers_that_do_not_run_from_one_are_a_mistake(value: str) -> None:
    assert [tangle.kind for tangle in parts_of(value)[1]] == ["list-numbers"]


def test_a_line_right_under_a_list_is_a_mistake_because_it_may_belong_to_the_last_point() -> None:
    (tangle,) = parts_of("• one\n• two\nend\n• three\nend")[1]
    assert (tangle.kind, tangle.typed) == ("line-after-list", "end")


@given(st.text(alphabet="•-–*o1a.) \n:x", max_size=60))
def test_no_word_is_lost_whatever_stands_there(value: str) -> None:
    def letters(part: object) -> str:
        if isinstance(part, Listing | Item):
            inside = part.items
            return (part.words if isinstance(part, Item) else "") + "".join(map(letters, inside))
        return str(part)

    parts, tangles = parts_of(value)
    lost = "".join(map(letters, parts)).count("x") != value.count("x")
    assert not lost or any(tangle.kind == "list-numbers" for tangle in tangles)  # as in “x. 1”: it is told


def test_a_letter_that_begins_no_list_is_told() -> None:
    """A list begins with a or 1, and what begins otherwise is told, because its sign would not be printed."""
    (tangle,) = parts_of("x. 1")[1]
    assert (tangle.kind, tangle.typed) == ("list-numbers", "x. 1")


def test_levels_and_lines_without_end_are_read() -> None:
    deep = "\n".join(f"{' ' * number}- x" for number in range(3000))
    assert len(parts_of(deep)[0]) == 1
    assert len(parts_of("• x " * 20_000)[0]) == 1


# In YAML


@pytest.mark.parametrize(
    "typed",
    [
        "|\n  It helps\n  if:\n  • one\n  • two\n\n  The\n  end.\n",
        "|-\n  It helps\n  if:\n\n  • one\n\n  • two\n\n\n  The\n  end.\n\n",
        ">\n  It helps\n  if:\n  • one\n  • two\n\n  The\n  end.\n",
        ">-\n  It helps\n  if:\n    • one\n    • two\n\n  The\n  end.\n# a comment\n",
        "It helps\n  if:\n  • one\n  • two\n\n  The\n  end.  # a comment\n".replace("if:", "if…"),
        '"It helps\n  if:\n  • one\n  • two\n\n  The\n  end."\n',
        "'It helps\n  if:\n  • one\n  • two\n\n  The\n  end.'\n",
    ],
)
def test_a_text_has_the_same_parts_however_it_is_written(typed: str) -> None:
    node, problems = read_text(f"parents: {typed}schools: x\n", None)
    assert not problems
    value = node.entries[0][1].value  # type: ignore[union-attr]
    lead, points, closing = words(value)
    assert str(lead).replace("…", ":") == "It helps if:"
    assert points == ["one", "two"]
    assert closing == "The end."


def test_paragraphs_in_quotes_with_escape_codes_are_kept_apart() -> None:
    node, _ = read_text('parents: "She said \\"yes\\"\n  to us\n\n  and more"\n', None)
    assert words(node.entries[0][1].value) == ['She said "yes" to us', "and more"]  # type: ignore[union-attr]


# In the fields of the content

PASTED = """|
{indent}It helps if:
{indent}• staff say who they are
{indent}• calls are returned

{indent}- the school has an answering machine

{indent}Thank you.
"""


def note_of(content: Path, kind: str) -> list[str]:
    """Return the Element tree of the first call-out of a kind in the guide."""
    guide = render_document(request_for("guide"), read_content(request_for("guide", content=content)))
    note: Element = next(each for each in guide.walk() if each.attributes.get("kind") == kind and each.tag == "note")
    return [line.replace("[", "").replace("]", "").strip() for line in tree(note)][4:]


BOX = [
    "para: It helps if:",
    'list kind="bullet"',
    "item",
    "para: staff say who they are",
    "item",
    "para: calls are returned",
    "item",
    "para: the school has an answering machine",
    "para: Thank you.",
]


def test_a_pasted_text_in_a_box_is_paragraphs_and_a_list(content: Path) -> None:
    change(
        content,
        "chapters/communication.yaml",
        "- schools: >-\n          One school rings back\n          on the same day.",
        "- schools: " + PASTED.format(indent=" " * 10),
    )
    assert note_of(content, "schools") == BOX
    assert check(Sources(content=content)) == ()


def test_bullets_in_one_line_of_a_box_are_its_points(content: Path) -> None:
    old = "- schools: >-\n          One school rings back\n          on the same day."
    change(content, "chapters/communication.yaml", old, '- schools: "We do: • this • that"')
    assert note_of(content, "schools") == [
        "para: We do:", 'list kind="bullet"', "item", "para: this", "item", "para: that",
    ]  # fmt: skip


def test_a_pasted_text_in_a_school_s_change_is_paragraphs_and_a_list(tmp_path: Path) -> None:
    """As the case was typed: the check finds nothing wrong, because the list is a list."""
    school = tmp_path / "s"
    (school / "questions").mkdir(parents=True)
    (school / "school.yaml").write_text("name: Oak Hill Primary\n", "utf-8")
    (school / "questions/q.yaml").write_text(
        "change: communication:telephone\nblocks:\n  parents: |\n    It helps if:\n    • staff say who they are\n"
        "    • calls are returned\n\n    - the school has an answering machine\n",
        "utf-8",
    )
    assert check(Sources(school=school)) == ()
    asked = request_for("guide", school=school, questions=("communication:telephone",))
    guide = render_document(asked, read_content(asked))
    *_, note = (each for each in guide.walk() if each.tag == "note" and each.attributes["kind"] == "parents")
    assert [line.replace("[", "").replace("]", "").strip() for line in tree(note)][4:] == BOX[:-1]


def test_a_numbered_text_in_a_box_is_steps(content: Path) -> None:
    change(
        content,
        "introduction.yaml",
        "parents: Parents say so.",
        "parents: |\n          So:\n          a) one\n          b) two",
    )
    assert note_of(content, "parents") == [
        "para: So:",
        'list kind="letter" start="1"',
        "item",
        "para: one",
        "item",
        "para: two",
    ]


def test_a_text_of_a_section_is_as_many_blocks_as_it_has_parts(content: Path) -> None:
    change(
        content,
        "introduction.yaml",
        "text: A paragraph about {service}.",
        "text: |\n          One about {service}\n\n          Two:\n          - a\n            - b\n          - c\n\n"
        "          1. d\n          2. e\n\n          Three",
    )
    blocks = read_content(request_for("guide", content=content)).introduction.sections[0].blocks[:5]
    assert [block.kind for block in blocks] == ["text", "text", "points", "steps", "text"]
    guide = render_document(request_for("guide"), read_content(request_for("guide", content=content)))
    texts = [element.text() for element in guide.walk() if element.tag == "para"]
    start = texts.index("One about your local SENDIASS")
    assert texts[start : start + 8] == ["One about your local SENDIASS", "Two:", "a", "b", "c", "d", "e", "Three"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("prompts: [response time, messages]", "prompts: |\n      • response time\n      • messages"),
        ("prompts: [response time, messages]", "prompts: ['• response time', • messages]"),
        (
            "          lead: It helps if…\n          points:\n            - Somebody answers.",
            "          lead: It helps if…\n          points: |\n            • Somebody answers.",
        ),
        (
            '- ask:\n          lead: "Do your letters:"\n          points: [Say who wrote them?]',
            "- ask: |\n          Do your letters:\n          - Say who wrote them?",
        ),
        (
            "          - point: Do you know these people?\n            points: [Class teacher, SENCO]",
            "          - |\n            Do you know these people?\n            • Class teacher\n            • SENCO",
        ),
        ("steps:\n            - Write.", "steps:\n            - • Write."),
        ("paragraphs: [Take your time.]", "paragraphs: [Take your time.]"),
    ],
)
def test_a_list_that_is_pasted_into_a_list_is_the_list(content: Path, old: str, new: str) -> None:
    before = read_content(request_for("guide", content=content))
    change(content, "chapters/communication.yaml", old, new)
    after = read_content(request_for("guide", content=content))
    trees = [
        [*tree(render_document(request_for(kind), guide))] for guide in (before, after) for kind in ("guide", "sheets")
    ]
    assert trees[:2] == trees[2:]


def test_an_empty_line_parts_paragraphs_of_a_box(content: Path) -> None:
    change(
        content,
        "chapters/communication.yaml",
        "closing: [That is all.]",
        "closing:\n            - |\n              That is\n              all.\n\n              Good bye.",
    )
    assert note_of(content, "guidance")[-2:] == ["para: That is all.", "para: Good bye."]


# Where only one paragraph is possible


def problem_of(content: Path) -> Problem:
    with pytest.raises(SenauditError) as raised:
        read_content(request_for("guide", content=content))
    (problem,) = raised.value.problems
    return problem


LISTED = "|\n{0}Some words:\n{0}• one\n{0}• two"
PARTED = "|\n{0}Some words.\n\n{0}More words."


@pytest.mark.parametrize(
    ("file", "old", "indent", "hint"),
    [
        ("chapters/communication.yaml", "question: How easily can parents reach you by phone?", 6, '"prompts:"'),
        ("chapters/communication.yaml", "lead: It helps if…", 12, '"points:"'),
        ("chapters/communication.yaml", "detail: Read it aloud.", 16, '"points:"'),
        ("chapters/communication.yaml", "summary: How you keep in touch.", 2, "as sentences"),
        ("poster.yaml", "closing: Ask a parent!", 2, "as sentences"),
        ("guide.yaml", "title: Partners with Parents", 2, "as sentences"),
        ("introduction.yaml", "heading: A subheading", 10, "as sentences"),
    ],
)
def test_a_field_of_one_paragraph_says_what_to_type(content: Path, file: str, old: str, indent: int, hint: str) -> None:
    """The place is the first line of the list, or of the second paragraph."""
    original = (content / file).read_text("utf-8")
    name = old.partition(":")[0]
    change(content, file, old, f"{name}: {LISTED.format(' ' * indent)}")
    problem = problem_of(content)
    assert (problem.kind, problem.warning) == ("list-in-text", False)
    assert problem.place is not None
    assert problem.place.source.strip() == "• one"
    assert hint in problem.hint
    first = problem.place.line
    (content / file).write_text(original, "utf-8")
    change(content, file, old, f"{name}: {PARTED.format(' ' * indent)}")
    problem = problem_of(content)
    assert problem.kind == "second-paragraph"
    assert problem.place is not None
    assert problem.place.source.strip() == "More words."
    assert problem.place.line == first + 1


def test_a_question_for_one_group_says_where_its_list_goes(content: Path) -> None:
    wording = f"    for_parents: {LISTED.format(' ' * 6)}\n"
    change(content, "chapters/communication.yaml", "    audiences: [parents, office]\n", wording)
    problem = problem_of(content)
    assert problem.kind == "list-in-text"
    assert problem.hint == 'write the question under "question:", and the points under "prompts:"'


def test_the_help_on_an_empty_line_followed_to_the_letter_ends_the_problem(content: Path) -> None:
    change(content, "poster.yaml", "closing: Ask a parent!", "closing: |\n  Ask a parent!\n\n  Now.")
    assert "delete the empty line" in problem_of(content).hint
    change(content, "poster.yaml", "parent!\n\n", "parent!\n")
    assert str(read_content(request_for("guide", content=content)).poster.closing) == "Ask a parent! Now."


def test_a_box_holds_one_list(content: Path) -> None:
    text = "|\n          - one\n          - two\n\n          So:\n          - three\n          - four"
    change(content, "introduction.yaml", "parents: Parents say so.", f"parents: {text}")
    problem = problem_of(content)
    assert problem.kind == "second-list"
    assert problem.place is not None
    assert problem.place.source.strip() == "- three"


def test_a_list_among_paragraphs_says_points(content: Path) -> None:
    change(
        content,
        "chapters/communication.yaml",
        "paragraphs: [Take your time.]",
        "paragraphs:\n            - |\n              Take:\n              • time",
    )
    problem = problem_of(content)
    assert problem.kind == "list-in-text"
    assert '"points:"' in problem.hint


def test_a_school_s_particulars_are_one_paragraph(tmp_path: Path) -> None:
    (tmp_path / "school.yaml").write_text("name: Oak\nsenco_contact: |\n  01632 960 123\n\n  at noon\n", "utf-8")
    with pytest.raises(SenauditError) as raised:
        check(Sources(school=tmp_path))
    (problem,) = raised.value.problems
    assert (problem.kind, problem.place and problem.place.line) == ("second-paragraph", 5)
