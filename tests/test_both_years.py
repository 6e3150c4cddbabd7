"""Two audits side by side: what each group said this time and last time, in each look and edition."""

from __future__ import annotations

from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import outloud  # type: ignore[import-untyped]
import pdfua
import pypdfium2  # type: ignore[import-untyped]
import pytest
from edition_words import every_edition, typed_as, words_of
from filling_programs import by_pikepdf
from test_collation import (
    ACTION,
    LOOKS,
    OTHER,
    PRACTICE,
    asked,
    document,
    given,
    guide,
    heard_lines,
    heard_of,
    lines_of,
    put_together,
    returned,
    run,
    several,
    sheets,
    varied,
)

from senaudit.audit.collated import Heard
from senaudit.audit.earlier import Earlier
from senaudit.audit.kept_returns import keep_returns
from senaudit.audit.respondents import Respondents, circulation_note, respondents_of, respondents_of_years
from senaudit.audit.returns import Return
from senaudit.recipe.request import Format, request_for

NOT_ASKED = "This question was not asked last time."


def then(*returns: Return) -> Earlier:
    return Earlier("Autumn 2025", returns)


def last_year(folder: Path, *returns: Return) -> Path:
    """Return the folder of an earlier audit with these returns."""
    folder.mkdir()
    keep_returns(folder, returns)
    return folder


def test_answers_of_both_years_stand_in_a_row_under_their_audits_names(tmp_path: Path) -> None:
    old = (given(f"o{number}", answers={PRACTICE: "It was slow"}) for number in range(5))
    before = last_year(tmp_path / "autumn-2025", *old)
    (before / "audit.yaml").write_text("name: Autumn 2025\n", "utf-8")
    (tmp_path / "audit").mkdir()
    (tmp_path / "audit" / "audit.yaml").write_text("name: Autumn 2026\nsince: ../autumn-2025\n", "utf-8")
    files = {
        f"{number}.pdf": by_pikepdf(sheets("parents"), {PRACTICE: f"Quick {number}", ACTION: f"More {number}"})
        for number in range(5)
    }
    kept = (before / "returns.yaml").read_bytes()
    result = run(tmp_path, str(returned(tmp_path, files)), "--into", str(tmp_path / "audit"), "--font", "arimo")
    assert result.exit_code == 0, result.output
    assert (before / "returns.yaml").read_bytes() == kept
    lines = lines_of((tmp_path / "audit" / "collated.pdf").read_bytes())
    at = lines.index("heading 4: Parents")
    practice, action = (lines.index(f"head of row: {words}", at) for words in ("Current practice", "Points for action"))
    assert lines[at + 1 : at + 10] == [
        "table of 2", "row", "head of column: What", "head of column: This time: Autumn 2026",
        "head of column: Last time: Autumn 2025", "row", "head of row: How many", "cell: 5 asked, 5 answered",
        "cell: 5 asked, 5 answered",
    ]  # fmt: skip
    assert [line for line in lines[practice:action] if "It was slow" in line] == ["• It was slow"] * 5
    assert sorted(line for line in lines[practice:action] if "Quick" in line) == [f"• Quick {n}" for n in range(5)]
    assert "cell: Nothing" in lines[action:]


def test_the_option_names_a_folder_and_what_is_wrong_with_it_is_told(tmp_path: Path) -> None:
    before = last_year(tmp_path / "spring 2024", *several("parents", 2))
    returns = returned(tmp_path, {"a.pdf": by_pikepdf(sheets("parents"), {PRACTICE: "Now"})})
    words = (str(returns), "--into", str(tmp_path / "audit"), "--font", "arimo")
    result = run(tmp_path, *words, "--since", str(before))
    assert result.exit_code == 0, result.output
    assert "only 2 returns of last time" in result.output
    lines = lines_of((tmp_path / "audit" / "collated.pdf").read_bytes())
    assert {"head of column: Last time: spring 2024", "Last time: spring 2024."} <= {*lines}
    (tmp_path / "nothing").mkdir()
    result = run(tmp_path, *words, "--since", str(tmp_path / "nothing"))
    assert (result.exit_code, "no answers are kept in this folder" in result.output) == (1, True)
    assert run(tmp_path, *words, "--since", str(tmp_path / "audit")).exit_code == 2


def test_a_single_return_of_last_time_is_one() -> None:
    note = circulation_note(respondents_of([given("a")], guide().audiences), 5, "of last time")
    assert note
    assert note.message.startswith("there is only 1 return of last time: ")


