"""Who answered: returns by group, in the order of the guide. Small groups are joined: nobody is to be known by them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from senaudit.audit.returns import Return
from senaudit.content.model import Guide
from senaudit.content.text import Text
from senaudit.problems import Problem

_SCHOOLS = 5
"""How many schools are named in one message."""


class GroupName(NamedTuple):
    """Whose returns are shown together. `names` are those of their groups; there are none if nobody gave one.

    `together` says that the groups filled in their sheets together, and `joined` that small groups are joined here.
    """

    names: tuple[Text, ...]
    together: bool = False
    joined: bool = False


class Respondents(NamedTuple):
    """Returns that are shown under one name."""

    name: GroupName
    returns: tuple[Return, ...]


def respondents_of(
    returns: Iterable[Return], audiences: Mapping[str, Text], smallest: int = 1
) -> tuple[Respondents, ...]:
    """Return the groups of the returns, in the order of `audiences`. What has no group comes last, before joined ones.

    A group with fewer than `smallest` returns is joined with the other small ones. If these are still too few, the next
    smallest group is joined with them.
    """
    return respondents_of_years([returns], audiences, smallest)[0]


def respondents_of_years(
    years: Sequence[Iterable[Return]], audiences: Mapping[str, Text], smallest: int = 1
) -> list[tuple[Respondents, ...]]:
    """Return the same groups for each of several years, in the order of `audiences`. Some may be empty in a year.

    Groups that would be joined in one of the years are joined in all: otherwise one year would tell who is who in
    another, and so would a document that has one year only.
    """
    by_year = [_by_group(returns, audiences) for returns in years]
    order = {name: index for index, name in enumerate(audiences)}
    every = {ids for groups in by_year for ids in groups}
    names = sorted(every, key=lambda ids: ([order[name] for name in ids], ids) if ids else ([len(order)], ids))
    counts = ([(name, len(groups[name])) for name in names if name in groups] for groups in by_year)
    joined = {name for count in counts for name in _small(count, smallest)}
    small = [name for name in names if name in joined]
    shown = [*([name] for name in names if name not in joined), *([small] if small else [])]
    return [tuple(_respondents(ids, groups, audiences) for ids in shown) for groups in by_year]


def _by_group(returns: Iterable[Return], audiences: Mapping[str, Text]) -> dict[tuple[str, ...], list[Return]]:
    groups: dict[tuple[str, ...], list[Return]] = {}
    for each in sorted(returns, key=lambda each: each.id):
        groups.setdefault(group_of(each, audiences), []).append(each)
    return groups


def group_of(given: Return, audiences: Mapping[str, Text]) -> tuple[str, ...]:
    """Return the ids of the groups who filled in a return: that of its sheets, or those that are ticked on it."""
    ticked = (given.group,) if given.group else given.completed_by
    return tuple(name for name in audiences if name in ticked)


def _small(counts: Sequence[tuple[tuple[str, ...], int]], smallest: int) -> list[tuple[str, ...]]:
    """Return the groups to join, in the order of `counts`: those that are too small, and with them if need be others.

    A single group is joined with nothing: there is nobody else.
    """
    by_size = sorted(counts, key=lambda each: each[1])
    taken = [name for name, count in by_size if count < smallest]
    if not taken:
        return []
    while len(taken) < len(by_size) and sum(count for _, count in by_size[: len(taken)]) < smallest:
        taken.append(by_size[len(taken)][0])
    return [name for name, _ in counts if name in taken] if len(taken) > 1 else []


def _respondents(
    ids: Sequence[tuple[str, ...]], groups: Mapping[tuple[str, ...], list[Return]], audiences: Mapping[str, Text]
) -> Respondents:
    named = {name for group in ids for name in group}
    returns = sorted((each for group in ids for each in groups.get(group, ())), key=lambda each: each.id)
    names = tuple(words for name, words in audiences.items() if name in named)
    joined = len(ids) > 1
    return Respondents(GroupName(names, not joined and len(names) > 1, joined), tuple(returns))


def schools_warning(returns: Iterable[Return], guide: Guide) -> Problem | None:
    """Return what is to be told if sheets of several schools are put together. A school's own leaves out the others.

    Of a return that was read by its position, nobody knows whether its school was typed or printed.
    """
    names = sorted({each.school for each in returns if each.school and each.way != "position"})
    if guide.school is not None or len(names) < 2:
        return None
    more = [f"and {len(names) - _SCHOOLS} more"] if len(names) > _SCHOOLS else []
    shown = ", ".join([*(f"“{name}”" for name in names[:_SCHOOLS]), *more])
    message = f"sheets of {len(names)} schools are put together here: {shown}"
    hint = "if you want one school’s only, name its folder"
    return Problem("several-schools", None, message, hint, warning=True, values=(("count", str(len(names))),))


def circulation_note(groups: Sequence[Respondents], smallest: int, when: str = "") -> Problem | None:
    """Return what is to be told of groups that are small, before a document with their words is passed on.

    `when` is said of the returns if they are not this year's, such as “of last time”.
    """
    joined = next((group for group in groups if group.name.joined), None)
    count = sum(len(group.returns) for group in groups)
    if count < smallest:
        which = f"{'is' if count == 1 else 'are'} only {count} return{'' if count == 1 else 's'} {when}".strip()
        message = f"there {which}: whoever reads the document may know who said what"
        hint = "do not pass it on as it is"
        return Problem("few-returns", None, message, hint, warning=True, values=(("count", str(count)),))
    if joined is None:
        return None
    names = ", ".join(map(str, joined.name.names))
    message = f"groups of fewer than {smallest} are shown together, so that nobody is known by their group: {names}"
    hint = "for your own eyes, each can be shown by itself"
    return Problem("groups-joined", None, message, hint, warning=True, values=(("groups", names),), note=True)
