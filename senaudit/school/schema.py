"""Make the JSON Schemas with which editors complete and explain a school's files, from the readers.

A reader of anything but fields has its schema (`with_schema`). A reader of fields is run on an empty node, and the
fields that it asks for are recorded. Further rules for a school's own file are added here: it can leave fields out,
and change entries by name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, cast

from senaudit.content import blocks, parts
from senaudit.content.fields import D, Fields, Reader, Reading, T, Wrong, identifier, text
from senaudit.content.findings import findings
from senaudit.content.inflection import forms
from senaudit.content.letter import letter
from senaudit.content.text import Text
from senaudit.problems import Place
from senaudit.school.changes import CHANGE_FIELDS, USE
from senaudit.school.copies import questions_of
from senaudit.school.load import OtherFiles, read_guide
from senaudit.school.names import SUPPLEMENT
from senaudit.school.overlay import field
from senaudit.school.particulars import read_school
from senaudit.school.question_names import ADD, AFTER, CHANGE, DROP
from senaudit.school.reading import read
from senaudit.school.tree import Tree
from senaudit.source.nodes import Mapping, Node

Json = dict[str, Any]

# The readers that the schemas share, by the names of their definitions. A school's file replaces these as a whole.
_WHOLE: dict[str, Reader[object]] = {
    "text": text,
    "texts": blocks.texts,
    "point": blocks.point,
    "points": blocks.points,
    "ledPoints": blocks.led_points,
    "step": blocks.step,
    "steps": blocks.steps,
    "stepsBlock": blocks.led_steps,
    "group": blocks.group,
    "action": blocks.action,
    "callOut": blocks.parents,
    "guidance": blocks.guidance,
    "questionBlock": blocks.question_block,
    "sectionBlock": blocks.section_block,
    "audience": parts.audience,
    "wording": parts.wording,
    "id": identifier,
}
# Of these, a school's file can change single fields, so none is required.
_IN_PARTS: dict[str, Reader[object]] = {
    "questionBlocks": blocks.question_blocks,
    "sectionBlocks": blocks.section_blocks,
    "question": partial(parts.question, {}, number=0),
    "section": parts.section,
    "sections": parts.sections,
    "entry": parts.glossary_entry,
    "entries": parts.glossary_entries,
    "abbreviation": parts.abbreviation,
    "abbreviations": parts.abbreviations,
}
_NO_OTHER_FILES = OtherFiles(*cast(Any, (None,) * len(OtherFiles._fields)))
_FILES: dict[str, tuple[str, Reader[object]]] = {
    "chapter": ("A chapter", partial(parts.chapter, 1, "", {}, ())),
    "guide": ("guide.yaml: the guide as a whole", partial(read_guide, cast(Any, Tree.chapters), _NO_OTHER_FILES)),
    "introduction": ("introduction.yaml: what comes before the chapters", parts.introduction),
    "labels": ("labels.yaml: the fixed words of the pages", parts.labels),
    "poster": ("poster.yaml: the poster", parts.poster),
    "findings": ("findings.yaml: the fixed words of documents that are made of filled-in sheets", findings),
    "letter": ("letter.yaml: the covering letter of the audit sheets", letter),
}

# The lists whose entries a school can change by name: their noun, their kind of names, and where new entries go.
_NAMED = {
    "question": ("Questions", "ids", "behind"),
    "section": ("Sections", "ids", "behind"),
    "entry": ("Entries", "terms", "among"),
    "abbreviation": ("Abbreviations", "terms", "among"),
}
_BLOCKS = {"questionBlock": "parents", "sectionBlock": "text"}
"""The definitions of blocks, each with an example of a kind of block."""


def schema_files(content: Path) -> dict[str, bytes]:
    """Return the schemas for the content in that folder: the names of their files and their bytes."""
    node, _ = read(content / "labels.yaml")
    audiences = field(node, "audiences")
    names = [key.value for key, _ in audiences.entries] if isinstance(audiences, Mapping) else []
    terms = sorted(path.stem for path in (content / "terms").glob("*.yaml"))
    files = sorted((content / SUPPLEMENT / "chapters").glob("*.yaml"))
    supplement = [name for path in files for name in questions_of(read(path)[0])]
    return {
        f"{name}.json": f"{json.dumps(schema, ensure_ascii=False, indent=2)}\n".encode()
        for name, schema in schemas(names, terms, supplement).items()
    }


def schemas(audiences: Iterable[str], terms: Iterable[str], supplement: Iterable[str] = ()) -> dict[str, Json]:
    """Return all schemas by name. Editors offer `audiences`, `terms` and questions of the `supplement` as values."""
    recorder = _Recorder(audiences)
    definitions = {_function(reader): name for name, reader in (_WHOLE | _IN_PARTS).items()}
    definitions |= {blocks.schools: "callOut"}
    local = {reader: f"#/definitions/{name}" for reader, name in definitions.items()}
    remote = {reader: f"blocks.json{reference}" for reader, reference in local.items()}
    complete, in_parts = _Schemas(recorder, local, complete=True), _Schemas(recorder, local, complete=False)
    shared = {name: complete.inline(reader) for name, reader in _WHOLE.items()}
    shared |= {name: in_parts.inline(reader) for name, reader in _IN_PARTS.items()}
    shared["audience"] = _offered(audiences, shared["audience"])
    shared["question"]["patternProperties"] = {"^for_[a-z0-9_]+$": {"$ref": "#/definitions/wording"}}
    files = {"blocks": _file("Pieces that the other schemas share", {"definitions": shared})}
    of_files = _Schemas(recorder, remote, complete=False)
    files |= {name: _file(title, of_files.inline(reader)) for name, (title, reader) in _FILES.items()}
    either = [of_files.inline(parts.terms), of_files.inline(forms)]
    files["terms"] = _file("A file of terms, or of their forms in another language", {"anyOf": either})
    files["question"] = _file("A file in the folder “questions” of a school", _question_file(of_files))
    form = _form(_Schemas(recorder, {}, complete=True).inline(partial(read_school, Path(), logo_words="")))
    form["properties"]["terms"] = _offered(terms, form["properties"]["terms"])
    choice = {"anyOf": [{"enum": ["yes", "no", *supplement]}, *form["properties"]["supplement"]["anyOf"]]}
    form["properties"]["supplement"] |= choice
    files["school"] = _file("school.yaml: your school", form)
    return files


def _file(title: str, schema: Json) -> Json:
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": title, **schema}


def _offered(names: Iterable[str], schema: Json) -> Json:
    """Return the schema of a text for which an editor offers these names. A school may type others."""
    return {"description": schema["description"], "anyOf": [{"enum": list(names)}, {"type": schema["type"]}]}


def _form(schema: Json) -> Json:
    """Return the schema of a form: a field that is not required may be left empty."""

    def or_empty(field: Json) -> Json:
        if "enum" in field:
            return field | {"enum": [*field["enum"], None, ""]}
        if "string" in field.get("type", ()):
            return field | {"type": [*field["type"], "null"]}
        filled = {key: value for key, value in field.items() if key != "description"}
        return {"description": field["description"], "anyOf": [filled, {"enum": [None, ""]}]}

    fields = schema["properties"].items()
    properties = {name: field if name in schema["required"] else or_empty(field) for name, field in fields}
    return schema | {"properties": properties}


def _question_file(schemas: _Schemas) -> Json:
    """Return the schema of a file that adds or changes one question, or drops some."""
    question = schemas.inline(_IN_PARTS["question"])
    own = {name: schemas.described(reader, description) for name, (reader, description) in CHANGE_FIELDS.items()}
    of_question = {name: schema for name, schema in question["properties"].items() if name != "id"}

    def without(*names: str) -> Json:
        return {"not": {"anyOf": [{"required": [name]} for name in names]}}

    only_a_list = {"properties": {"blocks": {"type": "array"}}}
    return {
        **question,
        "properties": own | of_question,
        "patternProperties": {"^for_[a-z0-9_]+$": {"$ref": "blocks.json#/definitions/wording"}},
        "oneOf": [
            {"required": [ADD, "question", "blocks"], **only_a_list, **without(CHANGE, DROP)},
            {"required": [CHANGE], "minProperties": 2, **without(ADD, DROP, AFTER)},
            {"required": [DROP], "propertyNames": {"enum": [DROP, USE]}},
        ],
    }


class _Schemas:
    """Turns readers into schemas. A reader with a definition becomes a reference to it."""

    def __init__(self, recorder: _Recorder, references: dict[Callable[..., object], str], *, complete: bool) -> None:
        """If `complete` is true, required fields must be present. If not, a school's file may change single fields."""
        self._recorder = recorder
        self._references = references
        self._complete = complete

    def inline(self, reader: Reader[object]) -> Json:
        """Return a reader's schema, with references to the definitions of the readers in it."""
        own = getattr(_function(reader), "schema", None)
        schema: Json = self._of_fields(reader) if own is None else self._resolved(own)
        return schema if self._complete or schema.get("type") != "array" else self._with_changes(schema)

    def described(self, reader: Reader[object], description: str) -> Json:
        """Return the schema of a field with this description."""
        schema: Json = self._resolved({"description": description, "allOf": [reader]})
        return schema

    def _resolved(self, part: Any) -> Any:
        """Return a part of a schema with its readers replaced by their schemas or references."""
        if isinstance(part, dict):
            schema = {key: self._resolved(value) for key, value in part.items()}
            only = schema["allOf"][0] if len(schema.get("allOf", ())) == 1 else {"$ref": ""}
            if "$ref" in only:
                return schema  # keys next to a $ref are ignored, so it stays in allOf
            del schema["allOf"]
            return {**only, **schema}
        if isinstance(part, list):
            return [self._resolved(item) for item in part]
        if not callable(part):
            return part
        reference = self._references.get(_function(part))
        return {"$ref": reference} if reference else self.inline(part)

    def _of_fields(self, reader: Reader[object]) -> Json:
        fields = self._recorder.fields_of(reader)
        properties = {name: self.described(read, description) for name, (read, description) in fields.readers.items()}
        schema: Json = {"type": "object", "properties": properties, "additionalProperties": False}
        if self._complete and fields.needed:
            schema["required"] = fields.needed
        if fields.choices:
            schema["oneOf"] = [{"required": [name]} for name in fields.choices]
        return schema

    def _with_changes(self, whole_list: Json) -> Json:
        """Return the schema of a list that a school can replace, or change by its entries' names if they have any."""
        entry = whole_list["items"]
        name = entry.get("$ref", "").rpartition("/")[2]
        if name in _NAMED:
            noun, names, where = _NAMED[name]
            changes = {"description": f"{noun} to change, by their {names}.", "additionalProperties": entry}
            adding = f"{noun} to put {where} the others."
        elif name in _BLOCKS:
            noun, example = "Blocks", _BLOCKS[name]
            kinds = _Schemas(self._recorder, self._references, complete=True).inline(_WHOLE[name])["properties"]
            changes = {
                "description": f"Blocks to change, by their kind: “{example}”, or “{example} 2” for the second.",
                "patternProperties": {f"^{kind}( [1-9][0-9]*)?$": block for kind, block in kinds.items()},
                "additionalProperties": False,
            }
            adding = "Blocks to put behind the others."
        elif "properties" in entry:
            numbers = {f"^[1-{whole_list['maxItems']}]$": entry}
            changes = {"type": "object", "patternProperties": numbers, "additionalProperties": False}
            return {"anyOf": [whole_list, changes]}
        else:
            return whole_list
        text_or_number = {"type": ["string", "number"]}
        lists = {
            "add": {"description": adding, **whole_list},
            "drop": {
                "description": f"{noun} to leave out.",
                "anyOf": [text_or_number, {"type": "array", "items": text_or_number}],
            },
        }
        return {"anyOf": [whole_list, {"type": "object", "properties": lists, **changes}]}


