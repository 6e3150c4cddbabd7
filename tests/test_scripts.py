"""Words in the scripts of parents: which glyphs stand where, and in which order words and numbers stand on a line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import cast

import pytest
import uharfbuzz
from declaration import ARTICLES
from programs import needs_noto
from set_words import SIZE, family_of, paragraph, seen, text

from senaudit.content.text import Text
from senaudit.layout.markup import Element
from senaudit.problems import Place
from senaudit.typeset.characters import proof_characters
from senaudit.typeset.faces import ISOLATES, family_for
from senaudit.typeset.shaping import ShapedFace

pytestmark = needs_noto

SHAPED = ("ar", "ur", "hi", "bn", "pa", "gu", "ta")
MARK_ABOVE_LINE = 100
"""A glyph that stands so many of the font's units above the base line belongs to a slanting word."""

WORDS = {
    "ar": "السلام لا لأ لإ لآ ععع محمد الله أحرارًا عقلاً مُتَساوِين كتاب (نعم) بروح",
    "ur": "محمد کے ہیں چاہیئے لا اللہ انہیں ودیعت بھائی گئے تحفّظ پیدا ہوئے (ہاں)",
    "hi": "कि क्ष र्क त्र ज्ञ कर्म हिन्दी स्त्री विद्यार्थी शक्ति द्वारा कार्यक्रम ड़ (हाँ)",
    "bn": "কি কে কো কৌ ক্ষ ন্ত র্ক স্কুল শিক্ষা বিদ্যালয় জন্মগ্রহণ স্বাধীনভাবে ড়",
    "pa": "ਕਿ ਪ੍ਰ ਸਿੱਖ ਸ੍ਰੀ ਵਿਦਿਆਰਥੀ ਸਕੂਲ ਮਹਿਮਾ ਹੱਕਾਂ ਪੱਖੋਂ ਆਜ਼ਾਦ ਸਿੱਧ ਨ੍ਹਾਂ",
    "gu": "કિ ક્ષ ર્ક ત્ર જ્ઞ વિદ્યાર્થી શિક્ષણ સ્ત્રી કાર્યક્રમ પ્રતિષ્ઠા દ્ધ હૃદય",
    "ta": "கெ கொ கோ கை கௌ ஸ்ரீ க்ஷ து மொழி பெற்றோர் கௌரவம் சுதந்திரமாகவே பொறுப்பு",
}
"""A dozen words a script, and more: what its letters do."""


def face_of(language: str, word: str) -> ShapedFace:
    faces = [face for _, face in family_of(language).parted(word) if face.is_shaped]
    return cast(ShapedFace, faces[0])


@cache
def font_of(face: ShapedFace) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(face.data), face.index))


def shaped(face: ShapedFace, words: str) -> tuple[list[tuple[int, int, int]], int]:
    """Return what HarfBuzz says of words: the glyphs from left to right, with their places, and the width."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(words)
    buffer.guess_segment_properties()
    buffer.language = face.language
    uharfbuzz.shape(font_of(face), buffer)
    glyphs, at = [], 0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        glyphs.append((info.codepoint, at + position.x_offset, position.y_offset))
        at += position.x_advance
    return glyphs, at


def drawn(face: ShapedFace, words: str) -> tuple[list[tuple[int, int, int]], int]:
    """Return what stands on a page: the glyphs from left to right, with their places, and the width."""
    glyphs, at = [], 0
    for cluster in face.clusters(words):
        glyphs += [(glyph, at + x, y) for glyph, x, y in cluster.glyphs]
        at += cluster.advance
    return glyphs, at


def names(language: str, word: str) -> list[str]:
    """Return the names of a word's glyphs, from left to right."""
    face = face_of(language, word)
    return [font_of(face).glyph_to_string(glyph) for glyph, _, _ in drawn(face, word)[0]]


def nominal(language: str, character: str) -> str:
    """Return the name of a character's own glyph."""
    font = font_of(face_of(language, character))
    return str(font.glyph_to_string(font.get_nominal_glyph(ord(character)) or 0))


