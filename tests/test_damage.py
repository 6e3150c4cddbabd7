"""Words that programs have ruined: shortened numbers, failed formulas, letters decoded twice, and placeholders."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import assume, given
from hypothesis import strategies as st
from openpyxl import Workbook
from sample_content import write_sample

from senaudit.cli import commands
from senaudit.files.shipped import shipped
from senaudit.problems import Problem, SenauditError
from senaudit.recipe.check import check
from senaudit.recipe.request import Sources
from senaudit.school.reading import read
from senaudit.schools.reading import Schools
from senaudit.schools.table import read_table, with_row_label
from senaudit.source.damage import FORMULA_ERRORS, damage_in, damage_of, mended

# The rules


@pytest.mark.parametrize(
    "number", ["4.41235E+11", "4.41E+11", "4,41235E+11", "1E+15", "4.41235e+011", "4.4E11", "1.5E-07", "1E-07"]
)
def test_a_number_that_excel_has_shortened_is_a_mistake_wherever_it_stands(number: str) -> None:
    for text in (number, f"Tel. {number}", f"({number}, in the mornings)"):
        (damage,) = damage_in(text)
        assert (damage.kind, damage.words, damage.warning) == ("shortened-number", number, False)


@pytest.mark.parametrize("text", ["1e3", "2E5", "class 3E", "3E-5", "E+S", "0115 9E+", "1.2.3E+4", "A1E+11", "£4.50"])
def test_a_number_that_somebody_may_have_typed_is_left_alone(text: str) -> None:
    assert not [*damage_in(text)]


@pytest.mark.parametrize("text", [*sorted(FORMULA_ERRORS), "#", "########"])
def test_what_excel_shows_in_place_of_a_value_is_a_mistake(text: str) -> None:
    (damage,) = damage_in(text)
    assert not damage.warning
    assert not [*damage_of(text)]


@pytest.mark.parametrize(
    "value",
    [
        *("n/a", "N/A", "n.a.", "NA", "TBC", "tba", "tbd.", "[TBC]", "to be confirmed", "To follow", "-", "–", "--"),
        *("?", "???", "…", ".", "xxx", "XX", "none", "None", "null", "NULL", "nil", "nan", "0", "unknown", "___", "~"),
    ],
)
def test_a_placeholder_alone_is_a_warning(value: str) -> None:
    (damage,) = damage_of(value)
    assert (damage.kind, damage.words, damage.warning) == ("placeholder", value, True)
    assert not [*damage_of(f"{value} Lee")]


@pytest.mark.parametrize("value", ["Naomi", "Nana", "x", "X Academy", "Noneley", "01632 960 123", "10", "Te Anau", "Ł"])
def test_a_short_name_is_no_placeholder(value: str) -> None:
    assert not [*damage_of(value)]


# Letters decoded twice


def misread(text: str, encoding: str) -> str:
    """Return what a program shows that takes UTF-8 for another encoding. Bytes without a letter become controls."""
    return "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in text.encode())


ENCODINGS = ("cp1252", "mac_roman")
LETTERS = [
    *map(chr, range(0xA0, 0x180)),
    *"ȘșȚțẀẁẂẃẄẅỲỳ",
    *"–—‘’‚“”„†‡•…‰‹›€™→✓ŒœŠšŸŽžƒ",
]


@given(
    st.lists(st.sampled_from(LETTERS), min_size=1, max_size=4).map("".join),
    st.sampled_from(ENCODINGS),
    st.integers(1, 2),
)
def test_a_misread_word_is_told_as_it_was_meant(letters: str, encoding: str, times: int) -> None:
    """Inside a word, whatever the letters are, and also if it was misread twice."""
    meant = f"a{letters}b"
    assume(mended(meant) == meant)
    wrong = meant
    for _ in range(times):
        wrong = misread(wrong, encoding)
    assert mended(wrong) == meant


@pytest.mark.parametrize(
    ("wrong", "right", "encoding"),
    [
        ("Mrs Oâ€™Neill", "Mrs O’Neill", "Windows-1252"),
        ("ZoÃ« SiÃ¢n", "Zoë Siân", "Windows-1252"),
        ("JosÃ©", "José", "Windows-1252"),
        ("9 â€“ 12", "9 – 12", "Windows-1252"),
        ("Â£5", "£5", "Windows-1252"),
        ("Ysgol y WÅ·dd", "Ysgol y Wŷdd", "Windows-1252"),
        ("Ã‰cole", "École", "Windows-1252"),
        ("â€œOakâ€\ufffd", "“Oak”", "Windows-1252"),
        ("â€œOakâ€", "“Oak”", "Windows-1252"),
        ("Oak â€", "Oak ”", "Windows-1252"),
        ("OÃ¢â‚¬â„¢Neill", "O’Neill", "Windows-1252"),
        ("JosÃƒÂ©", "José", "Windows-1252"),
        ("Mrs O‚ÄôNeill", "Mrs O’Neill", "Mac Roman"),
        ("Zo√´", "Zoë", "Mac Roman"),
        ("¬£5", "£5", "Mac Roman"),
        ("Î•Î»Î»Î¬Î´Î±", "Ελλάδα", "Windows-1252"),
        ("ðŸ˜€", "😀", "Windows-1252"),
    ],
)
def test_a_misread_text_is_a_warning_that_says_what_it_should_be(wrong: str, right: str, encoding: str) -> None:
    (damage,) = damage_in(wrong)
    assert (damage.kind, damage.warning) == ("decoded-twice", True)
    assert damage.message == f"this looks like UTF-8 that some program has read as {encoding}"
    assert damage.hint == f'it should be "{right}"'
    assert damage.words in wrong


def test_of_a_long_text_the_first_misread_word_is_told() -> None:
    (damage,) = damage_in("Parents said that it wasnâ€™t easy to come, and the others said that it wouldnâ€™t be.")
    assert damage.words == "wasnâ€™t"
    assert damage.hint == 'it should be "wasn’t", and more words of this text are like it'


@pytest.mark.parametrize(
    "text",
    [
        *("CAFÉ’S", "« café\u00a0»", "Straße…", "groß”", "está»…", "MAMMÅ…", "Å…", "KÄ–", "IRMÃ – x", "“â”…", "Â ni"),
        *("ZOË’S", "SIÂN’S", "Â\u00a0phlant", "à propos", "œuvre", "2 √ 2", "‚Ärzte‘", "Îles", "ŵ’", "«école»", "¬ x"),
        *("Ελληνικά", "Москва", "Łódź, żółć", "Țară și știință", "CHÂTEAU", "ÐÑ", "Ŵyn, tŷ", "“Ô”", "Ã"),
    ],
)
def test_letters_that_somebody_may_have_typed_are_left_alone(text: str) -> None:
    assert mended(text) == text
    assert not [*damage_in(text)]


def test_the_shipped_words_are_whole() -> None:
    for path in sorted(shipped("content").rglob("*.yaml")):
        text = path.read_text("utf-8")
        assert not [damage for line in text.split("\n") for damage in damage_in(line)]
        assert read(path)[0]


# The same rules for YAML, CSV and workbooks

RUINED = {
    "4.41235E+11": ("shortened-number", False),
    "#N/A": ("cell-with-formula", False),
    "=A1": ("cell-with-formula", False),
    "####": ("cell-too-narrow", False),
    "Oâ€™Neill": ("decoded-twice", True),
    "n/a": ("placeholder", True),
    "TBC": ("placeholder", True),
}


def in_yaml(value: str) -> list[Problem]:
    Path("oak").mkdir()
    Path("oak/school.yaml").write_text(f'name: Oak\nsenco_contact: "{value}"\n', "utf-8")
    try:
        return list(check(Sources(school=Path("oak"))))
    except SenauditError as error:
        return list(error.problems)


def in_table() -> list[Problem]:
    try:
        (row,) = read_table(Path("schools.csv")).rows
        guide = Schools(shipped("content"), Path()).content(row).guide
    except SenauditError as error:
        return list(error.problems)
    return [with_row_label(row, warning) for warning in guide.warnings]


def in_csv(value: str) -> list[Problem]:
    Path("schools.csv").write_text(f"name,senco contact\nOak,{value}\n", "utf-8")
    return in_table()


def in_workbook(value: str) -> list[Problem]:
    book = Workbook()
    book.active.append(["name", "senco contact"])
    book.active.append(["Oak", value])
    file = BytesIO()
    book.save(file)
    Path("schools.csv").write_bytes(file.getvalue())
    return in_table()


@pytest.mark.parametrize("value", RUINED)
@pytest.mark.parametrize("read_value", [in_yaml, in_csv, in_workbook])
def test_a_ruined_value_is_told_alike_wherever_it_stands(
    read_value: object, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert callable(read_value)
    (problem,) = read_value(value)
    assert (problem.kind, problem.warning) == RUINED[value]
    (damage,) = (*damage_in(value), *damage_of(value))
    assert problem.message.endswith(damage.message)
    assert problem.hint == damage.hint
    assert problem.place.line == 2
    assert problem.place.source[problem.place.column - 1 :].startswith(value)


def test_rows_that_share_words_are_each_told_at_their_own_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have an authority that stands in the texts, which are read once for both."""
    monkeypatch.chdir(tmp_path)
    Path("schools.csv").write_text("name,authority\nOak,Tâ€™s\nElm,Tâ€™s\n", "utf-8")
    schools = Schools(shipped("content"), Path())
    for row in read_table(Path("schools.csv")).rows:
        (warning,) = schools.content(row).guide.warnings
        assert warning.place is not None
        assert (warning.place.line, warning.place.column) == (row.row, 5)


