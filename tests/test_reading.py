"""What comes back is found, told apart and read: each file by its bytes, in a process with limits."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from conftest import built_document
from filling_programs import by_pikepdf, by_pypdf, joined_by_pypdf

from senaudit.audit.accepting import Expected
from senaudit.audit.found_files import MOST_BYTES
from senaudit.audit.kept_returns import keep_returns, kept_returns
from senaudit.audit.reading import read_returns
from senaudit.audit.returns import Return
from senaudit.problems import Place, Problem
from senaudit.recipe.request import request_for

SHEETS = request_for("sheets", font="arimo", chapters=["support"], fillable=True)
ONE, TWO = "support:information:practice", "support:information:action"
ANY = Expected()
LONG = "Nobody told us that the number had changed: “we rang for weeks”."

Answers = Mapping[str, str | bool]


@cache
def empty() -> bytes:
    return built_document(SHEETS).data


def filled(**answers: str) -> bytes:
    return by_pikepdf(empty(), {ONE: answers["one"]} if "one" in answers else {})


def read(folder: Path, files: Mapping[str, bytes], expected: Expected = ANY) -> tuple[list[Return], list[Problem]]:
    """Return what is read of a folder with these files."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return read_returns([folder], expected)


def kinds(problems: list[Problem]) -> list[str]:
    return [problem.kind for problem in problems]


def test_files_of_folders_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    files = {name: filled(one=name) for name in ("b.pdf", "a/2.pdf", "a/1.pdf", "C.PDF", "d")}
    returns, problems = read(tmp_path, files)
    assert [each.file for each in returns] == ["a/1.pdf", "a/2.pdf", "b.pdf", "C.PDF", "d"]
    assert [each.answers for each in returns] == [{ONE: each.file} for each in returns]
    assert not problems


# What a file is, its bytes tell


def zipped(*names: str) -> bytes:
    data = BytesIO()
    with ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return data.getvalue()


REFUSED = {
    b"": "empty-file",
    b"\0" * 400: "empty-file",
    b"\xff\xd8\xff\xe0 photo": "picture-as-return",
    b"\x89PNG\r\n\x1a\n picture": "picture-as-return",
    b"\0\0\0\x18ftypheic photo": "picture-as-return",
    b"II*\0 scan": "picture-as-return",
    b"\xd0\xcf\x11\xe0\xa1\xb1 old": "not-a-return",
    b"%FDF-1.2 data": "not-a-return",
    b"<!DOCTYPE html><title>Sheets</title>": "not-a-return",
    b"\xef\xbb\xbf<html>": "not-a-return",
    b"{\\rtf1 words}": "not-a-return",
    b"Received: from a\r\nSubject: my answers": "not-a-return",
    b"PK\x03\x04 cut off": "return-cut-off",
    zipped("a.pdf"): "not-a-return",
    zipped("content.xml", "mimetype"): "not-a-return",
    b"a few words": "not-a-return",
    b"%PDF-1.7 cut off": "return-damaged",
    b"{\"senaudit\": 1": "return-cut-off",
}  # fmt: skip


def test_what_no_reader_knows_is_named_with_a_remedy_and_the_others_are_read(tmp_path: Path) -> None:
    """Their names say nothing: each is called a PDF."""
    files = {f"{number:02}.pdf": data for number, data in enumerate(REFUSED)}
    returns, problems = read(tmp_path, {**files, "z.png": filled(one="Fine")})
    assert [each.answers for each in returns] == [{ONE: "Fine"}]
    assert {problem.place and problem.place.path: problem.kind for problem in problems} == {
        tmp_path / name: REFUSED[data] for name, data in files.items()
    }
    assert all(problem.hint and not problem.warning for problem in problems)


def test_what_systems_and_we_put_among_returns_is_passed_over_and_nothing_else(tmp_path: Path) -> None:
    passed = (".DS_Store", "Thumbs.db", "desktop.ini", "~$a.xlsx", "._a.pdf", "__MACOSX/a.pdf", ".git/a.pdf")
    ours = (
        "answers.xlsx",
        "letter-support-1-2-support-staff.pdf",
        "collated.pdf",
        "collated-a.docx",
        "plan.xlsx",
        "returns.csv",
        "handover.pdf",
        "to-send/parents/sheets.pdf",
    )
    note = {"returns/README.txt": b"x"}
    fine = {"returns/a.pdf": filled(one="a"), "returns/plan.pdf": filled(one="b"), "planets.pdf": filled(one="c")}
    fine |= {"Plan B.pdf": filled(one="d"), "letter from mum.pdf": filled(one="e")}
    plain = dict.fromkeys((*passed, *ours, "audit.yaml"), b"x")
    returns, problems = read(tmp_path / "audit", {**plain, **note, **fine})
    assert [each.answers[ONE] for each in returns] == ["e", "d", "c", "a", "b"]
    assert not problems
    returns, problems = read(tmp_path / "other", {**dict.fromkeys(ours, b"x"), **note})
    assert len(problems) == len(ours) + 1, "nobody says that these are ours"


