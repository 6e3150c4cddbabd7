"""The checked model: what an audit pack says, typed and immutable, and nothing of how it looks.

Every piece of wording is a `Text`, which knows the place it was written at, so that any later step can name it.
Numbers are not written down: chapters and questions are numbered by their order, once, when they are read.
"""

# Annotations are no texts here, as they are elsewhere: `NamedTuple` would compile each of them at every start.
from typing import NamedTuple

from senaudit.content.school import School
from senaudit.content.text import Text
from senaudit.problems import Problem


class Point(NamedTuple):
    """A bullet point, with points of its own under it."""

    text: Text
    points: "tuple[Point, ...]" = ()


class Step(NamedTuple):
    """One of a sequence of steps. Where there is a `detail`, `text` is the step's short name."""

    text: Text
    detail: Text | None = None
    points: "tuple[Point, ...]" = ()


class Action(NamedTuple):
    """An action graphic for letters home: an icon's name and the words beside it."""

    icon: str
    text: Text


class Group(NamedTuple):
    """Points or steps under a small title inside a call-out; steps run on from the group before."""

    title: Text
    points: "tuple[Point, ...]" = ()
    steps: tuple[Step, ...] = ()


class Body(NamedTuple):
    """What a call-out holds, printed in the order of these fields."""

    lead: Text | None = None
    paragraphs: tuple[Text, ...] = ()
    points: "tuple[Point, ...]" = ()
    steps: tuple[Step, ...] = ()
    groups: tuple[Group, ...] = ()
    actions: tuple[Action, ...] = ()
    closing: tuple[Text, ...] = ()
    numbering: str = "numbers"


class Ask(NamedTuple):
    """Subsidiary audit questions."""

    lead: Text | None
    points: tuple[Point, ...]
    kind: str = "ask"


class CallOut(NamedTuple):
    """A parent view, a school example or guidance: `kind` is "parents", "schools" or "guidance".

    `title` takes the place of the format's usual label; guidance always has one.
    """

    kind: str
    title: Text | None
    body: Body


class Paragraph(NamedTuple):
    """A paragraph of running text."""

    text: Text
    kind: str = "text"


class Subheading(NamedTuple):
    """A heading inside a section."""

    text: Text
    kind: str = "heading"


class Bullets(NamedTuple):
    """Bullet points in running text."""

    lead: Text | None
    points: tuple[Point, ...]
    kind: str = "points"


class Steps(NamedTuple):
    """Numbered steps in running text."""

    lead: Text | None
    steps: tuple[Step, ...]
    numbering: str = "numbers"
    kind: str = "steps"


class Quote(NamedTuple):
    """Words set apart, with who said them."""

    text: Text
    source: Text | None
    kind: str = "quote"


Block = Ask | CallOut | Paragraph | Subheading | Bullets | Steps | Quote


class Section(NamedTuple):
    """A titled run of blocks: a part of the introduction, the acknowledgement, the licence."""

    id: str
    title: Text
    blocks: tuple[Block, ...]


class Wording(NamedTuple):
    """How a question speaks to one audience on its audit sheet: what it has takes the place of the question's own."""

    question: Text
    prompts: tuple[Text, ...] = ()
    checklist_lead: Text | None = None
    checklist: tuple[Point, ...] = ()


class Question(NamedTuple):
    """An audit question.

    `number` is its place in its chapter, from "1", and never changes with a selection; a question that a school puts
    after number 3 is "3a". On the audit sheet stand its `checklist` (bulleted) and its `prompts` (a line of reminders).
    `audiences` holds the ids of those whom it makes sense to ask; none means everybody. `wordings` holds, by audience,
    the words that speak to it.
    """

    id: str
    number: str
    question: Text
    prompts: tuple[Text, ...]
    checklist_lead: Text | None
    checklist: tuple[Point, ...]
    audiences: tuple[str, ...]
    blocks: tuple[Block, ...]
    wordings: dict[str, Wording]


class Closing(NamedTuple):
    """The line that closes a part: what you may want to know, and the call to ask a parent."""

    lead: Text
    call: Text


class Chapter(NamedTuple):
    """A chapter: `number` is its place in the guide, from 1.

    `left_out` holds the shipped questions that the school leaves out; the others keep their numbers.
    """

    id: str
    number: int
    title: Text
    summary: Text
    questions: tuple[Question, ...]
    closing: Closing
    left_out: tuple[Question, ...] = ()


class Introduction(NamedTuple):
    """What comes before the chapters."""

    title: Text
    sections: tuple[Section, ...]


class GlossaryEntry(NamedTuple):
    """An abbreviation or term, what it means today, and the older term that it replaces, if any."""

    term: Text
    meaning: Text
    older: Text | None


class Glossary(NamedTuple):
    """The terms explained at the guide's end, in the order they are printed."""

    title: Text
    lead: Text
    entries: tuple[GlossaryEntry, ...]


class Message(NamedTuple):
    """One of the poster's messages, in a parent's voice."""

    heading: Text
    text: Text


class Poster(NamedTuple):
    """The poster: a title, six messages, a closing line, and the words for the school's strip."""

    title: Text
    lead: Text
    messages: tuple[Message, ...]
    closing: Text
    school: Text
    contact: Text


class Guide(NamedTuple):
    """The whole content tree. `labels` and `audiences` give the printed words for each fixed label and audience id.

    `school` is the school whose pack it is, if it is one's. `audience` is the id of the one group that it was cut down
    to, if it was. `left_out` holds the chapters that the school leaves out. `terms` are those that its texts may name.
    `warnings` says what can be printed but may not be what was meant.
    """

    title: Text
    subtitle: Text
    edition: Text
    language: str
    introduction: Introduction
    chapters: tuple[Chapter, ...]
    glossary: Glossary
    back_matter: tuple[Section, ...]
    poster: Poster
    labels: dict[str, Text]
    audiences: dict[str, Text]
    terms: dict[str, Text]
    school: School | None = None
    audience: str | None = None
    left_out: tuple[Chapter, ...] = ()
    warnings: tuple[Problem, ...] = ()
