"""The supplement: questions of today that a school can have beside the shipped ones.

supplement/
  chapters/communication.yaml    the questions for that chapter, each with the one that it stands after
  terms/england.yaml             passages for these questions in that country

A school chooses them in school.yaml: all (`supplement: yes`) or some (`supplement: [meetings, online]`). Their numbers
follow from the whole supplement, so that 5a is the same question whichever others are chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from senaudit.content import parts
from senaudit.content.entries import list_of, unique
from senaudit.content.fields import Reader, Reading, identifier, with_schema
from senaudit.content.model import Chapter, Question
from senaudit.content.naming import ChapterNames, Naming, QuestionName
from senaudit.problems import Place, Problem, did_you_mean, nearest
from senaudit.school.arrangement import NO_ADDITIONS, Additions, letters_of
from senaudit.school.copies import questions_of
from senaudit.school.names import SUPPLEMENT
from senaudit.school.overlay import field
from senaudit.school.question_names import AFTER, fix_in
from senaudit.source.nodes import Mapping as Fields
from senaudit.source.nodes import Node, Scalar, Sequence

if TYPE_CHECKING:
    from senaudit.school.changes import Change
    from senaudit.school.tree import Tree

_FILLERS = r"(?:[ ,.!]+(?:please|thanks|thank you|of|the|them|it|questions|supplement|twelve|12))*[ .!]*"
_ALL = re.compile(rf"(?:yes|y|true|on|all|everything){_FILLERS}")
_NONE = re.compile(rf"(?:no|n|false|off|none|nothing|never|not yet|n/a|-){_FILLERS}")
_SEPARATORS = re.compile(r"\s*[;&]\s*|\s+and\s+|(?<![:,\s])\s+(?![:,\s])")
"""What may stand between names instead of a comma."""


class Supplement(NamedTuple):
    """The supplement of some content: the questions of each chapter, by the chapters' ids, and the names chosen."""

    chapters: dict[str, Additions]
    chosen: frozenset[QuestionName]

    def of(self, chapter: str) -> Additions:
        """Return the chapter's questions. Only those that were chosen have nodes."""
        every = self.chapters.get(chapter, NO_ADDITIONS)
        nodes = {name: node for name, node in every.nodes.items() if (chapter, name) in self.chosen}
        return every._replace(nodes=nodes)

    def inserted(self, chapter: str, node: Node) -> Node:
        """Return the chapter's shipped node with the chosen questions in it, each after its own."""
        chosen, questions = self.of(chapter), field(node, "questions")
        if not chosen.nodes or not isinstance(questions, Sequence) or not isinstance(node, Fields):
            return node
        items: list[Node] = []
        for name, question in questions_of(node).items():
            items += [question, *(added for other, added in chosen.nodes.items() if chosen.after[other] == name)]
        whole = questions._replace(items=tuple(items))
        return node._replace(entries=tuple((k, whole if k.value == "questions" else v) for k, v in node.entries))

    def marked(self, chapter: Chapter) -> Chapter:
        """Return the chapter with its questions of the supplement marked as such."""
        nodes = self.of(chapter.id).nodes

        def marked(questions: tuple[Question, ...]) -> tuple[Question, ...]:
            return tuple(each._replace(is_supplement=True) if each and each.id in nodes else each for each in questions)

        return chapter._replace(questions=marked(chapter.questions), left_out=marked(chapter.left_out))


def supplement_of(tree: Tree, typed: Node | None, terms: str) -> Supplement | None:
    """Return the supplement with the choice `typed` in school.yaml, or with all its questions if that is None.

    Its passages for these terms are added to those of the tree's reading. Return None if nothing is chosen.
    """
    answer = _answer(typed)
    if answer == "no":
        return None
    problems_before = len(tree.reading.problems)
    chapters = read_additions(tree)
    # If a file cannot be read, the names that were chosen may be right.
    is_damaged = len(tree.reading.problems) > problems_before or not tree.shipped_chapters()
    if typed is not None and not chapters and not is_damaged:
        hint = f"copy the folder “{SUPPLEMENT}” of senaudit’s content into yours, or delete this line"
        tree.reading.wrong("no-supplement", typed.place, "the content that is used has no supplement", hint)
    _read_passages(tree, terms)
    every = frozenset((chapter, name) for chapter, additions in chapters.items() for name in additions.numbers)
    chosen = every if answer == "yes" or typed is None or is_damaged else _named(tree, chapters, typed)
    return Supplement(chapters, chosen) if chosen else None


