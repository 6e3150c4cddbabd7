"""Which folder each school's pack goes into. It depends on the school, and not on the order of the table.

A school is known by its URN (the number in the register of schools in England) if the table has one, else by its name,
town and postcode. A school that has a folder from an earlier run keeps it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import PureWindowsPath
from typing import NamedTuple

from senaudit.files.paths import folder_name
from senaudit.problems import Problem, SenauditError
from senaudit.schools.row import SchoolRow, with_row_label

_LONGEST, _LONGEST_ADDITION = 65, 40
"""The most characters of a folder's name that tells two schools apart, and of what stands there after the name."""

_MOST_ALIKE = 20
"""How many rows that cannot be told from another are shown."""


class SchoolKey(NamedTuple):
    """What a school is known by. All are in small letters, and "" if they are not filled in."""

    urn: str
    name: str
    town: str = ""
    postcode: str = ""


class Pack(NamedTuple):
    """A row of the table, the school's name for reports, the name of its pack's folder, and what it is known by."""

    row: SchoolRow
    school: str
    folder: str
    key: SchoolKey


def key_of(urn: str, name: str, town: str = "", postcode: str = "") -> SchoolKey:
    """Return what a school is known by, so that capitals and spaces make no difference. A URN has digits."""
    urn = re.sub(r"[\s,]|\.0+$", "", urn) if re.search(r"\d", urn) else ""
    urn, name, town = (" ".join(text.split()).casefold() for text in (urn, name, town))
    return SchoolKey(urn, name, town, "".join(postcode.split()).casefold())


def packs_of(rows: Sequence[SchoolRow], remembered: Mapping[str, SchoolKey] | None = None) -> list[Pack]:
    """Return the pack of each row. `remembered` are the folders of earlier runs, and whose they are.

    A row without a name is called after its own folder, whose school.yaml has the name. Raises SenauditError if two
    rows are known by the same.
    """
    called = [row.name or PureWindowsPath(row.folder or "").name or f"row {row.row}" for row in rows]
    keys = [key_of(row.urn, name, row.town, row.postcode) for row, name in zip(rows, called, strict=True)]
    _refuse_alike(rows, called, keys)
    names = dict(zip(keys, called, strict=True))
    folders = _kept_folders(keys, remembered or {})
    folders |= _new_folders({key: name for key, name in names.items() if key not in folders}, remembered or {})
    return [Pack(row, name, folders[key], key) for row, name, key in zip(rows, called, keys, strict=True)]


def _refuse_alike(rows: Sequence[SchoolRow], called: Sequence[str], keys: Sequence[SchoolKey]) -> None:
    """Raise the problems of rows that are known by the same as a row above them."""
    first: dict[object, SchoolRow] = {}
    problems = []
    for row, name, key in zip(rows, called, keys, strict=True):
        before = first.setdefault(key.urn or key, row)
        if before is row:
            continue
        if key.urn:
            place, what = "urn", f"the URN “{row.urn}” is that of row {before.row} too"
            hint = "correct one of them, or delete one of the rows"
        else:
            place, what = "name", f"“{name}” cannot be told from row {before.row}, which has the same name"
            lacks = [column for column in ("urn", "town", "postcode") if not row.cell(column)]
            what += " and town" if row.town else ""
            columns = " or ".join(f'"{column}"' for column in lacks)
            hint = f"fill in {columns} in both rows, in a column of that name; or delete one of them"
        problem = Problem("schools-alike", row.place_of(place), what, hint)
        problems.append(with_row_label(row, problem))
    if problems:
        if (more := len(problems) - _MOST_ALIKE) > 0:
            last = problems[_MOST_ALIKE - 1]
            rest = f"{last.message}; {more} more row{'s have' if more > 1 else ' has'} the like"
            problems[_MOST_ALIKE - 1 :] = [last._replace(message=rest)]
        raise SenauditError(problems)


def _kept_folders(keys: Iterable[SchoolKey], remembered: Mapping[str, SchoolKey]) -> dict[SchoolKey, str]:
    """Return the folders of the schools that have one from an earlier run.

    An older run may have known less of a school. Its folder is kept if it can be that of one school only. A school with
    the same URN, or else with the same name, town and postcode, comes before those of which less is known.
    """
    alike: defaultdict[str, list[SchoolKey]] = defaultdict(list)
    for key in keys:
        for word in filter(None, (key.urn and f"urn {key.urn}", f"name {key.name}")):
            alike[word].append(key)
    kept: dict[SchoolKey, str] = {}
    for folder, owner in remembered.items():
        found = dict.fromkeys([*alike[f"urn {owner.urn}"], *alike[f"name {owner.name}"]])
        possible = [key for key in found if _may_be_one(key, owner)]
        surest = [key for key in possible if key.urn and key.urn == owner.urn] or [
            key for key in possible if key[1:] == owner[1:]
        ]
        schools = [owner] if owner in found else surest or possible
        if len(schools) == 1 and (schools[0] not in kept or schools[0] == owner):
            kept[schools[0]] = folder
    return kept


def _may_be_one(one: SchoolKey, other: SchoolKey) -> bool:
    """Return whether two keys can be those of one school, of which one of them says less."""
    if one.urn and other.urn:
        return one.urn == other.urn
    return one.name == other.name and all(not (a and b) or a == b for a, b in zip(one[2:], other[2:], strict=True))


def _new_folders(names: Mapping[SchoolKey, str], taken: Iterable[str]) -> dict[SchoolKey, str]:
    """Return a folder for each school: its name, and more of what it is known by if others are of that name too.

    Folder names have no capitals or accents, because on some systems names that differ only in those are the same.
    """
    used = set(taken)
    folders: dict[SchoolKey, str] = {}
    for level in range(4):
        wanted = {key: _folder(key, name, level) for key, name in names.items() if key not in folders}
        counts = Counter(wanted.values())
        new = {key: folder for key, folder in wanted.items() if counts[folder] == 1 and folder not in used}
        used |= set(new.values())
        folders |= new
    return folders


def _folder(key: SchoolKey, name: str, level: int) -> str:
    """Return the name of a school's folder; each `level`, from 0 to 3, says more than the one before."""
    more: tuple[list[str], ...] = (
        [],
        [key.urn or key.town or key.postcode],
        [key.urn, key.town, key.postcode],
        [blake2b("\n".join(key).encode(errors="surrogatepass"), digest_size=8).hexdigest()],
    )
    words = "-".join(folder_name(word) for word in more[level] if word)[:_LONGEST_ADDITION]
    slug = folder_name(name)
    return f"{slug[: _LONGEST - len(words) - 1].rstrip('-')}-{words}" if words else slug
