"""The README, CONTRIBUTING and `docs/`: their commands work, and their lists are complete."""

from __future__ import annotations

import csv
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from conftest import built_document
from filling_programs import by_pikepdf
from PIL import Image
from programs import needs_liblouis
from test_code import LIBRARIES, MAY_IMPORT, ROOMS

from senaudit import __version__
from senaudit.cli import commands
from senaudit.content.blocks import BLOCK_KINDS, PASSAGE
from senaudit.files.shipped import shipped
from senaudit.layout.children import _SHAPES
from senaudit.layout.markup import INLINE, VOCABULARY, Element
from senaudit.pdf.structure import structure_of
from senaudit.problems import Place
from senaudit.recipe.request import request_for
from senaudit.source.nodes import Mapping
from senaudit.source.reading import read_text
from senaudit.typeset.theme import _LOOK_KEYS

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(ROOT.glob("docs/*.md"))
TOLD = {path.name: path.read_text("utf-8") for path in PAGES}
README, CONTRIBUTING, TEMPLATES = (TOLD[name] for name in ("README.md", "CONTRIBUTING.md", "templates-and-looks.md"))

each_page = pytest.mark.parametrize("page", sorted(TOLD))


def test_the_pages_are_there() -> None:
    five = {"changing-the-words", "many-schools", "accessibility", "templates-and-looks", "how-it-works"}
    assert {f"{name}.md" for name in five} <= TOLD.keys()


# The README


def test_the_readme_is_short() -> None:
    assert len(README.encode()) <= 12 * 1024


def test_the_readme_names_no_address_of_the_project() -> None:
    """It has none yet. Only the addresses of Python and uv are there."""
    hosts = set(re.findall(r"https?://([^/\s)>]+)", README))
    assert hosts == {"www.python.org", "docs.astral.sh"}


def test_a_wheel_in_the_readme_is_one_of_this_release() -> None:
    assert set(re.findall(r"[\w.+-]+\.whl\b", README)) == {f"senaudit-{__version__}-py3-none-any.whl"}


def test_the_lines_that_make_the_pack_are_the_same_in_every_terminal() -> None:
    lines = re.findall(r"^    (.*-m venv .*|\.venv.*)$", README, re.MULTILINE)
    prompt, *powershell, mac, tests = lines
    assert prompt == " && ".join(powershell)
    assert mac == prompt.replace("py -m", "python3 -m").replace(".venv\\Scripts\\", ".venv/bin/")
    assert tests.endswith("-m pytest")


# What is typed, and files that are shown


class Step(NamedTuple):
    """A step of the reader: "type" a command, with its output in `said`, or "save" a file, with its text in `said`."""

    does: str
    what: str
    said: str = ""


def steps(page: str) -> Iterator[Step]:
    """Yield the steps of a page in order. For any other block, yield its language."""
    blocks = re.findall(r"^```(\w*) ?(.*)\n((?:.*\n)*?)^```$|((?:^    \S.*\n(?:^ {5,}.*\n)*)+)", page, re.MULTILINE)
    for language, name, fenced, indented in blocks:
        if indented:
            if not indented.startswith("    my-wording/"):  # a mistake that the page shows; `test_cli` tests it
                yield from (Step("type", line.strip()) for line in indented.splitlines())
        elif language == "console":
            for typed in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", fenced, re.MULTILINE):
                yield Step("type", *typed)
        elif found := re.match(r"(?:#|\{#) ([\w./-]+): .*\n", fenced):
            yield Step("save", found[1], fenced)
        else:
            yield Step("save" if name else language, name, fenced)


def says(printed: str, shown: str) -> bool:
    """Return whether the printed lines match the shown lines; a line “…” stands for any number of lines."""
    pattern = "".join("(?:.*\n)*?" if line == "…" else re.escape(line) + "\n" for line in shown.splitlines())
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in printed.splitlines())) is not None


