"""A selection of chapters, questions and audiences: fewer questions, each with its number in the whole guide."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from asking import guide_in
from sample_content import change, write_sample

from senaudit.content.model import Guide
from senaudit.content.select import Selection, select
from senaudit.problems import UsageError

CHAPTERS = {
    "communication": ["telephone", "letters", "visits", "meetings", "email", "reports", "policy"],
    "involvement": ["homework", "letters", "reading"],
    "community": ["groups"],
}
AUDIENCES = {"telephone": "parents, office", "letters": "support staff", "groups": "office"}


def chapter_text(name: str, questions: Sequence[str]) -> str:
    lines = [f"id: {name}", f"title: The {name}", "summary: A summary", "questions:"]
    for question in questions:
        lines += [f"  - id: {question}", f"    question: What about {question}?", "    blocks: [{ask: [Anything?]}]"]
        if question in AUDIENCES:
            lines.append(f"    audiences: [{AUDIENCES[question]}]")
    return "\n".join([*lines, "closing: {lead: Not sure?, call: ask!}", ""])


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Guide:
    """Three chapters: 1 communication (7 questions), 2 involvement (3), 3 community (1)."""
    folder: Path = write_sample(tmp_path_factory.mktemp("content"))
    change(folder, "guide.yaml", "[communication]", f"[{', '.join(CHAPTERS)}]")
    for name, questions in CHAPTERS.items():
        (folder / "chapters" / f"{name}.yaml").write_text(chapter_text(name, questions), "utf-8")
    return guide_in(folder)


def chosen(
    guide: Guide, chapters: Sequence[str] = (), questions: Sequence[str] = (), audiences: Sequence[str] = ()
) -> list[str]:
    """Return the selected questions, as "3:1" for the first question of the third chapter."""
    fewer = select(guide, Selection(tuple(chapters), tuple(questions), tuple(audiences)))
    return [f"{chapter.number}:{question.number}" for chapter in fewer.chapters for question in chapter.questions]


def problems_of(
    guide: Guide, chapters: Sequence[str] = (), questions: Sequence[str] = (), audiences: Sequence[str] = ()
) -> list[tuple[str, str]]:
    with pytest.raises(UsageError) as raised:
        select(guide, Selection(tuple(chapters), tuple(questions), tuple(audiences)))
    assert raised.value.exit_status == 2
    assert all(problem.place is None for problem in raised.value.problems)
    return [(problem.message, problem.hint) for problem in raised.value.problems]


FIRST = [f"1:{number}" for number in range(1, 8)]
SECOND = ["2:1", "2:2", "2:3"]


class TestChapters:
    def test_no_choice_leaves_the_guide_as_it_is(self, guide: Guide) -> None:
        assert select(guide, Selection()) == guide

    @pytest.mark.parametrize(
        "word", ["involvement", "2", "i", "Inv", "INVOLVEMENT", "the inv", "The involvement", " 2 "]
    )
    def test_a_chapter_is_named_by_id_number_or_the_start_of_a_name(self, guide: Guide, word: str) -> None:
        assert chosen(guide, [word]) == SECOND

    def test_chapters_keep_the_order_of_the_guide_and_stand_there_once(self, guide: Guide) -> None:
        assert chosen(guide, ["3", "involvement", "community"]) == [*SECOND, "3:1"]

    def test_everything_but_the_questions_stays(self, guide: Guide) -> None:
        fewer = select(guide, Selection(("2",)))
        assert (fewer.introduction, fewer.glossary, fewer.poster) == (guide.introduction, guide.glossary, guide.poster)
        assert fewer.chapters == guide.chapters[1:2]

    def test_the_start_of_two_names_is_ambiguous(self, guide: Guide) -> None:
        message, hint = "“comm” names more than one chapter", "choose one: communication, community"
        assert problems_of(guide, ["comm"]) == [(message, hint)]

    def test_an_unknown_chapter_is_told_with_the_nearest(self, guide: Guide) -> None:
        problems = problems_of(guide, ["involvment"])
        assert problems == [("there is no chapter “involvment”", 'did you mean "involvement"?')]

    @pytest.mark.parametrize("word", ["4", "0", "9" * 5000])
    def test_an_unknown_number_is_told_with_the_known_ones(self, guide: Guide, word: str) -> None:
        hint = "known here: 1 communication, 2 involvement, 3 community"
        assert problems_of(guide, [word]) == [(f"there is no chapter {word}", hint)]

    @pytest.mark.parametrize("word", ["2,3", "involvement, community", "3,the inv", "2,2,3"])
    def test_a_comma_separates_several(self, guide: Guide, word: str) -> None:
        assert chosen(guide, [word]) == [*SECOND, "3:1"]

    def test_a_title_with_a_comma_is_one_word(self, guide: Guide) -> None:
        title = guide.chapters[1].title._replace(value="Reading, writing")
        renamed = guide._replace(chapters=(guide.chapters[0], guide.chapters[1]._replace(title=title)))
        assert chosen(renamed, ["reading, wri"]) == SECOND
        assert chosen(renamed, ["reading,1"]) == [*FIRST, *SECOND]

    def test_an_empty_word_names_no_chapter(self, guide: Guide) -> None:
        assert problems_of(guide, [""])[0][0] == "there is no chapter “”"


class TestQuestions:
    @pytest.mark.parametrize(
        ("word", "left"),
        [
            ("communication:3", ["1:3"]),
            ("communication:3,5-7", ["1:3", "1:5", "1:6", "1:7"]),
            ("communication:5–7", ["1:5", "1:6", "1:7"]),
            ("communication:telephone", ["1:1"]),
            ("communication: Telephone , 2", ["1:1", "1:2"]),
            ("inv:3", ["2:3"]),
            ("2:2", ["2:2"]),
            ("involvement:letters", ["2:2"]),
            ("homework", ["2:1"]),
            ("HomeWork", ["2:1"]),
            ("homework,telephone", ["1:1", "2:1"]),
            ("1:3,5-7,2:1", ["1:3", "1:5", "1:6", "1:7", "2:1"]),
            ("1:3,homework,5", ["1:3", "1:5", "2:1"]),
            ("1:3, letters", ["1:2", "1:3"]),
            ("groups,1:1-2", ["1:1", "1:2", "3:1"]),
            ("1:5 - 7", ["1:5", "1:6", "1:7"]),
            ("1:5—7", ["1:5", "1:6", "1:7"]),
            ("“communication:telephone,2”", ["1:1", "1:2"]),
        ],
    )
    def test_questions_keep_their_numbers(self, guide: Guide, word: str, left: list[str]) -> None:
        assert chosen(guide, questions=[word]) == left

    def test_several_choices_of_questions_add_up_in_the_guide_s_order(self, guide: Guide) -> None:
        assert chosen(guide, questions=["3:1", "homework", "1:7", "1:2"]) == ["1:2", "1:7", "2:1", "3:1"]

    def test_an_id_of_two_chapters_is_ambiguous(self, guide: Guide) -> None:
        message = "“letters” names more than one question"
        hint = "choose one: communication:letters, involvement:letters"
        assert problems_of(guide, questions=["letters"]) == [(message, hint)]

    def test_a_chosen_chapter_tells_which_question_of_that_id_is_meant(self, guide: Guide) -> None:
        assert chosen(guide, ["involvement"], ["letters"]) == ["2:2"]

    @pytest.mark.parametrize(
        ("word", "message", "hint"),
        [
            ("telefone", "there is no question “telefone”", 'did you mean "telephone"?'),
            ("community:letters", "there is no question of community “letters”", "known here: groups"),
            ("communication:8", "communication has no question 8", "its questions are 1 to 7"),
            ("communication:6-9", "communication has no question 9", "its questions are 1 to 7"),
            ("communication:0-2", "communication has no question 0", "its questions are 1 to 7"),
            ("communication:5-3", "communication:5-3 runs backwards", "write communication:3-5"),
            ("comunication:1", "there is no chapter “comunication”", 'did you mean "communication"?'),
            ("3", "“3” is a number without a chapter", "write the chapter before it: communication:3"),
            ("1.3", "“1.3” has no colon between the chapter and the question", "write communication:3"),
            ("inv – 3", "“inv – 3” has no colon between the chapter and the question", "write involvement:3"),
            ("inv 2-3", "“inv 2-3” has no colon between the chapter and the question", "write involvement:2-3"),
            ("1;3", "“1;3” has no colon between the chapter and the question", "write communication:3"),
            ("involvement", "“involvement” is a chapter", "name its questions, as in involvement:1-3"),
            ("nothing:1,2,3-4", "there is no chapter “nothing”", "known here: communication, involvement, community"),
            ("1:1,telefone", "there is no question of communication “telefone”", 'did you mean "telephone"?'),
        ],
    )
    def test_an_unknown_question_is_told_with_help(self, guide: Guide, word: str, message: str, hint: str) -> None:
        assert problems_of(guide, questions=[word]) == [(message, hint)]

    @pytest.mark.parametrize("word", ["", ":", "1:", "1:-", "1:3-", "1:1,,2", ":1", "1:2:3", "1:" + "9" * 5000])
    def test_what_is_no_choice_of_questions_is_a_usage_error(self, guide: Guide, word: str) -> None:
        assert all(message and hint for message, hint in problems_of(guide, questions=[word]))


class TestAudiences:
    OPEN_TO_ALL = ("1:3", "1:4", "1:5", "1:6", "1:7", "2:1", "2:3")

    def test_a_question_without_audiences_is_for_everybody(self, guide: Guide) -> None:
        assert chosen(guide, audiences=["parents"]) == ["1:1", *self.OPEN_TO_ALL]

    @pytest.mark.parametrize("word", ["support staff", "support-staff", "support_staff", "Support", "s", "SUPPORT-ST"])
    def test_an_audience_is_named_by_its_id_or_the_start_of_it(self, guide: Guide, word: str) -> None:
        assert chosen(guide, audiences=[word]) == sorted(["1:2", "2:2", *self.OPEN_TO_ALL])

    def test_audiences_add_up_and_chapters_without_questions_drop_out(self, guide: Guide) -> None:
        assert chosen(guide, audiences=["parents", "office"]) == ["1:1", *self.OPEN_TO_ALL, "3:1"]
        fewer = select(guide, Selection(audiences=("parents",)))
        assert [chapter.id for chapter in fewer.chapters] == ["communication", "involvement"]

    @pytest.mark.parametrize("word", ["parents,office", "office, parent", "Off,parents,parents"])
    def test_a_comma_separates_several(self, guide: Guide, word: str) -> None:
        assert chosen(guide, audiences=[word]) == chosen(guide, audiences=["parents", "office"])

    def test_an_unknown_audience_is_told_with_the_nearest(self, guide: Guide) -> None:
        problems = problems_of(guide, audiences=["parnets"])
        assert problems == [("there is no audience “parnets”", 'did you mean "parents"?')]


class TestTogether:
    def test_a_question_must_be_in_every_choice(self, guide: Guide) -> None:
        assert chosen(guide, ["1"], ["1:1-3", "2:1"], ["parents"]) == ["1:1", "1:3"]

    @pytest.mark.parametrize(
        ("chapters", "questions", "audiences"),
        [(["3"], ["1:1"], []), (["3"], ["homework"], []), (["3"], [], ["parents"]), ([], ["1:2"], ["parents"])],
    )
    def test_a_choice_that_leaves_nothing_is_a_usage_error(
        self, guide: Guide, chapters: list[str], questions: list[str], audiences: list[str]
    ) -> None:
        ((message, hint),) = problems_of(guide, chapters, questions, audiences)
        assert message == "no question is left of this choice"
        assert "leave one of them out" in hint

    def test_all_that_is_wrong_with_a_choice_is_told_in_one_run(self, guide: Guide) -> None:
        problems = problems_of(guide, ["4", "comm"], ["letters", "1:9,8", "nothing:1"], ["nobody"])
        assert [message for message, _ in problems] == [
            "there is no chapter 4",
            "“comm” names more than one chapter",
            "“letters” names more than one question",
            "communication has no question 9",
            "communication has no question 8",
            "there is no chapter “nothing”",
            "there is no audience “nobody”",
        ]
        assert all(hint for _, hint in problems)

    def test_a_choice_from_a_choice_keeps_the_numbers(self, guide: Guide) -> None:
        fewer = select(guide, Selection(("2", "3")))
        assert chosen(fewer, questions=["2:3"]) == ["2:3"]
