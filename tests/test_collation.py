"""What people said, put together: sheets that real programs filled in, and the documents that are read back of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from functools import cache
from hashlib import sha256
from io import BytesIO
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

import docx
import outloud  # type: ignore[import-untyped]
import pdfua
import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
from click.testing import CliRunner, Result
from conftest import built_document
from filling_programs import by_pikepdf, by_pypdf
from form_filling import fill_in
from test_heard import Listener, heard

from senaudit.audit.collated import Collation, Heard
from senaudit.audit.collation import collation
from senaudit.audit.possible_names import known_words, names_note, possible_names
from senaudit.audit.respondents import respondents_of
from senaudit.audit.returns import Return
from senaudit.audit.signs import SignNames, signs_for, signs_warning
from senaudit.cli import commands
from senaudit.content.model import Guide
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import Format, Request, request_for
from senaudit.recipe.steps import Document, build

QUESTION = "support:information"
PRACTICE, ACTION = f"{QUESTION}:practice", f"{QUESTION}:action"
OTHER = "support:access-to-information:practice"
TICK = f"{QUESTION}:code-of-practice"
ALL = request_for("collation", font="arimo")
FORMATS: tuple[Format, ...] = ("pdf", "docx", "html", "txt")

Answers = Mapping[str, str | bool]


@cache
def sheets(group: str) -> bytes:
    """Return a chapter's sheets for a group, to fill in."""
    return built_document(
        request_for("sheets", font="arimo", chapters=["support"], audiences=[group] if group else [], fillable=True)
    ).data


@cache
def guide() -> Guide:
    return read_content(ALL)


@cache
def asked(group: str = "") -> dict[str, str]:
    """Return the words beside the blanks of a group's sheets, as a reader of the sheets' fields finds them."""
    with pikepdf.open(BytesIO(sheets(group))) as pdf:
        fields = [field for field in pdf.Root.AcroForm.Fields if ":" in str(field.T)]
        return {str(field.T): str(field.TU) for field in fields}


def given(name: str, group: str = "parents", answers: Mapping[str, Any] | None = None, **other: Any) -> Return:
    """Return a return of this id."""
    answers = {PRACTICE: f"{name} said so"} if answers is None else answers
    facts: dict[str, Any] = {"group": group, "completed_by": (), "asked": asked(group), "changed": ""} | other
    return Return(
        id=name, file=f"{name}.pdf", digest=name, number=1, way="fields", school="", edition="2026",
        language="en-GB", form="", person="", answers=answers, **facts,
    )  # fmt: skip


def several(group: str, count: int, **other: Any) -> list[Return]:
    return [given(f"{group}-{number}", group, **other) for number in range(count)]


def put_together(returns: Iterable[Return], **other: Any) -> Collation:
    return collation(returns, guide(), **{"smallest": 1, **other})


def heard_of(made: Collation, question: str = "information") -> list[Heard]:
    (found,) = [each for chapter in made.chapters for each in chapter.questions if each.question.id == question]
    return list(found.heard)


def document(returns: Iterable[Return], request: Request = ALL, **other: Any) -> Document:
    returns = list(returns)
    signs = signs_for(request, guide(), returns)
    return build(request, guide=guide(), findings={"collation": put_together(returns, signs=signs, **other)})


def lines_of(data: bytes) -> list[str]:
    """Return what is heard of a PDF, line by line, without indents."""
    with closing(pypdfium2.PdfDocument(data)) as pdf:
        return [line.strip() for page in pdf for root in Listener(page).roots for line in heard(root)]