class _Recorder(Reading):
    """Runs readers on an empty node, and records the fields that they ask for."""

    def __init__(self, audiences: Iterable[str]) -> None:
        super().__init__()
        self.audiences = {name: Text(name, Place(None)) for name in audiences}
        self._recorded: _RecordedFields | None = None

    def fields_of(self, reader: Reader[object]) -> _RecordedFields:
        """Return the fields that a reader of fields asks for."""
        self._recorded = None
        with suppress(Wrong):
            reader(self, Mapping((), Place(None)))
        assert self._recorded is not None, f"{reader} reads no fields, and has no schema"
        return self._recorded

    def fields(self, node: Node, noun: str) -> Fields:
        self._recorded = _RecordedFields(self, node, noun)
        return self._recorded


class _RecordedFields(Fields):
    """The fields that a reader asks for, each with its reader and its description, and which of them are required."""

    def __init__(self, reading: Reading, node: Node, noun: str) -> None:
        super().__init__(reading, node, noun)
        self.readers: dict[str, tuple[Reader[object], str]] = {}
        self.needed: list[str] = []
        self.choices: tuple[str, ...] = ()
        """Fields of which exactly one is required."""

    def __exit__(self, error_type: object, error: object, at: object) -> None:
        """Raises Wrong, so that the reader returns no value: its fields have not been read."""
        if error is None:
            raise Wrong

    def required(self, name: str, read: Reader[T], description: str, hint: str = "") -> T:
        self.needed.append(name)
        return cast(T, self.optional(name, read, None, description))

    def optional(self, name: str, read: Reader[T], default: D, description: str) -> T | D:
        self.readers[name] = read, description
        return default

    def either(self, kind: str, first: str, second: str, message: str, hint: str) -> None:
        self.choices = first, second


def _function(reader: Reader[object]) -> Callable[..., object]:
    """Return the function of a reader that is a partial, or else the reader itself."""
    return reader.func if isinstance(reader, partial) else reader
