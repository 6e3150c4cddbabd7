"""The fuzzers. Each makes an input in a folder and runs the program on it; what is wrong is returned as texts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from random import Random

from PIL import Image
from sample_content import FILES, write_sample

from fuzz.mutation import WORDS, mutated
from fuzz.running import Outcome, listing, run, wrongs

ROOT = Path(__file__).resolve().parents[1]
_OLD = b"what was here before"
_POSTER = ("build", "poster", "--content", "wording", "--school", "school", "--font", "arimo", "--output", "out.pdf")
_TABLES = (
    b"name,senco,authority,logo\nOak Hill,Mrs Okafor,Anytown,logo.png\nAsh Lane,,,\nYsgol y W\xc5\xb7dd,Mr A,Cyngor,\n",
    b'School name;SENCO\r\n"Elm; Park";Mr B\r\nOak;"Mrs\r\nC"\r\n',
    "Name\tTown\nŻabka\tŁódź\nOak\tAnytown\n".encode("utf-16"),
)
_ARGUMENTS = (
    *(
        "build",
        "check",
        "list",
        "config",
        "diff",
        "copy",
        "eject",
        "new",
        "doctor",
        "help",
        "guide",
        "poster",
        "sheets",
    ),
    *("pack", "--school", "school", "--content", "wording", "--templates", "templates", "--output", "out.pdf", "-o"),
    *("--chapter", "communication", "1", "--question", "communication:1", "1:1-9", "--audience", "parents", "--paper"),
    *(
        "A4",
        "--text-size",
        "16",
        "--large-print",
        "--with-sheets",
        "--schools",
        "schools.csv",
        "--into",
        "packs",
        "--jobs",
    ),
    *("--messages", "json", "--quiet", "--help", "--version", "--strict", "--each-audience", "--all", "-q", "-V", "-h"),
    *(
        "",
        "-",
        "--",
        "–large-print",
        "“Oak”",
        "\ud800",
        "a" * 5000,
        "../out",
        "/dev/null",
        "nowhere/x",
        "x\0y",
        "*",
        "é",
    ),
)


def lay_out(folder: Path) -> Path:
    """Make the folders of a run, and return `work`: it has content, a school, an old file and a link to `outside`."""
    for name in ("work", "outside", "home", "temporary"):
        (folder / name).mkdir()
    (folder / "outside" / "keep.txt").write_bytes(_OLD)
    work = folder / "work"
    write_sample(work / "wording")
    shutil.copytree(ROOT / "docs" / "oak-hill-primary", work / "school")
    (work / "school" / "questions").mkdir()
    (work / "school" / "questions" / "app.yaml").write_text(
        "add: communication:app\nquestion: How useful is **our app**?\nprompts:\n- Is it in your language?\nblocks:\n"
        "- ask:\n  - Who uses it?\n- guidance:\n    title: Apps\n    points:\n    - Keep it short\n"
    )
    (work / "outside").symlink_to("../outside")
    (work / "out.pdf").write_bytes(_OLD)
    return work


def _ran(folder: Path, arguments: Sequence[str], output: str = "out.pdf") -> list[str]:
    """Run the program, and return what is wrong: see `wrongs`; also a file outside, or an output that is not whole."""
    before = listing(folder, "work", "said.txt", "temporary")
    outcome = run(folder, arguments)
    found = wrongs(outcome)
    if listing(folder, "work", "said.txt", "temporary") != before:
        found.append("it wrote outside its folder")
    return found + _output_wrongs(folder / "work" / output, outcome)


def _output_wrongs(path: Path, outcome: Outcome) -> list[str]:
    """Return what is wrong with an output: it is neither what was there before nor a whole file."""
    if not path.is_file():
        return []
    data = path.read_bytes()
    whole = data.startswith(b"%PDF-1.7") and data.rstrip().endswith(b"%%EOF")
    if not whole and data != _OLD:
        return ["the output is neither old nor whole"]
    return ["it failed, and the output is new"] if whole and outcome.status > 0 else []


def _damage(path: Path, random: Random) -> None:
    path.write_bytes(mutated(path.read_bytes(), random))


def school(folder: Path, random: Random) -> list[str]:
    """Damage a file of a school's folder or of the content, and build or check."""
    work = lay_out(folder)
    texts = [work / "school" / "school.yaml", work / "school" / "questions" / "app.yaml"]
    texts += [work / "wording" / name for name in FILES]
    _damage(random.choice(texts), random)
    if random.random() < 0.2:
        random.choice(texts).unlink()
    check = ("check", "--content", "wording", "--school", "school")
    return _ran(folder, random.choice((_POSTER, ("build", "guide", *_POSTER[2:]), check)))


def table(folder: Path, random: Random) -> list[str]:
    """Damage a table of schools, and make a pack of each."""
    work = lay_out(folder)
    (work / "schools.csv").write_bytes(mutated(random.choice(_TABLES), random))
    if random.random() < 0.3:
        (work / "schools.xlsx").write_bytes(mutated(_workbook(), random))
    name = "schools.xlsx" if (work / "schools.xlsx").exists() else "schools.csv"
    options = ("--into", "packs", "--content", "wording", "--font", "arimo", "--jobs", "1")
    found = _ran(folder, ("build", "pack", "--schools", name, *options))
    parts = [path.name for path in (work / "packs").rglob("*.pdf") if not path.read_bytes().startswith(b"%PDF-1.7")]
    return found + [f"a part of a pack was left: {each}" for each in parts]