def run(folder: Path, *words: str) -> Result:
    result = CliRunner().invoke(commands, ["collate", *words], prog_name="senaudit")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def returned(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Return a folder with what came back."""
    (folder / "returns").mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / "returns" / name).write_bytes(data)
    return folder / "returns"


# Files in, a document out


def filled() -> dict[str, bytes]:
    """Return the sheets of three groups, which three programs filled in. Each answer is there once."""
    programs = {"parents": fill_in, "teachers": by_pikepdf, "office": by_pypdf}
    return {
        f"{group}-{number}.pdf": program(
            sheets(group),
            {PRACTICE: f"Now {group} {number}", ACTION: f"Next {group} {number}", OTHER: f"Too {group} {number}"},
        )
        for group, program in programs.items()
        for number in range(5)
    }


def test_each_answer_of_real_files_stands_once_under_its_question_group_and_head(tmp_path: Path) -> None:
    returns = returned(tmp_path, filled())
    result = run(tmp_path, str(returns), "--into", str(tmp_path / "audit"), "--font", "arimo")
    assert result.exit_code == 0, result.output
    lines = lines_of((tmp_path / "audit" / "collated.pdf").read_bytes())
    found: dict[str, list[tuple[str, str, str]]] = {}
    question = group = head = ""
    for line in lines:
        if line.startswith("heading 3:"):
            question, group, head = line.removeprefix("heading 3: "), "", ""
        elif line.startswith("heading 4:"):
            group, head = line.removeprefix("heading 4: "), ""
        elif line in ("Current practice", "Points for action"):
            head = line
        elif match := re.fullmatch(r"• ((?:Now|Next|Too) .*)", line):
            found.setdefault(match[1], []).append((question, group, head))
    first, second = (str(each.question) for each in guide().chapters[2].questions[:2])
    expected = {
        f"{word} {name} {number}": [(f"{place} {words}", name.capitalize(), head)]
        for name in ("parents", "teachers", "office")
        for number in range(5)
        for word, place, words, head in (
            ("Now", 1, first, "Current practice"),
            ("Next", 1, first, "Points for action"),
            ("Too", 2, second, "Current practice"),
        )
    }
    assert found == expected


def test_no_file_name_and_no_author_is_in_what_is_passed_on(tmp_path: Path) -> None:
    files = {f"from-Jo-Bloggs-{number}.pdf": data for number, data in enumerate(filled().values())}
    options = [word for each in FORMATS for word in ("--format", each)]
    assert run(tmp_path, str(returned(tmp_path, files)), "--into", str(tmp_path / "audit"), *options).exit_code == 0
    made = sorted((tmp_path / "audit").glob("collated.*"))
    assert [path.suffix for path in made] == [".docx", ".html", ".pdf", ".txt"]
    for path in made:
        data = path.read_bytes()
        if path.suffix == ".docx":
            data = b"".join(part.blob for part in docx.Document(str(path)).part.package.iter_parts())
        if path.suffix == ".pdf":
            with pikepdf.open(path) as pdf:
                data = b"".join(each.read_bytes() for each in pdf.objects if isinstance(each, pikepdf.Stream))
                data += str(pdf.docinfo).encode()
            data += "\n".join(lines_of(path.read_bytes())).encode()
        assert b"Bloggs" not in data
        assert b"from-" not in data


def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_done(tmp_path: Path) -> None:
    returns = returned(tmp_path, {**filled(), "broken.pdf": sheets("parents")[:500]})
    result = run(tmp_path, str(returns), "--into", str(tmp_path / "audit"), "--font", "arimo")
    assert result.exit_code == 1
    assert "broken.pdf" in result.output
    assert "• Now parents 0" in lines_of((tmp_path / "audit" / "collated.pdf").read_bytes())


def test_with_nothing_to_read_no_document_is_made_and_an_old_one_stays(tmp_path: Path) -> None:
    returns, made = returned(tmp_path, {"empty.pdf": sheets("parents")}), tmp_path / "audit" / "collated.pdf"
    result = run(tmp_path, str(returns), "--into", str(made.parent))
    assert result.exit_code == 1
    assert not made.parent.exists()
    made.parent.mkdir()
    made.write_bytes(b"old")
    assert run(tmp_path, str(returns), "--into", str(made.parent)).exit_code == 1
    assert made.read_bytes() == b"old"


def test_the_command_says_what_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert (run(tmp_path).exit_code, run(tmp_path, "--into", "audit").exit_code) == (2, 2)
    returns = returned(tmp_path, {})
    assert "--into" in run(tmp_path, str(returns)).output
    assert run(tmp_path, str(returns), "--into", "audit", "--group", "nobody").exit_code == 2


def test_in_an_audits_folder_the_command_needs_no_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    audit = "name: Autumn\nwhy: To hear more.\nreview: 3 May 2027\nsmallest_group: 1\n"
    (tmp_path / "audit.yaml").write_text(audit, "utf-8")
    returned(tmp_path, {"a.pdf": by_pikepdf(sheets("parents"), {PRACTICE: "Now"})})
    monkeypatch.chdir(tmp_path)
    assert run(tmp_path, "--font", "arimo").exit_code == 0
    lines = lines_of((tmp_path / "collated.pdf").read_bytes())
    assert {"Autumn", "To hear more.", "Next review: 3 May 2027"} <= {*lines}


def test_the_look_is_in_the_name(tmp_path: Path) -> None:
    returns = returned(tmp_path, {"a.pdf": by_pikepdf(sheets("parents"), {PRACTICE: "Now"})})
    for words in (["--large-print"], ["--text-size", "18"], ["--format", "docx", "--paper", "A3"]):
        assert run(tmp_path, str(returns), "--into", str(tmp_path / "audit"), *words).exit_code == 0
    names = [path.name for path in sorted((tmp_path / "audit").glob("collated*"))]
    assert names == ["collated-18-point.pdf", "collated-A3.docx", "collated-large-print.pdf"]


def test_answers_are_kept_and_count_when_their_files_are_gone(tmp_path: Path) -> None:
    one = by_pikepdf(sheets("parents"), {PRACTICE: "Now"})
    two = by_pikepdf(sheets("parents"), {PRACTICE: "Then"})
    audit, returns = tmp_path / "audit", returned(tmp_path, {"a.pdf": one})
    assert run(tmp_path, str(returns), "--into", str(audit), "--font", "arimo").exit_code == 0
    (returns / "a.pdf").unlink()
    returned(tmp_path, {"b.pdf": two})
    assert run(tmp_path, str(returns), "--into", str(audit), "--font", "arimo").exit_code == 0
    assert {"• Now", "• Then"} <= {*lines_of((audit / "collated.pdf").read_bytes())}
    before = (audit / "collated.pdf").read_bytes()
    assert run(tmp_path, "--into", str(audit), "--font", "arimo").exit_code == 0, "what is kept is enough"
    assert (audit / "collated.pdf").read_bytes() == before


def test_what_is_corrected_by_hand_is_what_is_printed(tmp_path: Path) -> None:
    audit, returns = tmp_path, returned(tmp_path, {"a.pdf": by_pikepdf(sheets("parents"), {PRACTICE: "Nwo"})})
    assert run(tmp_path, str(returns), "--into", str(audit), "--font", "arimo").exit_code == 0
    kept = audit / "returns.yaml"
    kept.write_text(kept.read_text("utf-8").replace("Nwo", "Now"), "utf-8")
    assert run(tmp_path, str(returns), "--into", str(audit), "--font", "arimo").exit_code == 0
    lines = lines_of((audit / "collated.pdf").read_bytes())
    assert "• Now" in lines
    assert "• Nwo" not in lines


def test_a_return_that_is_forgotten_is_nowhere_any_more(tmp_path: Path) -> None:
    files = {name: by_pikepdf(sheets("parents"), {PRACTICE: f"Said by {name}"}) for name in ("a.pdf", "b.pdf")}
    returned(tmp_path, files)
    words = (str(tmp_path / "returns"), "--into", str(tmp_path), "--font", "arimo")
    assert run(tmp_path, *words).exit_code == 0
    name = sha256(files["a.pdf"]).hexdigest()[:8] + "-1"
    assert run(tmp_path, *words, "--forget", "nobody").exit_code == 2
    result = run(tmp_path, *words, "--forget", name)
    assert result.exit_code == 0, result.output
    assert "collated.pdf: note" not in result.output, "it was made again"
    assert [path.name for path in (tmp_path / "returns").iterdir()] == ["b.pdf"]
    assert "Said by a" not in (tmp_path / "returns.yaml").read_text("utf-8")
    lines = lines_of((tmp_path / "collated.pdf").read_bytes())
    assert [line for line in lines if "Said by" in line] == ["• Said by b.pdf"]
    last = run(tmp_path, *words, "--forget", sha256(files["b.pdf"]).hexdigest()[:8] + "-1")
    assert last.exit_code == 1
    assert "collated.pdf" in last.output, "it still has words of that return"


# Who said what, and how many


def test_asked_answered_left_empty_and_not_asked_are_told_apart() -> None:
    fewer = {name: words for name, words in asked("parents").items() if not name.startswith(QUESTION)}
    returns = [
        given("a"),
        given("b", answers={TICK: True}),
        given("c", answers={PRACTICE: " \n\t", OTHER: "x"}),
        given("d", asked=fewer, answers={OTHER: "y"}),
    ]
    (only,) = heard_of(put_together(returns))
    assert (only.asked, only.answered, only.empty, only.not_asked) == (3, 2, 1, 1)
    (lines,) = [line for line in lines_of(document(returns).data) if line.startswith("3 asked")]
    assert lines == "3 asked, 2 answered, 1 left empty, 1 not asked"


def test_ticks_are_counted_by_group_and_what_is_written_beside_them_is_kept() -> None:
    words = {
        "support:information:practice": "Support 1: Which? Current practice",
        "support:information:action": "Support 1: Which? Points for action",
        "support:information:other": "Support 1: Which? Other",
        "support:information:other:line": "Support 1: Which? Other",
    }
    line = "support:information:other:line"
    returns = [
        given("a", asked=words, answers={"support:information:other": True, line: "a leaflet"}),
        given("b", asked=words, answers={"support:information:other": True}),
        given("c", asked=words, answers={line: "by word of mouth"}),
        given("d", "teachers", asked=words, answers={PRACTICE: "x"}),
    ]
    parents, teachers = heard_of(put_together(returns))
    (tick,) = parents.ticks
    assert (tick.words, tick.ticked, tick.shown) == ("Other", 2, 3)
    assert sorted(reply.paragraphs for reply in tick.written) == [("a leaflet",), ("by word of mouth",)]
    assert [(tick.ticked, tick.shown) for tick in teachers.ticks] == [(0, 1)]
    assert parents.answered == 3
    lines = lines_of(document(returns).data)
    assert "• Other: 2 of 3" in lines
    assert lines.count("• by word of mouth") == 1


def test_the_words_that_were_asked_are_shown_where_they_are_not_the_questions_own() -> None:
    question = guide().chapters[2].questions[0]
    old = {
        name: words.replace(str(question.wordings["teachers"].question), "Old words?")
        for name, words in asked("teachers").items()
    }
    returns = [
        given("a", "parents"),
        given("b", "teachers"),
        given("c", "teachers", asked=old),
        given("d", "", completed_by=("office",)),
    ]
    parents, teachers, office = heard_of(put_together(returns))
    assert parents.words == (str(question.wordings["parents"].question),)
    assert teachers.words == ("Old words?", str(question.wordings["teachers"].question))
    assert office.words == (), "it was asked in the question’s own words"
    assert [tick.words for tick in parents.ticks][2] == [tick.words for tick in office.ticks][2] == "Code of practice"
    said = [line for line in lines_of(document(returns).data) if "Old words" in line]
    assert said == [f"Asked as: “Old words?”; “{question.wordings['teachers'].question}”"]


def test_groups_that_named_points_for_action_and_those_not_asked_are_said_in_a_line() -> None:
    only = {name: words for name, words in asked("teachers").items() if not name.startswith(QUESTION)}
    returns = [given("a", answers={ACTION: "Do this"}), given("b", "teachers", asked=only, answers={OTHER: "x"})]
    lines = lines_of(document(returns).data)
    assert "Points for action from: Parents. Not asked: Teachers." in lines


def test_answers_to_questions_that_there_are_no_longer_stand_at_the_end_with_their_words() -> None:
    gone = {
        "support:gone:practice": "Support 99: What of this? Current practice",
        "support:gone:tick": "Support 99: A box",
    }
    returns = [
        given(
            "a",
            asked={**asked("parents"), **gone},
            answers={"support:gone:practice": "It was so", "support:gone:tick": True},
        )
    ]
    lines = lines_of(document(returns).data)
    at = lines.index("heading 2: Questions that are no longer asked")
    assert lines[at + 2 :] == [
        "heading 3: Support 99: What of this? Current practice", "Parents: 1 answered", "list of 1", "• It was so",
        "heading 3: Support 99: A box", "Parents: 1 answered",
    ]  # fmt: skip


def test_doubtful_answers_say_so_and_others_do_not() -> None:
    returns = [given("a", doubtful=frozenset([PRACTICE])), given("b")]
    lines = lines_of(document(returns).data)
    assert "• a said so (please check)" in lines
    assert "• b said so" in lines
    assert any("Please check" in line for line in lines)
    assert not any("lease check" in line for line in lines_of(document([given("b")]).data))


def test_the_order_of_returns_changes_nothing() -> None:
    returns = [*several("parents", 6), *several("teachers", 7), *several("office", 2), *several("governors", 1)]
    first = document(returns, smallest=5)
    mixed = Random(1).sample(returns, len(returns))
    assert document(mixed, smallest=5).data == first.data


def test_nobody_can_be_followed_from_question_to_question_by_their_place() -> None:
    names = [f"r{number}" for number in range(12)]
    returns = [given(name, answers={PRACTICE: name, OTHER: name}) for name in names]
    made = put_together(returns)
    orders = [
        [reply.paragraphs[0] for reply in heard_of(made, question)[0].practice]
        for question in ("information", "access-to-information")
    ]
    assert sorted(orders[0]) == sorted(orders[1]) == sorted(names)
    assert orders[0] != orders[1]


# Small groups


def names_of(returns: Iterable[Return], smallest: int) -> list[str]:
    groups = respondents_of(returns, guide().audiences, smallest)
    assert sum(len(group.returns) for group in groups) == len(list(returns))
    return [f"{'+'.join(map(str, group.name.names))}:{len(group.returns)}" for group in groups]


def test_small_groups_are_joined_and_with_them_the_next_smallest_if_need_be() -> None:
    returns = [*several("parents", 9), *several("teachers", 6), *several("office", 3), *several("governors", 2)]
    assert names_of(returns, 1) == ["Parents:9", "Teachers:6", "Office:3", "Governors:2"]
    assert names_of(returns, 5) == ["Parents:9", "Teachers:6", "Office+Governors:5"]
    assert names_of(returns, 6) == ["Parents:9", "Teachers+Office+Governors:11"]
    assert names_of(returns[:-4], 3) == ["Parents:9", "Teachers+Office:7"]
    assert names_of(returns, 50) == ["Parents+Teachers+Office+Governors:20"]
    assert names_of(returns[:3], 5) == ["Parents:3"], "there is nobody to join them with"


def test_nobody_in_a_small_group_can_be_told_from_others(tmp_path: Path) -> None:
    answers = {PRACTICE: "Only we know", ACTION: "Ask us"}
    files = {**filled(), "agencies.pdf": by_pikepdf(sheets("agencies"), answers)}
    result = run(tmp_path, str(returned(tmp_path, files)), "--into", str(tmp_path / "audit"), "--font", "arimo")
    lines = lines_of((tmp_path / "audit" / "collated.pdf").read_bytes())
    assert "heading 4: Agencies" not in lines
    assert next(line for line in lines if "Agencies" in line and "heading 4" in line).startswith("heading 4: Others:")
    assert any("Small groups are shown together" in line for line in lines)
    assert "shown together" in result.output
    shown = run(tmp_path, str(tmp_path / "returns"), "--into", str(tmp_path / "own"), "--smallest-group", "1")
    assert "shown together" not in shown.output
    assert "heading 4: Agencies" in lines_of((tmp_path / "own" / "collated.pdf").read_bytes())


def test_few_returns_are_warned_of(tmp_path: Path) -> None:
    returns = returned(tmp_path, {"a.pdf": by_pikepdf(sheets("parents"), {PRACTICE: "Now"})})
    result = run(tmp_path, str(returns), "--into", str(tmp_path / "audit"))
    assert "there is only 1 return: " in result.output


def test_sheets_for_everybody_belong_to_the_groups_that_are_ticked() -> None:
    returns = [
        given("a", "", completed_by=("teachers", "parents")),
        given("b", "", completed_by=("parents",)),
        given("c", ""),
        given("d", "parents"),
    ]
    assert names_of(returns, 1) == ["Parents:2", "Parents+Teachers:1", ":1"]
    lines = lines_of(document(returns).data)
    heads = [line.removeprefix("heading 4: ") for line in lines if line.startswith("heading 4:")]
    assert heads[:3] == ["Parents", "Parents and Teachers (together)", "No group given"]


# Names, signs, hostile words


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        ("We spoke to Mrs Patel. She is kind.", ["Patel"]),
        ("Mrs Patel’s class is good", ["Patel"]),
        ("then Łukasz said so", ["Łukasz"]),
        ("I’ve seen the SENCO on Monday. Then the TA", []),
        ("- Letters come late\n- Texts are better", []),
        ("my son Jake-Lee, in year 4", ["Jake-Lee"]),
        ("", []),
    ],
)
def test_words_that_may_be_names_are_found(answer: str, names: list[str]) -> None:
    assert list(possible_names(answer, known_words(guide()))) == names


def test_a_note_says_where_names_may_be_and_does_not_say_them() -> None:
    note = names_note([given("a", answers={PRACTICE: "Ask Mrs Patel"}), given("b")], guide())
    assert note
    assert note.note
    assert "Support 1" in note.message
    assert "Patel" not in f"{note}"
    assert names_note([given("b", answers={PRACTICE: "It is fine"})], guide()) is None


HOSTILE = (
    '<b>bold</b> & {{ 7 * 7 }} {% raw %} {# no #} <text at="0">x</text> ]]>',
    '=HYPERLINK("http://example.org") +1 -1 @SUM(A1)',
    "!!python/name:os.system (\\) 100 % **not strong** [a](see:glossary)",
    "<script>alert(1)</script> javascript:alert(1) %s %(x)s {0}",
)


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_words_are_printed_as_typed(form: Format) -> None:
    returns = [given(f"r{number}", answers={PRACTICE: words}) for number, words in enumerate(HOSTILE)]
    data = document(returns, request_for("collation", font="arimo", format=form)).data
    if form == "pdf":
        words = "\n".join(lines_of(data))
    elif form == "docx":
        words = "\n".join(each.text for each in docx.Document(BytesIO(data)).paragraphs)
    else:
        words = data.decode()
    if form == "html":
        from html import unescape

        assert "<script>alert" not in words
        words = unescape(re.sub("<[^>]+>", "", words))
    for each in HOSTILE:
        assert words.count(each) == 1, each


def test_words_that_were_asked_are_no_markup_either() -> None:
    evil = {name: f"<b>{{{{ 7*7 }}}}</b> {words}" for name, words in asked("parents").items()}
    gone = {"x:y:practice": "</para> {{ 7*7 }} & <i>"}
    lines = lines_of(document([given("a", asked={**evil, **gone}, answers={"x:y:practice": "x", TICK: True})]).data)
    assert "heading 3: </para> {{ 7*7 }} & <i>" in lines


def test_signs_that_the_font_lacks_are_named_in_the_pdf_and_stand_in_other_editions() -> None:
    typed = "Good 😀, fine 👍🏽; תודה רבה, ขอบคุณ → 𝐁𝐨𝐥𝐝 ﬁne \uf0b7 Łukasz Wŷdd € e\u0301"
    returns = [given("a", answers={PRACTICE: typed})]
    signs = signs_for(ALL, guide(), returns)
    made = build(ALL, guide=guide(), findings={"collation": put_together(returns, signs=signs)})
    (line,) = [line for line in lines_of(made.data) if "Good" in line]
    named = "Good [grinning face], fine [thumbs up sign]; [Hebrew, 7 letters; Thai, 5 letters]"
    assert line.replace("e\u0301", "é").replace("ﬁ", "fi") == f"• {named} → Bold fine • Łukasz Wŷdd € é"
    warning = signs_warning(signs, "pdf")
    assert warning
    assert (warning.kind, warning.warning, dict(warning.values)) == ("signs-named", True, {"count": "1"})
    for form in ("txt", "html"):
        other = request_for("collation", format=form)
        assert "Good 😀, fine 👍🏽; תודה רבה, ขอบคุณ" in document(returns, other).data.decode()
    plain = signs_for(ALL, guide(), [given("a")])
    plain("a said so")
    assert signs_warning(plain, "pdf") is None


def test_words_in_a_script_that_has_a_font_are_printed_as_they_were_written() -> None:
    thanks = "شكرا جزيلا"
    returns = [given("a", answers={PRACTICE: f"Good; {thanks}"})]
    signs = signs_for(ALL, guide(), returns)
    made = build(ALL, guide=guide(), findings={"collation": put_together(returns, signs=signs)})
    assert [line for line in lines_of(made.data) if f"Good; {thanks}" in line]
    assert signs_warning(signs, "pdf") is None


SIGNS = tuple(
    range(first, last)
    for first, last in ((1, 0x3100), (0xA000, 0xAC00), (0xE000, 0xE010), (0xF900, 0x10000), (0x1F000, 0x1FB00))
)


@pytest.mark.parametrize("form", FORMATS)
def test_no_sign_stops_a_document(form: Format) -> None:
    every = "".join(map(chr, chain(*SIGNS)))
    pieces = [every[at : at + 400] for at in range(0, len(every), 400)]
    returns = [given("a", answers={PRACTICE: "\n".join(pieces), ACTION: "a" + "\u0301" * 300, OTHER: "\x00\x07"})]
    request = request_for("collation", font="arimo", format=form)
    assert document(returns, request).data
    (only,) = heard_of(put_together(returns, signs=signs_for(request, guide(), returns)), "access-to-information")
    assert only.practice == (), "control characters are nothing that anybody said"


def test_very_long_answers_flow_over_pages_whole() -> None:
    long = " ".join(f"word{number}" for number in range(4000))
    unbroken = "x" * 5000
    returns = [given("a", answers={PRACTICE: long, ACTION: unbroken})]
    made = document(returns)
    assert made.page_count
    assert made.page_count > 6
    words = " ".join(lines_of(made.data))
    assert re.findall(r"word\d+", words) == long.split()
    assert sum(len(run) for run in re.findall(r"x{5,}", words)) == 5000


def test_more_returns_are_more_that_templates_may_do() -> None:
    """Two million steps, which are enough for any guide, are not enough for the answers of 460 people."""
    returns = several("parents", 460, asked=every_box(), answers=dict.fromkeys(every_box(), "x"))
    text = document(returns, request_for("collation", format="txt")).data.decode()
    assert len(re.findall(r"^ *[•-] x$", text, re.MULTILINE)) == 460 * len(every_box()) > 36_000


@cache
def every_box() -> dict[str, str]:
    """Return the words beside the boxes of all questions of the guide."""
    names = [f"{chapter.id}:{each.id}" for chapter in guide().chapters for each in chapter.questions]
    return {f"{name}:{box}": "" for name in names for box in ("practice", "action")}


def test_line_ends_begin_paragraphs() -> None:
    (only,) = heard_of(put_together([given("a", answers={PRACTICE: "One\r\ntwo\n\n \nthree\u2028four\ttab"})]))
    assert only.practice[0].paragraphs == ("One", "two", "three", "four tab")


# The pages


def varied() -> list[Return]:
    """Return the returns of four groups with answers of many lengths."""
    chance = Random(5)
    words = [
        "The",
        "office",
        "is",
        "friendly",
        "and",
        "answers",
        "soon",
        "but",
        "letters",
        "come",
        "home",
        "too",
        "late",
        "for",
        "us",
        "to",
        "plan",
        "anything",
    ]

    def text() -> str:
        lines = [" ".join(chance.choices(words, k=chance.randint(3, 60))) for _ in range(chance.choice([1, 1, 1, 3]))]
        return "\n".join(lines)

    returns = []
    for group, count in {"parents": 7, "teachers": 6, "office": 2, "governors": 1}.items():
        for number in range(count):
            boxes = [name for name in asked(group) if name.endswith((":practice", ":action"))]
            answers = {name: text() for name in boxes if chance.random() < 0.6}
            returns.append(given(f"{group}{number}", group, answers, changed=f"2026-11-{10 + number}T10:00:00Z"))
    return returns


LOOKS: dict[str, dict[str, Any]] = {
    "standard": {},
    "large": {"large_print": True},
    "18": {"text_size": 18},
    "24": {"text_size": 24},
    "a3": {"paper": "A3", "one_sided": True},
}


@cache
def pages(look: str) -> Document:
    return document(varied(), request_for("collation", font="arimo", **LOOKS[look]), smallest=5)


@pytest.mark.parametrize("look", LOOKS)
def test_the_checkers_find_nothing(look: str, tmp_path: Path) -> None:
    file = tmp_path / "collated.pdf"
    file.write_bytes(pages(look).data)
    result = outloud.check(str(file), layers={"conformance"})
    assert [each for each in result.findings if each.severity == "error"] == []
    report = pdfua.validate(str(file))
    assert (report.findings, report.skipped) == ((), ())
    with pikepdf.open(file) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert b"pdfaid:part" in pdf.Root.Metadata.read_bytes()


@pytest.mark.parametrize("look", LOOKS)
def test_no_page_ends_with_a_heading_a_head_or_a_line_that_leads_in(look: str) -> None:
    """In type of 24 points, the lines before the first answer may be more than a page."""
    with closing(pypdfium2.PdfDocument(pages(look).data)) as pdf:
        ends = [[*heard_lines(page)][-1] for page in pdf]
    leads = re.compile(
        r"heading|Current practice$|Points for action$|Ticked$|\d+ asked|Asked as|Points for action from"
    )
    assert len(ends) > 8
    if look != "24":
        assert not [end for end in ends[:-1] if leads.match(end)]


def heard_lines(page: Any) -> Iterator[str]:
    yield from (line.strip() for root in Listener(page).roots for line in heard(root))


def test_the_table_at_the_front_says_who_was_asked_what() -> None:
    lines = lines_of(pages("standard").data)
    at = lines.index("heading 2: Who was asked")
    assert lines[at + 1 : at + 11] == [
        "table of 3", "row", "head of column: Group", "head of column: Came back", "head of column: Questions",
        "head of column: When", "row", "head of row: Parents", "cell: 7", "cell: Support",
    ]  # fmt: skip
    assert "cell: 10 November 2026 to 16 November 2026" in lines


def test_a_collation_of_a_school_is_in_its_name(tmp_path: Path) -> None:
    (tmp_path / "school.yaml").write_text("name: Oak Hill Primary School\nshort_name: Oak Hill\n", "utf-8")
    returns = returned(tmp_path / "autumn", {"a.pdf": by_pikepdf(sheets("parents"), {PRACTICE: "Now"})})
    result = run(tmp_path, str(returns), "--into", str(tmp_path / "autumn"), "--font", "arimo")
    assert result.exit_code == 0, result.output
    with pikepdf.open(tmp_path / "autumn" / "collated.pdf") as pdf:
        assert str(pdf.docinfo.Title).endswith("What people said, Oak Hill")
        assert str(pdf.docinfo.Author) == "Oak Hill Primary School"
    assert "Oak Hill Primary School" in lines_of((tmp_path / "autumn" / "collated.pdf").read_bytes())


def test_names_of_signs_keep_no_part_of_an_emoji() -> None:
    signs = SignNames(frozenset("👩\u200d🚀👍🏽❤\ufe0f🇬🇧"), guide().labels | guide().findings)
    assert (
        signs("a 👩\u200d🚀 b 👍🏽 c ❤\ufe0f d 🇬🇧 e")
        == "a [woman, rocket] b [thumbs up sign] c [heavy black heart] d [flag GB] e"
    )
