"""Whatever people fill in, each answer comes back with its question and its respondent, or it is told that it did not.

Forms are filled in at random by three programs, apart and joined, read in the processes that read all returns, kept in
`returns.yaml`, and read back from there.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pikepdf
from conftest import built_document
from filling_programs import by_pikepdf, by_pypdf, joined_by_pypdf
from hypothesis import given, settings
from hypothesis import strategies as st
from word_filling import by_word

from senaudit.audit.accepting import Expected
from senaudit.audit.kept_returns import keep_returns, kept_returns
from senaudit.audit.reading import read_returns
from senaudit.audit.returns import answers_question
from senaudit.recipe.request import request_for

GROUPS = ("", "parents", "office")
WORD = "Word"
TOLD_AS_ONE = {"same-file", "same-return"}
FILLING: dict[str, Callable[[bytes, Mapping[str, str | bool]], bytes]] = {
    "pikepdf": by_pikepdf,
    "pypdf": by_pypdf,
    WORD: by_word,
}

SIGNS = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"], exclude_characters="\u2028\u2029þÿ").filter(
    lambda sign: not "\uf900" <= sign <= "\ufaff"
)
"""What people type. PDFium makes of emoji what is left out here, and a file that begins with þÿ is of UTF-16."""
WORDS = st.text(SIGNS | st.sampled_from("\n\n =+-@\"'{}%<>&:#|\\"), max_size=60)
NOTICEABLE = st.just("We rang for weeks, and nobody told us that the number had changed.")


class Respondent(NamedTuple):
    """Whose sheets somebody fills in with which program, the seed of which boxes, and what goes into them."""

    group: str
    program: str
    seed: int
    words: list[str]
    ticks: int


RESPONDENTS = st.builds(
    Respondent,
    st.sampled_from(GROUPS),
    st.sampled_from(sorted(FILLING)),
    st.integers(0, 99),
    st.lists(WORDS | NOTICEABLE, max_size=4),
    st.integers(0, 3),
)


@cache
def empty(group: str, program: str = "") -> bytes:
    audiences = [group] if group else []
    request = request_for("sheets", font="arimo", chapters=["support"], audiences=audiences)
    asked = request._replace(format="docx") if program == WORD else request._replace(fillable=True)
    return built_document(asked).data


@cache
def blanks(group: str) -> tuple[list[str], list[str]]:
    """Return the names of the boxes for words, and of those to tick."""
    with pikepdf.open(BytesIO(empty(group))) as pdf:
        fields = [(str(field.T), str(field.FT)) for field in pdf.Root.AcroForm.Fields]
    words = [name for name, kind in fields if kind == "/Tx" and name != "senaudit"]
    return words, [name for name, kind in fields if kind == "/Btn"]


def answers_of(respondent: Respondent) -> dict[str, str | bool]:
    choose = random.Random(respondent.seed)
    words, ticks = blanks(respondent.group)
    names = choose.sample(words, len(respondent.words))
    ticked = choose.sample(ticks, min(respondent.ticks, len(ticks)))
    typed = (words.strip("\n") if respondent.program == WORD else words for words in respondent.words)
    return {**dict(zip(names, typed, strict=True)), **dict.fromkeys(ticked, True)}


Said = tuple[str, str]
"""A group and its answers, as text that can be counted."""


def said(group: str, answers: Mapping[str, str | bool]) -> Said:
    typed = {
        name: words for name, words in answers.items() if words is True or str(words).strip(" \t\n\u00a0\u200b\ufeff")
    }
    return group, json.dumps(typed, sort_keys=True)


def is_nothing(one: Said) -> bool:
    return not any(map(answers_question, json.loads(one[1])))


def files_of(respondents: list[Respondent], joined: int) -> Iterable[bytes]:
    """Yield a file of each, but the first few joined to one."""
    filled = [FILLING[each.program](empty(each.group, each.program), answers_of(each)) for each in respondents]
    if any(each.program == WORD for each in respondents[:joined]):
        joined = 0
    if joined > 1:
        yield joined_by_pypdf(filled[:joined])
    yield from filled[joined if joined > 1 else 0 :]


@settings(max_examples=25, deadline=None)
@given(st.lists(RESPONDENTS, min_size=1, max_size=5), st.integers(0, 3), st.randoms(use_true_random=False))
def test_nothing_is_lost_doubled_or_put_to_others_without_a_word(
    respondents: list[Respondent], joined: int, order: random.Random
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "returns").mkdir()
        names = [f"{number}.pdf" for number in range(len(respondents))]
        order.shuffle(names)
        for file, data in zip(names, files_of(respondents, joined), strict=False):
            (folder / "returns" / file).write_bytes(data)
        returns, problems = read_returns([folder / "returns"], Expected())
        keep_returns(folder, returns)
        assert list(kept_returns(folder)) == returns
        again, _ = read_returns([folder / "returns"], Expected(), returns)
    assert again == returns
    told = Counter(problem.kind for problem in problems)
    expected = Counter(said(each.group, answers_of(each)) for each in respondents)
    counted = Counter(said(each.group, each.answers) for each in returns)
    empties = Counter({one: count for one, count in expected.items() if is_nothing(one)})
    assert set(told) <= {*TOLD_AS_ONE, "empty-return"}
    assert not set(counted) - set(expected), "nothing is there that nobody said"
    assert set(expected) == set(counted) | set(empties), "everything is there that somebody said"
    missing = (expected - counted).total()
    same_files = told["same-file"]
    assert missing == told["empty-return"] + told["same-return"] + same_files, "each that is missing is told"
    assert len({each.id for each in returns}) == len(returns)
