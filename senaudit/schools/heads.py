"""The heads of a table of schools: which column of the table is which field of a pack.

A head is a field's name, one of its synonyms, or the head that the user named. Other columns are left alone. A head
that looks like a field's name misspelt is a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple

from senaudit.problems import Problem, UsageError, did_you_mean, nearest
from senaudit.school.field_names import SYNONYMS
from senaudit.school.particulars import FORM
from senaudit.schools.row import FOLDER, IDENTITY, LANGUAGE, SchoolRow

_OWN_TERMS = "own_terms"
COLUMNS = ("name", *sorted(FORM - {"name", _OWN_TERMS}), FOLDER, LANGUAGE, *IDENTITY)
"""The columns that a table may have."""

_SIMILAR, _LONGEST, _SHORTEST, _MOST_LETTERS = 0.75, 30, 4, 2
"""How similar to a column (difflib's ratio) a head is that is a slip; the longest head and the shortest column that are
compared; and how many letters may be too many or too few.
"""

_MOST_NAMED = 6
"""How many of the columns that are left alone are named."""

_MOST_SHOWN = 20
"""How many heads with one kind of mistake are shown."""


class Heads(NamedTuple):
    """The heads of a table: the column of each cell, "" for a cell that is empty or left alone.

    `left_alone` are the numbers, from 0, of the cells with a head that no column is made of. `problems` has warnings
    too.
    """

    columns: tuple[str, ...]
    left_alone: frozenset[int]
    problems: tuple[Problem, ...]


def column_of(head: str) -> str:
    """Return a head as the name of a column: “Short name” is short_name."""
    return re.sub(r"[\s_-]+", "_", head.strip().casefold())


def chosen_columns(typed: Iterable[str]) -> dict[str, str]:
    """Return the head by column for choices such as “name=School” or “name=School,town=Ort”.

    Raises UsageError with all that are wrong.
    """
    chosen: dict[str, str] = {}
    problems = []
    for choice in (choice for each in typed for choice in _choices(each)):
        column, sign, head = choice.partition("=")
        column, head = column_of(column), head.strip()
        if not (sign and column and head):
            message = f"“{choice}” does not say which column it is about"
            problems.append(
                Problem("no-column-chosen", None, message, 'write a field, "=", and the head of its column')
            )
        elif column not in COLUMNS:
            hint = f'write it the other way round: {column_of(head)}="{choice.partition("=")[0].strip()}"'
            hint = hint if column_of(head) in COLUMNS else did_you_mean(column, COLUMNS)
            problems.append(Problem("unknown-column-chosen", None, f"there is no field “{column}”", hint))
        elif chosen.setdefault(column, head) != head:
            message = f"“{column}” is to be “{chosen[column]}” and “{head}” at once"
            problems.append(Problem("column-chosen-twice", None, message, "leave out one of them"))
        elif [_plain(head) for head in chosen.values()].count(_plain(head)) > 1:
            message = f"“{head}” is to be several fields at once"
            problems.append(Problem("column-chosen-twice", None, message, "leave out one of them"))
    if problems:
        raise UsageError(problems)
    return chosen


def _choices(typed: str) -> Iterator[str]:
    """Yield the choices between commas. A comma of a head is not followed by a field and “=”."""
    first, *rest = typed.split(",")
    for part in rest:
        if "=" in part and column_of(part.partition("=")[0]) in COLUMNS:
            yield first
            first = part
        else:
            first += f",{part}"
    yield first


def known_heads(typed: Iterable[str], chosen: Mapping[str, str]) -> set[str]:
    """Return the columns that these cells would be the heads of."""
    return set(_matched(list(typed), chosen).values())


def row_of_heads(rows: Sequence[Sequence[str]], chosen: Mapping[str, str]) -> int:
    """Return the number of the row, from 0, that has the heads: the first one, or one below titles.

    Titles have no known head, and fill fewer cells, unless the row below has a column's very name. Of two rows of heads
    it is the lower one, if it has the columns' very names.
    """
    known = [known_heads(cells, chosen) for cells in rows]
    named = [set(map(column_of, cells)) & {*COLUMNS} for cells in rows]
    filled = [len(set(map(str.strip, cells)) - {""}) for cells in rows]
    best = 0
    for at in range(1, len(rows)):
        is_below = max(filled[:at]) < filled[at] or named[at] & {"name", FOLDER}
        is_better = len(named[at]) > len(known[best]) if known[best] else is_below
        if known[at] & {"name", FOLDER} and is_better:
            best = at
    return best


def read_heads(heads: SchoolRow, typed: Sequence[str], chosen: Mapping[str, str]) -> Heads:
    """Return the heads in the cells `typed` of the row `heads`. `chosen` are heads by column, as the user named them.

    Raises UsageError if a head that the user named is not there.
    """
    matched = _matched(typed, chosen)
    _refuse_unknown(heads, typed, chosen, matched)
    others = [at for at, head in enumerate(typed) if at not in matched and head.strip()]
    slips = _slips(typed, others, set(matched.values()))
    left_alone = [at for at in others if at not in slips]
    found = chain(_duplicates(heads, typed, matched), _own_terms(heads, typed, left_alone), _told(heads, typed, slips))
    problems = list(islice(found, _MOST_SHOWN))
    if not {"name", FOLDER} & {*matched.values(), *slips.values()}:
        problems.append(_no_name(heads, typed))
    elif others := [at for at in left_alone if not _is_own_terms(typed[at])]:
        problems.append(_left_alone(heads, typed, matched, others))
    columns = matched | {at: column_of(typed[at]) for at in slips}
    return Heads(tuple(columns.get(at, "") for at in range(len(typed))), frozenset(left_alone), tuple(problems))


def _matched(typed: Sequence[str], chosen: Mapping[str, str]) -> dict[int, str]:
    """Return the column of each cell that has one, by the cell's number: chosen, by its own name, or by a synonym.

    A synonym only counts for a column that has no other head.
    """
    by_choice = {_plain(head): column for column, head in chosen.items() if _plain(head)}
    by_name = {column: column for column in COLUMNS if column not in chosen}
    found: dict[int, str] = {}
    for known, form in ((by_choice, _plain), (by_name, column_of), (_BY_SYNONYM, _plain)):
        before = set(found.values()) | (set() if known is by_choice else set(chosen))
        for at, head in enumerate(typed):
            column = known.get(form(head)) if head and at not in found and len(head) < 200 else None
            if column and column not in before:
                found[at] = column
    return dict(sorted(found.items()))


def _plain(head: str) -> str:
    """Return the letters and digits of a head: “LA (name)” is laname."""
    return "".join(filter(str.isalnum, head.casefold()))


_BY_SYNONYM = {_plain(column): column for column in COLUMNS} | {
    _plain(head): column for column, heads in SYNONYMS.items() for head in heads
}
"""The columns by synonym, and by their own names with other signs in them: “Name:”, “ShortName”."""


def _slips(typed: Sequence[str], others: Iterable[int], taken: set[str]) -> dict[int, str]:
    """Return the columns that heads were probably meant to be, by the cell's number.

    No head is taken for a column that has a head already.
    """
    from difflib import get_close_matches

    slips: dict[int, str] = {}
    for at in others:
        column = column_of(typed[at])
        free = [name for name in COLUMNS if name not in taken and len(name) >= _SHORTEST]
        free = [name for name in free if abs(len(name) - len(column)) <= _MOST_LETTERS]
        if len(column) <= _LONGEST and (near := get_close_matches(column, free, 1, _SIMILAR)):
            slips[at] = near[0]
            taken.add(near[0])
    return slips


def _told(heads: SchoolRow, typed: Sequence[str], slips: Mapping[int, str]) -> Iterator[Problem]:
    for at, meant in slips.items():
        message = f"“{typed[at].strip()}” is not a column of a table of schools"
        yield Problem("unknown-column", heads.place_at(at), message, f'did you mean "{meant}"?')


def _is_own_terms(head: str) -> bool:
    return column_of(head).partition(".")[0] == _OWN_TERMS


def _own_terms(heads: SchoolRow, typed: Sequence[str], others: Iterable[int]) -> Iterator[Problem]:
    message = "a cell cannot hold the terms that a school words in its own way"
    hint = f"write them into school.yaml in a folder of the school’s, and name that in a column “{FOLDER}”"
    for at in others:
        if _is_own_terms(typed[at]):
            yield Problem("terms-in-cell", heads.place_at(at), message, hint)


def _refuse_unknown(
    heads: SchoolRow, typed: Sequence[str], chosen: Mapping[str, str], matched: Mapping[int, str]
) -> None:
    """Raise the problems of heads that the user named, and that the table does not have."""
    problems = []
    for column, head in chosen.items():
        if column not in matched.values():
            message = f"no column of this table is called “{head}”, which was to be “{column}”"
            known = list(filter(None, map(str.strip, typed)))
            hint = did_you_mean(head, known if nearest(head, known) else known[:_MOST_SHOWN])
            problems.append(Problem("unknown-head", heads.place_at(0), message, hint))
    if problems:
        raise UsageError(problems)


def _duplicates(heads: SchoolRow, typed: Sequence[str], matched: Mapping[int, str]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for at, column in matched.items():
        before = first.setdefault(column, at)
        head, other, label = typed[at].strip(), typed[before].strip(), heads.column_label(before)
        if before < at and column_of(head) == column_of(other):
            message = f"“{head}” is here a second time (first in {label})"
            yield Problem("duplicate-column", heads.place_at(at), message, "delete one of them")
        elif before < at:
            message = f"“{other}” ({label}) and “{head}” may both be the column “{column}”"
            hint, values = f'write "{column}" above the right one', (("column", column), ("head", other))
            yield Problem("two-heads", heads.place_at(at), message, hint, values=values)


def _no_name(heads: SchoolRow, typed: Sequence[str]) -> Problem:
    """Return the problem of a table without a column of names; its value “head” is the one that looks like it."""
    words = list(filter(None, map(str.strip, typed)))
    likely = [word for word in words if re.search("school|name|establishment", word, re.IGNORECASE)]
    hint = 'write "name" above the names of the schools'
    message = "no column of this table is called “name”"
    if not likely:  # this may be a table without heads, whose first row is a school
        return Problem("missing-column", heads.place_at(0), message, hint)
    return Problem("name-column-unknown", heads.place_at(0), message, hint, values=(("head", likely[0]),))


def _left_alone(heads: SchoolRow, typed: Sequence[str], matched: Mapping[int, str], alone: Sequence[int]) -> Problem:
    """Return the note that names the columns that are left alone, and those that have another name here."""
    named = ", ".join(f"“{_short(typed[at])}”" for at in alone[:_MOST_NAMED])
    more = f" and {len(alone) - _MOST_NAMED} more" if len(alone) > _MOST_NAMED else ""
    message = f"{len(alone)} columns are left alone: {named}{more}" if len(alone) > 1 else f"{named} is left alone"
    read = [
        f"“{_short(typed[at])}” is read as {column}" for at, column in matched.items() if column_of(typed[at]) != column
    ]
    message = "; ".join([message, *read])
    free = next((column for column in ("senco", *COLUMNS) if column not in matched.values()), "name")
    values = (("column", free), ("head", _short(typed[alone[0]])))
    hint = f'if one belongs into the packs, write the name of its field above it, such as "{free}"'
    return Problem("columns-left-alone", heads.place_at(alone[0]), message, hint, True, values, note=True)


def _short(head: str) -> str:
    head = " ".join(head.split())
    return head if len(head) <= 40 else f"{head[:39]}…"
