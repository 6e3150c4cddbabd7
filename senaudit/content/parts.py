"""Readers of the parts of the guide: chapters, introduction, glossary, poster, labels and terms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as AbstractMapping
from functools import partial

from senaudit.content.blocks import led_points, question_blocks, section_blocks, texts
from senaudit.content.dates import month_in
from senaudit.content.entries import list_of, numbered, table, unique
from senaudit.content.fields import Reader, Reading, T, identifier, names_matching, text, text_or, with_schema, word
from senaudit.content.labels import LABELS, PATTERNS, REPLACED, words_of
from senaudit.content.messages import is_empty, kind_of
from senaudit.content.model import (
    Abbreviation,
    Block,
    Chapter,
    Closing,
    Glossary,
    GlossaryEntry,
    Introduction,
    Message,
    Poster,
    Question,
    Section,
    Wording,
)
from senaudit.content.naming import entry_name
from senaudit.content.prose import one_paragraph
from senaudit.content.terms import note_terms_in
from senaudit.content.text import Text
from senaudit.problems import did_you_mean, nearest
from senaudit.source.nodes import Mapping, Node

MESSAGES_ON_A_POSTER = 6

TERM = re.compile(r"[a-z][\w-]*")
_CAPITALS = re.compile(r"[A-Z]\w*[A-Z]")
"""What makes a word an abbreviation: two capitals."""

_UNDER_A_QUESTION = (
    "What stands under the question, in the order in which it is printed; or changes to single blocks, by their kind."
)
_IN_A_SECTION = (
    "What the section says, in the order in which it is printed; or changes to single blocks, by their kind."
)
_NO_QUESTION = 'begin the chapter’s first question below with "- id: …", or take it out of guide.yaml'
_AUDIENCE = re.compile(r"[a-z][a-z0-9-]*(?: [a-z0-9-]+)*")
_FOR_A_GROUP = "The question in words that speak to this group: "
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@with_schema(text)
def _asked(reading: Reading, node: Node) -> Text:
    """Read a question, which has fields for reminders and points to tick beside it."""
    one_paragraph(reading, node, 'leave only the question here, and write the points under "prompts:" or "checklist:"')
    return text(reading, node)


def _in_own_words(read: Reader[T]) -> Reader[T]:
    """Return a reader whose texts have the school's own words for terms, before its particulars are read."""

    @with_schema(read)
    def read_own(reading: Reading, node: Node) -> T:
        terms = reading.terms
        if terms is not None:
            reading.terms = terms | {name: words for name, words in reading.own_words.items() if name in terms}
        try:
            return read(reading, node)
        finally:
            reading.terms = terms

    return read_own


def terms(reading: Reading, node: Node) -> tuple[GlossaryEntry, ...]:
    """Read a file of terms. Put the terms into `reading`, and return their entries for the glossary."""
    with reading.fields(node, "a file of terms") as fields:
        description = "Names that texts use in braces: {service} prints what stands here for service."
        reading.terms = fields.required("terms", _terms, description)
        description = "The month in which the facts were last checked, such as November 2026."
        reading.checked = fields.optional("checked", _month, None, description)
        description = "Abbreviations that the audit sheets explain where they print them."
        reading.abbreviations = fields.optional("abbreviations", abbreviations, (), description)
        description = "Parts of the guide that differ from place to place: “passage: name” prints what stands here."
        reading.passages = fields.optional("passages", passages, {}, description)
        return fields.optional("glossary", glossary_entries, (), "The glossary’s entries for these terms.")


@with_schema(names_matching(TERM))
def _terms(reading: Reading, node: Node) -> dict[str, Text]:
    reading.terms_place = node.place
    texts = table(reading, node, TERM, "use letters, digits, hyphens and _, with a small letter first")
    for words in texts.values():
        note_terms_in(reading, words)
    return texts