def test_a_file_that_is_named_is_read_whatever_its_name_is(tmp_path: Path) -> None:
    (tmp_path / ".hidden").write_bytes(filled(one="Fine"))
    assert len(read_returns([tmp_path / ".hidden"], ANY)[0]) == 1


def test_what_is_no_file_or_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    with (tmp_path / "large.pdf").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    returns, problems = read_returns([tmp_path, tmp_path / "missing.pdf"], ANY)
    assert not returns
    assert sorted(kinds(problems)) == [
        "file-missing",
        "file-missing",
        "link-to-folder",
        "not-a-file",
        "return-too-large",
    ]
    assert all(problem.hint and not problem.warning for problem in problems)


# What came back more than once


def test_the_same_bytes_are_read_once(tmp_path: Path) -> None:
    returns, problems = read(tmp_path, {"a.pdf": filled(one="Fine"), "b.pdf": filled(one="Fine")})
    assert [each.file for each in returns] == ["a.pdf"]
    assert kinds(problems) == ["same-file"]
    assert problems[0].warning
    assert "a.pdf" in problems[0].message
    assert problems[0].place
    assert problems[0].place.path == tmp_path / "b.pdf"


def test_the_same_answers_in_other_bytes_are_counted_once_and_both_files_named(tmp_path: Path) -> None:
    answers: Answers = {ONE: LONG, "support:information:code-of-practice": True, "date": "3 March"}
    files = {"a.pdf": by_pikepdf(empty(), answers), "b.pdf": by_pypdf(empty(), answers)}
    ((counted,), problems) = read(tmp_path, files)
    assert kinds(problems) == ["same-return"]
    assert "a.pdf" in problems[0].message
    assert problems[0].place
    assert problems[0].place.path == tmp_path / "b.pdf"
    assert [copy.file for copy in counted.copies] == ["b.pdf"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"support:information:code-of-practice": True}),
        ({ONE: LONG}, {ONE: LONG, TWO: "a"}),
        ({ONE: LONG}, {ONE: LONG.upper()}),
        ({ONE: LONG}, {TWO: LONG}),
        ({ONE: LONG, "completed-by": "Mr Owen"}, {ONE: LONG, "completed-by": "Mrs Owen"}),
    ],
)
def test_returns_that_differ_in_anything_are_two(one: Answers, other: Answers, tmp_path: Path) -> None:
    one, other = ({**each, "support:not-judging:practice": "Yes"} for each in (one, other))
    returns, problems = read(tmp_path, {"a.pdf": by_pikepdf(empty(), one), "b.pdf": by_pikepdf(empty(), other)})
    assert [each.answers for each in returns] == [one, other]
    assert not problems


@pytest.mark.parametrize("answers", [{"support:information:code-of-practice": True}, {ONE: "None.", TWO: "None."}])
def test_two_people_who_say_the_same_few_words_are_two(answers: Answers, tmp_path: Path) -> None:
    returns, problems = read(tmp_path, {"a.pdf": by_pikepdf(empty(), answers), "b.pdf": by_pypdf(empty(), answers)})
    assert len(returns) == 2
    assert not problems


def saved(answers: Mapping[str, str | bool], **told: object) -> bytes:
    file = {
        "senaudit": 1, "document": "sheets", "title": "Sheets", "language": "en-GB", "school": "", "group": "parents",
        "edition": "2026", "key": "k", "id": "", "changed": "2026-11-01T10:00:00.000Z",
        "answers": answers, "asked": {ONE: "Why?"}, **told,
    }  # fmt: skip
    return json.dumps(file).encode()


def test_of_files_that_one_person_saved_the_one_counts_that_was_changed_last(tmp_path: Path) -> None:
    files = {
        "a.json": saved({ONE: "Second"}, id="p", changed="2026-11-02T10:00:00.000Z"),
        "b.json": saved({ONE: "First"}, id="p"),
        "c.json": saved({ONE: "Third"}, id="p", changed="2026-11-03T10:00:00.000Z"),
        "d.json": saved({ONE: "First"}, id="q"),
        "e.json": saved({ONE: "First"}, id="p", group="office"),
    }
    returns, problems = read(tmp_path, files)
    assert [(each.file, each.answers[ONE]) for each in returns] == [
        ("c.json", "Third"), ("d.json", "First"), ("e.json", "First"),
    ]  # fmt: skip
    assert sorted(copy.file for copy in returns[0].copies) == ["a.json", "b.json"]
    assert kinds(problems) == ["saved-again", "saved-again"]
    returns, problems = read(tmp_path, {"f.json": saved({ONE: "Another"}, id="q")})
    assert len(returns) == 4
    assert kinds(problems)[-1] == "saved-at-one-time"


