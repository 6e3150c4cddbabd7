"""The Braille edition: its pages, its words read back, the rule book's examples, and computers without liblouis."""

from __future__ import annotations

import json
import re
import shutil
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from asking import pack_for
from braille import ASCII, body_of, cells_of, pages_of, print_of
from conftest import content_of
from programs import needs_liblouis
from test_cli import completed, process, run
from test_text_edition import expected, words

import senaudit
from senaudit.editions.braille.blocks import Block
from senaudit.editions.braille.cells import divided, number
from senaudit.editions.braille.liblouis import MARKS, install_hint, marked_cells
from senaudit.editions.braille.pages import fitted, head_line
from senaudit.editions.braille.pages import pages_of as lines_on_pages
from senaudit.files.shipped import shipped
from senaudit.layout.markup import Element
from senaudit.layout.wording import heading_line
from senaudit.problems import SenauditError, UsageError
from senaudit.recipe.request import KINDS, Kind, Request, file_name, request_for
from senaudit.recipe.steps import build, render_document

SIZES = ("40x25", "28x27", "20x10", "80x60")
MISSING = {"SENAUDIT_LIBLOUIS": "missing.so"}
"""The environment of a computer on which liblouis is not where it is said to be."""

every_document = pytest.mark.parametrize(
    ("kind", "size", "school"),
    [(kind, size, school) for kind in KINDS for size in SIZES for school in ("", "oak")],
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of every test: empty, and away from the project."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(kind: Kind, size: str, school: str = "") -> Request:
    sheets = kind == "guide"
    if school:
        return pack_for(kind, school, format="brf", with_sheets=sheets, braille_page=size)
    return request_for(kind, format="brf", with_sheets=sheets, braille_page=size)


def document_of(request: Request) -> Element:
    return render_document(request, content_of(request))


def made(request: Request) -> list[list[str]]:
    """Return the lines of each page, as they are embossed."""
    return pages_of(build(request, guide=content_of(request)).data)


def headings_of(document: Element) -> list[tuple[str, Element]]:
    """Return the cells of each heading of a document, and the heading."""
    return [
        (cells_of(heading_line(heading, holder, document)), heading)
        for holder in document.walk()
        for heading in holder.elements
        if heading.tag == "heading"
    ]


def bare(cells: str) -> str:
    """Return cells without spaces, and without dot 5, which leads to numbers, and ends a line in a divided word."""
    return cells.replace(" ", "").replace('"', "")


def joined(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines).replace('" ', "")


# Pages


@needs_liblouis
@every_document
def test_every_page_has_its_number_and_no_more_lines_and_cells_than_it_may(kind: Kind, size: str, school: str) -> None:
    width, height = map(int, size.split("x"))
    document = build(request := asked(kind, size, school), guide=content_of(request))
    assert set(document.data.decode("ascii")) <= {*ASCII, "\r", "\n", "\f"}
    assert document.data.endswith(b"\r\n")
    pages = pages_of(document.data)
    assert document.page_count == len(pages)
    for at, (first, *lines) in enumerate(pages, 1):
        assert first.endswith(f" {cells_of(str(at))}")
        assert len(first) == width
        assert any(lines), "no page is empty"
        assert len(lines) < height
        for line in lines:
            assert len(line) <= width
            assert line == line.rstrip()
        assert lines[-1]


@needs_liblouis
@every_document
def test_no_heading_is_the_last_line_of_its_page_and_no_box_begins_or_ends_away_from_its_words(
    kind: Kind, size: str, school: str
) -> None:
    width = int(size.partition("x")[0])
    request = asked(kind, size, school)
    headings = {cells.replace(" ", "") for cells, _ in headings_of(document_of(request))}
    for _, *lines in made(request):
        for count in range(1, 7):
            assert joined(lines[-count:]).replace(" ", "") not in headings
        assert lines[-1] != "7" * width
        text = [line for line in lines if line]
        assert text[0] != "G" * width
        for line, following in pairwise(text):
            assert (line, following) != ("7" * width, "G" * width)


@pytest.mark.parametrize("before", range(9))
def test_a_heading_that_is_longer_than_a_page_is_divided_and_its_last_line_leads(before: int) -> None:
    """And a box for an answer has no page of blank lines; the contents find the page on which a heading begins."""
    for long in range(1, 20):
        text, top = Block(("TEXT",) * before, 1), Block(("7777",), 1, leads=True)
        heading = Block((*["HEAD"] * long, "END"), 1, leads=True, bookmark="here")
        room = Block((*["NAME"] * long, "", "", ""), whole=True, tail=4)
        blocks = [
            *([text] if before else []),
            heading,
            top,
            Block(("LABEL",), leads=True),
            text._replace(lines=("T",) * 3),
        ]
        pages = lines_on_pages([*blocks, room, room], 9)
        printed = [[line for line, _ in page.lines if line] for page in pages]
        assert all(lines and lines[-1] not in ("END", "7777", "LABEL") for lines in printed)
        assert [line for lines in printed for line in lines] == [
            line for block in (*blocks, room, room) for line in block.lines if line
        ]
        found = [lines for lines, page in zip(printed, pages, strict=True) if page.bookmarks == ["here"]]
        assert [lines.index("HEAD") for lines in found] in ([0], [before])


@needs_liblouis
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("school", ["", "oak"])
def test_the_contents_lead_to_the_page_of_each_heading(size: str, school: str) -> None:
    request = asked("guide", size, school)
    document = document_of(request)
    pages = made(request)
    named = {heading.get("bookmark"): heading_ for heading_, heading in headings_of(document)}
    entries = [bare(named[each.get("to")]) for each in document.walk() if each.tag == "entry"]
    width = int(size.partition("x")[0])
    lines = [line for _, *lines in pages for line in lines]
    begun = ""
    found: list[tuple[str, str]] = []
    for line in lines[[line.strip() for line in lines].index(cells_of("Contents")) + 1 :]:
        begun += bare(line)
        end = re.search("#[A-J]+$", begun)
        if end and len(line) == width and len(found) < len(entries):
            found.append((begun[: end.start()], end[0]))
            begun = ""
    assert [entry for entry, _ in found] == entries
    bodies = [bare("".join(lines)) for _, *lines in (*pages, ["", ""])]
    whole = {cells_of(str(at)): pair for at, pair in enumerate(pairwise(bodies), 1)}
    for entry, at in found:
        page, following = whole[at]
        assert entry in page or (size == "20x10" and entry in page + following and entry not in following)


@needs_liblouis
def test_the_line_at_the_head_of_each_page_but_the_first_has_the_title() -> None:
    pages = made(asked("guide", "40x25"))
    assert pages[0][0].strip() == "#A"
    for at, (first, *_) in enumerate(pages[1:], 2):
        assert first.split(cells_of(str(at)))[0].strip() == cells_of("Partners with Parents: audit guide")
        assert re.search(f"   {re.escape(cells_of(str(at)))}$", first)


def test_a_long_title_at_the_head_of_a_page_ends_with_a_whole_word_three_cells_before_the_number() -> None:
    assert fitted("ABCD EFGH IJKL MNOP", 18) == "ABCD EFGH IJKL"
    assert fitted("ABCDEFGHIJKLMNOPQRS", 18) == ""
    assert head_line("ABCD EFGH", 12, 30) == "          ABCD EFGH        #AB"
    assert head_line("ABCD EFGH IJKL", 12, 20) == "ABCD EFGH IJKL   #AB"
    assert head_line("", 1, 20) == "                  #A"


@needs_liblouis
def test_chapters_and_sheets_begin_a_page_and_questions_do_not() -> None:
    request = asked("guide", "40x25")
    document = document_of(request)
    heads = [joined(lines[:4]) for _, *lines in made(request)]
    for part in document.walk():
        if part.tag == "section" and part.get("kind") in ("divider", "sheets"):
            cells = cells_of(heading_line(part.elements[0], part, document))
            assert sum(head.strip().startswith(cells) for head in heads) == 1
    questions = [cells for cells, heading in headings_of(document) if heading.get("level") == "2"]
    first = [joined(lines) for _, *lines in made(request) if joined(lines[:4]).strip().startswith(",*APT]")]
    assert len(first) == 3
    assert all(any(cells in page for cells in questions) for page in first), "questions follow a chapter's title"
    assert sum(any(head.strip().startswith(cells) for head in heads) for cells in questions) < len(questions) / 2


@needs_liblouis
def test_a_document_begins_with_a_note_of_what_made_it() -> None:
    for kind in KINDS:
        lines = made(asked(kind, "32x27"))[0][1:]
        note = joined(lines)
        assert note.startswith("@.<"), "the sign that opens a transcriber's note"
        said = print_of(note[3 : note.index("@.>")])
        assert said.startswith("Contracted Unified English Braille, made by a program. Nobody has proof-read it.")
        assert re.search(r"liblouis \d+\.\d+\.\d+\. Cells in a line and lines on a page: 32 × 27\.$", said)


@needs_liblouis
def test_headings_lists_boxes_and_blanks_have_their_forms() -> None:
    """Level 1 is centred, deeper ones begin in cells 5, 7 and 9; paragraphs are 3-1, items 1-3, items in them 3-5."""
    pages = [line for page in made(asked("guide", "40x25")) for line in page]
    text = "\n".join(pages)
    assert "\n                 ,3T5TS\n\n" in text
    assert '\n\n    ,"Q #C3 ,H[ EASILY C P>5TS R1* Y BY\n    PH"O8\n,H Y' in text
    assert f"\n\n{'7' * 40}\n      ,P>5TS SAY\n,CLE> SIGNS" in text or f"\n\n{'7' * 40}\n      ,P>5TS SAY\n" in text
    assert "\n        ,MA9 FACTS\n,! S*OOL'S AIMS" in text
    assert "\n  ,? IS A NEW $I;N ( A PR9T$ GUIDE ( AB\n#BJJB1 ,A" in text
    assert "\n,IS E MEMB] ( /AFF POLITE & FRLY8\n" in text
    assert "\n  ,/AFF HE> AT ONCE :5 A P>5T >RIVES =\n    AN APPO9T;T4\n" in text
    assert "\n,S*OOL3 .-\n,DATE3 .-\n,COMPLET$ BY3\n  ;$#D ,P>5TS\n" in text
    assert "\n      ,\"Q #B3 ,H[ D P>5TS F9D \\ :O'S :O\n      9 YR S*OOL8\n" in text
    assert "\n,CURR5T PRACTICE3 .-\n\n\n\n,PO9TS = AC;N3 .-\n" in text
    assert re.search("\n,,ADHD3 ,ATT5;N DEFICIT [^\n]*\n  [^ ]", text)
    assert f"\n{'G' * 40}\n{'7' * 40}\n" not in text


# Words


@needs_liblouis
@every_document
def test_what_is_read_back_has_the_words_of_the_document_in_order(kind: Kind, size: str, school: str) -> None:
    """At least 99.5 of 100 words come back; liblouis reads some contractions, such as that of “enough”, as letters."""
    request = asked(kind, size, school)
    document = document_of(request)
    document.attributes = {**document.attributes, "box": "", "blank": ""}  # they have signs in Braille
    wanted = [each for part in (document.get("title"), *expected(document, document)) for each in words(part)]
    data = build(request, guide=content_of(request)).data
    got = words(print_of(body_of(data)).replace("_", " "))
    same = sum(block.size for block in SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks())
    assert same >= 0.995 * len(wanted)
    assert len(got) < len(wanted) + 100, "the transcriber's note, and little else"


RULES = {
    "do-it-yourself": ("D-X-YRF", "2.6.1"),
    "out-and-out": ("\\-&-\\", "2.6.1"),
    "“do": ("8D", "2.6.2"),
    "OUT OF TOWN": (",,,\\ ( T[N,'", "2.6.2"),
    "very, very still; rather good.": ("V1 V /2 R GD4", "2.6.3"),
    "could/should": ("C\\LD_/%\\LD", "2.6.3"),
    "Marks & Spencer": (",M>KS @& ,SP;ER", "3.1.1"),
    "FLASH@lightning.net": (",,FLA%@ALI<TN+4NET", "3.7.1"),
    "Copyright © 2009": (',COPY"R ^C #BJJI', "3.8.1"),
    "£3m (3 million pounds)": ('@L#CM "<#C MILLION P.DS">', "3.10.1"),
    "a 50% increase": ("A #EJ.0 9CR1SE", "3.21.1"),
    "□ Director Library Services": (";$#D ,DIRECTOR ,LIBR>Y ,S]VICES", "3.22.1"),
    "Sections (h) and (i).": (',SEC;NS "<;H"> & "<I">4', "5.7.1"),
    "p's and q's.": (";P'S & ;Q'S4", "5.7.1"),
    "3,500": ("#C1EJJ", "6.2.1"),
    "7:30 a.m.": ("#G3#CJ A4M4", "6.3.1"),
    "1914–18": ("#AIAD,-#AH", "6.3.1"),
    "There are 3 beds in this 4-bed ward.": (',"! >E #C B$S 9 ? #D-B$ W>D4', "6.5.4"),
    "10.30 am": ("#AJ4CJ AM", "6.7.1"),
    "(416) 486-2500": ('"<#DAF"> #DHF-#BEJJ', "6.7.1"),
    "Hush. Keep Quiet!": (",HU%4 ,KEEP ,QUIET6", "8.3.1"),
    "<strong>people": ("^1P", "2.6.2"),
    "<em>child-safe": (".1*-SAFE", "2.6.2"),
    "<em>Himself or herself?–Neither!": (".7,HMF OR H]F8,-,NEI6.'", "2.6.3"),
}
"""Examples of “The Rules of Unified English Braille”, 2nd edition, 2013, with their cells and sections."""


@needs_liblouis
@pytest.mark.parametrize("example", RULES)
def test_the_examples_of_the_rule_book_come_out_as_it_says(example: str) -> None:
    cells, _ = RULES[example]
    tag, _, text = example.rpartition(">")
    before, after = MARKS.get(tag[1:], ("", ""))
    assert marked_cells(f"{before}{text}{after}") == cells


@needs_liblouis
def test_only_what_a_person_marked_is_emphasised(folder: Path) -> None:
    (folder / "questions").mkdir()
    own = {
        "change": "communication:telephone",
        "blocks": [{"ask": ["Ring *them* **all three times** now.", "***Two*** apart, **or *red* roses**."]}],
    }
    (folder / "questions/own.yaml").write_text(json.dumps(own), "utf-8")
    (folder / "school.yaml").write_text("name: Oak\n", "utf-8")
    document = senaudit.build("guide", school=folder, questions=["telephone"], format="brf", braille_page="80x25")
    text = document.data.decode()
    assert "\r\n,R+ .1!M ^7ALL ?REE \"TS^' N[4\r\n" in text
    assert "\r\n^1.1,TWO A\"P1 ^1OR ^1.1R$ ^1ROSES^'4\r\n" in text, "one in the other has both"
    assert (text.count("^7"), text.count(".1"), text.count("^1")) == (1, 3, 4)
    assert "\r\n  ,OAK\r\n" in text, "the template has it in strong type"


@needs_liblouis
def test_an_address_that_the_words_do_not_have_follows_them(folder: Path) -> None:
    (folder / "questions").mkdir()
    own = {"change": "communication:telephone", "blocks": [{"ask": ["See [this page](https://example.org/a)."]}]}
    (folder / "questions/own.yaml").write_text(json.dumps(own), "utf-8")
    (folder / "school.yaml").write_text("name: Oak\n", "utf-8")
    document = senaudit.build("guide", school=folder, questions=["telephone"], format="brf", braille_page="80x25")
    assert ',SEE ? PAGE "<HTTPS3_/_/EXAMPLE4ORG_/A">4' in body_of(document.data)


# What cannot be in Braille, and hostile texts


@needs_liblouis
def test_a_word_that_is_longer_than_a_line_is_divided_between_signs_and_marked(folder: Path) -> None:
    long = "https://www.example.org/" + "reach/" * 10 + "x" * 100 + "ABC" * 20
    (folder / "school.yaml").write_text(json.dumps({"name": "Oak", "senco": long}), "utf-8")
    for size in SIZES:
        data = senaudit.build("guide", school=folder, format="brf", braille_page=size).data
        assert cells_of(long) in body_of(data), size


def test_a_word_is_divided_after_a_slash_or_before_a_full_stop_and_in_no_sign() -> None:
    assert divided("WWW4EX_/AMPLE4ORG", 12) == ("WWW4EX_/", "AMPLE4ORG")
    assert divided("WWWWWWWW4ORG", 10) == ("WWWWWWWW", "4ORG")
    assert divided("AAAA_/BBBBBBBBBB", 6) == ("AAAA", "_/BBBBBBBBBB")
    assert divided("####################", 6) == ("#####", "###############")


@needs_liblouis
@pytest.mark.parametrize("sign", ["🦉", "ש", "漢", "☐"])
def test_a_character_without_a_sign_is_told_at_its_place_and_an_old_file_survives(folder: Path, sign: str) -> None:
    (folder / "school.yaml").write_text(f"terms: wales\nname: Oak {sign}{sign}\n", "utf-8")
    (folder / "guide.brf").write_text("the last good one", "utf-8")
    result = run("build", "guide", "--output", "guide.brf", "--messages", "json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert {(each["kind"], each["line"]) for each in told} == {("braille-sign-lacking", 2)}
    assert f"English Braille has no sign for “{sign}{sign}”" in told[0]["message"]
    assert (folder / "guide.brf").read_text("utf-8") == "the last good one"


@needs_liblouis
@pytest.mark.parametrize(
    ("name", "words"),
    [("question-number", "漢 {number}"), ("blank", "漢"), ("braille", "{program} 漢 {size}")],
)
def test_a_label_without_a_sign_is_told(folder: Path, name: str, words: str) -> None:
    (folder / "school.yaml").write_text("name: Oak\n", "utf-8")
    (folder / "labels.yaml").write_text(f"labels:\n  {name}: '{words}'\n", "utf-8")
    result = run("build", "guide", "--question", "telephone", "--format", "brf")
    assert result.exit_code == 1
    assert "English Braille has no sign for “漢”" in result.stderr


@needs_liblouis
def test_a_document_in_another_language_is_refused(folder: Path) -> None:
    shutil.copytree(shipped("content"), folder / "own")
    guide = folder / "own/guide.yaml"
    text = guide.read_text("utf-8")
    guide.write_text(text.replace("language: en-GB", "language: cy"), "utf-8")
    result = run("build", "poster", "--format", "brf", "--content", "own")
    assert result.exit_code == 1
    assert "the language of this document is “cy”, and Braille can be made of English only" in result.stderr
    assert not (folder / "poster.brf").exists()


# The size of a page


@pytest.mark.parametrize(
    ("size", "said"),
    [
        *[(size, "is no size of a Braille page") for size in ("A4", "40", "40×25", "x25", "-40x25", "40x25x1", "")],
        *[(size, "a Braille page cannot have") for size in ("19x25", "81x25", "40x9", "40x61", "9999x25")],
    ],
)
def test_a_size_that_no_page_has_is_refused_with_one_that_it_can_have(folder: Path, size: str, said: str) -> None:
    result = run("build", "poster", "--format", "brf", "--braille-page", size)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "40x25" in result.stderr.partition("help: ")[2]
    with pytest.raises(UsageError):
        senaudit.build("poster", format="brf", braille_page=size)


@pytest.mark.parametrize(
    "wrong",
    [{"format": None}, {"format": ["pdf"]}, {"kind": None}, {"font": None}]
    + [{"format": "brf", "braille_page": size} for size in (40, (40, 25), 40.25)],
    ids=str,
)
def test_from_python_values_of_another_kind_are_refused_in_one_sentence(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        senaudit.build(**{"kind": "poster", **wrong})


@pytest.mark.parametrize("options", [("poster",), ("guide", "--format", "txt"), ("pack",)])
def test_a_size_without_braille_is_refused(folder: Path, options: tuple[str, ...]) -> None:
    result = run("build", *options, "--braille-page", "32x27")
    assert result.exit_code == 2
    assert result.stderr == (
        "the size of a Braille page is for Braille only, and none is asked for\n"
        "    help: ask for Braille too, or leave the size out: --format brf\n"
    )
    assert not list(folder.iterdir())


@needs_liblouis
def test_a_pack_has_the_size_for_its_braille_alone(folder: Path) -> None:
    options = ("--chapter", "support", "--format", "txt", "--format", "brf")
    result = run("build", "pack", *options, "--braille-page", "28X27")
    assert result.exit_code == 0, result.stderr
    names = ("guide-support", "sheets-support", "poster")
    made = {path.name for path in (folder / "audit-pack").iterdir()}
    assert made == {f"{name}.txt" for name in names} | {f"{name}-28x27.brf" for name in names}


@needs_liblouis
def test_a_name_says_the_size_unless_it_is_the_usual_one() -> None:
    assert file_name(asked("poster", "40X25")) == "poster.brf"
    assert file_name(asked("poster", "040x025")) == "poster.brf"
    assert file_name(asked("guide", "28x27"), ("support",)) == "guide-support-with-sheets-28x27.brf"
    assert build(asked("poster", "40x25")).data == senaudit.build("poster", format="brf").data
    assert completed("senaudit build guide --braille-page 2") == ["28x27"]


# A computer without liblouis


@pytest.mark.parametrize(
    "command",
    [
        *[(kind,) for kind in (*KINDS, "pack")],
        ("sheets", "--each-audience"),
        ("pack", "--schools", "schools.csv", "--into", "packs"),
        ("pack", "--format", "pdf"),
    ],
    ids=" ".join,
)
def test_without_liblouis_one_message_says_so_before_any_work_and_old_files_survive(
    folder: Path, command: tuple[str, ...]
) -> None:
    (folder / "schools.csv").write_text("name\nOak\n", "utf-8")
    (folder / "school.yaml").write_text("nonsense: [\n", "utf-8")  # work would tell that first
    (folder / "audit-pack").mkdir()
    (folder / "audit-pack/guide.brf").write_text("the last good one", "utf-8")
    done = process("build", *command, "--format", "brf", **MISSING)
    assert (done.returncode, done.stdout) == (1, b"")
    told = done.stderr.decode()
    assert told.count("\n") == 2
    assert told.startswith(f"there is no liblouis in {MISSING['SENAUDIT_LIBLOUIS']}, which SENAUDIT_LIBLOUIS names\n")
    assert "    help: " in told
    assert (folder / "audit-pack/guide.brf").read_text("utf-8") == "the last good one"
    assert {path.name for path in folder.iterdir()} == {"schools.csv", "school.yaml", "audit-pack"}


def test_python_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(*next(iter(MISSING.items())))
    with pytest.raises(SenauditError) as raised:
        senaudit.build("poster", format="brf")
    assert [problem.kind for problem in raised.value.problems] == ["liblouis-missing"]
    assert raised.value.exit_status == 1


def test_the_other_editions_need_no_liblouis() -> None:
    assert process("build", "pack", "--format", "txt", **MISSING).returncode == 0


@pytest.mark.parametrize(
    ("platform", "words_"),
    [
        ("linux", "sudo apt install liblouis20 (Debian, Ubuntu), or: sudo dnf install liblouis (Fedora)"),
        ("darwin", "brew install liblouis"),
        ("win32", "https://liblouis.io/downloads"),
    ],
)
def test_the_help_says_how_this_system_gets_it(platform: str, words_: str) -> None:
    assert words_ in install_hint(platform)


@needs_liblouis
def test_without_the_table_one_message_says_so_and_liblouis_says_nothing_itself(folder: Path) -> None:
    (folder / "empty").mkdir()
    done = process("build", "poster", "--format", "brf", LOUIS_TABLEPATH=str(folder / "empty"))
    assert done.returncode == 1
    assert re.fullmatch(
        r"liblouis \d+\.\d+\.\d+ does not find its table en-ueb-g2\.ctb, the rules of Unified English Braille\n"
        "    help: set LOUIS_TABLEPATH to the folder that has it, or unset it\n",
        done.stderr.decode(),
    )


@needs_liblouis
def test_an_empty_table_is_none(folder: Path) -> None:
    (folder / "en-ueb-g2.ctb").touch()
    done = process("build", "poster", "--format", "brf", LOUIS_TABLEPATH=str(folder))
    assert done.returncode == 1
    assert done.stderr.decode().startswith("liblouis ")
    assert done.stderr.count(b"\n") == 2


def test_a_watch_without_liblouis_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """No save would mend that."""
    monkeypatch.setenv(*next(iter(MISSING.items())))
    result = run("watch", "poster", "--format", "brf")
    assert result.exit_code == 1
    assert "waiting" not in result.stderr


@needs_liblouis
def test_another_library_is_not_taken_for_liblouis(folder: Path) -> None:
    (folder / "louis.txt").write_text("no library", "utf-8")
    assert process("build", "poster", "--format", "brf", SENAUDIT_LIBLOUIS="louis.txt").returncode == 1
    assert process("build", "poster", "--format", "brf", SENAUDIT_LIBLOUIS="libc.so.6").returncode == 1


def test_a_number_has_a_sign_and_letters() -> None:
    assert [number(value) for value in (1, 20, 345, 6789)] == ["#A", "#BJ", "#CDE", "#FGHI"]
