"""Files of a translation that are long, are no files, or have the same fault in many texts."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from translating import begun, fill_in, school_in

import senaudit
from senaudit.content.catalogue import MOST_BYTES
from senaudit.content.comparison import letters_of_another_script, traces_of_programs
from senaudit.files.shipped import shipped
from senaudit.problems import Place, Problem, SenauditError
from senaudit.recipe.request import Sources
from senaudit.recipe.translating import state_of, states, translate, untranslated_texts
from senaudit.source.nodes import Scalar


def texts(*words: str) -> list[Scalar]:
    """Return texts with places in a PO file."""
    return [Scalar(each, Place(Path("x.po"), 1, 9 - (each == "{senco}"))) for each in words]


def problems_of(school: Path) -> list[Problem]:
    return list(state_of(Sources(school=school), "pl").faults)


@pytest.mark.parametrize(("count", "told"), [(3, 3), (4, 1), (40, 1)])
def test_a_sign_that_is_wrong_in_many_texts_is_told_once_with_their_number(
    tmp_path: Path, count: int, told: int
) -> None:
    school = school_in(tmp_path)
    left = iter(range(count))
    fill_in(begun(school), lambda entry: "ایک, دو" if "{" not in entry.msgid and next(left, None) is not None else "")
    signs = [problem for problem in problems_of(school) if problem.kind == "sign-of-other-script"]
    assert len(signs) == told
    assert [problem.message.endswith(f"; so in {count} texts of this file") for problem in signs] == [told == 1] * told


def test_a_wrong_sign_hides_no_fault_of_the_same_words(tmp_path: Path) -> None:
    school = school_in(tmp_path)
    fill_in(begun(school), lambda entry: "ایک, دو" if entry.msgctxt == "guide subtitle" else "")
    assert {"sign-of-other-script", "placeholder-missing"} <= {problem.kind for problem in problems_of(school)}


def test_a_fault_in_a_passage_of_the_supplement_is_the_only_one_that_is_told(tmp_path: Path) -> None:
    school = school_in(tmp_path)
    passages = ("terms:england passages:carers", "terms:england passages:privacy")
    fill_in(begun(school), lambda entry: "{senko}" if entry.msgctxt.startswith(passages) else "")
    problems = problems_of(school)
    assert problems
    assert {problem.kind for problem in problems} <= {
        "placeholder-added",
        "unknown-term",
        "placeholder-missing",
        "link-missing",
    }


def test_a_form_that_is_missing_is_told_where_it_is_asked_for_and_once_in_the_file_of_forms(tmp_path: Path) -> None:
    school = school_in(tmp_path)
    fill_in(begun(school), lambda entry: "Pytaj {senco.gen}. {senco.dat}" if "{senco}" in entry.msgid else "")
    (school / "terms").mkdir()
    (school / "terms/pl.yaml").write_text("forms:\n  senco:\n    ins: koordynatorem\n", "utf-8")
    kinds = [problem.kind for problem in problems_of(school)]
    assert kinds.count("missing-form") > 8
    assert kinds.count("form-asked-for") == 2


WORDS = {
    "Arab": "ایک دو تین", "Guru": "ਇੱਕ ਦੋ ਤਿੰਨ", "Latn": "jeden dwa trzy", "Cyrl": "један два три", "Hans": "一二三四",
    "Deva": "एक दो तीन", "Beng": "এক দুই তিন", "Hebr": "אחת שתיים",
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "script", "tag"),
    [
        ("pa-pk", "Guru", "pa"), ("pa", "Arab", "pa-arab"), ("ur", "Latn", "ur-latn"), ("sr", "Latn", "sr-latn"),
        ("sr-latn", "Cyrl", "sr"), ("pl", "Cyrl", "pl-cyrl"), ("ku", "Arab", "ku-arab"), ("zh", "Latn", "zh-latn"),
        ("bn", "Deva", "bn-deva"),
    ],
)  # fmt: skip
def test_most_texts_in_another_script_are_told_at_the_first(language: str, script: str, tag: str) -> None:
    """Its pages would be laid out for the other script: of Panjabi in Arabic letters, from left to right."""
    (problem,) = letters_of_another_script([*texts("{senco}", WORDS["Hebr"]), *texts(*[WORDS[script]] * 9)], language)
    assert problem.warning
    assert problem.place == Place(Path("x.po"), 1, 9)
    assert problem.message.startswith("9 of 10 texts are in ")
    assert problem.hint.endswith(f" {tag}.po")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        *(("pa-pk", WORDS["Arab"]), ("pa", WORDS["Guru"]), ("sr", WORDS["Cyrl"]), ("zh-hk", WORDS["Hans"])),
        *(("ur", "ایک {coordinator} [دو](https://example.org)"), ("th", WORDS["Latn"]), ("ur", "0115 977")),
    ],
)
def test_texts_in_the_script_of_their_language_are_not_told(language: str, words: str) -> None:
    """What stands in braces, and addresses, are in Latin letters in every language."""
    assert list(letters_of_another_script(texts(*[words] * 9), language)) == []


def test_a_few_names_in_another_script_are_no_fault() -> None:
    assert list(letters_of_another_script(texts(*["Oak Hill"] * 4), "ur")) == []


def test_texts_in_another_script_are_a_fault_of_their_language(tmp_path: Path) -> None:
    school = school_in(tmp_path)
    path = begun(school)
    fill_in(path, lambda entry: WORDS["Cyrl"] if not {"{", "["} & set(entry.msgid) else "")
    (problem,) = problems_of(school)
    assert problem.kind == "letters-of-another-script"
    assert problem.place
    assert problem.place.path == path
    assert WORDS["Cyrl"] in problem.place.source


def traces(*pairs: tuple[str, str]) -> list[tuple[str, str]]:
    texts_of = [(original, Scalar(words, Place(Path("x.po"), 1, 1, words, len(words)))) for original, words in pairs]
    found = list(traces_of_programs(texts_of))
    assert all(problem.warning and problem.hint for problem in found)
    return [(problem.kind, problem.place.source[problem.place.column - 1 :]) for problem in found if problem.place]


def test_codes_of_web_pages_are_told_at_their_places() -> None:
    said = traces(("A", "to&nbsp;jest &#281;"), ("B", "<b>to</b>"), ("a &amp; b", "c &amp; d"), ("C", "R&D; a < b > c"))
    assert [source.split()[0] for _, source in said] == ["&nbsp;jest", "&#281;", "<b>to</b>", "</b>"]
    assert {kind for kind, _ in said} == {"code-of-web-pages"}


def test_a_letter_that_became_a_question_mark_is_told_at_its_place() -> None:
    assert traces(("A", "nasze szko?y"), ("B", "Co? Kto?"), ("C", "[tu](https://a.b/c?d)"), ("a?b", "a?b")) == [
        ("lost-letter", "szko?y")
    ]


def test_shapes_of_arabic_letters_are_told_and_words_that_are_one_sign_are_not() -> None:
    """The program that a translator copied from may have turned them round."""
    assert traces(("A", "هذا \ufedf\ufe8e"), ("B", "لا"), ("C", "\ufdf2 \ufdfa")) == [
        ("shapes-of-letters", "\ufedf\ufe8e")
    ]


def test_a_code_that_stands_in_many_texts_is_told_once() -> None:
    assert len(traces(*[(f"{number}", f"{number}&#39;") for number in range(9)])) == 1


def test_traces_of_programs_are_faults_of_a_language(tmp_path: Path) -> None:
    school = school_in(tmp_path)
    fill_in(begun(school), lambda entry: "O&#39; szko?y" if entry.msgid == "Talk to" else "")
    assert {problem.kind for problem in problems_of(school)} == {"code-of-web-pages", "lost-letter"}


@pytest.mark.parametrize("what", ['msgctxt "poster contact"\n', 'msgid "Talk to"\n'])
def test_a_translation_that_belongs_to_no_text_is_told(tmp_path: Path, what: str) -> None:
    """Somebody has changed the line above it: nothing would be printed of it, and nobody told."""
    school = school_in(tmp_path)
    path = begun(school)
    fill_in(path, lambda entry: "Pytaj" if entry.msgid == "Talk to" else "")
    assert problems_of(school) == []
    path.write_text(path.read_text("utf-8").replace(what, what.replace('"', '"x', 1)), "utf-8")
    (problem,) = problems_of(school)
    assert (problem.kind, problem.warning) == ("entry-of-no-text", True)
    assert problem in list(untranslated_texts(Sources(school=school), "pl"))
    assert problem.place
    assert "Pytaj" in problem.place.source
    path.write_bytes(translate(Sources(school=school), "pl").data)
    assert problems_of(school) == []


def test_a_school_need_not_have_all_texts_of_a_folder_of_content(tmp_path: Path) -> None:
    content, school = tmp_path / "content", school_in(tmp_path / "school")
    shutil.copytree(shipped("content"), content)
    (content / "languages").mkdir()
    path = content / "languages/pl.po"
    path.write_bytes(translate(Sources(content=content), "pl").data)
    fill_in(path, lambda entry: "Walia" if entry.msgctxt.startswith("terms:wales") and "{" not in entry.msgid else "")
    assert not [each for each in state_of(Sources(content, school), "pl").faults if each.kind == "entry-of-no-text"]


@pytest.mark.parametrize("month", ["2026年11月", "2026 m. lapkritis"])
def test_the_month_of_the_facts_may_be_written_in_any_way(tmp_path: Path, month: str) -> None:
    school = school_in(tmp_path)
    fill_in(begun(school), lambda entry: month if entry.msgid == "November 2026" else "")
    assert problems_of(school) == []


@pytest.mark.parametrize("kind", ["folder", "pipe", "no folder"])
def test_what_is_in_the_place_of_a_catalogue_of_content_is_told(tmp_path: Path, kind: str) -> None:
    content = tmp_path / "content"
    shutil.copytree(shipped("content"), content)
    path = content / "languages/pl.po"
    if kind == "no folder":
        path.parent.write_text("pl", "utf-8")
    else:
        path.parent.mkdir()
        if kind == "folder":
            path.mkdir()
        elif hasattr(os, "mkfifo"):
            os.mkfifo(path)
        else:
            pytest.skip("this system has no pipes")
    for run in (
        lambda: senaudit.build("poster", content=content, language="pl"),
        lambda: translate(Sources(content=content), "pl"),
        lambda: list(states(Sources(content=content))),
    ):
        with pytest.raises(SenauditError) as error:
            run()
        (problem,) = error.value.problems
        assert problem.kind == "not-ordinary-file"
        assert problem.place == Place(path.parent if kind == "no folder" else path)


@pytest.mark.parametrize("kind", ["folder", "pipe", "link out", "link to itself", "folder behind a link"])
def test_what_is_in_the_place_of_a_catalogue_is_told_and_not_read(tmp_path: Path, kind: str) -> None:
    school, there = school_in(tmp_path / "school"), begun(school_in(tmp_path / "other"))
    path = school / "languages/pl.po"
    if kind == "folder behind a link":
        path.parent.symlink_to(there.parent)
    else:
        path.parent.mkdir()
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        if not hasattr(os, "mkfifo"):
            pytest.skip("this system has no pipes")
        os.mkfifo(path)
    elif kind != "folder behind a link":
        path.symlink_to(there if kind == "link out" else path)
    with pytest.raises(SenauditError) as error:
        senaudit.build("poster", school=school, language="pl")
    (problem,) = error.value.problems
    assert problem.place == Place(path.parent if kind == "folder behind a link" else path)
    assert problem.kind == ("link-leads-out" if "link" in kind else "not-ordinary-file")


def test_a_file_that_is_too_long_is_told_and_not_cut(tmp_path: Path) -> None:
    school = school_in(tmp_path)
    path = begun(school)
    path.write_bytes(path.read_bytes() + b"# and so on\n" * (MOST_BYTES // 12))
    with pytest.raises(SenauditError, match="more than 8,000,000 bytes"):
        translate(Sources(school=school), "pl")


def test_a_long_file_is_read_to_its_end(tmp_path: Path) -> None:
    school = school_in(tmp_path)
    path = begun(school)
    gone = '#~ msgctxt "gone"\n#~ msgid "Gone"\n#~ msgstr "Stare"\n'
    path.write_text(path.read_text("utf-8") + "# and so on\n" * 300_000 + f"\n{gone}", "utf-8")
    assert gone in translate(Sources(school=school), "pl").data.decode()
