"""`senaudit new`, `config`, `copy` and `diff`: a school's own folder."""

from __future__ import annotations

from pathlib import Path

import click

from senaudit.cli import options
from senaudit.cli.advice import set_place_option
from senaudit.cli.group import Command
from senaudit.cli.report import report, say, shown_path
from senaudit.files.output import make_files, make_new_folder
from senaudit.files.shipped import shipped
from senaudit.problems import Place
from senaudit.recipe.reading import read_guide
from senaudit.recipe.request import Sources, need_language
from senaudit.recipe.sources import need_folders
from senaudit.school.actions import copies_of, differences_of, new_school, own_folder, school_folder


@click.command("new", cls=Command)
@click.argument("name", metavar="NAME")
@click.option(
    "--folder", type=options.FOLDER, metavar="FOLDER", help="Make this folder, and not one called like the school."
)
@click.option(
    "--language", metavar="TAG", help="Begin a translation into this language too, such as pl: languages/pl.po."
)
@options.quiet
def make_school(name: str, folder: Path | None, language: str | None, quiet: bool) -> None:
    """Make a folder for your school's own pack.

    \b
    Example:
      senaudit new "Oak Hill Primary"
    """
    set_place_option("--folder")
    tag = need_language(language) if language else None
    if tag:
        from senaudit.recipe.translating import need_another, translate  # few schools begin with a translation

        need_another(tag, Sources())
    folder_name, files = new_school(name)
    path = folder or Path(folder_name)
    make_new_folder(path, files)
    if tag:
        written = translate(Sources(school=path), tag)
        make_files({written.path: written.data}, path)
        if not quiet:
            say(f"{written.path}: made, for whoever translates its {written.counts.total:,} texts", err=True)
    if not quiet:
        say(
            f"{path}: made. Open {path / 'school.yaml'} and fill it in; then, in that folder: senaudit build pack",
            err=True,
        )


@click.command("config", cls=Command)
@options.sources
def show_settings(content: Path | None, templates: Path | None, fonts: Path | None, school: Path | None) -> None:
    """Say which value came from where.

    \b
    Example:
      senaudit config
    """
    from senaudit.school.settings import settings_of

    need_folders(content, templates, fonts)
    own = school_folder(school)
    rows = [
        ("school", own, school, "found from the working folder upwards"),
        ("content", content or shipped("content"), content, "built in"),
        ("templates", templates or shipped("templates"), templates, "built in"),
        *([("fonts", fonts, fonts, "")] if fonts else []),
    ]
    for name, value, option, otherwise in rows:
        source = "command line" if option else otherwise if value else "built in"
        say(f"{name} = {value or '(nothing)'}    [{source}]")
    for setting in settings_of(read_guide(Sources(content, own, templates, fonts))):
        text = shown_path(setting.value) if isinstance(setting.value, Path) else setting.value
        say(f"{setting.name} = {text}    [{_source(setting.source)}]")


def _source(source: str | Place) -> str:
    if isinstance(source, Place) and source.path:
        return f"{shown_path(source.path)}:{source.line}"
    return str(source)


@click.command("copy", cls=Command)
@click.argument("names", nargs=-1, required=True, metavar="NAME…", shell_complete=options.completion_of("piece"))
@options.content_folder
@options.school
@options.quiet
def copy_pieces(names: tuple[str, ...], content: Path | None, school: Path | None, quiet: bool) -> None:
    """Copy a question, a file, a template or a look into your school's folder, to be edited there.

    A NAME is a question (communication:telephone), several (communication:3,5-7), a file (poster, introduction,
    support), a template (guide.xml.j2) or a look (large-print). What you have changed already is never written over. A
    field that you delete from a copy stays as senaudit has it; an entry of a list that you delete is left out.

    \b
    Example:
      senaudit copy communication:telephone
    """
    set_place_option("")
    need_folders(content)
    own = own_folder(school)
    copies = copies_of(names, own, content)
    make_files({path: copy.text.encode() for path, copy in copies.items()}, own)
    if not quiet:
        for path in copies:
            say(f"{path}: copied. Change what you like.", err=True)


@click.command("diff", cls=Command)
@click.argument("names", nargs=-1, metavar="[NAME]…", shell_complete=options.completion_of("piece"))
@options.content_folder
@options.school
def show_differences(names: tuple[str, ...], content: Path | None, school: Path | None) -> None:
    """Show what your school's folder changes, and what senaudit has changed since you copied it.

    With a NAME, only that is shown: a question (communication:telephone, 1:3), a chapter or a file (poster).

    \b
    Example:
      senaudit diff
    """
    need_folders(content)
    own = own_folder(school)
    guide = read_guide(Sources(content, own))  # raises the folder's problems
    if not names:
        report(warning for warning in guide.warnings if warning.kind == "supplement-not-used")
    for difference in differences_of(own, content, names, guide):
        endings = {
            "own": " is your own",
            "left out": " is left out",
            "changed": "" if difference.lines else " is a copy, unchanged",
        }
        say(difference.title + endings[difference.kind])
        for line in difference.lines:
            say(f"    {line}")
        if difference.upstream:
            say(f"    changed in senaudit since you copied it: {', '.join(part for part, _ in difference.upstream)}")
            say(f"    when you have looked at that, put this line in place of the old one: # {difference.now}")
        if len(difference.upstream) > 1:
            digests = ", ".join(map("=".join, difference.upstream))
            say(f"    or, for one of them alone, its digest at the end of the old one: {digests}")