def abbreviation(reading: Reading, node: Node) -> Abbreviation:
    """Read an abbreviation that the audit sheets explain."""
    with reading.fields(node, "an abbreviation") as fields:
        term = fields.required("term", text, "The abbreviation.")
        meaning = fields.required("meaning", text, "The words that it stands for.")
        return Abbreviation(term, meaning)


_abbreviations = unique(list_of(abbreviation), "term")


@_in_own_words
@with_schema(_abbreviations)
def abbreviations(reading: Reading, node: Node) -> tuple[Abbreviation, ...]:
    """Read the abbreviations. A school's own term may be a whole word: then there is nothing to explain.

    A meaning that ends with its abbreviation in brackets, as terms do, loses it.
    """
    return tuple(
        entry._replace(meaning=entry.meaning._replace(value=entry.meaning.value.removesuffix(f" ({entry.term.value})")))
        for entry in _abbreviations(reading, node)
        if _CAPITALS.search(reading.original(entry.term))
    )


@with_schema(text)
def _month(reading: Reading, node: Node) -> Text:
    words = text(reading, node)
    if month_in(reading.original(words)) is None:  # a translation may name it as its language does
        hint = "write the month and the year, such as November 2026"
        raise reading.wrong("not-a-month", node.place, f"“{words}” is not a month", hint)
    return words


@_in_own_words
@with_schema({"type": "object", "additionalProperties": {"anyOf": [section_blocks, {"enum": [None, ""]}]}})
def passages(reading: Reading, node: Node) -> dict[str, tuple[Block, ...]]:
    """Read the passages. One with nothing in it prints nothing: not every place has something to say on everything."""
    if not isinstance(node, Mapping):
        message = f"names of passages and their blocks belong here, not {kind_of(node)}"
        raise reading.wrong("not-a-table", node.place, message, 'write "name:", and the blocks in the lines below')
    names = {key.value: reading.attempt(identifier, key) for key, _ in node.entries}
    return {
        key.value: () if is_empty(blocks) else reading.under(key.value, section_blocks, blocks) or ()
        for key, blocks in node.entries
        if names[key.value]
    }


@_in_own_words
def labels(reading: Reading, node: Node) -> tuple[dict[str, Text], dict[str, Text]]:
    """Read labels.yaml: the words of each label, and the printed name of each audience."""
    with reading.fields(node, "labels.yaml") as fields:
        words = fields.required("labels", _labels, "The fixed words of the pages.")
        description = "The groups whom it makes sense to ask, and how their names are printed."
        return words, fields.required("audiences", _audiences, description)


def _labels(reading: Reading, node: Node) -> dict[str, Text]:
    return words_of(reading, node, "the set of labels", LABELS, PATTERNS, REPLACED)


@with_schema(names_matching(_AUDIENCE))
def _audiences(reading: Reading, node: Node) -> dict[str, Text]:
    # Set even if a label is wrong, so that the audiences of the questions are checked in the same run.
    reading.audiences = table(reading, node, _AUDIENCE, "use small letters, digits, hyphens and single spaces")
    return reading.audiences


def introduction(reading: Reading, node: Node) -> Introduction:
    """Read introduction.yaml."""
    with reading.fields(node, "the introduction") as fields:
        description = "The sections in their order; or changes to single ones, by their ids."
        return Introduction(
            title=fields.required("title", text, "Its title."),
            sections=fields.required("sections", sections, description),
        )


def section(reading: Reading, node: Node) -> Section:
    """Read a section: an id, a title and blocks."""
    with reading.fields(node, "a section") as fields:
        return Section(
            id=fields.required("id", identifier, "The section’s short name."),
            title=fields.required("title", text, "Its title."),
            blocks=fields.required("blocks", section_blocks, _IN_A_SECTION),
        )


sections = unique(list_of(section), "id")


