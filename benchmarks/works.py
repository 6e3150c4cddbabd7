"""The works to measure, and each program's command for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from senaudit.recipe.request import FORMATS

Often = Callable[[str], int]  # from a program to the number of its rounds

SCHOOLS = 50
KINDS = ("guide", "sheets", "poster")
LANGUAGES = {"ur": "Urdu", "ar": "Arabic", "ta": "Tamil", "pa": "Panjabi", "bn": "Bengali"}
PEERS = ("typst", "weasyprint", "fpdf2", "platypus")

SENAUDIT = "from senaudit.__main__ import main; main()"  # what its installed script runs
UNTAGGED = f"import benchmarks.untagged; {SENAUDIT}"
TYPST = """
import sys, typst
compiler = typst.Compiler(font_paths=["fonts"], ignore_system_fonts=True)
for name in sys.argv[1:]:
    compiler.compile(name, name.replace(".typ", ".{program}.pdf"), pdf_tags={tags})
"""
WEASYPRINT = """
import sys
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
fonts = FontConfiguration()
for name in sys.argv[1:]:
    HTML(name).write_pdf(name.replace(".html", ".weasyprint.pdf"), pdf_variant="pdf/ua-1", font_config=fonts)
"""
MAKERS = {  # the interpreter's arguments before the files, and the ending of the files' names
    "typst": (("-c", TYPST.format(program="typst", tags=True)), ".typ"),
    "typst untagged": (("-c", TYPST.format(program="typst untagged", tags=False)), ".typ"),
    "weasyprint": (("-c", WEASYPRINT), ".html"),
    "fpdf2": (("-m", "benchmarks.fpdf2_document"), ".json"),
    "platypus": (("-m", "benchmarks.platypus_document"), ".json"),
}

ROUNDS = {  # each program's usual number of rounds, where it is not `USUAL`: the longer it takes, the fewer
    "help": {},
    "editions": {},
    "fillable": {},
    "1": {},
    "10": {"senaudit": 7, "typst": 7, "platypus": 3, "fpdf2": 3, "weasyprint": 1},
    "50": {"senaudit": 3, "typst": 3, "platypus": 1, "fpdf2": 1, "weasyprint": 0},
    "schools": {"senaudit": 3, "typst": 3, "platypus": 1, "fpdf2": 1, "weasyprint": 0},
    **{language: {} for language in LANGUAGES},
}
USUAL = 11
WORKS = tuple(ROUNDS)


@dataclass(frozen=True, slots=True)
class Command:
    """A program's command for a work: the interpreter's arguments, a pattern for its files, and the number of rounds.

    The ratio in the table is the CPU of the program `against` divided by this one's. The `output_folder` is
    deleted before each run.
    """

    program: str
    words: tuple[str, ...]
    files: str
    rounds: int
    against: str = "senaudit"
    output_folder: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A work, its title, and the commands that do it, senaudit's first."""

    name: str
    title: str
    commands: tuple[Command, ...]


def work(name: str, peers: tuple[str, ...], rounds: int | None = None, all_of_them: bool = False) -> Work:
    """Return a work for senaudit and these peers. Each runs `rounds` times, or its usual number of times.

    A peer that takes very long runs no rounds, unless `all_of_them` is true.
    """

    def often(program: str) -> int:
        usual = ROUNDS[name].get(program, USUAL)
        return (rounds or usual) if usual else (rounds or 1) * all_of_them

    if name == "help":
        ours = Command("senaudit", ("-c", SENAUDIT, "--help"), "", often("senaudit"))
        return Work(name, "the help", (ours, Command("import click", ("-c", "import click"), "", often("senaudit"))))
    if name == "editions":
        return Work(name, "the guide with its sheets, in each edition", tuple(_editions(often)))
    if name == "fillable":
        return Work(name, "the audit sheets, and the same with fields", tuple(_fillable(often)))
    if name in LANGUAGES:
        return Work(name, f"the guide in words of {LANGUAGES[name]}", tuple(_translated(name, peers, often)))
    if name == "schools":
        title = f"the packs of {SCHOOLS} schools: guide, sheets and poster of each"
        return Work(name, title, tuple(_packs(peers, often)))
    return Work(name, f"the guide with its sheets, content × {name}", tuple(_guide(name, peers, often)))


def _editions(often: Often) -> Iterator[Command]:
    """Yield the command of each edition, the PDF's first. The others are named after their formats."""
    for form in FORMATS:
        program, output = "senaudit" if form == "pdf" else form, f"edition.{form}"
        words = f"build guide --with-sheets --font arimo --quiet --output {output}"
        yield Command(program, ("-c", SENAUDIT, *words.split()), output, often("senaudit"))


def _fillable(often: Often) -> Iterator[Command]:
    """Yield the commands of the audit sheets without and with fields."""
    for program, option in (("senaudit", ""), ("with fields", "--fillable")):
        words = f"build sheets {option} --font arimo --quiet --output sheets{option}.pdf"
        yield Command(program, ("-c", SENAUDIT, *words.split()), f"sheets{option}.pdf", often(program))


def _translated(language: str, peers: tuple[str, ...], often: Often) -> Iterator[Command]:
    """Yield the commands of the guide in a language of another script. Of the peers, typst alone can set them all."""
    build = f"build guide --school {language} --language {language} --font arimo --quiet --output {language}.pdf"
    yield Command("senaudit", ("-c", SENAUDIT, *build.split()), f"{language}.pdf", often("senaudit"))
    if "typst" in peers:
        words, suffix = MAKERS["typst"]
        yield Command("typst", (*words, f"{language}{suffix}"), f"{language}.typst.pdf", often("typst"))


def _guide(times: str, peers: tuple[str, ...], often: Often) -> Iterator[Command]:
    files = f"guide-{times}.{{}}.pdf"
    content = f"--content content-{times} " if times != "1" else ""
    build = f"build guide --with-sheets --font arimo --quiet {content}--output"
    for program, statement in (("senaudit", SENAUDIT), ("senaudit untagged", UNTAGGED)):
        output = files.format(program)
        yield Command(program, ("-c", statement, *build.split(), output), output, often("senaudit"))
    for peer in peers:
        for program in (peer, f"{peer} untagged"):
            if program in MAKERS:
                words, suffix = MAKERS[program]
                like = program.replace(peer, "senaudit")
                yield Command(program, (*words, f"guide-{times}{suffix}"), files.format(program), often(peer), like)


def _packs(peers: tuple[str, ...], often: Often) -> Iterator[Command]:
    build = "build pack --schools schools.csv --into packs --font arimo --quiet --jobs 1"
    words = ("-c", SENAUDIT, *build.split())
    yield Command("senaudit", words, "packs/**/*.pdf", often("senaudit"), output_folder="packs")
    for peer in peers:
        words, suffix = MAKERS[peer]
        names = [f"school-{number + 1:02}-{kind}{suffix}" for number in range(SCHOOLS) for kind in KINDS]
        yield Command(peer, (*words, *names), f"school-*.{peer}.pdf", often(peer))
