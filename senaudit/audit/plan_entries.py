"""Put new entries into `plan.yaml`. What stands there already is never written again: all its bytes stay as they are.

Each point for action gets an entry: blank, for somebody to word it, with the question and the return that it came from.
The words of the return are not copied.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from senaudit.audit.plan import PlannedAction
from senaudit.audit.plan_file import FIELDS, PlanFile, plan_of
from senaudit.audit.returns import Return
from senaudit.content.messages import is_empty, plain_id
from senaudit.content.model import Guide
from senaudit.problems import Place, Problem, SenauditError
from senaudit.source.encoding import LINE_END
from senaudit.source.nodes import Mapping, Node, Sequence
from senaudit.source.parsing import parse_bytes

POINT = ":action"
"""The end of the id of a box for points for action; before it stands the question's name."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (b"", "utf-8"),
)
_LONGEST_TITLE = 90
_HEAD = """\
# The plan: what is to be done about what people said, who does it, and by when. All of it is to be edited.
#
# Write behind the colons, and keep the names before them:
#   what      what is to be done, in your own words. What people wrote is not copied here: read it in collated.pdf
#   who       who does it
#   by        by when: 3/9/2026, 3 September 2026, September 2026, autumn term 2026
#   success   how you will know that it has worked
#   review    when you will look at it again
#   state     to do, in hand, done or dropped
#   history   what happened when, a line for each:  - 3/9/2026: a new telephone was ordered
# To join two entries, write one of them, and delete the other. To drop one, delete it or say “state: dropped”.
# You can add entries of your own, and put them into another order. senaudit only adds what is new, at the end.

# What your school does now, as you agreed on it. It is printed beside each question when you ask again. Take the number
# signs away, and add an entry for each question:
# practice:
#   - question: {question}
#     agreed: Somebody greets visitors by name, and knows who is new
"""
_OFFERED = """\
# What has been put above at any time. senaudit adds to it, so that an entry that you delete does not come back. To have
# one put there again, delete the question here.
offered:
"""


class Point(NamedTuple):
    """A point for action that has no entry yet: the question's name, and the returns that it stands in."""

    question: str
    returns: tuple[Return, ...]


class Extended(NamedTuple):
    """The new bytes of a plan, how many entries were added, and warnings of what has no place in it."""

    data: bytes
    added: int
    warnings: tuple[Problem, ...]


def extended(data: bytes, path: Path, guide: Guide, returns: Iterable[Return], joined: bool = False) -> Extended:
    """Return the plan in `data` with an entry for each point for action that it does not have yet.

    `data` is b"" if there is no file yet. If `joined`, all new points for action of a question are one entry. Raises
    SenauditError for mistakes in the file, and if the new entries cannot be put there.
    """
    returns = tuple(returns)
    before = plan_of(data, path, guide, returns)
    points = tuple(_points(guide, returns, before, joined))
    warnings = tuple(_without_question(guide, returns, before, path))
    if not points and data:
        return Extended(data, 0, warnings)
    mark, encoding = next(each for each in _MARKS if data.startswith(each[0]))
    text = data[len(mark) :].decode(encoding)
    new = mark + _with_points(text, path, guide, points).encode(encoding)
    _check(new, path, guide, returns, before, points)
    return Extended(new, len(points), warnings)


def _points(guide: Guide, returns: tuple[Return, ...], before: PlanFile, joined: bool) -> Iterable[Point]:
    """Yield the points for action without an entry, in the order of the guide and then of the returns."""
    covered = before.covered
    for chapter in guide.chapters:
        for each in chapter.questions:
            question = f"{chapter.id}:{each.id}"
            new = tuple(one for one in returns if _said(one, question) and (question, one.id) not in covered)
            if new and joined:
                yield Point(question, new)
            elif new:
                yield from (Point(question, (one,)) for one in new)


def _said(one: Return, question: str) -> bool:
    words = one.answers.get(question + POINT)
    return isinstance(words, str) and bool(words.strip())


def _without_question(guide: Guide, returns: tuple[Return, ...], before: PlanFile, path: Path) -> Iterable[Problem]:
    """Yield a warning of points for action without an entry, to questions that the guide does not have now."""
    covered = before.covered
    known = {f"{chapter.id}:{each.id}" for chapter in guide.chapters for each in chapter.questions}
    gone: dict[str, int] = {}
    for one in returns:
        for name in one.answers:
            question = name.removesuffix(POINT)
            is_point = name.endswith(POINT) and question not in known and _said(one, question)
            if is_point and (question, one.id) not in covered:
                gone[question] = gone.get(question, 0) + 1
    for question, count in gone.items():
        points = f"{count} points for action are" if count > 1 else "a point for action is"
        message = f"{points} about a question that is no longer asked, “{question}”"
        hint = "write an entry of your own for it; collated.pdf has its words"
        yield Problem("point-without-question", Place(path), message, hint, warning=True)


def _with_points(text: str, path: Path, guide: Guide, points: tuple[Point, ...]) -> str:
    """Return the text of the file with entries for these points, and a note of what they are."""
    if not text:
        first = guide.chapters[0]
        text = _HEAD.format(question=f"{first.id}:{first.questions[0].id}")
    text = _inserted(text, path, "actions", "\nactions:\n", [line for point in points for line in _entry(guide, point)])
    return _inserted(text, path, "offered", f"\n{_OFFERED}", [f"- {line}" for line in _offered(points)])


