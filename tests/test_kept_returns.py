"""returns.yaml: every answer comes back sign by sign, and what people wrote in the file stays as they wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from senaudit.audit.forgetting import forget
from senaudit.audit.kept_returns import keep_returns, kept_returns, written
from senaudit.audit.returns import Copy, Return
from senaudit.audit.written_returns import as_read
from senaudit.problems import Place, Problem, SenauditError, UsageError

PHONE, ACTION, TICK = (
    "communication:telephone:practice",
    "communication:telephone:action",
    "communication:letters:signs",
)
ASKED = {
    PHONE: "Communication 3: How easily can parents reach you? Current practice",
    TICK: "Signs",
    "school": "School",
}

Answers = Mapping[str, str | Literal[True]]


def returned(answers: Answers, number: int = 1, **other: object) -> Return:
    plain = Return(
        f"3f2a9c1d-{number}", f"{number}.pdf", "3f2a9c1d" * 8, number, "fields", "Oak Hill", "2026", "parents",
        ("parents",), "en-GB", "f0" * 16, "", "", ASKED, answers,
    )  # fmt: skip
    return plain._replace(**other)  # type: ignore[arg-type]


def kept_in(folder: Path, *returns: Return) -> tuple[Return, ...]:
    keep_returns(folder, returns)
    return kept_returns(folder)


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "returns.yaml"
    text = path.read_text("utf-8")
    assert text.count(old) == 1, text
    path.write_text(text.replace(old, new), "utf-8")


def kinds(folder: Path) -> list[str]:
    with pytest.raises(SenauditError) as raised:
        kept_returns(folder, ("parents", "office"))
    assert all(each.place and each.hint for each in raised.value.problems)
    return [each.kind for each in raised.value.problems]


# Every sign comes back

SIGNS = st.characters(exclude_categories=["Cs"])
TEXTS = st.text(SIGNS, min_size=1, max_size=40) | st.text(
    st.sampled_from(" \n\t-#:|>'\"\\%@`=+{}[]!&*?ab\u00a0\u2028"), min_size=1
)
NAMES = st.text(SIGNS, min_size=1, max_size=30)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.dictionaries(NAMES, TEXTS | st.just(True), max_size=5), st.dictionaries(NAMES, TEXTS, max_size=3), TEXTS
        ),
        max_size=3,
    )
)
@example(
    [
        ({"a": "x\n   "}, {}, "yes"),
        ({"a": "x\n"}, {}, "~"),
        ({"a": "- \u00a0x"}, {}, "1e5"),
        ({"a": "\u0061\u0301"}, {}, "on"),
    ]
)
@example([({"a": "C:\\new\x00\ufffd\ud7ff\U0010ffff\uf600😀👩‍👧"}, {"a": "\r"}, "\x85")])
def test_every_text_comes_back_sign_by_sign(
    drawn: list[tuple[dict[str, str | Literal[True]], dict[str, str], str]],
) -> None:
    returns = tuple(
        returned(answers, number, asked=asked, file=words, group=words, school=words, completed_by=(words, "parents"),
                 doubtful=frozenset(list(answers)[:1]), copies=(Copy(words, words.encode().hex(), 2),),
                 warnings=(Problem("told", Place(Path(words)), words, words, warning=True),))
        for number, (answers, asked, words) in enumerate(drawn, 1)
    )  # fmt: skip
    data = written(returns)
    assert read_back(data) == returns
    assert written(returns, data) == data


def read_back(data: bytes) -> tuple[Return, ...]:
    with TemporaryDirectory() as folder:
        (Path(folder) / "returns.yaml").write_bytes(data)
        return kept_returns(Path(folder))


# What people write stays


def test_what_people_put_right_stays_as_they_wrote_it_when_returns_are_added(tmp_path: Path) -> None:
    first = returned({PHONE: "She is hard to reech", TICK: True, ACTION: "None\n"}, doubtful=frozenset([PHONE]))
    (kept,) = kept_in(tmp_path, first)
    assert not kept.corrected
    edit(tmp_path, "hard to reech", "hard to reach   # as I heard it")
    edit(tmp_path, "    check: yes\n", "")
    edit(tmp_path, "  group: parents\n", "  # she is on the office staff\n  group:   'office'\n")
    edit(tmp_path, "- id: 3f2a9c1d-1\n", "-\n  # looked at on Monday\n  id: 3f2a9c1d-1\n")
    before = (tmp_path / "returns.yaml").read_text("utf-8")
    kept, added = kept_in(tmp_path, *kept_returns(tmp_path), returned({PHONE: "Fine"}, 2))
    assert kept == first._replace(
        answers={**first.answers, PHONE: "She is hard to reach   # as I heard it"},
        doubtful=frozenset(), group="office", corrected=True, original=as_read(first),
    )  # fmt: skip
    assert added.answers == {PHONE: "Fine"}
    entry = before.partition("returns:\n")[2].partition("\n\n#")[0]
    assert "looked at on Monday" in entry
    assert entry in (tmp_path / "returns.yaml").read_text("utf-8")


def test_entries_that_are_indented_are_joined_by_others_that_are(tmp_path: Path) -> None:
    keep_returns(tmp_path, [returned({PHONE: "One\n\n two"})])
    path = tmp_path / "returns.yaml"
    head, entries, rest = path.read_text("utf-8").partition("returns:\n")[0::2], "", ""
    before, after = head
    entries, _, rest = after.partition("\n\n# ")
    indented = "\n".join(f"    {line}" if line else "" for line in entries.split("\n"))
    path.write_text(f"{before}returns:\n{indented}\n\n# {rest}", "utf-8")
    (kept,) = kept_returns(tmp_path)
    assert kept == returned({PHONE: "One\n\n two"})
    both = kept, returned({PHONE: "x\n y"}, 2)
    assert kept_in(tmp_path, *both) == both
    assert indented in path.read_text("utf-8")


def test_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    kept = kept_in(tmp_path, returned({PHONE: "One\n\ntwo"}))
    path = tmp_path / "returns.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert kept_in(tmp_path, *kept_returns(tmp_path)) == kept


def test_a_return_that_is_read_anew_is_written_anew(tmp_path: Path) -> None:
    keep_returns(tmp_path, [returned({PHONE: "Old"}), returned({PHONE: "Stays"}, 2)])
    kept = kept_in(tmp_path, returned({PHONE: "New"}), *kept_returns(tmp_path)[1:])
    assert [each.answers[PHONE] for each in kept] == ["New", "Stays"]
    assert b"Old" not in (tmp_path / "returns.yaml").read_bytes()


def test_the_questions_words_stand_above_the_answers(tmp_path: Path) -> None:
    keep_returns(
        tmp_path, [returned({PHONE: "Fine"}, asked={PHONE: "How\u2028easily\n- id: x \ufffd\u202e" + "?" * 999})]
    )
    text = (tmp_path / "returns.yaml").read_text("utf-8")
    assert "  # How easily - id: x ??" in text
    assert max(map(len, text.partition("returns:")[2].partition("sheets:\n")[0].splitlines())) < 120
    assert kept_returns(tmp_path)[0].answers == {PHONE: "Fine"}


def test_there_are_no_returns_before_any_is_kept(tmp_path: Path) -> None:
    assert kept_returns(tmp_path) == ()
    assert kept_in(tmp_path) == ()


# What is wrong in it is told


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("  group: parents\n", "  group: parnets\n", "unknown-group"),
        ("  group: parents\n", "  gruop: parents\n", "unknown-field"),
        ("  read_from: fields\n", "  read_from: memory\n", "unknown-choice"),
        ("    says: |-\n      Fine\n", "", "answer-or-tick"),
        ("    says: |-\n      Fine\n", "    says: Fine\n    ticked: yes\n", "answer-or-tick"),
        ("  file: 1.pdf\n", "", "missing-field"),
        ("  number: \"1\"\n", "  number: one\n", "not-a-number"),
        ("  answers:\n", "  answers:\n  - to: \"communication:telephone:practice\"\n    says: x\n", "answer-twice"),
        ("returns:\n", "returns:\n- &a\n  id: 3f2a9c1d-9\n", "anchor"),
        ("returns:\n", "returns:\n- id: 3f2a9c1d-1\n  file: x\n  read_from: table\n  sha256: x\n", "duplicate-id"),
        ("  completed_by: [parents]\n", "  completed_by: parents\n", "not-a-list"),
        ("  group: parents\n", "  group: “parents\" [\n\tx", "tab"),
    ],
)  # fmt: skip
def test_a_mistake_in_it_is_told_at_its_place(tmp_path: Path, old: str, new: str, kind: str) -> None:
    keep_returns(tmp_path, [returned({PHONE: "Fine"})])
    edit(tmp_path, old, new)
    assert kind in kinds(tmp_path)


# Forgetting


def audit_of(folder: Path, *returns: Return) -> tuple[Return, ...]:
    """Keep returns whose files are there."""
    (folder / "returns").mkdir()
    there = []
    for each in returns:
        (folder / "returns" / each.file).write_bytes(each.file.encode())
        there.append(each._replace(digest=sha256(each.file.encode()).hexdigest()))
    return kept_in(folder, *there)


def told(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.kind for problem in problems]


def test_what_a_person_said_is_deleted_with_the_file(tmp_path: Path) -> None:
    audit_of(tmp_path, returned({PHONE: "Mrs Ólafsdóttir\nnever rings"}), returned({PHONE: "Fine"}, 2))
    (tmp_path / "collated.pdf").touch()
    (tmp_path / "plan.yaml").write_text("actions:\n- from: 3f2a9c1d-1\n")
    assert told(forget(tmp_path, "3f2a9c1d-1")) == ["file-deleted", "words-remain", "words-remain"]
    assert [each.name for each in (tmp_path / "returns").iterdir()] == ["2.pdf"]
    assert [each.id for each in kept_returns(tmp_path)] == ["3f2a9c1d-2"]
    data = (tmp_path / "returns.yaml").read_bytes()
    for words in ("Mrs", "rings", "3f2a9c1d-1", "1.pdf"):
        assert words.encode() not in data


@settings(deadline=None)
@given(st.lists(st.text(SIGNS, min_size=8, max_size=30), min_size=2, max_size=4, unique=True))
def test_after_forgetting_no_sign_of_an_answer_is_kept(answers: list[str]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        keep_returns(folder, (returned({PHONE: words}, at) for at, words in enumerate(answers, 1)))
        without = written(returned({PHONE: words}, at) for at, words in enumerate(answers, 1) if at > 1)
        forget(folder, "3f2a9c1d-1")
        assert (folder / "returns.yaml").read_bytes() == without


def test_an_id_that_there_is_not_deletes_nothing(tmp_path: Path) -> None:
    kept = audit_of(tmp_path, returned({PHONE: "Fine"}))
    with pytest.raises(UsageError) as raised:
        forget(tmp_path, "3f2a9c1e-1")
    assert raised.value.problems[0].hint == 'did you mean "3f2a9c1d-1"?'
    assert kept_returns(tmp_path) == kept
    assert (tmp_path / "returns" / "1.pdf").exists()


def test_copies_are_deleted_too_and_others_in_a_file_are_told(tmp_path: Path) -> None:
    first, second = audit_of(tmp_path, returned({PHONE: "Fine"}), returned({PHONE: "Good"}, 2))
    keep_returns(tmp_path, [first._replace(copies=(Copy("2.pdf", second.digest, 2),)), second])
    assert told(forget(tmp_path, first.id)) == ["file-deleted", "file-deleted", "others-in-file"]
    assert not list((tmp_path / "returns").iterdir())
    assert kept_returns(tmp_path) == (second,)


def test_no_file_is_deleted_but_the_one_that_was_read(tmp_path: Path) -> None:
    """A file of the same name that holds something else, and a file outside of the audit, stay."""
    audit = tmp_path / "audit"
    audit.mkdir()
    (kept,) = audit_of(audit, returned({PHONE: "Fine"}))
    outside = tmp_path / "1.pdf"
    outside.write_bytes(b"1.pdf")
    (audit / "returns" / "1.pdf").write_bytes(b"another")
    keep_returns(audit, [kept._replace(file="../../1.pdf"), kept._replace(id="x-2")])
    assert told(forget(audit, kept.id)) == ["file-not-here", "others-in-file"]
    assert told(forget(audit, "x-2")) == ["file-not-here"]
    assert outside.exists()
    assert (audit / "returns" / "1.pdf").read_bytes() == b"another"