def _workbook() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in (("name", "senco", "audit date"), ("Oak Hill", "Mrs Okafor", "June 2026"), ("Ash Lane", None, 46174)):
        book.worksheets[0].append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def logo(folder: Path, random: Random) -> list[str]:
    """Damage a logo of each kind, and make the poster."""
    work = lay_out(folder)
    kind = random.choice(("svg", "png", "jpeg", "gif"))
    if kind != "svg":
        stream = BytesIO()
        Image.radial_gradient("L").resize((90, 60)).save(stream, kind)
        (work / "school" / f"logo.{kind}").write_bytes(stream.getvalue())
        path = work / "school" / "school.yaml"
        path.write_text(path.read_text("utf-8").replace("logo.svg", f"logo.{kind}"), "utf-8")
    _damage(work / "school" / f"logo.{kind}", random)
    return _ran(folder, _POSTER)


def template(folder: Path, random: Random) -> list[str]:
    """Damage a template, and make its document."""
    work = lay_out(folder)
    (work / "templates").mkdir()
    name, kind = random.choice((("poster", "poster"), ("guide", "guide"), ("sheets", "sheets"), ("_parts", "guide")))
    source = (ROOT / "templates" / f"{name}.xml.j2").read_bytes()
    (work / "templates" / f"{name}.xml.j2").write_bytes(mutated(source, random))
    return _ran(folder, ("build", kind, *_POSTER[2:], "--templates", "templates"))


def look(folder: Path, random: Random) -> list[str]:
    """Damage a look, and make a document with it."""
    work = lay_out(folder)
    (work / "templates" / "looks").mkdir(parents=True)
    source = (ROOT / "templates" / "looks" / "standard.yaml").read_bytes()
    (work / "templates" / "looks" / "standard.yaml").write_bytes(mutated(source, random))
    kind = random.choice(("poster", "sheets", "guide"))
    return _ran(folder, ("build", kind, *_POSTER[2:], "--templates", "templates"))


def arguments(folder: Path, random: Random) -> list[str]:
    """Type words of the command line, and others, in any order."""
    work = lay_out(folder)
    (work / "schools.csv").write_bytes(_TABLES[0])
    typed = [random.choice(_ARGUMENTS) for _ in range(random.randint(1, 8))]
    if random.random() < 0.3:
        typed.insert(random.randint(0, len(typed)), random.choice(WORDS).decode("utf-8", "surrogateescape"))
    if random.random() < 0.5:
        typed[:0] = ["build", random.choice(("guide", "poster", "sheets", "pack"))]
    return _ran(folder, [each.replace("\0", "") for each in typed if each not in ("--open", "watch")])


def kill(folder: Path, random: Random) -> list[str]:
    """Kill a command before it changes a file, and run it again: it then makes what an undisturbed one makes."""
    commands: tuple[tuple[str, ...], ...] = (
        _POSTER,
        ("new", "Oak Hill"),
        ("copy", "--school", "school", "poster.xml.j2"),
        (
            *(
                "build",
                "pack",
                "--schools",
                "schools.csv",
                "--into",
                "packs",
                "--content",
                "wording",
                "--font",
                "arimo",
            ),
            *("--jobs", "1"),
        ),
    )
    typed = random.choice(commands)
    changes = 90 if typed[0] == "new" or "packs" in typed else 12  # somewhat more than each makes
    found: list[str] = []
    made = []
    for name in ("undisturbed", "killed"):
        (folder / name).mkdir()
        work = lay_out(folder / name)
        (work / "schools.csv").write_bytes(_TABLES[0].replace(b"logo.png", b""))
        if name == "killed":
            outcome = run(folder / name, typed, kill_at=random.randint(1, changes))
            found += wrongs(outcome) if outcome.status != -9 else []
            found += _output_wrongs(work / "out.pdf", outcome)
        outcome = run(folder / name, typed)
        found += wrongs(outcome)
        made.append(_made(work))
    differing = sorted(path for path in made[0].keys() | made[1].keys() if made[0].get(path) != made[1].get(path))
    return found + [f"after a kill, {path} differs" for path in differing]


def _made(work: Path) -> dict[str, str]:
    """Return what a command has made, without the records of when it was made."""
    return {
        path: digest
        for path, digest in listing(work).items()
        if not path.endswith(("report.csv", ".senaudit-manifest"))
    }


FUZZERS: dict[str, Callable[[Path, Random], list[str]]] = {
    each.__name__: each for each in (school, table, logo, template, look, arguments, kill)
}


def tried(kind: str, seed: int, folder: Path) -> list[str]:
    """Try one input of a kind in an empty folder, and return what is wrong. The same seed gives the same input."""
    os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - with its parents
    return FUZZERS[kind](folder, Random(f"{kind} {seed}"))