def _inserted(text: str, path: Path, name: str, head: str, new: list[str]) -> str:
    """Return the text with new lines at the end of a section. If there is no such section, it gets one, with its head.

    Comments at the left edge that stand right above the next section belong to that one.
    """
    lines, starts = LINE_END.split(text), [0, *(match.end() for match in LINE_END.finditer(text))]
    line_end = match[0] if (match := LINE_END.search(text)) else "\n"
    node, _ = parse_bytes(text.encode(), path)
    entries = node.entries if isinstance(node, Mapping) else ()
    index = next((number for number, (key, _) in enumerate(entries) if key.value == name), None)
    if index is None:
        at, indent, new = len(text), "", [*head.split("\n")[:-1], *(f"  {line}" for line in new)]
    else:
        indent = _indent(name, entries[index][1])
        end = len(lines)
        if index + 1 < len(entries):
            end = entries[index + 1][0].place.line - 1
            while lines[end - 1].startswith("#"):
                end -= 1
        while not lines[end - 1].strip():
            end -= 1
        at = starts[end] if end < len(starts) else len(text)
    block = "".join(f"{indent}{line}".rstrip() + line_end for line in new)
    missing = line_end if text[:at] and text[:at][-1] not in "\r\n" else ""
    return f"{text[:at]}{missing}{block}{text[at:]}"


def _indent(name: str, section: Node) -> str:
    """Return what stands before the hyphens of a list. Raises SenauditError for one in brackets."""
    if is_empty(section):
        return "  "
    if isinstance(section, Sequence) and section.place.source[section.place.column - 1 :].startswith("-"):
        return " " * (section.place.column - 1)
    message = f"new entries cannot be put between the brackets of “{name}”"
    hint = "write each entry in lines of its own, behind a hyphen; if there is none, delete the brackets"
    raise SenauditError([Problem("plan-in-brackets", section.place, message, hint)])


def _entry(guide: Guide, point: Point) -> list[str]:
    """Return the lines of a new entry, with a comment that says which question it is about."""
    chapter_id, _, question_id = point.question.partition(":")
    chapter = next(each for each in guide.chapters if each.id == chapter_id)
    question = next(each for each in chapter.questions if each.id == question_id)
    said_by = ", ".join(filter(None, dict.fromkeys(_group(guide, one) for one in point.returns)))
    title = _one_line(f"{chapter.title} {question.number}")
    words = {
        "id": f"{chapter_id}-{question_id}-{plain_id(point.returns[0].id)}",
        "questions": point.question,
        "from": ", ".join(one.id for one in point.returns),
        "state": "to do",
    }
    return [
        "",
        f"# {_one_line(f'{title}: {question.question}')}",
        f"# {_one_line(said_by)}: see collated.pdf, {title}" if said_by else f"# See collated.pdf, {title}",
        *(f"{'- ' if name == 'id' else '  '}{name}: {words.get(name, '')}".rstrip() for name in FIELDS),
    ]


def _group(guide: Guide, one: Return) -> str:
    """Return whose answers a return has, in words."""
    groups = [one.group] if one.group else list(one.completed_by)
    return " and ".join(str(guide.audiences.get(group, group)) for group in groups)


def _one_line(words: str) -> str:
    """Return words for a comment: one line, without marks and signs that are not seen."""
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())
    return plain if len(plain) <= _LONGEST_TITLE else f"{plain[:_LONGEST_TITLE]}…"


def _offered(points: tuple[Point, ...]) -> list[str]:
    """Return a line for each return with new entries: its id, and the names of their questions."""
    questions: dict[str, list[str]] = {}
    for point in points:
        for one in point.returns:
            questions.setdefault(one.id, []).append(point.question)
    return [" ".join([name, *names]) for name, names in questions.items()]


def _check(
    data: bytes, path: Path, guide: Guide, returns: tuple[Return, ...], before: PlanFile, points: tuple[Point, ...]
) -> None:
    """Raise SenauditError unless the new file says all that it said before, and has the new entries at its end."""
    try:
        after = plan_of(data, path, guide, returns)
    except SenauditError as error:
        if any(problem.kind in ("too-many-parts", "file-too-large") for problem in error.problems):
            message = f"with {len(points):,} new entries, this file would be too long"
            hint = "make one entry for all points for action of a question"
            raise SenauditError([Problem("plan-too-long", Place(path), message, hint)]) from None
        after = None
    count = len(before.plan.actions)
    if after is not None:
        old, new = after.plan.actions[:count], after.plan.actions[count:]
        wanted = [((point.question,), tuple(one.id for one in point.returns)) for point in points]
        if [*map(_said_in, old)] == [*map(_said_in, before.plan.actions)] and wanted == [
            (action.questions, action.sources) for action in new
        ]:
            return
    message = "new entries cannot be put into this file as it is written"
    hint = "let each entry begin with a hyphen, all under each other, and delete lines of --- or ..."
    raise SenauditError([Problem("plan-not-extended", Place(path), message, hint)])


def _said_in(action: PlannedAction) -> tuple[object, ...]:
    """Return all that an entry says, without its places in the file."""
    days = [day and (day.words.value, day.day) for day in (action.by, action.review)]
    words = [text and text.value for text in (action.what, action.who, action.success)]
    history = [(event.day.words.value, event.day.day, event.words.value) for event in action.history]
    return action.id, action.questions, action.sources, action.state, *days, *words, *history