def read_additions(tree: Tree) -> dict[str, Additions]:
    """Return all questions of the supplement by the ids of their chapters, in the order of the guide's chapters."""
    folder, known = f"{SUPPLEMENT}/chapters", tree.shipped_chapters()
    tree.note_misnamed(folder)
    additions: dict[str, Additions] = {}
    for name in sorted(tree.shipped_names(folder), key=lambda name: (*known, name).index(name)):
        node = tree.shipped(f"{folder}/{name}.yaml")
        if node is not None and known and name not in known:
            message, hint = f"the guide has no chapter “{name}”", did_you_mean(name, known)
            tree.reading.wrong("unknown-chapter", Place(node.place.path), message, hint)
        elif node is not None and (shipped := list(questions_of(tree.shipped(f"chapters/{name}.yaml")))):
            additions[name] = tree.reading.attempt(partial(_additions, shipped), node) or NO_ADDITIONS
    return additions


def note_not_in_use(tree: Tree, chapter: str, changes: Iterable[Change]) -> list[Change]:
    """Return those changes that are of questions of the supplement. Note a warning for each: they are not in use."""
    additions = (tree.supplement.chapters if tree.supplement else read_additions(tree)).get(chapter, NO_ADDITIONS)
    found = [change for change in changes if change.id in additions.numbers]
    for change in found:
        message = f"“{change.id}” is a question of the supplement, and is not in use: this file changes nothing"
        hint = f'to have it, write "supplement: [{change.id}]" in school.yaml, or add its name there'
        tree.reading.warnings.append(Problem("supplement-not-used", change.name.place, message, hint, warning=True))
    return found


def _additions(shipped: list[str], reading: Reading, node: Node) -> Additions:
    """Read a file of the supplement. `shipped` are the ids of the chapter's own questions."""
    with reading.fields(node, "a file of the supplement") as fields:
        read: Reader[tuple[tuple[str, str, Node], ...]] = unique(list_of(partial(_addition, shipped)), "id")
        found = fields.required("questions", read, "The questions in the order of their numbers.") or ()
    after = {name: base for name, base, _ in found}
    nodes = {name: question for name, _, question in found}
    numbers = _numbers(shipped, after)
    return Additions({name: nodes[name] for name in numbers}, numbers, {name: after[name] for name in numbers})


def _numbers(shipped: Iterable[str], after: Mapping[str, str]) -> dict[str, str]:
    """Return the numbers of questions by their ids, in their order. `after` is the shipped question before each."""
    numbers: dict[str, str] = {}
    for place, base in enumerate(shipped, 1):
        of_base = [name for name, its_base in after.items() if its_base == base]
        numbers |= {name: f"{place}{letters_of(number)}" for number, name in enumerate(of_base, 1)}
    return numbers


def numbers_with(shipped: Mapping[str, str], supplement: Node) -> dict[str, str]:
    """Return the numbers of a chapter's questions by their ids, with those of the supplement among them.

    `shipped` are the numbers of the chapter's own questions, and `supplement` is the node of the supplement's file.
    """
    read = {name: field(question, AFTER) for name, question in questions_of(supplement).items()}
    after = {name: base.value for name, base in read.items() if isinstance(base, Scalar)}
    further = _numbers(shipped, after)
    together: dict[str, str] = {}
    for name, number in shipped.items():
        together |= {name: number} | {other: further[other] for other in further if after[other] == name}
    return together


def without_after(question: Node) -> Node:
    """Return a question's node without the name of the question that it stands after."""
    entries = question.entries if isinstance(question, Fields) else ()
    return Fields(tuple(entry for entry in entries if entry[0].value != AFTER), question.place)