def save(name: str, text: str) -> None:
    """Save a file of the page, and the PNGs that a table names. Files with other endings stay missing."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    if path.suffix == ".csv":
        for cell in {cell for row in csv.reader(text.splitlines()) for cell in row if cell.endswith(".png")}:
            Image.new("RGB", (1200, 400), (0, 90, 40)).save(cell)


SHEETS = request_for("sheets", font="arimo", questions=["support:information"], fillable=True)
DONE = sorted(TOLD.keys() - {"CONTRIBUTING.md", "CHANGELOG.md", "python.md"})


MAKES_BRAILLE = re.compile("^    senaudit .*--format brf", re.MULTILINE)


@pytest.mark.parametrize(
    "page", [pytest.param(page, marks=needs_liblouis if MAKES_BRAILLE.search(TOLD[page]) else ()) for page in DONE]
)
def test_what_a_page_has_its_reader_do_can_be_done(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From top to bottom in one folder, beside the copy of the words that the page asks for, and what came back."""
    monkeypatch.chdir(tmp_path)
    if "senaudit collate returns" in TOLD[page]:
        Path("returns").mkdir()
        Path("returns", "parents.pdf").write_bytes(
            by_pikepdf(built_document(SHEETS).data, {"support:information:action": "More"})
        )
    shutil.copytree(shipped("content"), "my-wording")
    for step in steps(TOLD[page]):
        if step.does == "save":
            save(step.what, step.said)
        elif step.does == "type":
            program, *arguments = shlex.split(step.what, posix="\\" not in step.what)
            if program == "cd":
                monkeypatch.chdir(arguments[0])
            elif program == "senaudit":
                result = CliRunner().invoke(commands, arguments, prog_name="senaudit")
                assert result.exit_code == (1 if "help:" in step.said else 0), step.what + result.output
                assert not step.said or says(result.output, step.said), step.what + "\n" + result.output
            else:
                assert page == "README.md", f"no test does this: {step.what}"
                assert re.match(r"py |python3 |\.venv\\|uvx |uv tool install ", step.what)
        else:
            assert step.does in ("yaml", "mermaid"), f"no test reads this: {step}"


@each_page
def test_each_example_of_yaml_can_be_read(page: str) -> None:
    for example in re.findall(r"^```yaml\n(.*?)^```$", TOLD[page], re.MULTILINE | re.DOTALL):
        node, problems = read_text(example, None)
        assert node is not None
        assert not problems, page