def all_words() -> Iterator[tuple[str, str]]:
    yield from ((language, word) for language in SHAPED for word in WORDS[language].split())


@pytest.mark.parametrize(("language", "word"), list(all_words()))
def test_a_word_has_the_glyphs_and_places_that_harfbuzz_gives(language: str, word: str) -> None:
    for part, face in family_of(language).parted(word):
        if face.is_shaped:
            wanted, width = shaped(cast(ShapedFace, face), part)
            glyphs, advance = drawn(cast(ShapedFace, face), part)
            assert glyphs == wanted
            assert advance == width
            assert 0 not in [glyph for glyph, _, _ in glyphs]  # .notdef
            assert face.width(part, SIZE) == pytest.approx(width / cast(ShapedFace, face).em * SIZE)


@pytest.mark.parametrize("language", SHAPED)
def test_words_are_as_wide_as_in_a_paragraph_that_harfbuzz_shapes_whole(language: str) -> None:
    for article in ARTICLES[language]:
        for part, face in family_of(language).parted(article):
            if isinstance(face, ShapedFace):
                _, width = shaped(face, part)
                words = sum(face.widths[word] for word in part.split(" ")) + part.count(" ") * face.widths[" "]
                assert words == pytest.approx(width / face.em)


@pytest.mark.parametrize(
    ("language", "word", "sign"),
    [
        ("bn", "কি", "ি"),
        ("bn", "কৈ", "ৈ"),
        ("pa", "ਕਿ", "ਿ"),
        ("ta", "கெ", "ெ"),
        ("ta", "கே", "ே"),
        ("ta", "கை", "ை"),
    ],
)
def test_a_vowel_sign_that_is_spoken_after_its_letter_stands_before_it(language: str, word: str, sign: str) -> None:
    assert len(list(face_of(language, word).clusters(word))) == 1
    first, second = names(language, word)
    assert first.removesuffix("beng").startswith(nominal(language, sign).removesuffix("beng"))
    assert second == nominal(language, word[0])


@pytest.mark.parametrize(("language", "word"), [("hi", "कि"), ("gu", "કિ")])
def test_the_short_i_stands_before_its_letter_in_a_width_of_its_own(language: str, word: str) -> None:
    first, second = names(language, word)
    assert first.startswith("ivowelsign")
    assert second == nominal(language, word[0])


@pytest.mark.parametrize(
    ("language", "word", "signs"),
    [
        ("ta", "கொ", "ொ"),
        ("ta", "கோ", "ோ"),
        ("ta", "கௌ", "ௌ"),
        ("bn", "কো", "ো"),
        ("bn", "কৌ", "ৌ"),
    ],
)
def test_a_split_vowel_stands_on_both_sides_of_its_letter(language: str, word: str, signs: str) -> None:
    before, letter, after = names(language, word)
    assert letter == nominal(language, word[0])
    assert before != after
    if language == "ta":
        assert [before, after] == [nominal(language, sign) for sign in signs]


@pytest.mark.parametrize(
    ("language", "word"),
    [("hi", "क्ष"), ("hi", "ज्ञ"), ("hi", "त्र"), ("bn", "ক্ষ"), ("bn", "ন্ত"), ("gu", "ક્ષ"), ("ta", "க்ஷ"), ("ta", "ஸ்ரீ")],
)
def test_a_conjunct_is_one_glyph_that_no_line_parts(language: str, word: str) -> None:
    assert len(names(language, word)) == 1
    assert [part for part, _ in face_of(language, word).letters(word)] == [word]


@pytest.mark.parametrize(("language", "word"), [("hi", "र्क"), ("bn", "র্ক"), ("gu", "ર્ક")])
def test_an_r_before_a_letter_is_a_hook_above_it(language: str, word: str) -> None:
    letter, hook = names(language, word)
    assert letter == nominal(language, word[-1])
    assert hook.startswith("reph")


def test_lam_and_alef_are_one_glyph() -> None:
    for word in ("لا", "لأ", "لإ", "لآ"):
        assert len(names("ar", word)) == 1
        assert [part for part, _ in face_of("ar", word).letters(word)] == [word]


