"""The glossary has the alphabetical order of its language; English has the order that it always had."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from translating import begun, fill_in, school_in

from senaudit.content.alphabetical import alphabetical
from senaudit.languages import LANGUAGES
from senaudit.recipe.reading import read_guide
from senaudit.recipe.request import Sources

ORDERS = {
    "pl": "ciało cud ćma Edukacja EHC ęcki lis łan osa ósmy zaś ząb zbiór zebra źle żaba",
    "cy": "ci cyfaill cymorth chwarae dyn dda fon ffon gwaith ngwaith hapus lwc llaw rwy rhieni ti thema ysgol",
    "uk": "гора ґанок екран єдність іній їжак мʼята шум щука юність яблуко",
    "ur": "آج اسکول بات پانی تعلیم ٹیم دن ڈاکٹر زبان ژالہ کام گھر ہم ھم یاد",
    "ar": "أب باب تعليم خطة هدف وثيقة يد",
    "pa": "ਉਮਰ ਅੱਖ ਇੱਕ ਸਕੂਲ ਹੱਕ ਕੰਮ",
    "bn": "অভিভাবক আইন ইচ্ছা কথা খবর গান ঘর শিশু স্কুল",
    "ta": "அன்பு கல்வி பள்ளி னாடு ஜன்னல்",
    "tr": "cam çocuk ılık Işık ilgi İlk şehir",
    "ro": "ani ăla bine iarna încă stai școală țară",
    "lt": "ąžuolas eiti ėjo ir jis šuo",
    "sq": "cak çaj dora dhoma lumi llogari",
    "es": "amor ángel nube ñandú ocho",
    "vi": "an ăn dân đi ông ơn",
    "el": "άλφα βήτα ζωή όμικρον Ωμέγα ώρα",
    "bg": "щука ъгъл юг",
    "sv": "åt öl ur",
}
"""Words in the order of each language’s dictionaries (CLDR 45, collation), or by their plain letters where unknown."""


@pytest.mark.parametrize("language", ORDERS)
def test_words_have_the_order_of_their_language(language: str) -> None:
    words = ORDERS[language].split()
    mixed = Random(1).sample(words, len(words))
    assert sorted(mixed, key=lambda each: alphabetical(each, language)) == words


def test_spaces_and_signs_come_before_letters_and_apostrophes_do_not_count() -> None:
    words = ["a z", "a-z", "ab", "a’c", "ad"]
    assert sorted(Random(1).sample(words, 5), key=lambda each: alphabetical(each, "pl")) == words


def test_an_accent_counts_only_among_words_that_are_the_same_without_it() -> None:
    words = ["cote", "côte", "coté", "cotez"]
    assert sorted(words, key=lambda each: alphabetical(each, "fr")) == ["cote", "coté", "côte", "cotez"]


def test_the_alphabets_are_whole() -> None:
    for known in LANGUAGES.values():
        assert len(set(known.alphabet)) == len(known.alphabet)
        assert all(known.folded(letter) == letter for letter in known.alphabet if letter != "ς")
        if known.alphabet != LANGUAGES["en"].alphabet:
            plain = {each for letter in known.letters for each in (letter, *letter)} - {"أ"}
            assert plain <= set(known.alphabet) | {"أ"}


def glossary_in(school: Path, language: str | None) -> list[str]:
    return [str(entry.term) for entry in read_guide(Sources(school=school), language=language).glossary.entries]


def test_the_glossary_has_the_order_of_its_language_and_of_english_as_before(tmp_path: Path) -> None:
    school = school_in(tmp_path)
    english = glossary_in(school, None)
    assert english == sorted(english, key=lambda term: term.casefold().replace("’", ""))
    words = (f"{word}{number}" for number in range(100) for word in ("żaba", "ćma", "zebra", "cud"))
    fill_in(
        begun(school),
        lambda entry: next(words) if entry.msgctxt.endswith(" term") and "{" not in entry.msgid else entry.msgid,
    )
    polish = [term for term in glossary_in(school, "pl") if term[-1].isdecimal()]
    firsts = "".join(dict.fromkeys(term[0] for term in polish))
    assert firsts == "cćzż"