def test_people_at_two_browsers_are_two_even_if_they_say_the_same(tmp_path: Path) -> None:
    files = {"a.json": saved({ONE: LONG}, id="p"), "b.json": saved({ONE: LONG}, id="q")}
    assert len(read(tmp_path, files)[0]) == 2


# Whose it is


def test_a_return_of_another_school_is_named_and_left_out(tmp_path: Path) -> None:
    files = {f"{at}.json": saved({ONE: "Fine"}, id=str(at), school=name) for at, name in enumerate(SCHOOLS)}
    returns, problems = read(tmp_path, files, Expected("St Mary’s School"))
    assert [each.school for each in returns] == SCHOOLS[:3]
    assert kinds(problems) == ["other-school", "other-school"]


SCHOOLS = ["St Mary’s School", "ST MARY'S  SCHOOL", "", "St Mary’s", "Oak Hill"]


def test_a_return_that_says_nothing_of_itself_needs_a_group(tmp_path: Path) -> None:
    with pikepdf.open(BytesIO(filled(one="Fine"))) as pdf:
        for page in pdf.pages:
            for annotation in page.obj.get("/Annots", []):
                if annotation.get("/T") == "senaudit":
                    annotation.V = ""
        del pdf.Root.Metadata
        data = BytesIO()
        pdf.save(data)
    returns, problems = read(tmp_path, {"a.pdf": data.getvalue()})
    assert not returns
    assert kinds(problems) == ["facts-missing", "group-unknown"]
    ((counted,), problems) = read(tmp_path, {}, Expected(group="office"))
    assert counted.group == "office"
    assert kinds(problems) == ["facts-missing"]


def test_questions_that_are_asked_no_more_are_told_in_their_words_and_their_answers_kept(tmp_path: Path) -> None:
    gone, kept = "communication:fax:practice", ONE
    asked = {gone: "Communication 9: Have you a fax? Current practice", kept: "Why?", "a:b:c": "Not answered"}
    data = saved({gone: "Yes", kept: "Fine", "date": "May"}, asked=asked)
    ((counted,), problems) = read(tmp_path, {"a.json": data}, Expected(asked={ONE: "Why?"}))
    assert counted.answers == {gone: "Yes", kept: "Fine", "date": "May"}
    assert kinds(problems) == ["not-asked-any-more"]
    assert "“Communication 9: Have you a fax? Current practice”" in problems[0].message
    assert "Not answered" not in problems[0].message
    assert counted.warnings == (problems[0]._replace(place=Place(Path("a.json"))),)


def test_an_empty_return_is_named_and_not_counted(tmp_path: Path) -> None:
    head: Answers = {"school": "Oak", "date": "May", "completed-by": "Mr Owen", "completed-by:parents": True}
    returns, problems = read(tmp_path, {"a.pdf": by_pikepdf(empty(), head)})
    assert not returns
    assert kinds(problems) == ["empty-return"]
    assert problems[0].severity == "error"
    returns, problems = read(tmp_path, {"a.pdf": joined_by_pypdf([filled(one="a"), filled(), filled(one="c")])})
    assert [each.number for each in returns] == [1, 3]
    assert [(each.kind, each.severity) for each in problems] == [("empty-return", "warning")]
    assert "number 2" in problems[0].message


def test_what_no_file_can_hold_is_replaced_and_told(tmp_path: Path) -> None:
    ((counted,), problems) = read(tmp_path, {"a.json": saved({ONE: "x\ud800y\r\nz", "\udc00": "a"})})
    assert "\ud800" not in "".join(map(str, counted.answers.values()))
    assert set(kinds(problems)) <= {"signs-lost", "signs-left-out"}
    assert problems


# What was read earlier


def test_known_returns_are_not_read_again_and_keep_what_was_corrected(tmp_path: Path) -> None:
    files = {"a.pdf": filled(one="Reech"), "b.pdf": filled(one=LONG)}
    known, _ = read(tmp_path, files)
    corrected = [known[0]._replace(answers={ONE: "Reach"}, corrected=True), known[1]]
    (tmp_path / "c.pdf").write_bytes(by_pypdf(empty(), {ONE: LONG}))
    (tmp_path / "d.pdf").write_bytes(filled(one="New"))
    calls: list[tuple[int, int]] = []
    returns, problems = read_returns([tmp_path], ANY, corrected, lambda done, of: calls.append((done, of)))
    assert calls == [(1, 2), (2, 2)]
    assert [each.answers for each in returns] == [{ONE: "Reach"}, {ONE: LONG}, {ONE: "New"}]
    assert kinds(problems) == ["same-return"]
    again, problems = read_returns([tmp_path], ANY, returns, lambda done, of: calls.append((done, of)))
    assert again == returns
    assert not problems
    assert len(calls) == 2


