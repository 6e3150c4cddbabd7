"""The questions of a chapter as a school has them: which, in which order, and with which numbers.

The shipped questions keep their numbers whatever a school does, so that sheets of different schools and years can be
laid side by side. A question put after number 3 is 3a; one added at the end counts on.
"""

from __future__ import annotations

import string
from typing import NamedTuple

from senaudit.content.fields import Reading
from senaudit.problems import did_you_mean
from senaudit.school.changes import ADD, CHANGE, DROP, Change
from senaudit.school.overlay import field, overlaid
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence


class Arrangement(NamedTuple):
    """The nodes of a chapter's questions in order, each id's number, and the nodes of those that are left out."""

    questions: Sequence
    numbers: dict[str, str]
    left_out: tuple[Node, ...] = ()


def arranged(reading: Reading, shipped: Sequence | None, questions: Sequence, changes: list[Change]) -> Arrangement:
    """Return what the changes make of a chapter's questions. A change that names no question is a problem.

    `shipped` are the chapter's questions as they come with the program, None of a school's own chapter; `questions`
    are those that the school's own file of the chapter leaves of them.
    """
    nodes = {_id(node): node for node in questions.items}
    origin = {_id(node): node for node in (shipped or questions).items}
    able = [change for change in changes if _able(reading, change, nodes, origin)]
    for change in able:
        if change.verb == CHANGE:
            nodes[change.id] = overlaid(reading, nodes[change.id], change.fields)
    added = [change for change in able if change.verb == ADD]
    dropped = [change for change in able if change.verb == DROP]
    gone = {change.id for change in dropped} | (origin.keys() - nodes.keys())
    order = _ordered(reading, list(nodes), list(origin), added)
    nodes |= {change.id: _with_id(change) for change in added}
    kept = tuple(nodes[each] for each in order if each in nodes and each not in gone)
    if not kept and dropped:
        hint = "leave one in; for a pack without this chapter, name the others"
        reading.wrong("no-question-left", dropped[0].name.place, f"no question of {dropped[0].chapter} is left", hint)
        kept = tuple(nodes.values())  # so that the rest of the chapter is looked at
    left_out = tuple(node for each, node in origin.items() if each in gone)
    after = {change.id for change in added if change.after}
    return Arrangement(Sequence(kept, questions.place), _numbers(order, list(origin), after), left_out)


def _able(reading: Reading, change: Change, nodes: dict[str, Node], origin: dict[str, Node]) -> bool:
    """Return whether what the change names is there to be changed or dropped, or not yet there if it is to be added."""
    full = f"{change.chapter}:{change.id}"
    there = change.id in nodes
    if change.verb == ADD and (there or change.id in origin):
        hint = f"give yours another id, or write “{CHANGE}: {full}”"
        reading.wrong(
            "question-exists", change.name.place, f"there is a question “{change.id}” in the chapter already", hint
        )
        return False
    if change.verb != ADD and not there:
        hint = did_you_mean(full, [f"{change.chapter}:{each}" for each in nodes])
        reading.wrong(
            "unknown-question", change.name.place, f"there is no question “{change.id}” in {change.chapter}", hint
        )
        return False
    return True


def _id(node: Node) -> str:
    """Return a question's id; a node that has none is told of by the model, and stands here by its place."""
    name = field(node, "id")
    return name.value if isinstance(name, Scalar) else str(node.place)


def _with_id(change: Change) -> Mapping:
    name = Scalar(change.id, change.name.place)
    return Mapping(((Scalar("id", change.name.place), name), *change.fields.entries), change.fields.place)


def _ordered(reading: Reading, ids: list[str], origin: list[str], added: list[Change]) -> list[str]:
    """Return all ids in the order they are printed in; a shipped question that is left out holds its place."""
    roots = [*_places_held(ids, origin), *(change.id for change in added if not change.after)]
    known = {*roots, *(change.id for change in added)}
    behind: dict[str, list[str]] = {}
    for change in added:
        if change.after and change.after.value in known:
            behind.setdefault(change.after.value, []).append(change.id)
        elif change.after:
            hint = did_you_mean(change.after.value, sorted(known))
            reading.wrong(
                "unknown-question",
                change.after.place,
                f"there is no question “{change.after.value}” to stand after",
                hint,
            )
    order: list[str] = []
    waiting = roots[::-1]
    while waiting:
        order.append(waiting.pop())
        waiting += behind.get(order[-1], [])[::-1]
    for change in added:
        if change.after and change.after.value in known and change.id not in order:
            hint = "let one of them stand after a question that is there"
            reading.wrong(
                "circular-order",
                change.after.place,
                "these questions wait for each other: none of them has a place",
                hint,
            )
    return order


def _places_held(ids: list[str], origin: list[str]) -> list[str]:
    """Return the ids with each shipped one that is missing among them behind the shipped one before it."""
    held = list(ids)
    for position, each in enumerate(origin):
        if each not in held:
            before = next((name for name in reversed(origin[:position]) if name in held), None)
            held.insert(held.index(before) + 1 if before else 0, each)
    return held


def _numbers(order: list[str], origin: list[str], after: set[str]) -> dict[str, str]:
    """Return each id's number: a shipped question's own; a letter behind the number before it; or the next number."""
    numbers = {each: str(number) for number, each in enumerate(origin, 1)}
    count, base, letters = len(origin), "", 0
    for each in order:
        if each in after:
            letters += 1
            numbers[each] = f"{base}{_letters(letters)}"
            continue
        if each not in numbers:
            count += 1
            numbers[each] = str(count)
        base, letters = numbers[each], 0
    return numbers


def _letters(number: int) -> str:
    """Return a, b … z, aa, ab … for 1, 2 …"""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = string.ascii_lowercase[place] + letters
    return letters
