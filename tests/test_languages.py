"""What the program knows of languages: dates, letters of lists, digits, forms of words with numbers, directions."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from unicodedata import bidirectional, normalize

import pytest

from senaudit.audit.dates import read_day
from senaudit.content import terms
from senaudit.content.catalogue import read_catalogue
from senaudit.content.dates import month_in
from senaudit.editions.hands import hand_of
from senaudit.files.shipped import shipped
from senaudit.languages import (
    _SCRIPTS,
    LANGUAGES,
    Language,
    day_in,
    direction,
    in_naskh,
    is_in_nastaliq,
    language_of,
    month_named,
)
from senaudit.layout.contents import sign_lists
from senaudit.layout.markup import Element
from senaudit.layout.roles import marker
from senaudit.problems import NOWHERE, Problem, SenauditError
from senaudit.recipe.reading import read_guide
from senaudit.recipe.request import Format, Sources, request_for
from senaudit.recipe.steps import build
from senaudit.typeset.scripts import NASTALIQ, main_script

ASKED_FOR = "en cy pl ur pa bn so ar gu ro ta pt uk zh vi tr fr es lt sq bg el hi"

each_language = pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.code)


def test_the_languages_that_parents_of_schools_in_britain_read_are_known() -> None:
    assert " ".join(LANGUAGES) == ASKED_FOR


@each_language
def test_what_is_known_of_a_language_is_whole(language: Language) -> None:
    assert len(language.months) == len(language.month_names) == 12
    assert len(set(language.letters)) == len(language.letters) >= 12
    assert "".join(map(str, range(10))) == "".join(str(int(digit)) for digit in language.digits)
    assert len(language.quotes) == 4
    words = " ".join((language.own_name, *language.months, *language.month_names, *language.letters))
    assert normalize("NFC", words) == words


@each_language
def test_the_direction_is_that_of_the_letters(language: Language) -> None:
    right = {bidirectional(letter) in ("R", "AL") for letter in "".join(language.months) if letter.isalpha()}
    assert right <= {language.direction == "rtl"} or language.code == "zh"


@each_language
def test_each_day_of_a_year_is_read_as_it_is_written(language: Language) -> None:
    for month in range(1, 13):
        day = date(2026, month, 28)
        assert read_day(language.in_words(day)) == day_in(language.in_words(day)) == day


def test_no_name_of_a_month_is_another_months_elsewhere() -> None:
    numbers: dict[str, set[int]] = {}
    for language in LANGUAGES.values():
        for names in (language.months, language.month_names):
            for number, name in enumerate(names, 1):
                numbers.setdefault(name.casefold(), set()).add(number)
                assert month_named(name) == number
    assert all(len(each) == 1 for each in numbers.values())


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en-GB", "3 September 2026"),
        ("pl", "3 września 2026"),
        ("uk", "3 вересня 2026 р."),
        ("lt", "2026 m. rugsėjo 3 d."),
        ("ur", "3 ستمبر، 2026"),
        ("bn", "৩ সেপ্টেম্বর, ২০২৬"),
        ("zh", "2026年9月3日"),
        ("pt", "3 de setembro de 2026"),
        ("de", "2026-09-03"),
    ],
)
def test_a_day_is_written_as_its_language_writes_it(code: str, words: str) -> None:
    assert language_of(code).in_words(date(2026, 9, 3)) == words


@pytest.mark.parametrize(
    "words",
    ["۳ ستمبر ۲۰۲۶", "٣ سبتمبر ٢٠٢٦", "٣ ستمبر، ٢٠٢٦", "३ सितंबर २०२६", "3 सितंबर 2026", "ਸਤੰਬਰ", "૩ સપ્ટેમ્બર, ૨૦૨૬"],
)
def test_a_day_may_have_any_digits_of_the_script(words: str) -> None:
    expected = None if words == "ਸਤੰਬਰ" else date(2026, 9, 3)
    assert day_in(words) == expected


@pytest.mark.parametrize("words", ["31 września 2026", "3 wrzesnia 2026", "32 Medi 2026"])
def test_what_is_no_day_in_any_language_stays_a_problem(words: str) -> None:
    assert day_in(words) is None
    assert isinstance(read_day(words), Problem)


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("November 2026", (2026, 11)),
        ("listopad 2026", (2026, 11)),
        ("Tachwedd 2026", (2026, 11)),
        ("noviembre de 2026", (2026, 11)),
        ("KASIM 2026", (2026, 11)),
        ("2026-11", (2026, 11)),
        ("joulukuu 2026", (2026, 12)),
    ],
)
def test_the_month_of_the_facts_may_be_in_any_language(words: str, month: tuple[int, int]) -> None:
    assert month_in(words) == month


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("en", {"one": [1], "other": [0, 2, 11, 21]}),
        ("cy", {"zero": [0], "one": [1], "two": [2], "few": [3], "many": [6], "other": [4, 5, 7, 13]}),
        ("pl", {"one": [1], "few": [2, 4, 22, 104], "many": [0, 5, 11, 12, 21, 112]}),
        ("uk", {"one": [1, 21, 101], "few": [2, 24], "many": [0, 5, 11, 12, 111]}),
        ("ar", {"zero": [0], "one": [1], "two": [2], "few": [3, 10, 103], "many": [11, 99], "other": [100, 102]}),
        ("ro", {"one": [1], "few": [0, 2, 19, 101], "other": [20, 100, 120]}),
        ("lt", {"one": [1, 21], "few": [2, 9, 22], "other": [0, 10, 11, 19, 20]}),
        ("fr", {"one": [0, 1], "other": [2, 20]}),
        ("bn", {"one": [0, 1], "other": [2]}),
        ("zh", {"other": [0, 1, 2]}),
        ("xx", {"other": [0, 1, 2]}),
    ],
)
def test_words_have_the_forms_with_numbers_that_cldr_says(code: str, forms: dict[str, list[int]]) -> None:
    language = language_of(code)
    assert set(forms) == set(language.plurals)
    for form, numbers in forms.items():
        assert {language.plural(number) for number in numbers} == {form}


@pytest.mark.parametrize(
    ("tag", "written"),
    [("ur", "rtl"), ("ar-EG", "rtl"), ("pa", "ltr"), ("pa-Arab", "rtl"), ("FA", "rtl"), ("he", "rtl"), ("xx", "ltr")],
)
def test_the_direction_goes_by_the_script_of_the_tag(tag: str, written: str) -> None:
    assert direction(tag) == written


def test_a_language_in_another_script_has_no_months_of_the_usual_one() -> None:
    assert language_of("pa-Arab").months == ()
    assert language_of("zh-Hant").months == language_of("zh").months
    assert language_of("pa-Arab").name == "Panjabi"


def listing(kind: str, **attributes: str) -> Element:
    return Element("list", {"kind": kind, **attributes}, NOWHERE)


def test_lists_have_the_letters_and_digits_of_their_own_language() -> None:
    arabic, bengali, english = listing("letter"), listing("number", lang="bn"), listing("letter", lang="en-GB")
    document = Element("document", {"lang": "ar"}, NOWHERE, [arabic, bengali, english])
    sign_lists(document, document.walk())
    assert [marker(arabic, number) for number in (1, 2, 29)] == ["أ.", "ب.", "أ."]
    assert marker(bengali, 12) == "১২."
    assert marker(english, 27) == "a."
    assert "letters" not in english.attributes


def test_english_lists_are_left_alone() -> None:
    plain = listing("letter")
    document = Element("document", {"lang": "en-GB"}, NOWHERE, [plain])
    sign_lists(document, document.walk())
    assert plain.attributes == {"kind": "letter"}


def in_language(tag: str, folder: Path) -> Sources:
    """Return the shipped content as if its English were another language."""
    content = folder / "content"
    for path in shipped("content").rglob("*.yaml"):
        copy = content / path.relative_to(shipped("content"))
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(path.read_text("utf-8").replace("\nlanguage: en-GB\n", f"\nlanguage: {tag}\n"), "utf-8")
    return Sources(content=content)


def test_every_edition_prints_the_letters_and_digits_of_the_language(tmp_path: Path) -> None:
    sources = in_language("bn", tmp_path)

    def written(format_: Format) -> str:
        return build(request_for("guide", format=format_)._replace(sources=sources)).data.decode()

    assert "\n১. " in written("txt")
    page = written("html")
    assert 'class="number signs-9e6"' in page
    assert '@counter-style signs-9e6 { system: numeric; symbols: "০" "১"' in page


@pytest.mark.parametrize(
    ("code", "words", "capital"),
    [
        ("en-GB", "your local authority", "Your local authority"),
        ("tr", "ilgili öğretmen", "İlgili öğretmen"),
        ("tr", "ışık", "Işık"),
        ("pl", "śląsk", "Śląsk"),
        ("ur", "استاد", "استاد"),
        ("ka", "მასწავლებელი", "მასწავლებელი"),
        ("el", "", ""),
    ],
)
def test_a_sentence_begins_with_the_capital_of_its_language(code: str, words: str, capital: str) -> None:
    assert terms.capital(words, code) == capital
    assert language_of(code).capital(words) == capital


def test_a_term_begins_a_sentence_as_the_language_of_the_content_has_it(tmp_path: Path) -> None:
    sources = in_language("tr", tmp_path)
    assert sources.content
    own = sources.content / "terms/england.yaml"
    own.write_text(own.read_text("utf-8").replace("  service: ", "  service: ilçe "), "utf-8")
    poster = sources.content / "poster.yaml"
    poster.write_text(re.sub("(?m)^closing: .*$", 'closing: "{Service}"', poster.read_text("utf-8")), "utf-8")
    assert str(read_guide(sources).poster.closing).startswith("İlçe ")


def test_translations_are_composed_as_texts_are(tmp_path: Path) -> None:
    header = 'msgid ""\nmsgstr ""\n"Language: pl\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    entry = f'msgctxt "poster closing"\nmsgid "x"\nmsgstr "{normalize("NFD", "źródło")}"\n'
    catalogue, problems = read_catalogue((header + entry).encode(), tmp_path / "pl.po", "pl")
    assert not problems
    (found,) = catalogue.entries.values()
    assert found.words.value == "źródło"


@pytest.mark.parametrize("sign", "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
@pytest.mark.parametrize("typed", ["itself", "code"])
def test_a_sign_that_turns_the_direction_is_refused_at_its_place(tmp_path: Path, sign: str, typed: str) -> None:
    words = sign if typed == "itself" else f"\\u{ord(sign):04x}"
    (tmp_path / "school.yaml").write_text("name: Oak\n", "utf-8")
    (tmp_path / "poster.yaml").write_text(f'closing: "Ask {words}a parent"\n', "utf-8")
    with pytest.raises(SenauditError) as raised:
        read_guide(Sources(school=tmp_path))
    (problem,) = raised.value.problems
    assert problem.kind == "unseen-character"
    assert problem.place
    assert problem.place.path == tmp_path / "poster.yaml"


@pytest.mark.parametrize("format_", ["docx", "html", "txt"])
def test_every_edition_refuses_a_sign_that_turns_the_direction(tmp_path: Path, format_: Format) -> None:
    (tmp_path / "school.yaml").write_text("name: Oak\n", "utf-8")
    (tmp_path / "poster.yaml").write_text('closing: "Ask \\u200fa parent"\n', "utf-8")
    with pytest.raises(SenauditError, match="turns the direction"):
        build(request_for("poster", school=tmp_path, format=format_))


@pytest.mark.parametrize(
    ("tag", "script"),
    [
        ("pa", "Guru"), ("pa-PK", "Arab"), ("pa_pk", "Arab"), ("pa-Guru-PK", "Guru"), ("pa-IN", "Guru"),
        ("ur", "Arab"), ("ks", "Arab"), ("ks-Deva", "Deva"), ("sd", "Arab"), ("sd-IN", "Deva"), ("phr", "Arab"),
        ("ku", "Latn"), ("ku-IQ", "Arab"), ("ku-Arab", "Arab"), ("ckb", "Arab"), ("az", "Latn"), ("az-IR", "Arab"),
        ("uz", "Latn"), ("uz-AF", "Arab"), ("zh", "Hans"), ("zh-CN", "Hans"), ("zh-HK", "Hant"), ("zh-Hant", "Hant"),
        ("zh-TW", "Hant"), ("yue", "Hant"), ("sr", "Cyrl"), ("sr-Latn", "Latn"), ("sr-ME", "Latn"), ("ru", "Cyrl"),
        ("am", "Ethi"), ("hi", "Deva"), ("fa-AF", "Arab"), ("de", "Latn"), ("xx", "Latn"),
    ],
)  # fmt: skip
def test_the_script_goes_by_the_tag_and_by_the_place(tag: str, script: str) -> None:
    known = language_of(tag)
    assert known.script == script
    assert known.direction == ("rtl" if script == "Arab" else "ltr")


def test_the_languages_that_are_known_have_the_scripts_that_cldr_says() -> None:
    for code, known in LANGUAGES.items():
        assert language_of(code).script == known.script == _SCRIPTS.get(code, "Latn")


@pytest.mark.parametrize(
    ("tag", "is_so"),
    [
        *((tag, True) for tag in ("ur", "ur-PK", "pa-PK", "pnb", "ks")),
        *((tag, False) for tag in ("ur-Arab", "ur-Latn", "pa", "ks-Deva", "ar", "fa", "pl")),
    ],
)
def test_panjabi_and_kashmiri_in_arabic_letters_are_in_the_hand_of_urdu(tag: str, is_so: bool) -> None:
    assert is_in_nastaliq(tag) == is_so == (main_script(tag) == NASTALIQ) == ("Nastaliq" in str(hand_of(tag).fonts))
    assert not is_in_nastaliq(in_naskh(tag))
    assert direction(in_naskh(tag)) == direction(tag)


@pytest.mark.parametrize("tag", ["prs", "pnb", "ckb", "haz", "fa-AF", "ug", "az-Arab", "yi"])
def test_the_languages_of_right_to_left_scripts_are_known_without_their_script(tag: str) -> None:
    assert direction(tag) == "rtl"