def test_a_ruined_text_of_a_question_is_told_at_its_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("oak/questions").mkdir(parents=True)
    Path("oak/school.yaml").write_text("name: Oak\n", "utf-8")
    Path("oak/questions/a.yaml").write_text(
        "change: communication:telephone\nblocks:\n  parents: |\n    Ring us on\n    4.4E+11. Itâ€™s free.\n", "utf-8"
    )
    with pytest.raises(SenauditError) as raised:
        check(Sources(school=Path("oak")))
    assert [(str(problem.place), problem.kind) for problem in raised.value.problems] == [
        (str(Path("oak/questions/a.yaml:5:5")), "shortened-number"),
        (str(Path("oak/questions/a.yaml:5:14")), "decoded-twice"),
    ]


def test_a_placeholder_for_a_logo_is_no_logo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("schools.csv").write_text("name,logo\nOak,n/a\n", "utf-8")
    (row,) = read_table(Path("schools.csv")).rows
    guide = Schools(shipped("content"), Path()).content(row).guide
    assert guide.school is not None
    assert guide.school.logo is None
    assert [(warning.kind, warning.warning) for warning in guide.warnings] == [("placeholder", True)]


# As the command line tells it


def pack(tmp_path: Path, table: str) -> Result:
    write_sample(tmp_path / "wording")
    (tmp_path / "t.csv").write_text(table, "utf-8")
    typed = ["build", "pack", "--content", "wording", "--font", "arimo", "--schools", "t.csv", "--into", "p"]
    return CliRunner().invoke(commands, typed, prog_name="senaudit")


def test_a_phone_number_that_excel_has_shortened_is_printed_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = pack(tmp_path, "name,senco contact\nOak,4.41235E+11\n")
    assert result.exit_code == 1
    assert "Excel has shortened a number to “4.41235E+11”" in result.stderr
    assert not Path("p").exists()


def test_misread_names_are_printed_with_a_warning_that_says_what_they_should_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = pack(tmp_path, "name,senco\nOak,Mrs Oâ€™Neill\nElm,ZoÃ« SiÃ¢n\n")
    assert result.exit_code == 0
    assert 'help: it should be "Mrs O’Neill"' in result.stderr
    assert 'help: it should be "Zoë Siân"' in result.stderr
