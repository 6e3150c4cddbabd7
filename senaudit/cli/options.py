"""The options of the command line and their values. Each is defined once and added where it makes sense."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from senaudit.cli.help import SECTIONS, option
from senaudit.cli.report import MESSAGE_FORMS, set_message_form, set_quiet
from senaudit.cli.usage import misuse
from senaudit.recipe.request import BRAILLE_PAGES, FONTS, FORMATS, PAPERS, TEXT_SIZES

Command = TypeVar("Command", bound=Callable[..., Any])

PURPOSES = {
    "pdf": "to print", "docx": "for Word", "html": "for a browser", "txt": "to read aloud", "brf": "for Braille"
}  # fmt: skip
"""What each format is for, as the help says it after the word to type."""


class Choice(click.ParamType):  # type: ignore[type-arg]
    """One of a few words, in any case. `metavar` shows them as they are to be typed."""

    name = "choice"

    def __init__(self, words: Iterable[object]) -> None:
        self.words = tuple(map(str, words))

    @property
    def metavar(self) -> str:
        """The words, for the help of an option."""
        return "|".join(self.words)

    def convert(self, value: object, parameter: click.Parameter | None, context: click.Context | None) -> str:
        """Return the word that was typed. Raises UsageError for another one."""
        typed = str(value).strip().casefold()
        for word in self.words:
            if typed == word.casefold():
                return word
        hint = f"type {', '.join(self.words[:-1])} or {self.words[-1]}"
        raise misuse("unknown-choice", f"{_option(parameter)} cannot be “{value}”", hint)

    def shell_complete(
        self, context: click.Context, parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the words that begin with what was typed."""
        typed = incomplete.casefold()
        return [CompletionItem(word) for word in self.words if word.casefold().startswith(typed)]