def chapter(
    number: int, name: str, numbers: AbstractMapping[str, str], left_out: Iterable[Node], reading: Reading, node: Node
) -> Chapter:
    """Read the chapter file called `name`, which must be the chapter's id; `number` is its place in the guide.

    `numbers` holds the questions' numbers by their ids. A question that is not in it is numbered by its place.
    `left_out` holds the nodes of the shipped questions that the school leaves out.
    """
    read_question = partial(question, numbers)
    questions = unique(numbered(read_question, _NO_QUESTION), "id")
    with reading.fields(node, "a chapter") as fields:
        return Chapter(
            id=fields.required("id", partial(_chapter_id, name), "The chapter’s short name, which its file has too."),
            number=number,
            title=fields.required("title", text, "The chapter’s title."),
            summary=fields.required("summary", text, "What the chapter is about, in a sentence."),
            questions=fields.required(
                "questions", questions, "The audit questions in their order; or changes to single ones, by their ids."
            ),
            closing=fields.required("closing", _closing, "The line that closes the chapter."),
            left_out=tuple(reading.attempt(partial(read_question, number=0), item) for item in left_out),
        )


@with_schema(identifier)
def _chapter_id(name: str, reading: Reading, node: Node) -> str:
    value = identifier(reading, node)
    if value != name:
        message = f"the chapter’s id is “{value}”, but its file is called {name}.yaml"
        raise reading.wrong(
            "chapter-id-differs", node.place, message, "give both the same name, the one that stands in guide.yaml"
        )
    return value


def _wording(reading: Reading, node: Node) -> Wording:
    with reading.fields(node, "the wording for an audience") as fields:
        description = "Points with boxes to tick, in words for this group."
        lead, checklist = fields.optional("checklist", led_points, (None, ()), description) or (None, ())
        return Wording(
            question=fields.required("question", _asked, "The question, as you would ask it of this group."),
            prompts=fields.optional("prompts", texts, (), "Reminders of what to think of, in words for this group."),
            checklist_lead=lead,
            checklist=checklist,
        )


_wording_or_question = text_or(Wording, _wording)


@with_schema(_wording_or_question)
def wording(reading: Reading, node: Node) -> Wording:
    """Read a question in words for one audience: a text, or the fields that differ."""
    one_paragraph(reading, node, 'write the question under "question:", and the points under "prompts:"')
    return _wording_or_question(reading, node)


def wording_fields(reading: Reading, node: Node) -> dict[str, str]:
    """Return the names of the fields that hold the wording for each audience, by audience.

    If labels.yaml is wrong, the audiences are not known. Then every field that begins with `for_` counts, so that only
    the problem of labels.yaml is reported.
    """
    if reading.audiences is None:
        keys = [key.value for key, _ in node.entries] if isinstance(node, Mapping) else []
        return {key: key for key in keys if key.startswith("for_")}
    return {audience: f"for_{re.sub('[ -]', '_', audience)}" for audience in reading.audiences}


def question(numbers: AbstractMapping[str, str], reading: Reading, node: Node, number: int) -> Question:
    """Read a question. Its number is the entry of `numbers` for its id, or else `number`."""
    with reading.fields(node, "a question") as fields:
        description = "Points with boxes to tick on the audit sheet."
        lead, checklist = fields.optional("checklist", led_points, (None, ()), description) or (None, ())
        names = wording_fields(reading, node)
        wordings = {
            group: fields.optional(name, wording, None, f"{_FOR_A_GROUP}{group}.") for group, name in names.items()
        }
        name = fields.required("id", identifier, "The question’s short name.")
        return Question(
            id=name,
            number=numbers.get(name, str(number)),
            question=fields.required("question", _asked, "The audit question."),
            prompts=fields.optional("prompts", texts, (), "Reminders on the audit sheet of what to think of."),
            checklist_lead=lead,
            checklist=checklist,
            audiences=fields.optional(
                "audiences", _some_audiences, (), "Whom it makes sense to ask. Without this line: everybody."
            ),
            blocks=fields.required("blocks", question_blocks, _UNDER_A_QUESTION),
            wordings={audience: words for audience, words in wordings.items() if words},
        )