def test_a_letter_has_another_shape_at_each_place_in_its_word() -> None:
    final, medial, initial = names("ar", "ععع")
    assert len({final, medial, initial, nominal("ar", "ع")}) == 4


def test_the_letters_of_a_nastaliq_word_come_down_to_its_end() -> None:
    face = face_of("ur", "محمد")
    rises = [y for _, _, y in drawn(face, "محمد")[0]]
    assert rises[0] == 0  # the last letter, at the left
    assert max(rises) > MARK_ABOVE_LINE
    letters = [max(y for _, _, y in cluster.glyphs) for cluster in face.clusters("محمد")]
    assert letters == sorted(letters)


def test_urdu_is_set_in_nastaliq_and_arabic_is_not() -> None:
    assert "Nastaliq" in face_of("ur", "محمد").font_name
    assert "Nastaliq" not in face_of("ar", "محمد").font_name


def test_a_non_joiner_keeps_letters_apart() -> None:
    ((joined,),) = paragraph("ar", text("میخواهم"))
    ((apart,),) = paragraph("ar", text("می\u200cخواهم"))
    assert "\u200c" in apart.text
    assert drawn(cast(ShapedFace, joined.face), joined.text) != drawn(cast(ShapedFace, apart.face), apart.text)
    ((half,),) = paragraph("hi", text("क्\u200dष"))
    assert "\u200d" in half.text
    assert len(names("hi", half.text)) > len(names("hi", "क्ष"))


OAK = "Oak Hill C.I.C."
PHONE = "0115\xa0977\xa04050"

ORDERS: list[tuple[str, list[str | Element], str]] = [
    # Telephone numbers and addresses.
    ("ar", [text("الهاتف: 0115 977 4050")], f"{PHONE} :فتاهلا"),
    ("ar", [text("الهاتف"), ": ", text("(0115) 977 4050, ext. 12")], "(0115)\xa0977\xa04050, ext. 12 :فتاهلا"),
    ("ar", [text("٠١١٥ ٩٧٧ ٤٠٥٠")], "٠١١٥\xa0٩٧٧\xa0٤٠٥٠"),
    ("ur", [text("فون: 0115 977 4050 یا office@oak.sch.uk")], f"office@oak.sch.uk ای {PHONE} :نوف"),
    ("ur", [text("www.oak.org.uk/sen?a=1 دیکھیں")], "ںیھکید www.oak.org.uk/sen?a=1"),
    ("ar", [text("انظر https://oak.org.uk/a-b/ (هنا).")], ".(انه) https://oak.org.uk/a-b/ رظنا"),
    # A school's own words, with a sign at their end.
    ("ar", [text("مدرسة"), " ", text(OAK), " ", text("هنا")], f"انه {OAK} ةسردم"),
    ("ur", [text("اسکول"), ": ", text(OAK)], f"{OAK} :لوکسا"),
    # Numbers: of pages and questions, in per cent, dates, lists.
    ("ar", ["صفحة ", text("15"), " من ", "60"], "60 نم 15 ةحفص"),
    ("ur", ["صفحہ ", "15", " از ", "60"], "60 زا 15 ہحفص"),
    ("ar", [text("السؤال 12a و 12b")], "12b و 12a لاؤسلا"),
    ("ur", [text("سوال 12a دیکھیں")], "ںیھکید 12a لاوس"),
    ("ar", [text("نسبة 50% من")], "نم %50 ةبسن"),
    ("ar", [text("في 12/10/2026 و 2026-10-12.")], ".2026-10-12 و 12/10/2026 يف"),
    ("ur", [text("12 اکتوبر 2026 کو")], "وک 2026 ربوتکا 12"),
    ("ar", [text("الأسئلة 1, 2, 3 و 5–7")], "7–5 و 3 ,2 ,1 ةلئسلأا"),
    # Brackets and quotes open towards their words.
    ("ar", [text("(انظر الصفحة 15)")], "(15 ةحفصلا رظنا)"),
    ("ur", [text("سوال [3] اور «کتاب»")], "«باتک» روا [3] لاوس"),
    ("ur", [text("SENCO (Mrs Smith) سے پوچھیں")], "ںیھچوپ ےس SENCO (Mrs Smith)"),
    # Words of that script in a text from left to right.
    ("bn", [text("যোগাযোগ: 0115 977 4050 (office@oak.sch.uk)")], "যোগাযোগ: 0115 977 4050 (office@oak.sch.uk)"),
    ("ta", [text("பக்கம் 12a, 50% (12/10/2026)")], "பக்கம் 12a, 50% (12/10/2026)"),
    ("pa", [text("ਸਕੂਲ Oak Hill ਵਿੱਚ ਆਓ।")], "ਸਕੂਲ Oak Hill ਵਿੱਚ ਆਓ।"),
]