def counts(heard: Heard) -> tuple[str, int, int]:
    assert heard.before is not None
    return "+".join(map(str, heard.who.names)), heard.asked, heard.before.asked


def test_what_was_not_asked_and_who_did_not_answer_is_said() -> None:
    fewer = {name: words for name, words in asked("parents").items() if not name.startswith("support:information:")}
    now = [given("a", answers={PRACTICE: "x"}), given("b", "teachers", answers={PRACTICE: "y"})]
    before = then(
        given("c", asked=fewer, answers={OTHER: "t"}), given("d", "office", asked=fewer, answers={OTHER: "z"})
    )
    made = put_together(now, before=before)
    assert [*map(counts, heard_of(made))] == [("Parents", 1, 0), ("Teachers", 1, 0)]
    assert [*map(counts, heard_of(made, "access-to-information"))] == [
        ("Parents", 1, 1), ("Teachers", 1, 0), ("Office", 0, 1),
    ]  # fmt: skip
    lines = lines_of(document(now, before=before).data)
    assert lines[lines.index(NOT_ASKED) - 1].startswith("heading 3: 1 ")
    assert lines.count(NOT_ASKED) == 1
    assert {"cell: Not asked", "cell: Nothing came back"} <= {*lines}
    assert NOT_ASKED not in lines_of(document(now).data)


def test_answers_of_last_time_to_what_is_asked_no_more_are_kept() -> None:
    gone = {"support:gone:practice": "Support 99: What of this? Current practice"}
    before = then(given("c", asked=gone, answers={"support:gone:practice": "It was so"}))
    lines = lines_of(document([given("a")], before=before).data)
    assert "• It was so" in lines[lines.index("heading 2: Questions that are no longer asked (Autumn 2025)") :]


def named(groups: tuple[Respondents, ...]) -> list[str]:
    return [f"{'+'.join(map(str, each.name.names))}:{len(each.returns)}" for each in groups]


def test_groups_that_are_small_in_one_year_are_joined_in_both() -> None:
    audiences = guide().audiences
    now = [*several("parents", 7), *several("office", 1), *several("governors", 6)]
    old = [*several("parents", 3), *several("governors", 9)]
    this, last = respondents_of_years([now, old], audiences, 5)
    assert (named(this), named(last)) == (["Parents+Office+Governors:14"], ["Parents+Office+Governors:12"])
    (alone,) = (each for each in respondents_of(now, audiences, 5) if each.name.joined)
    assert {*alone.name.names} <= {*this[0].name.names}, "one document must not tell who is who in the other"
    this, last = respondents_of_years([several("parents", 7), []], audiences, 5)
    assert (named(this), named(last)) == (["Parents:7"], ["Parents:0"])
    made = put_together(now, before=then(*old), smallest=5)
    assert [counts(each)[0] for each in heard_of(made)] == ["Parents+Office+Governors"]


@every_edition
def test_both_years_are_in_every_edition_whole_and_hostile_words_are_words(form: Format) -> None:
    evil = "<b>{{ 7*7 }}</b> =1+1"
    before = Earlier("Autumn <i> 2025", (given("c", answers={PRACTICE: evil}),))
    request = request_for("collation", font="arimo", format=form)
    words = words_of(document([given("a", answers={PRACTICE: "Now it is so"})], request, before=before).data, form)
    assert words.count(typed_as("Now it is so", form)) == 1
    assert words.count(typed_as(evil, form)) == 1
    assert typed_as("Autumn <i> 2025", form) in words


@cache
def pages(look: str) -> bytes:
    old = [each._replace(id=f"old-{each.id}") for each in varied()[::2]]
    request = request_for("collation", font="arimo", **LOOKS[look])
    return document(varied(), request, smallest=5, before=then(*old)).data


@pytest.mark.parametrize("look", LOOKS)
def test_the_checkers_find_nothing(look: str, tmp_path: Path) -> None:
    file = tmp_path / "collated.pdf"
    file.write_bytes(pages(look))
    result = outloud.check(str(file), layers={"conformance"})
    assert [each for each in result.findings if each.severity == "error"] == []
    report = pdfua.validate(str(file))
    assert (report.findings, report.skipped) == ((), ())


@pytest.mark.parametrize("look", ["standard", "large", "a3"])
def test_no_page_ends_with_a_heading(look: str) -> None:
    ends: list[Any] = []
    with closing(pypdfium2.PdfDocument(pages(look))) as pdf:
        ends += ([*heard_lines(page)][-1] for page in pdf)
    assert len(ends) > 6
    assert not [end for end in ends[:-1] if end.startswith("heading")]