class Offered(click.ParamType):  # type: ignore[type-arg]
    """A word that is checked elsewhere. The usual ones are offered while it is typed."""

    name = "text"

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)

    def shell_complete(
        self, context: click.Context, parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the words that begin with what was typed."""
        return [CompletionItem(word) for word in self.words if word.startswith(incomplete.lower())]


class Count(click.ParamType):  # type: ignore[type-arg]
    """A whole number from 1."""

    name = "count"

    def convert(self, value: object, parameter: click.Parameter | None, context: click.Context | None) -> int:
        """Return the number. Raises UsageError if there is none, or it is below 1."""
        typed = str(value).strip()
        if typed.isdecimal() and len(typed) < 10 and int(typed):
            return int(typed)
        raise misuse("not-a-count", f"{_option(parameter)} cannot be “{value}”", "type a whole number, such as 2")


def _option(parameter: click.Parameter | None) -> str:
    return parameter.opts[-1] if parameter else "this"


_PAPERS, _TEXT_SIZES, _FONTS, _FORMATS, _FORMS = map(Choice, (PAPERS, TEXT_SIZES, FONTS, FORMATS, MESSAGE_FORMS))
_PURPOSES = ", ".join(f"{form} {PURPOSES[form]}" for form in FORMATS)
FOLDER = click.Path(path_type=Path, readable=False)  # what cannot be read is told where it is read

of_what, of_look, of_school, of_many = (partial(option, section=section) for section in SECTIONS[:4])
"""The options of the sections of the help. Those of the last section are made by `option` itself."""


def completion_of(noun: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Return the function that offers values while they are typed. `noun` is a key of `completing.OFFERS`."""

    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from senaudit.cli.completing import OFFERS  # only a shell that completes needs it

        return OFFERS[noun](context, incomplete)

    return complete


def _known_ending(context: click.Context, parameter: click.Parameter, path: Path | None) -> Path | None:
    """Return the file to write. Raises UsageError if its ending is that of a kind of file that cannot be made."""
    ending = path.suffix if path else ""
    if path is None or ending.lower()[1:] in FORMATS or re.fullmatch(r"\.[A-Za-z]\w*", ending) is None:
        return path
    chosen = context.params.get("format")
    like = chosen or next((each for each in FORMATS if each.startswith(ending.lower()[1:])), "pdf")
    message = f"“{ending}” files are not among those that can be made: {', '.join(f'.{each}' for each in FORMATS)}"
    raise misuse("no-such-edition", message, f"call it {path.with_suffix(f'.{like}')}")


def _tags(context: click.Context, parameter: click.Parameter, typed: str | None) -> tuple[str, ...]:
    """Return the tags of languages that were typed with commas between them."""
    return () if typed is None else tuple(part.strip() for part in typed.split(","))


def combined(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Return a decorator that adds the options to a command, in that order."""

    def add(command: Command) -> Command:
        for add_option in reversed(options):
            command = add_option(command)
        return command

    return add


parts = combined(
    of_what(
        "--chapter", "chapters", multiple=True, metavar="CHAPTER", shell_complete=completion_of("chapter"),
        help="Only this chapter: its id, its number or the start of its name. A comma separates several.",
    ),
    of_what(
        "--question", "questions", multiple=True, metavar="QUESTION", shell_complete=completion_of("question"),
        help="Only these questions, such as telephone, or 1:3,5-7, or support:moving-on,2:1-4.",
    ),
)  # fmt: skip
selection = combined(
    parts,
    of_what(
        "--audience", "audiences", multiple=True, metavar="GROUP", shell_complete=completion_of("audience"),
        help="Only the questions that it makes sense to ask this group, such as parents. A comma separates several.",
    ),
)  # fmt: skip
each_audience = of_what(
    "--each-audience", is_flag=True, help="One file for each group of people; --output names a folder for them."
)
file_format = of_what(
    "--format", type=_FORMATS, metavar=_FORMATS.metavar, is_eager=True,  # the ending of --output is judged by it
    help=f"What kind of file: {_PURPOSES}. Without this, what the ending of --output says, or else pdf.",
)  # fmt: skip
file_formats = of_what(
    "--format", "formats", type=_FORMATS, metavar=_FORMATS.metavar, multiple=True,
    help=f"What kind of files: {_PURPOSES}. It may be repeated. Without this, pdf.",
)  # fmt: skip
appearance = combined(
    of_look("--large-print", is_flag=True, help="14 point type, one and a half spacing."),
    of_look("--text-size", type=_TEXT_SIZES, metavar=_TEXT_SIZES.metavar, help="Large print at this size, in points."),
    of_look("--paper", type=_PAPERS, metavar=_PAPERS.metavar, help="The paper to print on (A4; a poster A3)."),
    of_look(
        "--font", type=_FONTS, metavar=_FONTS.metavar, default="auto", show_default=True,
        help="Arial, or Arimo, which is as wide and comes with senaudit; auto is Arial where this computer has it;"
        " naskh is that, with Urdu in the hand of Arabic.",
    ),
    of_look(
        "--braille-page", type=Offered(BRAILLE_PAGES), metavar="CELLSxLINES",
        help=f"For Braille, the cells of a line and the lines of a page ({BRAILLE_PAGES[0]}).",
    ),
)  # fmt: skip
one_sided = of_look(
    "--one-sided", is_flag=True,
    help="For printing on one side of the paper: no blank pages, and the filing edge always at the left.",
)  # fmt: skip
content_folder = of_school("--content", type=FOLDER, metavar="FOLDER", help="Read the wording from this folder.")
school = of_school(
    "--school", type=FOLDER, metavar="FOLDER",
    help="Your school's own folder; without this, the one that you are in.",
)  # fmt: skip
sources = combined(
    school,
    content_folder,
    of_school("--templates", type=FOLDER, metavar="FOLDER", help="Look for templates and looks here first."),
    of_school("--fonts", type=FOLDER, metavar="FOLDER", help="Look here first for fonts of other scripts than Latin."),
)
quiet = option("--quiet", "-q", is_flag=True, callback=set_quiet, help="Say nothing but what went wrong.")
reporting = combined(
    quiet,
    option(
        "--messages", type=_FORMS, metavar=_FORMS.metavar, default="text", show_default=True,
        expose_value=False, callback=set_message_form,
        help="How to tell what is wrong: to a person, or on standard output as JSON or as GitHub's annotations.",
    ),
)  # fmt: skip
making = combined(
    option("--open", "show", is_flag=True, help="Open the result when it is made."),
    # There is no cache any more. The old option is still accepted, so that old scripts go on working.
    option("--no-cache", is_flag=True, hidden=True, expose_value=False, help="Of no effect: nothing is kept."),
    reporting,
)
output_file = of_what(
    "--output", "-o", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE", callback=_known_ending,
    help="Where to write it; - is standard output. Without this, the name says what is inside, and the place is the"
    " folder that you are in, or in your school's folder its audit-pack.",
)  # fmt: skip
schools = of_many(
    "--schools", type=FOLDER, metavar="FILE",
    help="A table of schools, CSV or XLSX, whose columns are the fields of school.yaml.",
)  # fmt: skip
columns = of_many(
    "--column", "columns", multiple=True, metavar='FIELD="HEAD"',
    help='Which field a column of the table is, if it is called otherwise: name="School". A comma separates several.',
)  # fmt: skip
many_schools = combined(
    schools,
    columns,
    of_many(
        "--into", "packs_folder", type=FOLDER, metavar="FOLDER",
        help="Where to put a folder for each of these schools.",
    ),
    of_many(
        "--jobs", type=Count(), metavar="N",
        help="How many packs to make at the same time; without this, as many as this computer has cores.",
    ),
    of_many(
        "--scheduler", metavar="ADDRESS",
        help="Have a Dask cluster make these packs: its scheduler's address, such as tcp://10.0.0.5:8786.",
    ),
    of_many("--all", "everything", is_flag=True, help="Make the packs of these schools that are up to date too."),
)  # fmt: skip
ONCE_ONLY = ("schools", "packs_folder", "jobs", "scheduler", "everything", "columns")
"""Parameters that `senaudit watch` does not have."""
language = combined(
    of_what(
        "--language", metavar="TAG", shell_complete=completion_of("language"),
        help="Make it in this language, such as pl for Polish: what “senaudit translate pl” has the words of.",
    ),
    of_what("--partly", is_flag=True, help="Print in English what is not translated yet, and say so on the page."),
)  # fmt: skip
languages = of_what(
    "--languages", metavar="TAG,TAG", shell_complete=completion_of("language"), callback=_tags,
    help="Make it in two languages, such as en,ur: each text in both, and one box for the answer.",
)  # fmt: skip
fillable = of_what("--fillable", is_flag=True, help="Audit sheets with fields, to fill in on a screen as well.")
rating = of_what(
    "--rating", is_flag=True, help="Audit sheets with four boxes at each question, for how good something is."
)
since = of_what(
    "--since", type=FOLDER, metavar="FOLDER",
    help="The folder of your last audit: its practice and actions stand above the boxes of these sheets.",
)  # fmt: skip
asking = combined(fillable, rating, since)
with_sheets = of_what("--with-sheets", is_flag=True, help="Set each chapter's audit sheets after it.")