@pytest.mark.parametrize("words", [LONG, "Fine"])
def test_a_copy_of_a_corrected_return_in_other_bytes_is_that_return(tmp_path: Path, words: str) -> None:
    """It is known by what was read before the correction, and after returns.yaml was written anew twice."""
    keep_returns(tmp_path, read(tmp_path, {"a.pdf": filled(one=words)})[0])
    file = tmp_path / "returns.yaml"
    file.write_text(file.read_text("utf-8").replace(f"      {words}\n", f"      {words}!\n"), "utf-8")
    keep_returns(tmp_path, [each._replace(digest="0" * 64) for each in kept_returns(tmp_path)])
    (tmp_path / "b.pdf").write_bytes(by_pypdf(empty(), {ONE: words}))
    for told in ("same-return" if words == LONG else "", ""):
        returns, problems = read_returns([tmp_path / "b.pdf"], ANY, kept_returns(tmp_path))
        counted = [f"{words}!", *([words] if words != LONG else [])]
        assert [each.answers[ONE] for each in returns] == counted
        assert [each.kind for each in problems if each.kind != "files-gone"] == ([told] if told else [])
        keep_returns(tmp_path, returns)


def test_a_file_that_is_gone_is_told_and_its_answers_stay(tmp_path: Path) -> None:
    known, _ = read(tmp_path, {"a.pdf": filled(one="Fine"), "b.pdf": filled(one="Good")})
    (tmp_path / "a.pdf").unlink()
    (tmp_path / "b.pdf").rename(tmp_path / "c.pdf")
    returns, problems = read_returns([tmp_path], ANY, known)
    assert returns == known
    assert [(each.kind, each.severity) for each in problems] == [("files-gone", "note")]
    assert "a.pdf" in problems[0].message
    assert "b.pdf" not in problems[0].message


def test_a_file_that_is_saved_anew_counts_in_place_of_what_was_read_of_it(tmp_path: Path) -> None:
    known, _ = read(tmp_path, {"a.pdf": filled(one="First")})
    (tmp_path / "a.pdf").write_bytes(filled(one="Second"))
    returns, problems = read_returns([tmp_path], ANY, known)
    assert [each.answers for each in returns] == [{ONE: "Second"}]
    assert kinds(problems) == ["saved-anew"]
    assert returns[0].id != known[0].id


def test_what_was_corrected_stays_when_its_file_is_saved_anew(tmp_path: Path) -> None:
    """Of three people in a file, the first was corrected, the second goes on writing, and the third is another."""
    known, _ = read(tmp_path, {"a.pdf": joined_by_pypdf(filled(one=each) for each in ("Reech", "Two", "Three"))})
    corrected = [known[0]._replace(answers={ONE: "Reach"}, corrected=True), *known[1:]]
    two = by_pikepdf(empty(), {ONE: "Two", TWO: "More"})
    (tmp_path / "a.pdf").write_bytes(joined_by_pypdf([filled(one="Rich"), two, filled(one="Four")]))
    keep_returns(tmp_path, corrected)
    returns, problems = read_returns([tmp_path / "a.pdf"], ANY, kept_returns(tmp_path))
    assert [each.answers for each in returns] == [{ONE: "Reach"}, {ONE: "Two", TWO: "More"}, {ONE: "Four"}]
    assert [each.id == before.id for each, before in zip(returns, known, strict=True)] == [True, True, False]
    assert kinds(problems) == ["saved-anew", "saved-anew-but-corrected"]
    keep_returns(tmp_path, returns)
    again, problems = read_returns([tmp_path / "a.pdf"], ANY, kept_returns(tmp_path))
    assert again == returns
    assert again[0].corrected
    assert not problems


def test_what_was_read_stays_if_its_file_cannot_be_read_any_more(tmp_path: Path) -> None:
    known, _ = read(tmp_path, {"a.pdf": filled(one="First")})
    (tmp_path / "a.pdf").write_bytes(filled(one="First")[:3000])
    returns, problems = read_returns([tmp_path], ANY, known)
    assert returns == known
    assert kinds(problems) == ["saved-anew", "return-damaged", "saved-anew-unread"]


def test_files_whose_digests_begin_alike_have_ids_of_their_own(tmp_path: Path) -> None:
    (known,), _ = read(tmp_path, {"a.pdf": filled(one="First")})
    other = known._replace(digest="0" * 64, file="b.pdf", answers={ONE: "Other"})
    returns, _ = read_returns([tmp_path], ANY, [other, known])
    assert returns[0] == other
    assert returns[1] == known._replace(id=f"{known.digest[:9]}-1")