@pytest.mark.parametrize(("language", "parts", "line"), ORDERS)
def test_words_and_numbers_stand_in_the_order_of_their_language(
    language: str, parts: list[str | Element], line: str
) -> None:
    assert seen(language, *parts) == [line]


@pytest.mark.parametrize(("language", "parts", "line"), ORDERS)
def test_runs_stand_one_beside_the_other(language: str, parts: list[str | Element], line: str) -> None:
    (runs,) = paragraph(language, *parts)
    for run in runs:
        assert run.width == pytest.approx(run.face.width(run.text, SIZE))
        assert not set(run.text) & set(ISOLATES)
    for left, right in pairwise(runs):
        assert left.x + left.width == pytest.approx(right.x)


@pytest.mark.parametrize("language", ["ar", "ur"])
def test_every_line_of_a_paragraph_begins_at_the_right(language: str) -> None:
    lines = paragraph(language, text(" ".join(ARTICLES[language])), width=200.0)
    assert len(lines) > 5
    for number, runs in enumerate(lines, 1):
        last = runs[-1]
        assert last.x + last.width == pytest.approx(200.0)
        assert runs[0].text.strip(" ") == runs[0].text or runs[0].face.is_shaped or number < len(lines)


@pytest.mark.parametrize("width", range(80, 300, 20))
def test_a_line_is_in_order_for_the_words_of_the_lines_before_it(width: int) -> None:
    """A number after an Arabic letter has its percent sign at the left, also where a line begins with the number."""
    words = "كرامة " * 12
    lines = " ".join(seen("ar", text(f"{words}50% {words}"), width=width))
    assert "%50" in lines
    assert "50%" not in lines


def test_a_full_stop_of_india_is_of_the_letters_before_it_and_needs_no_other_font() -> None:
    words = "ਸਕੂਲ। 2026। ਆਓ ।"
    family = family_for("arimo", frozenset(words), ["pa"])
    assert set(family.scripts) == {"Guru"}
    assert not frozenset("।") - family.set_by_scripts("।")
    assert [face.is_shaped for part, face in family.parted(words) if "।" in part] == [True, True]


@pytest.mark.parametrize("width", range(60, 200, 10))
def test_no_line_begins_with_a_full_stop(width: int) -> None:
    lines = seen("pa", text("ਸਾਰੇ ਲੋਕ ਬਰਾਬਰ ਹਨ । " * 6), width=width)
    assert len(lines) > 2
    assert not [line for line in lines if line.startswith("।")]


@pytest.mark.parametrize(
    ("language", "sign", "name", "hint"),
    [
        ("ur", "\ufedf", "Urdu (Nastaliq)", "type the words anew"),
        ("ur", "\u08a0", "Urdu (Nastaliq)", "write it in other letters"),
    ],
)
def test_a_letter_that_the_font_of_its_script_lacks_is_told_so(language: str, sign: str, name: str, hint: str) -> None:
    """Nothing is said of the direction: its neighbours are set."""
    own = f"{ARTICLES[language][0][:20]} {sign}"
    found = list(proof_characters([Text(own, Place(Path("x.po"), 1, 1, own))], lambda _: family_of(language)))
    assert [problem.kind for problem in found] == ["letter-lacking"]
    assert found[0].message.startswith(f"the font for {name} has no “{sign}”")
    assert found[0].hint.startswith(hint)