@with_schema({"type": "string", "description": "A group of people, as in labels.yaml."})
def audience(reading: Reading, node: Node) -> str:
    """Read the id of an audience. If the audiences are known, it must be one of them."""
    value = word(reading, node)
    if reading.audiences is not None and value.casefold() in reading.audiences:
        return value.casefold()
    if reading.audiences is not None:
        hint = did_you_mean(value, reading.audiences) or "add it to audiences in labels.yaml"
        message, right = f"there is no audience “{value}” in labels.yaml", nearest(value, reading.audiences)
        raise reading.wrong("unknown-audience", node.place, message, hint, fix=right)
    return value


_some_audiences = unique(list_of(audience))


def _closing(reading: Reading, node: Node) -> Closing:
    with reading.fields(node, "a closing line") as fields:
        return Closing(
            lead=fields.required("lead", text, "What you may still want to know."),
            call=fields.required("call", text, "The call to ask a parent."),
        )


def poster(reading: Reading, node: Node) -> Poster:
    """Read poster.yaml."""
    with reading.fields(node, "the poster") as fields:
        return Poster(
            title=fields.required("title", text, "The poster’s title."),
            lead=fields.required("lead", text, "What stands above the messages."),
            messages=fields.required(
                "messages", _messages, "The six messages; or changes to single ones, by their numbers."
            ),
            closing=fields.required("closing", text, "The line under the messages."),
            school=fields.required("school", text, "The words before the school’s name."),
            contact=fields.required("contact", text, "The words before whom to talk to."),
        )


def _message(reading: Reading, node: Node) -> Message:
    with reading.fields(node, "a message") as fields:
        return Message(
            heading=fields.required("heading", text, "The message, in a few words."),
            text=fields.required("text", text, "What it means, in a sentence or two."),
        )


@with_schema({"type": "array", "items": _message, "minItems": MESSAGES_ON_A_POSTER, "maxItems": MESSAGES_ON_A_POSTER})
def _messages(reading: Reading, node: Node) -> tuple[Message, ...]:
    messages = list_of(_message)(reading, node)
    if len(messages) != MESSAGES_ON_A_POSTER:
        message = f"the poster has exactly {MESSAGES_ON_A_POSTER} messages, and here are {len(messages)}"
        raise reading.wrong(
            "number-of-messages", node.place, message, "they fill a grid of panels: add messages or take some out"
        )
    return messages


def glossary(reading: Reading, node: Node) -> Glossary:
    """Read the glossary of guide.yaml."""
    with reading.fields(node, "the glossary") as fields:
        return Glossary(
            title=fields.required("title", text, "Its title."),
            lead=fields.required("lead", text, "What stands above the entries."),
            entries=fields.required(
                "entries", glossary_entries, "The entries; or changes to single ones, by their terms."
            ),
        )


def glossary_entry(reading: Reading, node: Node) -> GlossaryEntry:
    """Read an entry of the glossary."""
    with reading.fields(node, "an entry of the glossary") as fields:
        term = fields.required("term", text, "The word or abbreviation.")
        return GlossaryEntry(
            term=term,
            meaning=fields.required("meaning", text, "What it means."),
            older=fields.optional("older", text, None, "The older term that it replaces."),
            id=entry_name(reading.original(term)),
        )


glossary_entries = unique(list_of(glossary_entry), "term")


@with_schema({"type": "string", "pattern": f"^{_LANGUAGE.pattern}$"})
def language(reading: Reading, node: Node) -> str:
    """Read a language tag, such as en-GB, for screen readers."""
    value = word(reading, node)
    if not _LANGUAGE.fullmatch(value):
        raise reading.wrong(
            "not-a-language", node.place, f"“{value}” is not a language tag", "British English is en-GB, Welsh cy"
        )
    return value
