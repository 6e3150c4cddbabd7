"""The content tree is read into the model, and every problem of every file is reported in one run."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from asking import guide_in
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_content import FILES, change, write_sample

from senaudit.content.labels import LABELS
from senaudit.content.model import Ask, CallOut
from senaudit.files.shipped import shipped
from senaudit.problems import FileError, Problem, SenauditError

CHAPTER = "chapters/communication.yaml"


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_sample(Path("content"))


def problems_of(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(SenauditError) as raised:
        guide_in(folder)
    return raised.value.problems


class TestModel:
    def test_every_kind_of_block_reads_itself(self, content: Path) -> None:
        guide = guide_in(content)
        sections = [block.kind for section in guide.introduction.sections for block in section.blocks]
        questions = [[block.kind for block in question.blocks] for question in guide.chapters[0].questions]
        assert sections == ["text", "heading", "points", "steps", "steps", "quote", "parents"]
        assert questions == [["ask", "parents", "schools"], ["ask", "guidance"]]

    def test_a_call_out_keeps_all_its_parts(self, content: Path) -> None:
        block = guide_in(content).chapters[0].questions[1].blocks[1]
        assert isinstance(block, CallOut)
        body = block.body
        assert str(block.title) == "Writing a letter"
        assert str(body.lead) == "Before you begin:"
        assert [str(text) for text in (*body.paragraphs, *body.closing)] == ["Take your time.", "That is all."]
        assert [str(step.text) for step in body.steps] == ["Write.", "Read"]
        assert str(body.steps[1].detail) == "Read it aloud."
        assert str(body.steps[1].points[0].text) == "Twice"
        assert [(str(g.title), len(g.points), len(g.steps)) for g in body.groups] == [("Then", 0, 1), ("Also", 1, 0)]
        assert [(action.icon, str(action.text)) for action in body.actions] == [("phone", "Ring us")]
        assert body.numbering == "letters"

    def test_a_call_out_that_is_one_text_is_one_paragraph(self, content: Path) -> None:
        block = guide_in(content).chapters[0].questions[0].blocks[2]
        assert isinstance(block, CallOut)
        assert [str(text) for text in block.body.paragraphs] == ["One school rings back on the same day."]

    def test_points_nest(self, content: Path) -> None:
        block = guide_in(content).chapters[0].questions[0].blocks[0]
        assert isinstance(block, Ask)
        assert [str(point.text) for point in block.points[1].points] == ["Class teacher", "SENCO"]

    def test_chapters_and_questions_are_numbered_by_their_order(self, content: Path) -> None:
        second = FILES[CHAPTER].replace("id: communication", "id: support")
        (content / "chapters/support.yaml").write_text(second, "utf-8")
        change(content, "guide.yaml", "[communication]", "[support, communication]")
        guide = guide_in(content)
        assert [(chapter.number, chapter.id) for chapter in guide.chapters] == [(1, "support"), (2, "communication")]
        assert [(q.number, q.id) for q in guide.chapters[1].questions] == [("1", "telephone"), ("2", "letters")]

    def test_a_question_keeps_what_stands_on_its_sheet(self, content: Path) -> None:
        telephone, letters = guide_in(content).chapters[0].questions
        assert [str(prompt) for prompt in telephone.prompts] == ["response time", "messages"]
        assert telephone.audiences == ("parents", "office")
        assert (telephone.checklist_lead, telephone.checklist, letters.audiences) == (None, (), ())
        assert str(letters.checklist_lead) == "For example:"
        assert [str(point.text) for point in letters.checklist] == ["Short", "Clear"]

    def test_labels_and_audiences_come_with_the_guide(self, content: Path) -> None:
        guide = guide_in(content)
        assert tuple(guide.labels) == tuple(LABELS)
        assert {name: str(words) for name, words in guide.audiences.items()} == {
            "parents": "Parents",
            "support staff": "Support staff",
            "office": "Office",
        }

    def test_a_guide_needs_no_back_matter(self, content: Path) -> None:
        start = FILES["guide.yaml"].index("back_matter")
        end = FILES["guide.yaml"].index("glossary")
        (content / "guide.yaml").write_text(FILES["guide.yaml"][:start] + FILES["guide.yaml"][end:], "utf-8")
        assert guide_in(content).back_matter == ()

    def test_the_shipped_content_reads_and_is_whole(self) -> None:
        assert [len(chapter.questions) for chapter in guide_in(shipped("content")).chapters] == [15, 13, 12]


class TestTexts:
    @pytest.mark.parametrize("typed", ["no", "12:30", "010", "null", "2026-01-01", "~"])
    def test_a_value_is_printed_as_it_was_typed(self, content: Path, typed: str) -> None:
        change(content, "guide.yaml", "edition: 2026 edition", f"edition: {typed}")
        assert str(guide_in(content).edition) == typed

    @pytest.mark.parametrize("typed", ["{{ 7*7 }}", "{{x}}", "{ service }", "{}", "{1}", "<b>", "&amp;", "{% if %}"])
    def test_what_only_looks_like_a_template_stays_as_typed(self, content: Path, typed: str) -> None:
        change(content, "guide.yaml", "edition: 2026 edition", f'edition: "{typed}"')
        assert str(guide_in(content).edition) == typed

    def test_white_space_is_folded_and_a_no_break_space_kept(self, content: Path) -> None:
        change(content, "guide.yaml", "edition: 2026 edition", 'edition: " a  b\\n\\n  c\\t3\u00a0pm "')
        assert str(guide_in(content).edition) == "a b c 3\u00a0pm"

    @pytest.mark.parametrize(
        ("typed", "printed"),
        [
            ("Ask {service} now", "Ask your local SENDIASS now"),
            ("{Service} can help", "Your local SENDIASS can help"),
            ("{Sen_team}, {sen_team}", "The SEN team, the SEN team"),
        ],
    )
    def test_a_term_is_filled_in_and_a_capital_carries_over(self, content: Path, typed: str, printed: str) -> None:
        change(content, "guide.yaml", "edition: 2026 edition", f'edition: "{typed}"')
        assert str(guide_in(content).edition) == printed

    def test_a_text_knows_its_place(self, content: Path) -> None:
        place = guide_in(content).chapters[0].questions[1].question.place
        assert str(place) == "content/chapters/communication.yaml:22:15"
        assert place.source == "    question: Are your letters clear?"


TERMS = "terms/england.yaml"
PARENTS = "          lead: It helps if…\n          points:\n            - Somebody answers.\n"
CLOSING = "  lead: If you want to know more…\n  call: ask a parent!\n"
EDITION = "edition: 2026 edition"
QUOTES = "double quotes"

# The change, the file, the old and the new text; then the problem's place, message and help.
MISTAKES = [
    (
        "an unknown field",
        CHAPTER,
        "    prompts:",
        "    prompt:",
        "7:5",
        "“prompt” is not a field of a question",
        '"prompts"',
    ),
    (
        "a colon in a point",
        CHAPTER,
        "- Somebody answers",
        "- Answers: some",
        "17:15",
        "“Answers” is not a field",
        QUOTES,
    ),
    (
        "no question",
        CHAPTER,
        "    question: Are your letters clear?\n",
        "",
        "21:5",
        "a question has no “question”",
        "add",
    ),
    ("no closing", "poster.yaml", "closing: Ask a parent!\n", "", "1:1", "the poster has no “closing”", "add a line"),
    ("an unknown block", CHAPTER, "- schools: >-", "- school: >-", "18:9", "“school” is not a kind of", '"schools"'),
    ("a block of sections", CHAPTER, "- schools: >-", "- quote: >-", "18:9", "“quote” is not a kind of", "guidance"),
    (
        "two blocks in one",
        CHAPTER,
        "- schools: >-",
        "  schools: >-",
        "18:9",
        "“schools” stands beside “parents”",
        "hyphen",
    ),
    (
        "no kind of block",
        CHAPTER,
        f"- parents:\n{PARENTS}",
        "- Text\n",
        "14:9",
        "a text stands here where “ask: …”",
        "one of: ask, parents",
    ),
    ("an unknown icon", CHAPTER, "icon: phone", "icon: fone", "49:22", "“fone” is not an icon", '"phone"'),
    (
        "unknown numbering",
        CHAPTER,
        ": letters\nclosing",
        ": i\nclosing",
        "51:22",
        "“i” is not a kind of numb",
        "numbers",
    ),
    (
        "nothing to number",
        CHAPTER,
        PARENTS,
        "          lead: A\n          numbering: letters\n",
        "16:11",
        "no steps",
        "add",
    ),
    ("an unknown audience", CHAPTER, "[parents, office]", "[parent]", "8:17", "no audience “parent”", '"parents"'),
    ("an audience twice", CHAPTER, "[parents, office]", "[office, office]", "8:25", "“office” is here a sec", "delete"),
    ("a list for a text", "guide.yaml", EDITION, "edition: [2026]", "3:10", "a text belongs here, not a list", QUOTES),
    ("fields for a text", "guide.yaml", EDITION, "edition: {service}", "3:10", "text belongs here, not fields", QUOTES),
    (
        "a text for a list",
        CHAPTER,
        "[response time, messages]",
        "time",
        "7:14",
        "a list belongs here, not a text",
        "hyphen",
    ),
    (
        "fields for a list",
        CHAPTER,
        "[response time, messages]",
        "{a: b}",
        "7:14",
        "list belongs here, not field",
        "hyphen",
    ),
    (
        "a text for fields",
        CHAPTER,
        CLOSING,
        "  ask!\n",
        "53:3",
        "a closing line is made of fields, not a text",
        "name:",
    ),
    (
        "a list for fields",
        "poster.yaml",
        "{heading: One, text: First message}",
        "[One]",
        "4:5",
        "not a list",
        "name: text",
    ),
    ("an empty text", "guide.yaml", EDITION, "edition:", "3:9", "there is no text here", "write the text"),
    ("a blank text", "guide.yaml", EDITION, 'edition: " \u00a0"', "3:10", "there is no text here", "write the text"),
    ("an empty list", CHAPTER, "points: [Ask a parent.]", "points: []", "37:19", "“points” has no entries", "add one"),
    ("no steps", "introduction.yaml", "steps: [Only]", "steps: []", "15:16", "“steps” has no entries", "add one"),
    ("no chapters", "guide.yaml", "[communication]", "[]", "5:11", "“chapters” has no entries", "add one"),
    ("a bad id", CHAPTER, "id: letters", "id: To Home", "21:9", "“To Home” cannot be an id", 'write "to-home"'),
    ("a question twice", CHAPTER, "id: letters", "id: telephone", "21:9", "(first in line 5)", "another id"),
    (
        "a chapter twice",
        "guide.yaml",
        "[communication]",
        "[communication, communication]",
        "5:27",
        "second time",
        "delete",
    ),
    ("a glossary entry twice", "guide.yaml", "term: SEN,", "term: LA,", "16:14", "(first in line 15)", "another term"),
    (
        "no such chapter",
        "guide.yaml",
        "n]",
        "n, comunication]",
        "5:27",
        "no file chapters/comunication.yaml",
        '"communication"',
    ),
    (
        "a chapter's other id",
        CHAPTER,
        "id: communication",
        "id: talk",
        "1:5",
        "its file is called communication.yaml",
        "same",
    ),
    (
        "five messages",
        "poster.yaml",
        "  - {heading: Six, text: Sixth message}\n",
        "",
        "4:3",
        "exactly 6 messages",
        "add",
    ),
    (
        "no title",
        CHAPTER,
        "          title: Writing a letter\n",
        "",
        "34:11",
        "guidance has no “title”",
        "label of the box",
    ),
    (
        "guidance as a text",
        CHAPTER,
        "- schools: >-",
        "- guidance: >-",
        "18:19",
        "guidance is made of fields",
        "name: text",
    ),
    (
        "nothing to print",
        CHAPTER,
        PARENTS,
        "          title: A\n",
        "15:11",
        "a parent view holds nothing",
        "add one of",
    ),
    (
        "a group of both",
        CHAPTER,
        "steps: [Send.]",
        "points: [A]\n              steps: [B]",
        "44:15",
        "either points",
        "take",
    ),
    (
        "a group of nothing",
        CHAPTER,
        "\n              points: [Keep a copy.]",
        "",
        "46:15",
        "either points or steps",
        "add",
    ),
    ("an unknown term", CHAPTER, "on the same", "on {servise}’s", "20:14", "there is no term “servise”", '"service"'),
    ("a term in a term", TERMS, "the SEN team", "a {service}", "4:13", "cannot name another term", "write out"),
    ("a term's bad name", TERMS, "sen_team", "SEN team", "4:3", "“SEN team” cannot be a name here", "letters"),
    (
        "a bad audience",
        "labels.yaml",
        "  support staff:",
        "  Staff:",
        f"{len(LABELS) + 4}:3",
        "“Staff” cannot be a name",
        "small letters",
    ),
    ("no label", "labels.yaml", "  box: The label box  # a comment\n", "", "2:3", "has no “box”", "add a line"),
    (
        "no placeholder",
        "labels.yaml",
        "Page {number} of {count}",
        "Page {number}",
        f"{list(LABELS).index('page') + 2}:9",
        "{count} is missing here",
        "as in",
    ),
    (
        "an unknown placeholder",
        "labels.yaml",
        "Page {number} of {count}",
        "Page {number} of {cuont}",
        f"{list(LABELS).index('page') + 2}:27",
        "there is no term “cuont”",
        "count",
    ),
    (
        "a label of an earlier version",
        "labels.yaml",
        "audiences:\n",
        "  of: of\naudiences:\n",
        f"{len(LABELS) + 2}:3",
        "“of” is not a field",
        'write "page: Page {number} of {count}"',
    ),
    (
        "an unknown label",
        "labels.yaml",
        "audiences:\n",
        "  boxx: x\naudiences:\n",
        f"{len(LABELS) + 2}:3",
        "“boxx” is not a field",
        '"box"',
    ),
    ("a language", "guide.yaml", "en-GB", "British English", "4:11", "not a language tag", "en-GB"),
    ("a cut text", CHAPTER, "It helps if…", "It helps #1", "15:26", "the text is cut off here", QUOTES),
]


class TestProblems:
    @pytest.mark.parametrize(
        ("name", "old", "new", "place", "message", "hint"),
        [m[1:] for m in MISTAKES],
        ids=[m[0].replace(" ", "-") for m in MISTAKES],
    )
    def test_a_mistake_is_told_once_with_its_place_and_help(
        self, content: Path, name: str, old: str, new: str, place: str, message: str, hint: str
    ) -> None:
        change(content, name, old, new)
        (problem,) = problems_of(content)
        assert str(problem.place) == f"content/{name}:{place}"
        assert message in problem.message
        assert hint in problem.hint
        assert problem.place
        assert problem.place.source

    def test_a_misspelt_field_is_told_once_and_not_as_missing_too(self, content: Path) -> None:
        change(content, "guide.yaml", "subtitle:", "subtitel:")
        (problem,) = problems_of(content)
        assert (str(problem.place), problem.hint) == ("content/guide.yaml:2:1", 'did you mean "subtitle"?')

    def test_a_field_that_is_missing_beside_an_unknown_one_is_told_too(self, content: Path) -> None:
        change(content, "guide.yaml", "subtitle:", "heading:")
        missing, unknown = problems_of(content)
        assert (str(missing.place), missing.message) == ("content/guide.yaml:1:1", "guide.yaml has no “subtitle”")
        assert str(unknown.place) == "content/guide.yaml:2:1"

    def test_the_problems_of_all_files_are_told_in_one_run_sorted_by_place(self, content: Path) -> None:
        change(content, "poster.yaml", "lead: Six things", "lead: @six")
        change(content, "labels.yaml", "Office", "")
        change(
            content, "introduction.yaml", "text: A paragraph about {service}.", "text: About {nobody} and {nothing}."
        )
        change(content, CHAPTER, "audiences: [parents, office]", "audiences: [nobody]")
        change(content, CHAPTER, "id: letters", "id: Letters")
        change(content, "guide.yaml", "title: Glossary", "titel: Glossary")
        assert [str(problem.place) for problem in problems_of(content)] == [
            "content/chapters/communication.yaml:8:17",
            "content/chapters/communication.yaml:21:9",
            "content/guide.yaml:12:3",
            "content/introduction.yaml:6:21",
            "content/introduction.yaml:6:34",
            f"content/labels.yaml:{len(LABELS) + 5}:10",
            "content/poster.yaml:2:7",
        ]

    @pytest.mark.parametrize("broken", ["title: a: b\n", "", "- a list\n", "chapters: communication\n"])
    def test_the_chapters_are_checked_even_if_the_list_of_chapters_cannot_be_read(
        self, content: Path, broken: str
    ) -> None:
        (content / "guide.yaml").write_text(broken, "utf-8")
        change(content, CHAPTER, "id: letters", "id: Letters")
        assert "content/chapters/communication.yaml:21:9" in [str(problem.place) for problem in problems_of(content)]

    def test_a_term_explained_twice_is_a_problem(self, content: Path) -> None:
        with (content / TERMS).open("a", encoding="utf-8") as file:
            file.write("glossary:\n  - {term: LA, meaning: Local authority}\n")
        (problem,) = problems_of(content)
        assert problem.full_message() == f"“LA” is here a second time (first in {content / TERMS})"
        assert problem.place is not None
        assert problem.place.path == content / "guide.yaml"

    @pytest.mark.parametrize("typed", ["{ service }", "{service }", "{ Service}"])
    def test_a_term_with_spaces_in_its_braces_is_a_warning(self, content: Path, typed: str) -> None:
        change(content, "introduction.yaml", "about {service}.", f"about {typed}.")
        guide = guide_in(content)
        (warning,) = guide.warnings
        assert warning.message == f"“{typed}” is printed as it stands"
        assert warning.place is not None
        assert (warning.place.line, warning.place.width) == (6, len(typed))
        assert "without spaces" in warning.hint

    def test_terms_that_cannot_be_read_do_not_make_every_use_of_them_a_problem(self, content: Path) -> None:
        (content / TERMS).write_text("terms:\n  service: 'a\n", "utf-8")
        assert [str(problem.place) for problem in problems_of(content)] == ["content/terms/england.yaml:2:12"]

    def test_audiences_that_cannot_be_read_do_not_make_every_use_of_them_a_problem(self, content: Path) -> None:
        change(
            content,
            CHAPTER,
            "    audiences: [parents, office]",
            "    for_parents: Can you reach us?\n    audiences: [x]",
        )
        (content / "labels.yaml").write_text("labels: {\n", "utf-8")
        assert [str(problem.place) for problem in problems_of(content)] == ["content/labels.yaml:2:1"]

    def test_a_misspelt_audience_of_a_wording_is_told(self, content: Path) -> None:
        change(content, CHAPTER, "    audiences: [parents, office]", "    for_parent: Can you reach us?")
        (problem,) = problems_of(content)
        assert problem.message == "“for_parent” is not a field of a question"
        assert problem.hint == 'did you mean "for_parents"?'

    def test_a_chapter_that_guide_yaml_does_not_list_is_not_skipped(self, content: Path) -> None:
        (content / "chapters/support.yaml").write_text("id: support\n", "utf-8")
        (problem,) = problems_of(content)
        assert str(problem.place) == "content/chapters/support.yaml"
        assert problem.message == "guide.yaml does not list this chapter"
        assert "support" in problem.hint

    def test_a_chapter_with_another_ending_is_not_skipped(self, content: Path) -> None:
        (content / "chapters/support.yml").write_text("id: support\n", "utf-8")
        (problem,) = problems_of(content)
        assert str(problem.place) == "content/chapters/support.yml"
        assert problem.hint == "call it support.yaml"

    def test_hidden_files_and_other_files_beside_the_chapters_are_no_chapters(self, content: Path) -> None:
        for name in (".communication.yaml", "README.txt", "communication.yaml~"):
            (content / "chapters" / name).write_text("x", "utf-8")
        assert guide_in(content)

    @pytest.mark.parametrize("name", [name for name in FILES if "/" not in name])
    def test_a_missing_file_is_a_file_error_that_tells_the_other_problems_too(self, content: Path, name: str) -> None:
        (content / name).unlink()
        change(content, CHAPTER, "id: letters", "id: Letters")
        with pytest.raises(FileError) as raised:
            guide_in(content)
        places = [str(problem.place) for problem in raised.value.problems]
        assert places == ["content/chapters/communication.yaml:21:9", f"content/{name}"]
        assert raised.value.exit_status == 3

    def test_a_missing_folder_is_a_file_error(self, content: Path) -> None:
        with pytest.raises(FileError) as raised:
            guide_in(Path("nowhere"))
        (problem,) = raised.value.problems
        assert str(problem) == "nowhere: there is no such folder\n    help: name the folder that holds guide.yaml"

    def test_a_file_in_place_of_the_folder_is_a_file_error(self, content: Path) -> None:
        with pytest.raises(FileError) as raised:
            guide_in(content / "guide.yaml")
        assert raised.value.problems[0].message == "this is not a folder"

    def test_a_missing_folder_of_chapters_is_told_at_the_list_of_chapters(self, content: Path) -> None:
        (content / CHAPTER).unlink()
        (content / "chapters").rmdir()
        (problem,) = problems_of(content)
        assert str(problem.place) == "content/guide.yaml:5:12"
        assert problem.hint


SIGNS = st.sampled_from(list("\t\n\r #:-{}[]&*!|>'\"%@`,?\\~<=.\x00\x1b\x85\u2028\ufeff\u00a0é😀")) | st.characters(
    exclude_categories=["Cs"]
)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, str]:
    """Return a file name of the sample and the file's text after a few slips of an editor's hand."""
    name = draw(st.sampled_from(sorted(FILES)))
    text = FILES[name]
    for _ in range(draw(st.integers(1, 3))):
        lines = text.splitlines(keepends=True)
        number = draw(st.integers(0, max(len(lines) - 1, 0)))
        column = draw(st.integers(0, len(text)))
        text = draw(
            st.sampled_from(
                [
                    "".join(lines[:number] + lines[number + 1 :]),
                    "".join(lines[: number + 1] + lines[number:]),
                    text[:column] + text[column + 1 :],
                    text[:column] + draw(SIGNS) + text[column:],
                ]
            )
        )
    return name, text


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(damaged())
def test_a_damaged_tree_either_loads_or_says_what_is_wrong_with_it(change: tuple[str, str]) -> None:
    name, text = change
    with tempfile.TemporaryDirectory() as folder:
        content = write_sample(Path(folder))
        (content / name).write_text(text, "utf-8", newline="")
        problems: tuple[Problem, ...] = ()
        try:
            guide_in(content)
        except SenauditError as error:
            problems = error.problems or (Problem("some-kind", None, ""),)
    assert all(problem.place and problem.message and problem.hint for problem in problems)


class TestShipped:
    def test_content_and_templates_and_fonts_are_found(self) -> None:
        assert (shipped("content") / "guide.yaml").is_file()
        assert shipped("templates").name == "templates"
        assert shipped("fonts").parts[-3:] == ("senaudit", "data", "fonts")

    def test_a_copy_inside_the_package_comes_first(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("senaudit.files.shipped._PACKAGE", tmp_path / "senaudit")
        assert shipped("content") == tmp_path / "content"
        (tmp_path / "senaudit/data/content").mkdir(parents=True)
        assert shipped("content") == tmp_path / "senaudit/data/content"