def test_the_question_that_is_shown_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It replaces all questions of a chapter, and has all fields."""
    monkeypatch.chdir(tmp_path)
    chapter = shutil.copytree(shipped("content"), "my-wording") / Path("chapters/communication.yaml")
    (shown,) = re.findall(r"^```yaml\n(- id: .*?)^```$", TOLD["changing-the-words.md"], re.MULTILINE | re.DOTALL)
    before, _, rest = chapter.read_text("utf-8").partition("questions:\n")
    chapter.write_text(f"{before}questions:\n{shown}\nclosing:{rest.rpartition('closing:')[2]}", "utf-8")
    result = CliRunner().invoke(commands, ["check", "--content", "my-wording"])
    assert result.exit_code == 0, result.output


def test_the_example_of_a_look_is_of_the_form_of_one() -> None:
    (shown,) = re.findall(r"^```yaml\n(.*?)^```$", TEMPLATES, re.MULTILINE | re.DOTALL)
    node, _ = read_text(shown, None)
    assert isinstance(node, Mapping)
    assert {f"{key.value}.{each.value}" for key, group in node.entries for each, _ in group.entries} <= set(_LOOK_KEYS)  # type: ignore[union-attr]


# Tables


def table(page: str, heading: str) -> list[list[str]]:
    """Return the cells of the table after a heading, row by row, without its head."""
    below = page.partition(f"\n{heading}\n")[2]
    rows = re.search(r"(?:^\|.*\n)+", below, re.MULTILINE)
    assert rows, heading
    return [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in rows[0].splitlines()[2:]]


def test_the_table_of_tags_is_the_vocabulary() -> None:
    told = {}
    for tag, holds, attributes, what in table(TEMPLATES.replace("|  |", "| - |"), "## The tags"):
        names = re.findall(r"(\**)`([a-z-]+)`\**(?: \((.*?)\))?(?:, |$)", attributes)
        assert len(what) > 3
        told[tag.strip("`<>")] = (
            holds,
            frozenset(name for bold, name, _ in names if bold),
            frozenset(name for bold, name, _ in names if not bold),
            {name: set(re.findall(r"`(.*?)`", values)) for _, name, values in names if values},
        )
    assert told == {
        name: (tag.holds, tag.required, tag.optional, {each: set(values) for each, values in tag.values})
        for name, tag in VOCABULARY.items()
    }


def test_the_table_of_what_tags_must_hold_is_what_is_checked() -> None:
    below = TEMPLATES.partition("Some tags must hold")[2]
    told = {tag: must.replace("`", "") for tag, must in table(f"\n##\n{below}", "##")}
    assert told == {tag: words for tag, (_, words) in _SHAPES.items()}


def test_the_table_of_a_looks_keys_is_what_a_look_has() -> None:
    units = {"× body": "bodies", "×": "ratio", "mm": "mm", "points": "points", "-": "count"}
    rows = table(TEMPLATES.replace("|  |", "| - |"), "## The keys of a look")
    told = {key.strip("`"): (units[unit], float(low), float(high)) for key, unit, low, high, *_ in rows}
    assert told == {key: (look.unit, look.low, look.high) for key, look in _LOOK_KEYS.items()}
    for column, look in ((4, "standard"), (5, "large-print")):
        node, _ = read_text((shipped("templates") / "looks" / f"{look}.yaml").read_text("utf-8"), None)
        assert isinstance(node, Mapping)
        values = {
            f"{group.value}.{key.value}": float(value.value)  # type: ignore[union-attr]
            for group, keys in node.entries
            for key, value in keys.entries  # type: ignore[union-attr]
        }
        assert {row[0].strip("`"): float(row[column]) for row in rows} == values


def test_the_table_of_blocks_is_what_can_be_read() -> None:
    told = {kind.strip("`"): where for kind, _, where in table(TOLD["changing-the-words.md"], "### The blocks")}
    assert told.keys() == BLOCK_KINDS
    questions = {kind for kind, where in told.items() if where == "questions and sections"}
    assert questions == {"ask", "parents", "schools", "guidance"}


def test_the_table_of_rooms_is_the_one_that_imports_are_held_to() -> None:
    libraries = {"yaml": "yaml", "pillow": "PIL", "resvg-py": "resvg_py", "markdown-it": "markdown_it"}
    libraries["python-docx"] = "docx"
    above: set[str] = set()
    for name, _, may in table(TOLD["how-it-works.md"], "## The rooms"):
        room = name.strip("`/").removesuffix(".py")
        rooms, _, more = may.partition(" · ")
        told = above if rooms == "all above" else set() if rooms == "nothing" else set(rooms.split(", "))
        assert told == MAY_IMPORT[room] - {""}, room
        theirs = {libraries.get(each, each) for each in more.split(", ")} if more else set()
        assert theirs == {each for each, where in LIBRARIES.items() if room in where} - {"markupsafe"}, room
        above.add(room)
    assert above == {*ROOMS, "problems", "languages"}


# Places, files and links


def places(heading: str) -> list[list[str]]:
    """Return the files that the numbered list under a heading of CONTRIBUTING names, by entry."""
    below = CONTRIBUTING.partition(f"\n### {heading}\n")[2].partition("\n#")[0]
    entries = re.findall(r"^\d+\. (.*(?:\n {3}.*)*)$", below, re.MULTILINE)
    return [re.findall(r"`([\w/*.-]+/[\w/*.-]+)`", entry) for entry in entries]


BLOCK, TAG, KEY, ROOM = "A block of a question or section", "A tag", "A key of a look", "An edition, or another room"


def names_all(files: list[str], names: set[str]) -> set[str]:
    """Return the names that are missing in all files. Each pattern must match a file."""
    paths = [path for file in files for path in ROOT.glob(file)]
    assert paths
    text = "\n".join(path.read_text("utf-8") for path in paths)
    return {name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}s?(?![\w-])", text)}


@pytest.mark.parametrize(
    ("heading", "names"),
    [(BLOCK, set(BLOCK_KINDS) - {PASSAGE}), (TAG, set(VOCABULARY)), (ROOM, {*ROOMS})],
    ids=["block", "tag", "room"],
)
def test_each_place_in_contributing_has_all_that_there_is(heading: str, names: set[str]) -> None:
    listed = places(heading)
    assert len(listed) >= 2
    for files in listed:
        missing = names_all(files, names)
        if any(file.endswith("structure.py") for file in files):
            missing -= INLINE  # it handles them together; see below
        assert not missing, f"{', '.join(files)} forgets {', '.join(sorted(missing))}"


def test_each_look_has_every_key() -> None:
    listed = places(KEY)
    assert len(listed) == 3
    for path in ROOT.glob("templates/looks/*.yaml"):
        text = path.read_text("utf-8")
        keys = re.findall(r"^(\w+):|^  ([\w-]+):", text, re.MULTILINE)
        group, found = "", set()
        for outer, inner in keys:
            group = outer or group
            found |= {f"{group}.{inner}"} if inner else set()
        assert found == set(_LOOK_KEYS), path.name


@pytest.mark.parametrize("tag", sorted(VOCABULARY.keys() - {"document"}))
def test_every_tag_has_a_place_in_the_structure_of_a_pdf(tag: str) -> None:
    """A missing tag would end in a KeyError."""
    place = Place(Path("test.xml.j2"), 1)
    kinds = dict(VOCABULARY[tag].values).get("kind", frozenset({""}))
    for kind in sorted(kinds):
        attributes = dict.fromkeys(VOCABULARY[tag].required, "1") | ({"kind": kind} if kind else {})
        element = Element(tag, attributes, place)
        document = Element("document", {"kind": "guide"}, place, [element])
        assert element in structure_of(document).of


def test_the_lists_of_contributing_are_read_at_all() -> None:
    assert [len(places(heading)) for heading in (BLOCK, TAG, KEY, ROOM)] == [5, 5, 3, 2]


@each_page
def test_each_file_that_a_page_names_is_there(page: str) -> None:
    """Files of the program, its tests and these pages. A school's own files do not count."""
    named = re.findall(r"`((?:[\w-]+/)*[\w.*-]+\.(?:py|md|j2)|(?:[\w-]+/)+)`", TOLD[page])
    roots = (ROOT, ROOT / "senaudit", ROOT / "content")
    assert not [name for name in named if not any(any(root.glob(name.rstrip("/"))) for root in roots)]


def anchors(page: str) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", re.sub(r"^```.*?^```$", "", page, flags=re.M | re.S), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@each_page
def test_each_link_leads_somewhere(page: str) -> None:
    path = next(path for path in PAGES if path.name == page)
    for target in re.findall(r"\]\((?!https?:|see:)([^)\s]+)\)", TOLD[page]):
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        assert file.is_file(), target
        assert file.is_relative_to(ROOT), target
        assert not anchor or anchor in anchors(file.read_text("utf-8")), target


def test_every_page_is_linked_from_the_readme_or_contributing() -> None:
    linked = set(re.findall(r"\]\(((?:docs/)?[\w-]+\.md)", README + CONTRIBUTING))
    assert {path.relative_to(ROOT).as_posix() for path in PAGES} - {"README.md"} <= linked
