"""The order and the numbers of a chapter's questions, with a school's changes.

The shipped questions keep their numbers whatever a school changes, so that the sheets of different schools and years
can be compared. A question added after number 3 is 3a. A question added at the end gets the next number. Those of the
supplement have letters of their own, which no other question gets: a school's own question comes after them.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Mapping as AbstractMapping
from typing import NamedTuple

from senaudit.content.entries import note_second
from senaudit.content.fields import Reading
from senaudit.problems import did_you_mean, nearest
from senaudit.school.changes import Change
from senaudit.school.overlay import field, overlaid
from senaudit.school.question_names import ADD, CHANGE, DROP
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence


class Additions(NamedTuple):
    """The questions of the supplement for a chapter, in their order, by their ids.

    `nodes` has those that are in use. `numbers` and `after` have all, in use or not: the number of each, such as “5a”,
    and the shipped question that it stands after.
    """

    nodes: AbstractMapping[str, Node] = {}
    numbers: AbstractMapping[str, str] = {}
    after: AbstractMapping[str, str] = {}


NO_ADDITIONS = Additions()


class Arrangement(NamedTuple):
    """The nodes of a chapter's questions in order, their numbers by id, and the nodes of those left out."""

    questions: Sequence
    numbers: dict[str, str]
    left_out: tuple[Node, ...] = ()


def arranged(
    reading: Reading, shipped: Sequence | None, questions: Sequence, changes: list[Change], additions: Additions
) -> Arrangement:
    """Return a chapter's questions after these changes. A change of an unknown question is a problem.

    `shipped` holds the shipped questions of the chapter, and among them the `additions` in use; it is None for a
    school's own chapter. `questions` holds the questions after the changes of the school's own file of the chapter.
    """
    nodes = _by_id(reading, questions)
    origin = {_id(node): node for node in (shipped or questions).items}
    valid = [change for change in changes if _is_valid(reading, change, nodes, origin)]
    for change in valid:
        if change.verb == CHANGE:
            nodes[change.id] = overlaid(reading, nodes[change.id], change.fields)
    added = [change for change in valid if change.verb == ADD]
    dropped = [change for change in valid if change.verb == DROP]
    removed = {change.id for change in dropped} | (origin.keys() - nodes.keys())
    order = _ordered(reading, [name for name in nodes if name not in additions.nodes], list(origin), added, additions)
    nodes |= {change.id: _with_id(change) for change in added}
    remaining = tuple(nodes[name] for name in order if name in nodes and name not in removed)
    if not remaining and dropped:
        hint = "leave one in; for a pack without this chapter, name the others"
        reading.wrong("no-question-left", dropped[0].name.place, f"no question of {dropped[0].chapter} is left", hint)
        remaining = tuple(nodes.values())  # so that the rest of the chapter is checked
    left_out = tuple(node for name, node in origin.items() if name in removed)
    inserted = {change.id for change in added if change.after}
    numbers = _numbers(order, list(origin), inserted, additions)
    return Arrangement(Sequence(remaining, questions.place), numbers, left_out)


def _is_valid(reading: Reading, change: Change, nodes: dict[str, Node], origin: dict[str, Node]) -> bool:
    """Return whether the question exists (to change or drop it) or is new (to add it). If not, note the problem."""
    full = f"{change.chapter}:{change.id}"
    exists = change.id in nodes
    if change.verb == ADD and (exists or change.id in origin):
        hint = f'give yours another id, or write "{CHANGE}: {full}"'
        reading.wrong(
            "question-exists", change.name.place, f"there is a question “{change.id}” in the chapter already", hint
        )
        return False
    if change.verb != ADD and not exists:
        known = [f"{change.chapter}:{name}" for name in nodes]
        message, hint = f"there is no question “{change.id}” in {change.chapter}", did_you_mean(full, known)
        reading.wrong("unknown-question", change.name.place, message, hint, fix=nearest(full, known))
        return False
    return True


def _id(node: Node) -> str:
    """Return a question's id, or its place as text if it has none: the missing id is reported by its reader."""
    name = field(node, "id")
    return name.value if isinstance(name, Scalar) else str(node.place)


def _by_id(reading: Reading, questions: Sequence) -> dict[str, Node]:
    """Return the questions by their ids. A second question of an id is noted as a problem."""
    nodes: dict[str, Node] = {}
    for node in questions.items:
        name = field(node, "id")
        if isinstance(name, Scalar) and (first := field(nodes.get(name.value), "id")):
            note_second(reading, name, first.place, "id")
        nodes[_id(node)] = node
    return nodes


def _with_id(change: Change) -> Mapping:
    name = Scalar(change.id, change.name.place)
    return Mapping(((Scalar("id", change.name.place), name), *change.fields.entries), change.fields.place)


def _ordered(
    reading: Reading, ids: list[str], origin: list[str], added: list[Change], additions: Additions
) -> list[str]:
    """Return all ids in the order of printing. Shipped questions that are left out stay in it.

    A school's own question stands after those of the supplement, also where it names one before them.
    """
    last = {base: name for name, base in additions.after.items() if name in additions.nodes}
    last |= {name: last[base] for name, base in additions.after.items() if base in last}
    roots = [*_with_missing(ids, origin), *(change.id for change in added if not change.after)]
    known = {*roots, *(change.id for change in added)}
    followers: dict[str, list[str]] = {}
    for change in added:
        if change.after and change.after.value in known:
            before = last.get(change.after.value, change.after.value)
            followers.setdefault(before, []).append(change.id)
        elif change.after:
            hint = did_you_mean(change.after.value, sorted(known))
            reading.wrong(
                "unknown-question",
                change.after.place,
                f"there is no question “{change.after.value}” to stand after",
                hint,
                fix=nearest(change.after.value, sorted(known)),
            )
    order: list[str] = []
    waiting = roots[::-1]
    while waiting:
        order.append(waiting.pop())
        waiting += followers.get(order[-1], [])[::-1]
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


def _with_missing(ids: list[str], origin: list[str]) -> list[str]:
    """Return the ids together with the missing shipped ones, each after the shipped one before it."""
    complete = list(ids)
    for position, name in enumerate(origin):
        if name not in complete:
            before = next((other for other in reversed(origin[:position]) if other in complete), None)
            complete.insert(complete.index(before) + 1 if before else 0, name)
    return complete


def _numbers(order: list[str], origin: list[str], inserted: set[str], additions: Additions) -> dict[str, str]:
    """Return the numbers by id: 3 for a shipped question, 3a for one inserted after it, the next number at the end.

    The letters of inserted questions come after those of the supplement, whether these are in use or not.
    """
    plain = [name for name in origin if name not in additions.nodes]
    numbers = {name: str(number) for number, name in enumerate(plain, 1)}
    numbers |= {name: additions.numbers[name] for name in additions.nodes}
    taken = Counter(additions.after.values())
    count, base, letters = len(plain), "", 0
    for name in order:
        if name in additions.nodes:
            continue
        if name in inserted:
            letters += 1
            numbers[name] = f"{base}{letters_of(letters)}"
            continue
        if name not in numbers:
            count += 1
            numbers[name] = str(count)
        base, letters = numbers[name], taken[name]
    return numbers


def letters_of(number: int) -> str:
    """Return a, b … z, aa, ab … for 1, 2 …"""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = string.ascii_lowercase[place] + letters
    return letters
