"""The heads of a table of schools: registers as they come, other names, slips, titles, and lines for Excel."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from batches import files
from click.testing import CliRunner, Result
from sample_content import write_sample

from senaudit.cli import commands
from senaudit.problems import Problem, SenauditError, UsageError
from senaudit.school.field_names import SYNONYMS
from senaudit.schools.heads import COLUMNS, chosen_columns, column_of
from senaudit.schools.table import SchoolTable, read_table

BUILD = ["build", "pack", "--content", "wording", "--font", "arimo"]

GIAS_EXTRACT = """\
URN,LA (code),LA (name),EstablishmentNumber,EstablishmentName,EstablishmentStatus (name),Postcode,TelephoneNum
100000,201,City of London,3614,The Aldgate School,Open,EC3A 5DE,2072831147
"""

# The columns of the register as it is downloaded, “edubasealldata”.
_CODE_AND_NAME = (
    *("TypeOfEstablishment", "EstablishmentTypeGroup", "EstablishmentStatus", "ReasonEstablishmentOpened"),
    *("ReasonEstablishmentClosed", "PhaseOfEducation", "Boarders", "OfficialSixthForm", "Gender"),
    *("ReligiousCharacter", "Diocese", "AdmissionsPolicy", "SpecialClasses", "TrustSchoolFlag", "Trusts"),
    *("Federations", "OfstedSpecialMeasures", "GOR", "DistrictAdministrative", "AdministrativeWard"),
    *("ParliamentaryConstituency", "UrbanRural", "PreviousLA", "QABName", "EstablishmentAccredited", "MSOA", "LSOA"),
)
_NAME = (
    *("NurseryProvision", "ReligiousEthos", "SchoolSponsorFlag", "SchoolSponsors", "FederationFlag", "HeadTitle"),
    *("FurtherEducationType", "BSOInspectorateName", "TeenMoth", "CCF", "SENPRU", "EBD", "FTProv", "EdByOther"),
    *("Section41Approved", *(f"SEN{number}" for number in range(1, 14)), "TypeOfResourcedProvision", "GSSLACode"),
    *("InspectorateName", "BoardingEstablishment", "OfstedRating", "RSCRegion", "Country", "County"),
)
GIAS = (
    *("URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName"),
    *(f"{name} ({what})" for name in _CODE_AND_NAME for what in ("code", "name")),
    *(f"{name} (name)" for name in _NAME),
    *("OpenDate", "CloseDate", "StatutoryLowAge", "StatutoryHighAge", "SchoolCapacity", "CensusDate"),
    *("NumberOfPupils", "NumberOfBoys", "NumberOfGirls", "PercentageFSM", "UKPRN", "FEHEIdentifier"),
    *("OfstedLastInsp", "LastChangedDate", "Street", "Locality", "Address3", "Town", "Postcode", "SchoolWebsite"),
    *("TelephoneNum", "HeadFirstName", "HeadLastName", "HeadPreferredJobTitle", "InspectorateReport"),
    *("DateOfLastInspectionVisit", "NextInspectionVisit", "TeenMothPlaces", "PlacesPRU", "ResourcedProvisionOnRoll"),
    *("ResourcedProvisionCapacity", "SenUnitOnRoll", "SenUnitCapacity", "Easting", "Northing", "SENStat"),
    *("SENNoStat", "PropsName", "PreviousEstablishmentNumber", "UPRN", "SiteName", "QABReport", "CHNumber", "FSM"),
    "AccreditationExpiryDate",
)


def gias_row(number: int, name: str, town: str, note: str = "") -> list[str]:
    """Return a row of the register, whose other cells look as there; `note` is put into all of those."""
    known = {
        "URN": str(number), "LA (code)": "201", "LA (name)": "City of London", "EstablishmentNumber": "3614",
        "EstablishmentName": name, "Town": town, "Postcode": "EC3A 5DE", "SchoolWebsite": "www.example.org/school",
        "TelephoneNum": "2072831147", "HeadFirstName": "Zoë", "HeadLastName": "O’Neill", "OpenDate": "01-09-2010",
    }  # fmt: skip
    return [note if note and head not in ("URN", "EstablishmentName", "LA (name)", "Town", "Postcode")
            else known.get(head, "Not applicable" if head.endswith("(name)") else "") for head in GIAS]  # fmt: skip


def write_gias(rows: list[list[str]], encoding: str = "cp1252") -> None:
    with Path("gias.csv").open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([GIAS, *rows])


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def senaudit(*arguments: object) -> Result:
    result = CliRunner().invoke(commands, [str(argument) for argument in arguments], prog_name="senaudit")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def read(text: str, **chosen: str) -> SchoolTable:
    Path("schools.csv").write_text(text, "utf-8")
    return read_table(Path("schools.csv"), chosen)


def problems_of(text: str, **chosen: str) -> list[Problem]:
    with pytest.raises(SenauditError) as raised:
        read(text, **chosen)
    return list(raised.value.problems)


def cells(table: SchoolTable) -> list[dict[str, str]]:
    return [dict(row.cells) for row in table.rows]


# A register as it comes


def test_the_register_of_schools_has_some_140_columns() -> None:
    assert 130 < len(GIAS) == len(set(GIAS)) < 160


def test_an_extract_of_the_register_gives_packs_as_it_comes() -> None:
    write_sample(Path("wording"))
    Path("gias.csv").write_text(GIAS_EXTRACT, "utf-8")
    result = senaudit(
        "build", "pack", "--content", "wording", "--font", "arimo", "--schools", "gias.csv", "--into", "p"
    )
    assert result.exit_code == 0
    assert {name.partition("/")[0] for name in files("p")} == {"the-aldgate-school"}
    told = [line for line in result.stderr.splitlines() if line.startswith("gias.csv")]
    assert told == [
        "gias.csv:1:5: note: 4 columns are left alone: “LA (code)”, “EstablishmentNumber”,"
        " “EstablishmentStatus (name)”, “TelephoneNum”; “LA (name)” is read as authority;"
        " “EstablishmentName” is read as name"
    ]
    assert 'help: if one belongs into the packs, write the name of its field above it, such as "senco", or add' \
        ' --column senco="LA (code)"' in result.stderr  # fmt: skip
    with Path("p/report.csv").open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert (line["school"], line["folder"], line["row"], line["urn"], line["problem"]) == (
        "The Aldgate School", "the-aldgate-school", "2", "100000", ""
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "utf-8", "utf-8-sig", "utf-16"])
def test_a_whole_register_is_read_and_its_other_columns_are_named_in_one_line(encoding: str) -> None:
    write_gias([gias_row(100000, "The Aldgate School", "London"), gias_row(100001, "St Mary’s", "York")], encoding)
    table = read_table(Path("gias.csv"))
    assert [dict(row.cells) for row in table.rows] == [
        {"name": name, "authority": "City of London", "urn": urn, "town": town, "postcode": "EC3A 5DE"}
        for name, urn, town in (("The Aldgate School", "100000", "London"), ("St Mary’s", "100001", "York"))
    ]
    *others, alone = [problem for problem in table.warnings if problem.kind != "old-encoding"]
    assert not others
    assert alone.kind == "columns-left-alone"
    assert alone.message.startswith(f"{len(GIAS) - 5} columns are left alone: “LA (code)”, “EstablishmentNumber”,")
    assert f" and {len(GIAS) - 11} more;" in alone.message
    assert len(alone.message) < 400
    assert sum(problem.kind == "old-encoding" for problem in table.warnings) == (encoding in ("cp1252", "mac_roman"))


@pytest.mark.parametrize("note", ["#N/A", "=A1", "a\u200bb", "{who}", "x" * 100])
def test_what_stands_in_a_column_that_is_left_alone_is_nobody_s_mistake(note: str) -> None:
    write_gias([gias_row(100000, "Oak", "London", note)], "utf-8")
    assert [problem.kind for problem in read_table(Path("gias.csv")).warnings] == ["columns-left-alone"]


def test_no_column_of_the_register_is_taken_for_a_slip() -> None:
    write_gias([gias_row(100000, "Oak", "London")])
    heads = Path("gias.csv").read_bytes().partition(b"\r\n")[0].decode()
    for left_out in ("Town", "Postcode", "URN", "LA (name)"):
        read(heads.replace(f",{left_out},", ",").replace(f"{left_out},", "", left_out == "URN") + "\nx,y,z\n")


# Names


@pytest.mark.parametrize(("column", "head"), [(column, head) for column, heads in SYNONYMS.items() for head in heads])
def test_a_synonym_is_read_as_its_column_however_it_is_spelt(column: str, head: str) -> None:
    first = "folder" if column == "name" else "name"
    for typed in (head, head.upper(), head.replace(" ", "_"), f" {head} "):
        assert read(f"{first},{typed}\nOak,x\n").rows[0].cells == ((first, "Oak"), (column, "x"))


def test_each_synonym_is_for_an_own_column_and_no_name_of_another() -> None:
    heads = [head for each in SYNONYMS.values() for head in each]
    assert set(SYNONYMS) <= set(COLUMNS)
    assert not {column_of(head) for head in heads} & set(COLUMNS)
    assert len({"".join(filter(str.isalnum, head.casefold())) for head in heads}) == len(heads)


def test_a_column_s_own_name_counts_before_a_synonym() -> None:
    table = read("School,name,senco\nx,Oak,Lee\n")
    assert cells(table) == [{"name": "Oak", "senco": "Lee"}]
    assert table.warnings[0].message == "“School” is left alone"


def test_two_heads_that_may_be_one_column_are_told() -> None:
    (problem,) = problems_of("School,Establishment\nOak,Elm\n")
    assert (problem.kind, str(problem.place)) == ("two-heads", "schools.csv:1:8")
    assert problem.message == "“School” (column 1) and “Establishment” may both be the column “name”"
    assert problem.hint == 'write "name" above the right one'
    assert cells(read("School,Establishment\nOak,Elm\n", name="Establishment")) == [{"name": "Elm"}]


@pytest.mark.parametrize(
    ("head", "column"), [("ShortName", "short_name"), ("SENCO:", "senco"), ("Post-code *", "postcode")]
)
def test_signs_in_a_column_s_name_make_no_difference(head: str, column: str) -> None:
    assert cells(read(f"name,{head}\nOak,x\n")) == [{"name": "Oak", column: "x"}]


@pytest.mark.parametrize("head", ["Authority code", "Service line", "Head name", "Email of SENCO", "UPRN", "Forename"])
def test_a_head_with_more_words_is_no_slip(head: str) -> None:
    assert read(f"name,{head}\nOak,x\n").warnings[0].message == f"“{head}” is left alone"


@pytest.mark.parametrize(
    ("head", "meant"),
    [("Sneco", "senco"), ("senko", "senco"), ("Short nmae", "short_name"), ("adit date", "audit_date"),
     ("folders", "folder"), ("Autority", "authority"), ("logo_txt", "logo_text")],
)  # fmt: skip
def test_a_slip_in_a_column_of_one_s_own_is_told_even_beside_a_register_s(head: str, meant: str) -> None:
    for others in ("", ",Gender (name),TelephoneNum,HeadTitle (name)"):
        (problem,) = [each for each in problems_of(f"name,{head}{others}\nOak,x\n") if not each.warning]
        assert problem.message == f"“{head}” is not a column of a table of schools"
        assert problem.hint == f'did you mean "{meant}"?'
    assert not any(each.hint.startswith("did") for each in read(f"name,{meant},{head}\nOak,x,y\n").warnings)


def test_of_two_slips_of_one_column_the_first_is_told() -> None:
    told = problems_of("name,Sneco,Senko\nOak,x,y\n")
    assert [(each.kind, each.warning) for each in told] == [("unknown-column", False), ("columns-left-alone", True)]


# Chosen by hand


def test_columns_are_chosen_by_hand() -> None:
    text = "Name,Anstalt,Stadt/Ort,LA (name)\nx,Oak,Leeds,City\n"
    table = read(text, name="Anstalt", town="stadt/ort")
    assert cells(table) == [{"name": "Oak", "town": "Leeds", "authority": "City"}]
    assert table.warnings[0].message.startswith("“Name” is left alone; “Anstalt” is read as name;")


def test_a_head_that_is_not_there_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError) as raised:
        read("Anstalt,Town\nOak,Leeds\n", name="Anstallt")
    (problem,) = raised.value.problems
    assert problem.message == "no column of this table is called “Anstallt”, which was to be “name”"
    assert problem.hint == 'did you mean "Anstalt"?'


@pytest.mark.parametrize(
    ("typed", "message", "hint"),
    [
        (["School"], "“School” does not say which column it is about",
         'write a field, "=", and the head of its column'),
        (["nmae=School"], "there is no field “nmae”", 'did you mean "name"?'),
        (["School=name"], "there is no field “school”", 'write it the other way round: name="School"'),
        (["name=A", "name=B"], "“name” is to be “A” and “B” at once", "leave out one of them"),
        (["name=A", "town=a"], "“a” is to be several fields at once", "leave out one of them"),
    ],
)  # fmt: skip
def test_a_choice_that_is_none_is_told(typed: list[str], message: str, hint: str) -> None:
    with pytest.raises(UsageError) as raised:
        chosen_columns(typed)
    assert [(problem.message, problem.hint) for problem in raised.value.problems] == [(message, hint)]


def test_a_choice_may_have_signs_in_it() -> None:
    assert chosen_columns(["Short name= Name = short, official ", "name=Name"]) == {
        "short_name": "Name = short, official", "name": "Name",
    }  # fmt: skip


def test_a_comma_separates_choices() -> None:
    typed = ["name=Title, official,town=Stadt , post-code=Plz, or zip", "urn=Nr,1"]
    assert chosen_columns(typed) == {"name": "Title, official", "town": "Stadt , post-code=Plz, or zip", "urn": "Nr,1"}
    assert chosen_columns(["name=A,short name=B, Town =C"]) == {"name": "A", "short_name": "B", "town": "C"}


def test_the_help_of_a_table_without_names_leads_to_packs() -> None:
    write_sample(Path("wording"))
    Path("schools.csv").write_text("Ref,Schoolname official\n1,Oak\n")
    build = [*BUILD, "--schools", "schools.csv", "--into", "p"]
    result = senaudit(*build)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].endswith(
        'help: write "name" above the names of the schools, or add --column name="Schoolname official"'
    )
    result = senaudit(*build, "--column", "name=Schoolname official")
    assert result.exit_code == 0, result.stderr
    assert {name.partition("/")[0] for name in files("p")} == {"oak"}


# What stands above the heads


def test_the_line_for_excel_that_names_the_separator_is_obeyed() -> None:
    table = read("sep=;\nname;senco\nOak;Mrs O\n")
    assert cells(table) == [{"name": "Oak", "senco": "Mrs O"}]
    assert table.warnings == ()
    assert (table.rows[0].row, table.rows[0].line) == (2, 3)


@pytest.mark.parametrize(
    ("line", "sign"),
    [("sep=,", ","), ("SEP=\t", "\t"), ('"sep=;"', ";"), ("sep=|", "|"), ("sep=;;;", ";"), ("sep=^", "^")],
)  # fmt: skip
def test_any_separator_may_be_named(line: str, sign: str) -> None:
    assert cells(read(f"\ufeff{line}\r\nname{sign}senco\r\nOak{sign}Mrs; O\r\n".replace("Mrs; O", "Mrs O"))) == [
        {"name": "Oak", "senco": "Mrs O"}
    ]


def test_a_line_that_names_a_wrong_separator_is_one_problem() -> None:
    (problem,) = problems_of("sep=;\nname,senco\nOak,Mrs O\n")
    assert (problem.kind, str(problem.place)) == ("wrong-separator", "schools.csv:1:1")
    assert problem.message == "this line says that “;” stands between the cells, and it is “,”"
    assert cells(read("name,senco\nOak,Mrs O\n")) == [{"name": "Oak", "senco": "Mrs O"}]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_titles_above_the_heads_are_left_out_and_said(sign: str) -> None:
    titles = "Schools of Anytown 2026,,\n\nDraft: not final\n,,\n"
    table = read(f"{titles}School,SENCO,Town\nOak,Lee,Leeds\n".replace(",", sign))
    assert cells(table) == [{"name": "Oak", "senco": "Lee", "town": "Leeds"}]
    (warning,) = table.warnings
    assert warning.message == "the heads of this table are in row 5, and rows 1 to 3 are left out"
    assert (warning.kind, warning.warning, str(warning.place)) == ("rows-above-heads", True, "schools.csv:1:1")


def test_one_title_is_left_out_too() -> None:
    assert read("Our schools\nname\nOak\n").warnings[0].message == (
        "the heads of this table are in row 2, and row 1 is left out"
    )


def test_a_row_below_heads_is_no_head() -> None:
    """Even if a cell in it reads like one, or the heads have no name."""
    assert cells(read("name,senco\nSchool,name\n")) == [{"name": "School", "senco": "name"}]
    (problem,) = problems_of("senco,town\nname,Leeds\n")
    assert problem.kind == "missing-column"


def test_a_row_of_schools_is_no_row_of_heads_under_heads_that_nobody_knows() -> None:
    (problem,) = problems_of("Titel,Typ,Ort\nOak,School,City\nElm,School,City\n")
    assert problem.kind == "missing-column"
    assert cells(read("name,type,area\nOak,School,City\n")) == [{"name": "Oak"}]


def test_of_two_rows_of_heads_the_lower_counts() -> None:
    table = read("name,Contact,Contact\nname,senco,senco contact\nOak,Lee,01234\n")
    assert cells(table) == [{"name": "Oak", "senco": "Lee", "senco_contact": "01234"}]
    assert [each.kind for each in table.warnings] == ["rows-above-heads"]


def test_so_it_does_below_a_title() -> None:
    """As in a workbook whose “School” is one cell of two rows, beside a head over two columns."""
    table = read(
        "Our schools,,,\nSchool,Contact,Contact,Audit\nSchool,SENCO,SENCO contact,Audit date\nOak,Lee,01234,May\n"
    )
    assert cells(table) == [{"name": "Oak", "senco": "Lee", "senco_contact": "01234", "audit_date": "May"}]
    assert table.warnings[0].message == "the heads of this table are in row 3, and rows 1 to 2 are left out"


def test_the_first_school_of_a_table_without_heads_is_not_offered_as_a_head() -> None:
    """Followed, that would make packs without it."""
    Path("schools.csv").write_text("Oak,Mrs Lee\nAsh,Mr Bell\n")
    result = senaudit("check", "--schools", "schools.csv")
    assert result.stderr.splitlines()[-1] == '    help: write "name" above the names of the schools'


def test_what_stands_far_above_is_not_looked_past() -> None:
    (problem,) = problems_of("title\n" * 10 + "name\nOak\n")
    assert problem.kind == "missing-column"


def test_rows_of_commas_and_spaces_are_empty() -> None:
    assert cells(read("name,senco\n,\n , \nOak,\n,,,,,,\n,\n")) == [{"name": "Oak"}]
