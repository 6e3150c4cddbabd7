"""A translation beside its original: what is filled in, links, marks, signs of punctuation, and forms of terms."""

from __future__ import annotations

from pathlib import Path

import pytest

from senaudit.content.catalogue import read_catalogue
from senaudit.content.comparison import signs_of_other_scripts
from senaudit.content.fields import Reading, text
from senaudit.content.inflection import Forms, forms
from senaudit.content.text import Text
from senaudit.content.translation import TranslatedReading, Translation
from senaudit.problems import NOWHERE, Place, Problem
from senaudit.source.nodes import Scalar
from senaudit.source.reading import read_text

PATH = Path("languages/pl.po")
TERMS = {name: Text(name.upper(), NOWHERE) for name in ("senco", "sen", "plan")}


def translated(original: str, words: str, given: Forms | None = None) -> tuple[Text, list[Problem]]:
    """Return a translated text and what was noted about it."""
    escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    data = f'msgid ""\nmsgstr ""\n\nmsgctxt "a"\nmsgid "{original}"\nmsgstr "{escaped}"\n'
    catalogue, problems = read_catalogue(data.encode(), PATH, "pl")
    reading = TranslatedReading(Translation("pl", catalogue.entries, given or Forms()), "en-GB")
    reading.terms = TERMS
    node = Scalar(original, Place(Path("guide.yaml"), 1, 8, f"title: {original}"))
    found = reading.within("a", text, node)
    signs = signs_of_other_scripts([catalogue.entries["a", original].words])
    return found, [*problems, *reading.problems, *reading.warnings, *signs]


def words_at(problem: Problem) -> str:
    assert problem.place is not None
    assert (problem.place.path, problem.place.line) == (PATH, 6)
    return problem.place.source[problem.place.column - 1 :][: problem.place.width]


@pytest.mark.parametrize(
    ("original", "words", "kind", "at"),
    [
        ("Ask {senco}.", "Zapytaj.", "placeholder-missing", "Zapytaj."),
        ("Ask {senco}.", "Zapytaj {senko} {senco}.", "placeholder-added", "{senko}"),
        ("See [here](https://a.org).", "Zobacz tu.", "link-missing", "Zobacz tu."),
        ("See [here](https://a.org).", "[Tu](https://b.org) [tu](https://a.org)", "link-added", "https://b.org"),
        ("See [it](see:support).", "[To](see:Pomoc).", "link-missing", "[To](see:Pomoc)."),
        ("A **big** word", "Wielkie", "marks-differ", "Wielkie"),
        ("A word", "*Wielkie* słowo", "marks-differ", "*Wielkie* słowo"),
        ("Who?", "مَن?", "sign-of-other-script", "?"),
        ("One, two", "ایک, دو", "sign-of-other-script", ","),
        ("Who?", "Kto؟", "sign-of-other-script", "؟"),
        ("Who?", "谁?", "sign-of-other-script", "?"),
        ("Who?", "Ποιος?", "sign-of-other-script", "?"),
        ("One", "Jeden\n\nDwa", "second-paragraph", "Jeden\\n\\nDwa"),
        ("One", "Je\u200fden", "unseen-character", "\ufffd"),
        ("One", "Jeden {{senco}}", "", ""),
        ("{Senco} and {sen}", "{sen}, {senco} i {Sen}", "", ""),
        ("A **big** word, *so*", "*Tak*, **wielkie**", "", ""),
        ("Who? One, two", "کون؟ ایک، دو", "", ""),
        ("Who?", "Kto?", "", ""),
        ("3 * 4", "3 * 4", "", ""),
    ],
)  # fmt: skip
def test_what_differs_is_told_at_its_words(original: str, words: str, kind: str, at: str) -> None:
    problems = translated(original, words)[1]
    assert kind in [problem.kind for problem in problems] if kind else problems == []
    for problem in problems:
        assert problem.hint
        if problem.kind == kind:
            assert words_at(problem) == at


def read_forms(typed: str) -> Forms:
    node, problems = read_text(typed, Path("terms/pl.yaml"))
    reading = Reading()
    assert node is not None
    found = forms(reading, node)
    assert [*problems, *reading.problems] == []
    return found


def test_a_form_of_a_term_is_printed_and_has_a_capital_where_the_term_has_one() -> None:
    given = read_forms("forms:\n  senco:\n    gen: koordynatora\n    ins: koordynatorem\n")
    found, problems = translated("Ask {senco}. {Senco} knows {sen}.", "{Senco.gen} {senco.ins} {senco} {sen}", given)
    assert problems == []
    assert found.value == "Koordynatora koordynatorem SENCO SEN"


@pytest.mark.parametrize(
    ("typed", "line"), [("forms:\n  senco:\n    gen: koordynatora\n", 2), ("forms:\n  sen:\n    gen: tego\n", 2)]
)
def test_a_form_that_is_missing_is_told_at_both_places(typed: str, line: int) -> None:
    problems = translated("Ask {senco}.", "Zapytaj {senco.dat}.", read_forms(typed))[1]
    assert [problem.kind for problem in problems] == ["missing-form", "form-asked-for"]
    here, there = problems
    assert words_at(here) == "{senco.dat}"
    assert there.place is not None
    assert (there.place.path, there.place.line) == (Path("terms/pl.yaml"), line)
    assert "line 6 of pl.po asks for it" in there.message


def test_where_no_form_is_known_the_help_says_how_to_write_the_file() -> None:
    problems = translated("Ask {senco}.", "Zapytaj {senco.dat}.", Forms(place=Place(Path("terms/pl.yaml"))))[1]
    assert [problem.kind for problem in problems] == ["missing-form", "form-asked-for"]
    assert problems[1].hint == 'write "forms:", below it "senco:", and below that "dat: …"'
    assert problems[1].place == Place(Path("terms/pl.yaml"))


@pytest.mark.parametrize("words", ["{senco.gen}", "{sen} koordynatora"])
def test_a_form_that_names_a_term_is_told_and_not_printed_with_its_braces(words: str) -> None:
    node, _ = read_text(f'forms:\n  senco:\n    gen: "{words}"\n', Path("terms/pl.yaml"))
    reading = Reading()
    assert node is not None
    reading.attempt(forms, node)
    (problem,) = reading.problems
    assert (problem.kind, problem.place and problem.place.line) == ("term-in-term", 3)


def test_a_school_lays_its_forms_over_those_of_the_content() -> None:
    theirs = read_forms("forms:\n  senco:\n    gen: a\n    ins: b\n  sen:\n    gen: c\n")
    laid = read_forms("forms:\n  senco:\n    gen: own\n").over(theirs)
    assert {name: {form: str(words) for form, words in forms.items()} for name, forms in laid.words.items()} == {
        "senco": {"gen": "own", "ins": "b"}, "sen": {"gen": "c"},
    }  # fmt: skip
