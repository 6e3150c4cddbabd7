"""Many schools' packs: each has the bytes of the school's own folder, whatever was made before it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from asking import with_changes
from PIL import Image

from senaudit.problems import FileError, SenauditError
from senaudit.recipe.request import KINDS, Request, request_for
from senaudit.recipe.steps import build
from senaudit.schools.merged import MergedPacks
from senaudit.schools.table import read_table

ALIKE = """name,short_name,senco,senco_contact,authority,audit_date,return_to,logo,logo_text,logo_grey
Oak Hill,,Mrs Okafor,01234 567890,Anytown,3 March 2027,the office,ash.png,Two trees,
Ash,Ash Lane,Mr Fry,ask at the office,Anytown,4 March 2027,"the office (01234 567 890), please",elm.png,An ash,yes
Elm,Elm & Co. <small>,Ms “Bell”,01234 567890,Anytown,3 March 2027,the office,ash.png,Two trees,no
Żabka,Żabka,Mr Łoś,01234 567890,Anytown,3 March 2027,the office,ash.png,Ŵ,
Oak Hill,,Mrs Okafor,01234 567890,Anytown,3 March 2027,the office,ash.png,Two trees,
*Our* School,A [link](https://example.org),Mrs Okafor,01234 567890,Anytown,3 March 2027,the office,ash.png,Two trees,
St Mary’s Church of England Voluntary Aided Primary School and Nursery of the Parish of All Saints,,Mrs Okafor,01234 \
567890,Anytown,3 March 2027,the office,elm.png,A very long alternative text,
Ash,Ash,Mrs Okafor of the Learning Support Team in the Annexe behind the Main Building,01234 567890,Anytown,\
the third of March in the year two thousand and twenty-seven,the school’s office in the Main Building,ash.png,Ash,
Oak,Oak,Mr Fry,01234,Bigtown,3 March 2027,the office,ash.png,Two trees,
Oak,Oak,Mr Fry,01234,Anytown,3 March 2027,the office,tall.png,Two trees,
Oak,Oak,Mr Fry,01234 or fry@oak.sch.uk,Anytown,3 March 2027,office@oak.sch.uk,ash.png,Two trees,
Elm,Elm,Mr Fry,01234 56 or fry+sen@elm.sch.uk,Anytown,3 March 2027,office@elm.sch.uk,ash.png,Two trees,
Ash,Ash,Mr Fry,www.ash.org/sen,Anytown,3 March 2027,"the office, at office@a-very-long-name.of-a-school.any.sch.uk",\
ash.png,Two trees,
"""
"""Schools with the same fields filled in, with different values."""

TABLE = """name,short_name,senco,senco_contact,authority,audit_date,return_to,logo,terms,folder
Oak Hill Primary School,Oak Hill,Mrs Okafor,01234 567890,Anytown Council,3 March 2027,the office,,,
Ash Lane School,,,,Anytown Council,,,ash.png,,
Ysgol y Wŷdd,,Mr Łoś,,Cyngor,,,,wales,
Oak Hill Primary School,Oak Hill,Mrs Okafor,01234 567890,Anytown Council,3 March 2027,the office,,,
St Mary’s Church of England Voluntary Aided Primary School and Nursery,,,,Anytown Council,4 May 2027,,,,
,,,,,,,,,own
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, size, colour in (
        ("ash", (600, 250), (30, 90, 160)),
        ("elm", (600, 250), (0, 0, 0)),
        ("tall", (100, 900), (9, 200, 9)),
    ):
        Image.new("RGB", size, colour).save(f"{name}.png")
    Path("own/questions").mkdir(parents=True)
    Path("own/school.yaml").write_text("name: Beech Park School\nsenco: Ms Bell\n")
    Path("own/questions/less.yaml").write_text("drop: communication:telephone\n")


def table(text: str = TABLE) -> Path:
    Path("schools.csv").write_text(text, "utf-8")
    return Path("schools.csv")


def packs(path: Path, *each: Request) -> list[list[bytes]]:
    merged = MergedPacks(each, path.parent)
    return [[document.data for document in merged.documents(row)] for row in read_table(path)[1]]


def problems_of(text: str) -> list[str]:
    with pytest.raises(SenauditError) as raised:
        packs(table(text), request_for("poster", font="arimo"))
    assert all(problem.hint for problem in raised.value.problems)
    return [f"{problem.place}: {problem.message}" for problem in raised.value.problems]


@pytest.mark.slow
@pytest.mark.parametrize("text", [TABLE, ALIKE, ALIKE.replace("Anytown", "")], ids=["table", "alike", "fewer fields"])
@pytest.mark.parametrize("large_print", [False, True])
def test_each_pack_has_the_bytes_that_the_same_school_gets_by_itself(large_print: bool, text: str) -> None:
    each = [request_for(kind, font="arimo", large_print=large_print, with_sheets=kind == "guide") for kind in KINDS]
    made = packs(table(text), *each)
    for row, pack in zip(read_table(Path("schools.csv"))[1], made, strict=True):
        folder = Path("own")
        if not row.folder:
            folder = Path(f"row-{row.row}")
            folder.mkdir()
            (folder / "school.yaml").write_text(
                "".join(f"{name}: {json.dumps(words)}\n" for name, words in row.cells), "utf-8"
            )
            for logo in Path().glob("*.png"):
                (folder / logo).write_bytes(logo.read_bytes())
        for choices, data in zip(each, pack, strict=True):
            alone = with_changes(choices, school=folder)
            assert build(alone).data == data, (row.name, choices.kind)


@pytest.mark.slow
def test_the_order_of_the_rows_changes_no_pack() -> None:
    each = [request_for(kind, font="arimo") for kind in KINDS]
    lines = TABLE.splitlines()
    made = packs(table(), *each)
    assert packs(table("\n".join([lines[0], *reversed(lines[1:])])), *each) == made[::-1]


def test_a_row_with_a_folder_is_laid_over_its_school_yaml() -> None:
    row = read_table(table("senco,folder\nMrs Row,own\n"))[1][0]
    merged = MergedPacks((request_for("poster", font="arimo"),), Path())
    school = merged._schools.content(row).guide.school
    assert school is not None
    assert (str(school.name), str(school.senco)) == ("Beech Park School", "Mrs Row")


def test_a_folder_of_a_row_needs_no_school_yaml() -> None:
    Path("own/school.yaml").unlink()
    row = read_table(table("name,folder\nElm,own\n"))[1][0]
    merged = MergedPacks((request_for("guide", font="arimo"),), Path())
    guide = merged._schools.content(row).guide
    assert guide.school is not None
    assert str(guide.school.name) == "Elm"
    assert "telephone" not in {question.id for chapter in guide.chapters for question in chapter.questions}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name,senco\n,Mrs A\n", ["schools.csv:2:1: row 2, column “name”: this row has no “name”"]),
        (
            "name,terms,logo_text\n,walse,A tree\n",
            [
                "schools.csv:2:1: row 2, column “name”: this row has no “name”",
                "schools.csv:2:2: row 2, column “terms”: there are no terms “walse”",
                "schools.csv:2:8: row 2, column “logo_text”: there is no logo for “logo_text”",
            ],
        ),
        ("name,folder\nA,../b\n", ["schools.csv:2:3: row 2, column “folder”: the folder’s name “../b” leads out"]),
        ("name,folder\nA,CON\n", ["schools.csv:2:3: row 2, column “folder”: the folder’s name “CON” is the name"]),
        ("name,logo\nA,b.png\n", ["schools.csv:2:3: row 2, column “logo”: there is no file “b.png”"]),
        ("name,senco\nA,see [us](ftp://a)\n", ["schools.csv:2:12: row 2, column “senco”: the link “ftp://a”"]),
        (
            "name,senco\nA,[x](see:us)\n",
            ["schools.csv:2:7: row 2, column “senco”: nothing in the guide is called “us”"],
        ),
        ("name,senco\nA,{who}\n", ["schools.csv:2:3: row 2, column “senco”: there is no term “who”"]),
    ],
)
def test_a_mistake_in_a_row_is_told_by_row_and_column(text: str, expected: list[str]) -> None:
    found = problems_of(text)
    assert len(found) == len(expected)
    for told, start in zip(found, expected, strict=True):
        assert told.startswith(start)


def test_a_folder_that_is_not_there_is_a_file_that_cannot_be_read() -> None:
    with pytest.raises(FileError, match="there is no folder “elm” beside the table"):
        MergedPacks((request_for("poster"),), Path()).documents(read_table(table("name,folder\nElm,elm\n"))[1][0])


def test_a_folder_that_is_a_link_to_another_place_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "school.yaml").write_text("name: Elsewhere\n")
    Path("elm").symlink_to(elsewhere, target_is_directory=True)
    assert problems_of("name,folder\nElm,elm\n") == [
        "schools.csv:2:5: row 2, column “folder”: “elm” is a link that leads to another place"
    ]


def test_after_a_mistake_the_next_rows_are_made() -> None:
    merged = MergedPacks((request_for("poster", font="arimo"),), Path())
    bad, good = read_table(table("name,terms\nA,walse\nB,\n"))[1]
    with pytest.raises(SenauditError):
        merged.documents(bad)
    assert merged.documents(good)[0].page_count == 1
