"""What the program knows of languages, as plain data: names, direction, script, months, list letters, digits, plurals.

Nothing else in the program knows a language by its name. A language is named by its tag, such as `pl` or `en-GB`.

Sources: Unicode CLDR 48 for the names, directions, scripts, digits, quotation marks, months, long dates and plural
rules; the dates of Britain for English. For the letters of lists: W3C, “Ready-made Counter Styles”, 2021 (Arabic in the
order of abjad, Bengali, Bulgarian, Devanagari, Greek, Gujarati, Gurmukhi, Ukrainian, Urdu); for Welsh, Turkish and
Vietnamese, the points of their own laws, which leave out or add letters; a to z for the others, as in Polish, Romanian
and Chinese law.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Container
from datetime import date
from functools import cache
from typing import NamedTuple

_LATIN = "a b c d e f g h i j k l m n o p q r s t u v w x y z"


class Language(NamedTuple):
    """A language. `name` is its English name, and `own_name` what its speakers call it.

    `direction` is “ltr” or “rtl”, and `script` its code in ISO 15924. `months` are as they stand in a date, and
    `month_names` as they stand alone. `date_form` has {day}, {month} and {year}; {number} is the month as a number.
    `letters` are those of lists and `digits` those of dates and lists, from nought. The `alphabet` has all letters in
    the order of dictionaries; a language that has the order of Unicode has a to z. `quotes` are the marks around words
    that somebody said, and those inside such words. `plurals` are the forms that words have with whole numbers,
    as CLDR names them. `plural_rule` says which of them, as in the head of a PO file: an expression in C with n.
    """

    code: str
    name: str
    own_name: str
    months: tuple[str, ...]
    month_names: tuple[str, ...]
    date_form: str
    plurals: tuple[str, ...]
    plural_rule: str
    quotes: tuple[str, str, str, str]
    script: str = "Latn"
    direction: str = "ltr"
    letters: tuple[str, ...] = tuple(_LATIN.split())
    digits: str = "0123456789"
    alphabet: tuple[str, ...] = tuple(_LATIN.split())

    def folded(self, words: str) -> str:
        """Return words with small letters, as they are compared."""
        return (words.replace("I", "ı").replace("İ", "i") if self.code in _WITH_TWO_I else words).casefold()

    def number(self, number: int) -> str:
        """Return a whole number in the language’s digits."""
        return "".join(self.digits[int(digit)] if digit.isdecimal() else digit for digit in str(number))

    def in_words(self, day: date) -> str:
        """Return a day in words, as it is written in a text: 3 September 2026, 3 września 2026."""
        month = self.months[day.month - 1] if self.months else ""
        return self.date_form.format(
            day=self.number(day.day), month=month, number=self.number(day.month), year=self.number(day.year)
        )

    def capital(self, words: str) -> str:
        """Return words with a capital first letter, as at the start of a sentence. Some scripts have no capitals."""
        first = "İ" if words[:1] == "i" and self.code in _WITH_TWO_I else words[:1].title()
        return first + words[1:]

    def plural(self, number: int) -> str:
        """Return the form that words have with a whole number: one of `plurals`."""
        from gettext import c2py  # it reads these rules

        form: int = c2py(self.plural_rule)(number)
        return self.plurals[form]

    def form_of(self, name: str, number: int, labels: Container[str]) -> str:
        """Return the name of the label for this number: that of its form, such as asked-few, if there is one."""
        own = f"{name}-{self.plural(number)}"
        return own if own in labels else name

    def day_in(self, words: str) -> date | None:
        """Return the day that words name as this language writes days; None for any other words."""
        known = "|".join(map(re.escape, sorted({*self.months, *self.month_names}, key=len, reverse=True)))
        script = LETTERS.get(self.script, "-").upper()
        digits = [each for each in words if each.isdecimal() and script in unicodedata.name(each)]
        words = words.translate({ord(each): str(unicodedata.decimal(each)) for each in digits})
        for form in (self.date_form, _DAY_MONTH_YEAR) if known else ():
            pattern = re.sub(r"([,،.])", r"[\1]?", form).format(
                day=r"(?P<day>[0-9]{1,2})",
                month=f"(?P<month>{known})",
                number="(?P<number>[0-9]{1,2})",
                year="(?P<year>[0-9]{4})",
            )
            if found := re.fullmatch(pattern, words, re.IGNORECASE):
                parts = found.groupdict()
                month = month_named(parts["month"]) if "month" in parts else int(parts["number"])
                try:
                    return date(int(parts["year"]), month or 0, int(parts["day"]))
                except ValueError:
                    return None
        return None


def day_in(words: str) -> date | None:
    """Return the day that words name as any of the languages writes days; None for any other words.

    No name of a month is another month’s in another of these languages.
    """
    return next((day for each in LANGUAGES.values() if (day := each.day_in(" ".join(words.split())))), None)


def month_named(name: str) -> int | None:
    """Return the number of a month, from 1, by its name in any of the languages; None for any other word."""
    return _month_numbers().get(_folded(name))


@cache
def _month_numbers() -> dict[str, int]:
    forms = (names for each in LANGUAGES.values() for names in (each.months, each.month_names))
    return {_folded(name): number for names in forms for number, name in enumerate(names, 1)}


def _folded(name: str) -> str:
    """Return a name without the case of its letters. For Turkish, an i with a dot and one without count as one."""
    return name.strip().replace("İ", "i").casefold().replace("ı", "i")


def language_of(tag: str) -> Language:
    """Return what is known of the language of a tag, such as `en-GB`, `pl` or `pa-Arab`.

    Of any other language only the code and the direction are known: its dates are such as 2026-09-03, its letters are a
    to z, and its words have one form with all numbers.
    """
    code, *others = re.split("[-_]", tag.lower())
    script = next((each.capitalize() for each in others if re.fullmatch("[a-z]{4}", each)), "")
    of_place = (found for each in others if (found := _SCRIPTS_BY_PLACE.get(f"{code}-{each}")))
    return _language(code, script or next(of_place, ""))


def direction(tag: str) -> str:
    """Return the direction in which the language of a tag is written: “ltr” or “rtl”."""
    return language_of(tag).direction


def is_in_nastaliq(tag: str) -> bool:
    """Return whether a language is written in the hand of Urdu: its tag may name another, such as `ur-Arab`."""
    code, *others = re.split("[-_]", tag.lower())
    in_naskh = "naskh" in others or (code == "ur" and "arab" in others)
    return code in _IN_NASTALIQ and language_of(tag).script == "Arab" and not in_naskh


def in_naskh(tag: str) -> str:
    """Return the tag of a language that is not written in Nastaliq: ur-x-naskh for ur, and pl for pl."""
    return f"{tag}-x-naskh" if is_in_nastaliq(tag) else tag


def old_codec(tag: str) -> str:
    """Return the encoding that Windows used for a language before UTF-8; "" for the western one and unknown ones."""
    return _OLD_CODECS.get(re.split("[-_]", tag.lower())[0], "")


def letters_of(text: str) -> str:
    """Return the code of the script that most letters of a text belong to; "" if it has none of `LETTERS`."""
    counts = Counter(_letter(character) for character in text if character.isalpha())
    del counts[""]
    return max(counts, key=lambda code: counts[code], default="")


@cache
def _letter(character: str) -> str:
    return _BY_LETTERS.get(unicodedata.name(character, "").partition(" ")[0], "")


def runs_left_to_right(text: str) -> bool:
    """Return whether a text has letters or figures, and no letter of a script that is written from right to left."""
    return _RTL_LETTER.search(text) is None and re.search(r"\w", text) is not None


def with_isolated_numbers(text: str) -> str:
    """Return a text for lines from right to left, with telephone numbers and dates isolated.

    The spaces in them do not break: Arabic figures with other spaces between them run from right to left, isolated or
    not.
    """
    return NUMBERS.sub(lambda match: f"{ISOLATE}{match[0].replace(' ', _NO_BREAK_SPACE)}{POP_ISOLATE}", text)


@cache
def _language(code: str, script: str) -> Language:
    known = LANGUAGES.get(code)
    if known is not None and (not script or script == known.script or {script, known.script} == {"Hans", "Hant"}):
        return known._replace(script=script) if script else known
    script = script or _SCRIPTS.get(code, "Latn")
    written = "rtl" if script in _RIGHT_TO_LEFT else "ltr"
    name = known.name if known else code
    return Language(code, name, name, (), (), NUMBERS_ONLY, ("other",), "0", _DOUBLE, script, written)


ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
"""The signs around words that are isolated: what stands around them does not change their order, nor they that of the
rest. Nothing is printed of them."""
RTL_LETTERS = "\u0590-\u065f\u066a-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
"""The letters of scripts that are written from right to left, as a range of a pattern."""
_RTL_LETTER = re.compile(f"[{RTL_LETTERS}]")
_NO_BREAK_SPACE = "\xa0"
NUMBERS = re.compile(r"(?<![\w/.-])(?:(?:\+\d|\(?[0٠۰]\d)[\d() \xa0-]{5,}\d|\d+(?:[-/.]\d+){2,})(?![\w/])")
"""Telephone numbers and dates: numbers that would change places if they stood among words from right to left."""

_WITH_TWO_I = ("az", "crh", "kk", "tr", "tt")
"""Languages with a dotted and a dotless i, each with a capital of its own (CLDR, SpecialCasing.txt)."""

NUMBERS_ONLY = "{year}-{number:0>2}-{day:0>2}"
"""The date of a language whose months are not known (ISO 8601)."""

_RIGHT_TO_LEFT = {"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Syrc", "Thaa"}
"""The scripts of living languages that are written from right to left."""


def _by_word(*lines: str) -> dict[str, str]:
    """Return the first word of each line by each of its other words."""
    return {word: line.split()[0] for line in lines for word in line.split()[1:]}


_SCRIPTS = _by_word(
    "Arab ar arq ary arz azb bal bft brh ckb fa glk gwc haz hnd hno khw ks lah lki lrc luz mzn phr pnb prd prs ps",
    "Arab sd sdh skr trw ug ur",
    "Cyrl ab av ba be bg ce cu cv kk ky mk mn os ru sr tg tt uk",
    *("Armn hy", "Beng as bn", "Deva bho hi mai mr ne sa", "Ethi am ti", "Geor ka", "Grek el", "Gujr gu", "Guru pa"),
    *("Hans wuu zh", "Hant yue", "Hebr he iw ji yi", "Jpan ja", "Khmr km", "Knda kn", "Kore ko", "Laoo lo", "Mlym ml"),
    *("Mymr my", "Nkoo nqo", "Orya or", "Rohg rhg", "Sinh si", "Syrc arc syr", "Taml ta", "Telu te", "Thaa dv"),
    *("Thai th", "Tibt bo dz"),
)
"""The scripts of languages that are not written in Latin letters (likely subtags of CLDR 45)."""

_SCRIPTS_BY_PLACE = _by_word(
    "Arab az-iq az-ir ha-cm ha-sd kk-af kk-cn kk-ir ku-iq ku-ir ku-lb ky-cn pa-pk tg-pk uz-af",
    *("Cyrl az-ru ug-kz uz-cn", "Deva sd-in", "Hans yue-cn", "Latn ky-tr sr-me sr-ro sr-ru sr-tr"),
    "Hant zh-au zh-bn zh-gb zh-hk zh-id zh-mo zh-ph zh-th zh-tw zh-us zh-vn",
)
"""The scripts of languages that are written in another one in some places (the same; Kurdish as in Iraq and Iran)."""

_BY_LETTERS = _by_word(
    *("Arab ARABIC", "Armn ARMENIAN", "Beng BENGALI", "Cyrl CYRILLIC", "Deva DEVANAGARI", "Ethi ETHIOPIC"),
    *("Geor GEORGIAN", "Grek GREEK", "Gujr GUJARATI", "Guru GURMUKHI", "Hans CJK", "Hebr HEBREW", "Latn LATIN"),
    "Taml TAMIL",
)
"""Scripts by the first word of the names that their letters have in Unicode."""

LETTERS = {code: "Chinese" if code == "Hans" else word.capitalize() for word, code in _BY_LETTERS.items()}
"""What the letters of these scripts are called."""

_IN_NASTALIQ = frozenset(("hno", "ks", "lah", "pa", "phr", "pnb", "skr", "ur"))
"""Languages whose Arabic letters are written in Nastaliq, as Urdu is: those of Pakistan’s Panjab and of Kashmir."""

_OLD_CODECS = _by_word(
    *("cp1250 bs cs hr hu pl ro sk sl sq", "cp1251 be bg kk ky mk mn ru sr tg tt uk", "cp1253 el", "cp1254 az tr"),
    *("cp1255 he yi", "cp1256 ar fa ps ur", "cp1257 et lt lv", "cp1258 vi", "gbk zh"),
)
"""Encodings of one or two bytes a letter (Microsoft, “Code Page Identifiers”, the ANSI ones of the languages)."""

_DOUBLE = "“", "”", "‘", "’"

_ALL_FORMS = "zero", "one", "two", "few", "many", "other"
_ONE_OTHER = ("one", "other"), "n != 1"
_TO_ONE_OTHER = ("one", "other"), "n > 1"
_OTHER = ("other",), "0"
_SLAVIC_FEW = "n%10>=2 && n%10<=4 && (n%100<12 || n%100>14)"
_DAY_MONTH_YEAR = "{day} {month} {year}"


def _known(
    code: str, name: str, own_name: str, months: str, alone: str = "", form: str = _DAY_MONTH_YEAR,
    plurals: tuple[tuple[str, ...], str] = _ONE_OTHER, quotes: tuple[str, str, str, str] = _DOUBLE,
    script: str = "Latn", letters: str = _LATIN, digits: str = "0123456789", alphabet: str = _LATIN,
) -> Language:  # fmt: skip
    """Return a language. Months have spaces between them, and a + where a space belongs into a name."""
    written = "rtl" if script in _RIGHT_TO_LEFT else "ltr"
    in_dates, by_itself = (
        tuple(each.replace("+", " ") for each in names.split()) for names in (months, alone or months)
    )
    return Language(
        code, name, own_name, in_dates, by_itself, form, *plurals, quotes, script, written, tuple(letters.split()),
        digits, tuple(alphabet.split()),
    )  # fmt: skip


_ARABIC_LETTERS = "أ ب ج د ه و ز ح ط ي ك ل م ن س ع ف ص ق ر ش ت ث خ ذ ض ظ غ"
_BENGALI_LETTERS = "ক খ গ ঘ ঙ চ ছ জ ঝ ঞ ট ঠ ড ঢ ণ ত থ দ ধ ন প ফ ব ভ ম য র ল শ ষ স হ"
_BULGARIAN_LETTERS = "а б в г д е ж з и й к л м н о п р с т у ф х ц ч ш щ ю я"
_DEVANAGARI_LETTERS = "क ख ग घ ङ च छ ज झ ञ ट ठ ड ढ ण त थ द ध न प फ ब भ म य र ल व श ष स ह"
_GREEK_LETTERS = "α β γ δ ε ζ η θ ι κ λ μ ν ξ ο π ρ σ τ υ φ χ ψ ω"
_GUJARATI_LETTERS = "ક ખ ગ ઘ ઙ ચ છ જ ઝ ઞ ટ ઠ ડ ઢ ણ ત થ દ ધ ન પ ફ બ ભ મ ય ર લ વ શ ષ સ હ"
_GURMUKHI_LETTERS = "ੳ ਅ ੲ ਸ ਹ ਕ ਖ ਗ ਘ ਙ ਚ ਛ ਜ ਝ ਞ ਟ ਠ ਡ ਢ ਣ ਤ ਥ ਦ ਧ ਨ ਪ ਫ ਬ ਭ ਮ ਯ ਰ ਲ ਵ ੜ"
_TAMIL_LETTERS = "அ ஆ இ ஈ உ ஊ எ ஏ ஐ ஒ ஓ ஔ"
_TURKISH_LETTERS = "a b c ç d e f g ğ h ı i j k l m n o ö p r s ş t u ü v y z"
_UKRAINIAN_LETTERS = "а б в г д е є ж з и і к л м н о п р с т у ф х ц ч ш ю я"
_URDU_LETTERS = "ا ب پ ت ٹ ث ج چ ح خ د ڈ ذ ر ڑ ز ژ س ش ص ض ط ظ ع غ ف ق ک گ ل م ن و ہ ھ ء ی ے"
_VIETNAMESE_LETTERS = "a b c d đ e g h i k l m n o p q r s t u v x y"
_WELSH_LETTERS = "a b c ch d dd e f ff g ng h i j l ll m n o p ph r rh s t th u w y"

LANGUAGES = {
    each.code: each
    for each in (
        _known("en", "English", "English",
            "January February March April May June July August September October November December"),
        _known("cy", "Welsh", "Cymraeg",
            "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr",
            plurals=(_ALL_FORMS, "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 5"),
            quotes=("‘", "’", "“", "”"), letters=_WELSH_LETTERS,
            alphabet="a b c ch d dd e f ff g ng h i j k l ll m n o p ph q r rh s t th u v w x y z"),
        _known("pl", "Polish", "polski",
            "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
            "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
            plurals=(("one", "few", "many"), f"n==1 ? 0 : {_SLAVIC_FEW} ? 1 : 2"), quotes=("„", "”", "«", "»"),
            alphabet="a ą b c ć d e ę f g h i j k l ł m n ń o ó p q r s ś t u v w x y z ź ż"),
        _known("ur", "Urdu", "اردو", "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر",
            form="{day} {month}، {year}", script="Arab", letters=_URDU_LETTERS,
            alphabet=_URDU_LETTERS.replace("ن", "ن ں").replace("ہ", "ہ ۃ").replace("ی", "ئ ی")),
        _known("pa", "Panjabi", "ਪੰਜਾਬੀ", "ਜਨਵਰੀ ਫ਼ਰਵਰੀ ਮਾਰਚ ਅਪ੍ਰੈਲ ਮਈ ਜੂਨ ਜੁਲਾਈ ਅਗਸਤ ਸਤੰਬਰ ਅਕਤੂਬਰ ਨਵੰਬਰ ਦਸੰਬਰ",
            plurals=_TO_ONE_OTHER, script="Guru", letters=_GURMUKHI_LETTERS,
            alphabet=_GURMUKHI_LETTERS.replace("ੳ ਅ ੲ", "ੳ ਉ ਊ ਓ ਅ ਆ ਐ ਔ ੲ ਇ ਈ ਏ")),
        _known("bn", "Bengali", "বাংলা",
            "জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর",
            form="{day} {month}, {year}", plurals=_TO_ONE_OTHER, script="Beng", letters=_BENGALI_LETTERS,
            digits="০১২৩৪৫৬৭৮৯"),
        _known("so", "Somali", "Soomaali",
            "Janaayo Febraayo Maarso Abriil Maayo Juun Luulyo Agosto Sebtembar Oktoobar Noofeembar Diseembar",
            "Jannaayo Febraayo Maarso Abriil Maayo Juun Luulyo Ogosto Sebteembar Oktoobar Noofeembar Diseembar",
            form="{month} {day}, {year}"),
        _known("ar", "Arabic", "العربية",
            "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
            plurals=(_ALL_FORMS,
                "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5"),
            script="Arab", letters=_ARABIC_LETTERS,
            alphabet="ء ا ب ت ة ث ج ح خ د ذ ر ز س ش ص ض ط ظ ع غ ف ق ك ل م ن ه و ى ي"),
        _known("gu", "Gujarati", "ગુજરાતી",
            "જાન્યુઆરી ફેબ્રુઆરી માર્ચ એપ્રિલ મે જૂન જુલાઈ ઑગસ્ટ સપ્ટેમ્બર ઑક્ટોબર નવેમ્બર ડિસેમ્બર",
            form="{day} {month}, {year}", plurals=_TO_ONE_OTHER, script="Gujr", letters=_GUJARATI_LETTERS),
        _known("ro", "Romanian", "română",
            "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
            plurals=(("one", "few", "other"), "n==1 ? 0 : n==0 || (n%100>=1 && n%100<=19) ? 1 : 2"),
            quotes=("„", "”", "«", "»"), alphabet="a ă â b c d e f g h i î j k l m n o p q r s ș t ț u v w x y z"),
        _known("ta", "Tamil", "தமிழ்",
            "ஜனவரி பிப்ரவரி மார்ச் ஏப்ரல் மே ஜூன் ஜூலை ஆகஸ்ட் செப்டம்பர் அக்டோபர் நவம்பர் டிசம்பர்",
            form="{day} {month}, {year}", script="Taml", letters=_TAMIL_LETTERS,
            alphabet=f"{_TAMIL_LETTERS} ஃ க ங ச ஞ ட ண த ந ப ம ய ர ல வ ழ ள ற ன ஜ ஶ ஷ ஸ ஹ"),
        _known("pt", "Portuguese", "português",
            "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
            form="{day} de {month} de {year}", plurals=_TO_ONE_OTHER),
        _known("uk", "Ukrainian", "українська",
            "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
            "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
            form="{day} {month} {year} р.",
            plurals=(("one", "few", "many"), f"n%10==1 && n%100!=11 ? 0 : {_SLAVIC_FEW} ? 1 : 2"),
            quotes=("«", "»", "„", "“"), script="Cyrl", letters=_UKRAINIAN_LETTERS,
            alphabet="а б в г ґ д е є ж з и і ї й к л м н о п р с т у ф х ц ч ш щ ь ю я"),
        _known("zh", "Chinese", "中文", "一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月",
            form="{year}年{number}月{day}日",
            plurals=_OTHER, script="Hans"),
        _known("vi", "Vietnamese", "Tiếng Việt", " ".join(f"tháng+{number}" for number in range(1, 13)),
            form="{day} {month}, {year}", plurals=_OTHER, letters=_VIETNAMESE_LETTERS,
            alphabet="a ă â b c d đ e ê f g h i j k l m n o ô ơ p q r s t u ư v w x y z"),
        _known("tr", "Turkish", "Türkçe",
            "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık", letters=_TURKISH_LETTERS,
            alphabet="a b c ç d e f g ğ h ı i j k l m n o ö p q r s ş t u ü v w x y z"),
        _known("fr", "French", "français",
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
            plurals=_TO_ONE_OTHER, quotes=("«", "»", "«", "»")),
        _known("es", "Spanish", "español",
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
            form="{day} de {month} de {year}", quotes=("«", "»", "“", "”"), alphabet=_LATIN.replace("n", "n ñ")),
        _known("lt", "Lithuanian", "lietuvių",
            "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio",
            "sausis vasaris kovas balandis gegužė birželis liepa rugpjūtis rugsėjis spalis lapkritis gruodis",
            form="{year} m. {month} {day} d.",
            plurals=(("one", "few", "other"),
                "n%10==1 && (n%100<11 || n%100>19) ? 0 : n%10>=2 && (n%100<11 || n%100>19) ? 1 : 2"),
            quotes=("„", "“", "„", "“"),
            alphabet="a b c č d e f g h i y j k l m n o p q r s š t u v w x z ž"),
        _known("sq", "Albanian", "shqip",
            "janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor",
            quotes=("«", "»", "“", "”"),
            alphabet="a b c ç d dh e ë f g gj h i j k l ll m n nj o p q r rr s sh t th u v w x xh y z zh"),
        _known("bg", "Bulgarian", "български",
            "януари февруари март април май юни юли август септември октомври ноември декември",
            form="{day} {month} {year} г.", quotes=("„", "“", "’", "’"), script="Cyrl", letters=_BULGARIAN_LETTERS,
            alphabet=_BULGARIAN_LETTERS.replace("щ", "щ ъ ь")),
        _known("el", "Greek", "Ελληνικά",
            "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου "
            "Δεκεμβρίου",
            "Ιανουάριος Φεβρουάριος Μάρτιος Απρίλιος Μάιος Ιούνιος Ιούλιος Αύγουστος Σεπτέμβριος Οκτώβριος Νοέμβριος "
            "Δεκέμβριος", quotes=("«", "»", "“", "”"), script="Grek", letters=_GREEK_LETTERS, alphabet=_GREEK_LETTERS),
        _known("hi", "Hindi", "हिन्दी", "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
            plurals=_TO_ONE_OTHER, script="Deva", letters=_DEVANAGARI_LETTERS),
    )
}  # fmt: skip
"""The languages that are known, by their codes."""