@with_schema({"type": "object"})
def _addition(shipped: list[str], reading: Reading, node: Node) -> tuple[str, str, Node]:
    """Read a question. Return its id, the id of the shipped question before it, and its node without that."""
    name, after = field(node, "id"), field(node, AFTER)
    if not isinstance(node, Fields) or name is None or after is None:
        hint = f'add a line "{"id" if after else AFTER}: …"'
        raise reading.wrong("missing-field", node.place, "a question of the supplement has an id and “after”", hint)
    own, base = identifier(reading, name), identifier(reading, after)
    if own in shipped:
        message = f"there is a question “{own}” in the chapter already"
        raise reading.wrong("question-exists", name.place, message, "give this one another id")
    if base not in shipped:
        message, hint = f"there is no question “{base}” to stand after", did_you_mean(base, shipped)
        raise reading.wrong("unknown-question", after.place, message, hint, fix=nearest(base, shipped))
    return own, base, without_after(node)


def _read_passages(tree: Tree, terms: str) -> None:
    """Add the supplement's passages for these terms to those of the terms, which come first."""
    folder = f"{SUPPLEMENT}/terms"
    tree.note_misnamed(folder)
    node = tree.shipped(f"{folder}/{terms}.yaml") if terms in tree.shipped_names(folder) else None
    if node:
        tree.reading.within(f"terms:{terms}", _passages, node)


def _passages(reading: Reading, node: Node) -> None:
    """Put a file’s passages into `reading`. All are known there, even if a text of one is wrong."""
    with reading.fields(node, "a file of the supplement’s terms") as fields:
        found = fields.required("passages", parts.passages, "What the questions of the supplement print here.")
        if reading.passages is not None:
            reading.passages = {**found, **reading.passages}


def _words(typed: Node | None) -> list[Scalar]:
    """Return the texts of a choice. What is no text is reported where the school is read."""
    items = typed.items if isinstance(typed, Sequence) else (typed,)
    return [item for item in items if isinstance(item, Scalar) and item.value.strip()]


def _answer(typed: Node | None) -> str:
    """Return “yes” if all questions are chosen, “no” if none is, and "" if the choice names some."""
    words = _words(typed)
    if typed is not None and not words:
        return "no"
    return _said(words[0].value) if len(words) == 1 else ""


def _said(text: str) -> str:
    """Return the answer that a text gives, “yes” or “no”, in whatever words; "" if it is something else."""
    said = " ".join(text.casefold().split())
    return "yes" if _ALL.fullmatch(said) else "no" if _NONE.fullmatch(said) else ""


def _named(tree: Tree, chapters: dict[str, Additions], typed: Node) -> frozenset[QuestionName]:
    """Return the questions that a choice names, as `content.naming` says. The others are noted as problems."""
    listed = tree.shipped_chapters()
    names = [
        ChapterNames(name, listed.index(name) + 1, name, additions.numbers) for name, additions in chapters.items()
    ]
    known = ["yes", "no", *(name for chapter in names for name in chapter.numbers)]
    chosen: dict[QuestionName, Place] = {}
    for word in _words(typed):
        typed_names = [item for item in _SEPARATORS.sub(",", word.value.strip("[] \n")).split(",") if item.strip()]
        if answer := next(filter(_said, typed_names), ""):
            message = f"“{answer.strip()}” stands beside names of questions"
            hint = 'write "yes" alone for all of them, or the names alone'
            tree.reading.wrong("answer-among-names", word.place, message, hint)
            continue
        naming = Naming(names)
        for name in naming.questions(",".join(typed_names)):
            if name in chosen:
                message = f"“{name[1]}” is here a second time"
                first = chosen[name] if chosen[name] != word.place else None
                tree.reading.wrong("duplicate-entry", word.place, message, "delete one of the two", first)
            chosen[name] = word.place
        for problem in naming.problems:
            _note(tree.reading, word, problem, known)
    return frozenset(chosen)


def _note(reading: Reading, word: Scalar, problem: Problem, known: list[str]) -> None:
    """Note a problem of naming at the text `word`. One that is unknown may be an answer: “yess”."""
    values, message, hint = dict(problem.values), problem.message, problem.hint
    if problem.kind == "unknown-choice":
        typed = values["typed"]
        message, hint = f"there is no question “{typed}” in the supplement", did_you_mean(typed, known)
        values["right"] = nearest(typed, known) or ""
    fix = fix_in(word, values) if values.get("right") else None
    reading.wrong(problem.kind, word.place, message, hint, fix=fix)
