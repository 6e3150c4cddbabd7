"""How the parts of the guide read themselves, each from the one YAML file that holds it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as Map
from functools import partial

from senaudit.content.blocks import led_points, question_blocks, section_blocks
from senaudit.content.fields import (
    Fields,
    Reading,
    different,
    identifier,
    list_of,
    names_a_term,
    numbered,
    table,
    text,
    word,
)
from senaudit.content.labels import LABELS
from senaudit.content.model import (
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
from senaudit.content.text import Text
from senaudit.problems import did_you_mean
from senaudit.source.nodes import Mapping, Node, Scalar

MESSAGES_ON_A_POSTER = 6

TERM = re.compile(r"[a-z][\w-]*")
_NO_QUESTION = "begin the chapter’s first question below with “- id: …”, or take it out of guide.yaml"
_AUDIENCE = re.compile(r"[a-z][a-z0-9-]*(?: [a-z0-9-]+)*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def terms(reading: Reading, node: Node) -> tuple[GlossaryEntry, ...]:
    """Read a file of terms: the names that texts may use in braces, kept in `reading`, and their glossary entries."""
    with Fields(reading, node, "a file of terms") as fields:
        reading.terms = fields.required("terms", _terms)
        return fields.optional("glossary", glossary_entries, ())


def _terms(reading: Reading, node: Node) -> dict[str, Text]:
    texts = table(reading, node, TERM, "use letters, digits, hyphens and _, with a small letter first")
    for filling in texts.values():
        if names_a_term(filling.value):
            reading.wrong(
                "term-in-term",
                filling.place,
                "a term cannot name another term",
                "write out the words of the other term",
            )
    return texts


def labels(reading: Reading, node: Node) -> tuple[dict[str, Text], dict[str, Text]]:
    """Read labels.yaml: the fixed words of the pages, and the printed name of each audience."""
    with Fields(reading, node, "labels.yaml") as fields:
        return fields.required("labels", _labels), fields.required("audiences", _audiences)


def _labels(reading: Reading, node: Node) -> dict[str, Text]:
    with Fields(reading, node, "the set of labels") as fields:
        return {name: fields.required(name, text) for name in LABELS}


def _audiences(reading: Reading, node: Node) -> dict[str, Text]:
    # Kept even if a label is wrong, so that the audiences of the questions are checked in the same run.
    reading.audiences = table(reading, node, _AUDIENCE, "use small letters, digits, hyphens and single spaces")
    return reading.audiences


def introduction(reading: Reading, node: Node) -> Introduction:
    """Read introduction.yaml."""
    with Fields(reading, node, "the introduction") as fields:
        return Introduction(title=fields.required("title", text), sections=fields.required("sections", sections))


def section(reading: Reading, node: Node) -> Section:
    """Read a titled run of blocks."""
    with Fields(reading, node, "a section") as fields:
        return Section(
            id=fields.required("id", identifier),
            title=fields.required("title", text),
            blocks=fields.required("blocks", section_blocks),
        )


sections = different(list_of(section), "id")


def chapter(
    number: int, name: str, numbers: Map[str, str], left_out: Iterable[Node], reading: Reading, node: Node
) -> Chapter:
    """Read the chapter file called `name`, which must be its id; `number` is its place in the guide.

    `numbers` has the questions' numbers by their ids; one that is not there is numbered by its place. `left_out` are
    the nodes of questions that the contents name and the chapter does not hold.
    """
    question = partial(_question, numbers)
    with Fields(reading, node, "a chapter") as fields:
        return Chapter(
            id=fields.required("id", partial(_chapter_id, name)),
            number=number,
            title=fields.required("title", text),
            summary=fields.required("summary", text),
            questions=fields.required("questions", different(numbered(question, _NO_QUESTION), "id")),
            closing=fields.required("closing", _closing),
            left_out=tuple(reading.attempt(partial(question, number=0), each) for each in left_out),
        )


def _chapter_id(name: str, reading: Reading, node: Node) -> str:
    value = identifier(reading, node)
    if value != name:
        message = f"the chapter’s id is “{value}”, but its file is called {name}.yaml"
        raise reading.wrong(
            "chapter-id-differs", node.place, message, "give both the same name, the one that stands in guide.yaml"
        )
    return value


def _wording(reading: Reading, node: Node) -> Wording:
    """Read how a question speaks to one audience: a text, or the fields that differ."""
    if isinstance(node, Scalar):
        return Wording(text(reading, node))
    with Fields(reading, node, "the wording for an audience") as fields:
        lead, checklist = fields.optional("checklist", led_points, (None, ())) or (None, ())
        return Wording(
            question=fields.required("question", text),
            prompts=fields.optional("prompts", list_of(text), ()),
            checklist_lead=lead,
            checklist=checklist,
        )


def _wording_fields(reading: Reading, node: Node) -> dict[str, str]:
    """Return the name of the field that holds the wording for each audience.

    While the audiences are not known, every field that may be one counts, so that labels.yaml’s problem is told alone.
    """
    if reading.audiences is None:
        keys = [key.value for key, _ in node.entries] if isinstance(node, Mapping) else []
        return {key: key for key in keys if key.startswith("for_")}
    return {audience: f"for_{re.sub('[ -]', '_', audience)}" for audience in reading.audiences}


def _question(numbers: Map[str, str], reading: Reading, node: Node, number: int) -> Question:
    with Fields(reading, node, "a question") as fields:
        lead, checklist = fields.optional("checklist", led_points, (None, ())) or (None, ())
        names = _wording_fields(reading, node)
        wordings = {audience: fields.optional(name, _wording, None) for audience, name in names.items()}
        name = fields.required("id", identifier)
        return Question(
            id=name,
            number=numbers.get(name, str(number)),
            question=fields.required("question", text),
            prompts=fields.optional("prompts", list_of(text), ()),
            checklist_lead=lead,
            checklist=checklist,
            audiences=fields.optional("audiences", different(list_of(_audience)), ()),
            blocks=fields.required("blocks", question_blocks),
            wordings={audience: wording for audience, wording in wordings.items() if wording},
        )


def _audience(reading: Reading, node: Node) -> str:
    value = word(reading, node)
    if reading.audiences is not None and value not in reading.audiences:
        hint = did_you_mean(value, reading.audiences) or "add it to audiences in labels.yaml"
        raise reading.wrong("unknown-audience", node.place, f"there is no audience “{value}” in labels.yaml", hint)
    return value


def _closing(reading: Reading, node: Node) -> Closing:
    with Fields(reading, node, "a closing line") as fields:
        return Closing(lead=fields.required("lead", text), call=fields.required("call", text))


def poster(reading: Reading, node: Node) -> Poster:
    """Read poster.yaml."""
    with Fields(reading, node, "the poster") as fields:
        return Poster(
            title=fields.required("title", text),
            lead=fields.required("lead", text),
            messages=fields.required("messages", _messages),
            closing=fields.required("closing", text),
            school=fields.required("school", text),
            contact=fields.required("contact", text),
        )


def _message(reading: Reading, node: Node) -> Message:
    with Fields(reading, node, "a message") as fields:
        return Message(heading=fields.required("heading", text), text=fields.required("text", text))


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
    with Fields(reading, node, "the glossary") as fields:
        return Glossary(
            title=fields.required("title", text),
            lead=fields.required("lead", text),
            entries=fields.required("entries", glossary_entries),
        )


def _glossary_entry(reading: Reading, node: Node) -> GlossaryEntry:
    with Fields(reading, node, "an entry of the glossary") as fields:
        return GlossaryEntry(
            term=fields.required("term", text),
            meaning=fields.required("meaning", text),
            older=fields.optional("older", text, None),
        )


glossary_entries = different(list_of(_glossary_entry), "term")


def language(reading: Reading, node: Node) -> str:
    """Read a language tag, for the PDF's readers aloud."""
    value = word(reading, node)
    if not _LANGUAGE.fullmatch(value):
        raise reading.wrong(
            "not-a-language", node.place, f"“{value}” is not a language tag", "British English is en-GB, Welsh cy"
        )
    return value
