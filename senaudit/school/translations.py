"""The translations in a folder of content and in a school's own: `languages/pl.po`, and forms in `terms/pl.yaml`.

A school's file holds what the content's file does not have, and is laid over it.
"""

from __future__ import annotations

import os
from pathlib import Path

from senaudit.content.catalogue import MOST_BYTES, Catalogue, new_catalogue, read_catalogue
from senaudit.content.comparison import letters_of_another_script, signs_of_other_scripts, traces_of_programs
from senaudit.content.fields import Reading
from senaudit.content.inflection import Forms, forms
from senaudit.content.translation import Key, Translated, Translation
from senaudit.files.reading import is_file
from senaudit.languages import language_of
from senaudit.problems import Place, Problem, UsageError
from senaudit.school.folder import SchoolFolder
from senaudit.school.names import LANGUAGES, languages_of
from senaudit.school.reading import read, source_bytes


def file_of(folder: Path, language: str) -> Path:
    """Return the path of a language's file in a folder of content or in a school's own."""
    return folder / LANGUAGES / f"{language}.po"


def catalogues_of(folder: Path, school: Path | None, language: str) -> tuple[list[Catalogue], list[Problem]]:
    """Return the catalogues of a language: that of the content, then that of the school. One may be missing."""
    catalogues, problems = [], unread_files(folder)
    own = SchoolFolder(school).file(f"{LANGUAGES}/{language}.po") if school else None
    for path in (file_of(folder, language), own):
        if path is not None and is_file(path):
            catalogue, found = read_catalogue(source_bytes(path, MOST_BYTES), path, language)
            catalogues.append(catalogue)
            problems += found
    if school and own is None:
        problems += _unread(file_of(school, language), school)
    return catalogues, problems


def unread_files(folder: Path) -> list[Problem]:
    """Return what is wrong with the files in the place of a content folder’s catalogues, those of all languages."""
    place, content = folder / LANGUAGES, SchoolFolder(folder)
    paths = (path for path in (place, *sorted(place.glob("*.po"))) if os.path.lexists(path))
    return [problem for path in paths if (problem := content.problem_of(path))]


def _unread(path: Path, school: Path) -> list[Problem]:
    """Return why a school's catalogue is not read, if something is in its place: a link, a folder or a pipe."""
    paths = (path, path.parent)
    return [each for each in SchoolFolder(school).problems() if each.place and each.place.path in paths]


def translation_of(folder: Path, school: Path | None, language: str) -> Translation:
    """Return what there is of a language, with the problems of its files. Raises UsageError if there is none."""
    catalogues, problems = catalogues_of(folder, school, language)
    if not catalogues and not problems:
        known = languages_of(folder, *filter(None, [school]))
        message = f"there is no translation into {language_of(language).name}"
        hint = f"there is one into {', '.join(known)}; or begin one" if known else "begin one"
        raise UsageError([Problem("no-translation", None, message, hint, values=(("language", language),))])
    every: dict[Key, Translated] = {}
    for catalogue in catalogues:
        every |= {key: entry for key, entry in catalogue.entries.items() if entry.is_ready or key not in every}
    words, found = _forms_of(folder, school, language)
    pairs = [(original, entry.words) for (_, original), entry in every.items() if entry.is_ready]
    ready = [words for _, words in pairs]
    odd = (*letters_of_another_script(ready, language), *signs_of_other_scripts(ready), *traces_of_programs(pairs))
    return Translation(language, every, words, (*problems, *found, *odd))


def _forms_of(folder: Path, school: Path | None, language: str) -> tuple[Forms, list[Problem]]:
    """Return the forms of terms in a language, the school's laid over those of the content, and their problems."""
    name = f"terms/{language}.yaml"
    own = SchoolFolder(school).file(name) if school else None
    reading, laid = Reading(), Forms(place=Place((school or folder) / name))
    for path in (folder / name, own):
        if path is None or not is_file(path):
            continue
        node, problems = read(path)
        reading.note(problems)
        if node is not None and (found := reading.attempt(forms, node)):
            laid = found.over(laid)
    return laid, [*reading.problems, *reading.warnings]


def own_catalogue(folder: Path, school: Path | None, language: str) -> tuple[Catalogue, Catalogue, list[Problem]]:
    """Return the catalogue that is to be written, that of the content below it, and the problems of both.

    It is the school's if there is a school, or else the content's. Either may be new and empty.
    """
    path = file_of(school or folder, language)
    catalogues, problems = catalogues_of(folder, school, language)
    by_path = {catalogue.path: catalogue for catalogue in catalogues}
    below = by_path.get(file_of(folder, language)) if school else None
    empty = new_catalogue(path, language)
    return by_path.get(path, empty), below or empty, problems
