"""The checked model: the contents of an audit pack, typed and immutable, without anything about its look.

Every printed text is a `Text` with its place in a file, so that any later step can report it. Chapters and questions
are numbered by their order when they are read; the files hold no numbers.
"""

# No `from __future__ import annotations` here: with it, `NamedTuple` compiles each annotation at every start.
from typing import NamedTuple

from senaudit.content.school import School
from senaudit.content.text import Text
from senaudit.problems import Problem


class Point(NamedTuple):
    """A bullet point, with further points under it. `line` says whether there is a line to write on after its text."""

    text: Text
    points: "tuple[Point, ...]" = ()
    line: bool = False


class Step(NamedTuple):
    """One of a sequence of steps. If there is a `detail`, `text` is the step's short name."""

    text: Text
    detail: Text | None = None
    points: "tuple[Point, ...]" = ()


class Action(NamedTuple):
    """An action graphic for letters home: an icon's name and the words next to it."""

    icon: str
    text: Text


class Group(NamedTuple):
    """Points or steps under a small title in a call-out. The steps' numbers go on from the group before."""

    title: Text
    points: "tuple[Point, ...]" = ()
    steps: tuple[Step, ...] = ()


class Body(NamedTuple):
    """The contents of a call-out, printed in the order of these fields."""

    lead: Text | None = None
    paragraphs: tuple[Text, ...] = ()
    points: "tuple[Point, ...]" = ()
    steps: tuple[Step, ...] = ()
    groups: tuple[Group, ...] = ()
    actions: tuple[Action, ...] = ()
    closing: tuple[Text, ...] = ()
    numbering: str = "numbers"


class Ask(NamedTuple):
    """Smaller questions under an audit question."""

    lead: Text | None
    points: tuple[Point, ...]
    kind: str = "ask"


class CallOut(NamedTuple):
    """A parent view, a school example or guidance: `kind` is "parents", "schools" or "guidance".

    `title` replaces the usual label of its kind. Guidance always has a title.
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
    """A quotation and its source."""

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
    """A question in words for one audience, for its audit sheet. Its fields replace those of the question."""

    question: Text
    prompts: tuple[Text, ...] = ()
    checklist_lead: Text | None = None
    checklist: tuple[Point, ...] = ()


class Question(NamedTuple):
    """An audit question.

    `number` is its place in its chapter, from "1", and stays the same in a selection. A question that a school puts
    after number 3 is "3a". The audit sheet prints its `checklist` (bulleted) and its `prompts` (a line of reminders).
    `audiences` holds the ids of the groups to ask; if it is empty, everybody is asked. `wordings` holds the question in
    words for one audience, by the audience's id. `is_supplement` says that it is of the supplement.
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
    is_supplement: bool = False


class Closing(NamedTuple):
    """The last line of a chapter: what you may still want to know, and the call to ask a parent."""

    lead: Text
    call: Text


class Chapter(NamedTuple):
    """A chapter: `number` is its place in the guide, from 1.

    `left_out` holds the shipped questions that the school leaves out. The others keep their numbers.
    """

    id: str
    number: int
    title: Text
    summary: Text
    questions: tuple[Question, ...]
    closing: Closing
    left_out: tuple[Question, ...] = ()


class Introduction(NamedTuple):
    """The introduction, printed before the chapters."""

    title: Text
    sections: tuple[Section, ...]


class GlossaryEntry(NamedTuple):
    """An abbreviation or term, its meaning today, and the older term that it replaces, if any.

    `id` is the name by which texts refer to it.
    """

    term: Text
    meaning: Text
    older: Text | None
    id: str


class Abbreviation(NamedTuple):
    """An abbreviation and the words that it stands for, as the audit sheets explain it."""

    term: Text
    meaning: Text


class Glossary(NamedTuple):
    """The terms explained at the end of the guide, in the order of printing."""

    title: Text
    lead: Text
    entries: tuple[GlossaryEntry, ...]


class Message(NamedTuple):
    """One of the poster's messages, in a parent's voice."""

    heading: Text
    text: Text


class Poster(NamedTuple):
    """The poster: its title, six messages, closing line, and the words before the school's name and contact."""

    title: Text
    lead: Text
    messages: tuple[Message, ...]
    closing: Text
    school: Text
    contact: Text


class Letter(NamedTuple):
    """The covering letter: its words for everybody, and all its words for each group that has some of its own.

    `labels` are its fixed words. `minutes` is how many a question takes, on average.
    """

    words: dict[str, Text]
    wordings: dict[str, dict[str, Text]]
    labels: dict[str, Text]
    minutes: int


class Guide(NamedTuple):
    """The whole content of an audit pack.

    `labels` and `audiences` hold the printed words for each label's name and audience's id, `terms` the words for each
    term. `school` is the school whose pack this is, if any. `audience` is the id of the audience, if a single one was
    selected. `checked` is the month in which the facts were last checked, if the terms say so. `author` is whom a PDF
    names if it is no school's. `left_out` holds the chapters that the school leaves out. `warnings` holds problems that
    do not stop the printing. `abbreviations` are those that the audit sheets explain where they print them.
    `form_code` tells sheets that are filled in on a screen from other such sheets; other documents have none.
    `findings` holds the fixed words of the documents that are made of filled-in sheets, and `letter` the words of a
    covering letter; other documents have none of them. `is_partly` says that some of a translation is not translated.
    `second` is the same guide in another language, for a document in two.
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
    checked: Text | None = None
    abbreviations: tuple[Abbreviation, ...] = ()
    author: Text | None = None
    form_code: str = ""
    findings: dict[str, Text] = {}  # noqa: RUF012 - nobody changes it
    letter: Letter | None = None
    is_partly: bool = False
    second: "Guide | None" = None
