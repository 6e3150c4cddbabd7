"""The JSON Schemas with which editors complete and explain what a school types, made from the readers.

A reader that is `shaped` says what it reads. Any other reads fields: it is run over nothing, and what it asks for is
noted. What a school's file may do beyond that is added here: it leaves fields out, and changes entries by name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, cast

from senaudit.content import blocks, parts
from senaudit.content.fields import D, Fields, Reader, Reading, T, Wrong, identifier, text, texts
from senaudit.content.text import Text
from senaudit.problems import Place
from senaudit.school.changes import ADD, AFTER, CHANGE, CHANGE_FIELDS, DROP, USE
from senaudit.school.load import OtherFiles, read_guide
from senaudit.school.overlay import field
from senaudit.school.particulars import read_school
from senaudit.school.tree import Tree
from senaudit.source.nodes import Mapping, Node
from senaudit.source.reading import read

Json = dict[str, Any]

# Readers that the schemas share, by the names of their definitions. A school's file replaces the first whole. Of the
# second it can change single fields, so that none is required.
_WHOLE: dict[str, Reader[object]] = {
    "text": text,
    "texts": texts,
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
_IN_PARTS: dict[str, Reader[object]] = {
    "questionBlocks": blocks.question_blocks,
    "sectionBlocks": blocks.section_blocks,
    "question": partial(parts.question, {}, number=0),
    "section": parts.section,
    "sections": parts.sections,
    "entry": parts.glossary_entry,
    "entries": parts.glossary_entries,
}
_NONE_READ = OtherFiles(*cast(Any, (None,) * len(OtherFiles._fields)))
_FILES: dict[str, tuple[str, Reader[object]]] = {
    "chapter": ("A chapter", partial(parts.chapter, 1, "", {}, ())),
    "guide": ("guide.yaml: the guide as a whole", partial(read_guide, cast(Any, Tree.chapters), _NONE_READ)),
    "introduction": ("introduction.yaml: what comes before the chapters", parts.introduction),
    "labels": ("labels.yaml: the fixed words of the pages", parts.labels),
    "poster": ("poster.yaml: the poster", parts.poster),
    "terms": ("A file of terms", parts.terms),
}

# Lists whose entries a school can change by name: what the entries are called, by what, and where new ones go.
_NAMED = {
    "question": ("Questions", "ids", "behind"),
    "section": ("Sections", "ids", "behind"),
    "entry": ("Entries", "terms", "among"),
}
_BLOCKS = {"questionBlock": "parents", "sectionBlock": "text"}
"""Kinds of blocks, with an example of what they are called."""


def schema_files(content: Path) -> dict[str, bytes]:
    """Return the schemas of the content in that folder, by the names of their files."""
    node, _ = read(content / "labels.yaml")
    audiences = field(node, "audiences")
    names = [key.value for key, _ in audiences.entries] if isinstance(audiences, Mapping) else []
    made = schemas(names, sorted(path.stem for path in (content / "terms").glob("*.yaml")))
    return {
        f"{name}.json": f"{json.dumps(each, ensure_ascii=False, indent=2)}\n".encode() for name, each in made.items()
    }


def schemas(audiences: Iterable[str], terms: Iterable[str]) -> dict[str, Json]:
    """Return every schema by its name; `audiences` and `terms` are the names that editors offer for those."""
    sketch = _Sketch(audiences)
    references = {_plain(reader): name for name, reader in (_WHOLE | _IN_PARTS).items()} | {blocks.schools: "callOut"}
    here = {reader: f"#/definitions/{name}" for reader, name in references.items()}
    there = {reader: f"blocks.json{reference}" for reader, reference in here.items()}
    whole, in_parts = _Shapes(sketch, here, whole=True), _Shapes(sketch, here, whole=False)
    shared = {name: whole.inline(reader) for name, reader in _WHOLE.items()}
    shared |= {name: in_parts.inline(reader) for name, reader in _IN_PARTS.items()}
    shared["audience"] = _offered(audiences, shared["audience"])
    shared["question"]["patternProperties"] = {"^for_[a-z0-9_]+$": {"$ref": "#/definitions/wording"}}
    made = {"blocks": _file("Pieces that the other schemas share", {"definitions": shared})}
    outside = _Shapes(sketch, there, whole=False)
    made |= {name: _file(title, outside.inline(reader)) for name, (title, reader) in _FILES.items()}
    made["question"] = _file("A file in the folder “questions” of a school", _question_file(outside))
    form = _form(_Shapes(sketch, {}, whole=True).inline(partial(read_school, Path(), logo_words="")))
    form["properties"]["terms"] = _offered(terms, form["properties"]["terms"])
    made["school"] = _file("school.yaml: your school", form)
    return made


def _file(title: str, schema: Json) -> Json:
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": title, **schema}


def _offered(names: Iterable[str], schema: Json) -> Json:
    """Return the schema of a text for which an editor offers those names; a school may have others of its own."""
    return {"description": schema["description"], "anyOf": [{"enum": list(names)}, {"type": schema["type"]}]}


def _form(schema: Json) -> Json:
    """Return the schema of a form: a field that need not be filled in may be left empty behind its colon."""

    def or_empty(field: Json) -> Json:
        if "enum" in field:
            return field | {"enum": [*field["enum"], None, ""]}
        if "string" in field["type"]:
            return field | {"type": [*field["type"], "null"]}
        filled = {key: value for key, value in field.items() if key != "description"}
        return {"description": field["description"], "anyOf": [filled, {"enum": [None, ""]}]}

    fields = schema["properties"].items()
    fields = {name: each if name in schema["required"] else or_empty(each) for name, each in fields}
    return schema | {"properties": fields}


def _question_file(shapes: _Shapes) -> Json:
    """Return the schema of what a file does with a question, or with several: it does one thing."""
    question = shapes.inline(_IN_PARTS["question"])
    own = {name: shapes.explained(reader, description) for name, (reader, description) in CHANGE_FIELDS.items()}
    theirs = {name: each for name, each in question["properties"].items() if name != "id"}

    def without(*names: str) -> Json:
        return {"not": {"anyOf": [{"required": [name]} for name in names]}}

    whole = {"properties": {"blocks": {"type": "array"}}}
    return {
        **question,
        "properties": own | theirs,
        "patternProperties": {"^for_[a-z0-9_]+$": {"$ref": "blocks.json#/definitions/wording"}},
        "oneOf": [
            {"required": [ADD, "question", "blocks"], **whole, **without(CHANGE, DROP)},
            {"required": [CHANGE], "minProperties": 2, **without(ADD, DROP, AFTER)},
            {"required": [DROP], "propertyNames": {"enum": [DROP, USE]}},
        ],
    }


class _Shapes:
    """Turns readers into schemas, and those that have a definition into a reference to it."""

    def __init__(self, sketch: _Sketch, references: dict[Callable[..., object], str], *, whole: bool) -> None:
        """`whole` says whether all that is required must be there, or a school's file may change single fields."""
        self._sketch = sketch
        self._references = references
        self._whole = whole

    def inline(self, reader: Reader[object]) -> Json:
        """Return a reader's schema, which refers to those of the readers in it."""
        own = getattr(_plain(reader), "schema", None)
        made: Json = self._fields(reader) if own is None else self._schema(own)
        return made if self._whole or made.get("type") != "array" else self._with_changes(made)

    def explained(self, reader: Reader[object], description: str) -> Json:
        """Return the schema of a field that an editor explains by that line."""
        made: Json = self._schema({"description": description, "allOf": [reader]})
        return made

    def _schema(self, of: Any) -> Any:
        if isinstance(of, dict):
            made = {key: self._schema(value) for key, value in of.items()}
            only = made["allOf"][0] if len(made.get("allOf", ())) == 1 else {"$ref": ""}
            if "$ref" in only:
                return made  # all that stands beside a reference is ignored: so it stands in a list
            del made["allOf"]
            return {**only, **made}
        if isinstance(of, list):
            return [self._schema(each) for each in of]
        if not callable(of):
            return of
        reference = self._references.get(_plain(of))
        return {"$ref": reference} if reference else self.inline(of)

    def _fields(self, reader: Reader[object]) -> Json:
        asked = self._sketch.asked_by(reader)
        properties = {name: self.explained(each, description) for name, (each, description) in asked.explained.items()}
        made: Json = {"type": "object", "properties": properties, "additionalProperties": False}
        if self._whole and asked.needed:
            made["required"] = asked.needed
        if asked.choices:
            made["oneOf"] = [{"required": [name]} for name in asked.choices]
        return made

    def _with_changes(self, every: Json) -> Json:
        """Return the schema of a list, or of changes to single entries of it if they have names."""
        entry = every["items"]
        name = entry.get("$ref", "").rpartition("/")[2]
        if name in _NAMED:
            what, by, where = _NAMED[name]
            changes = {"description": f"{what} to change, by their {by}.", "additionalProperties": entry}
            adding = f"{what} to put {where} the others."
        elif name in _BLOCKS:
            what, example = "Blocks", _BLOCKS[name]
            kinds = _Shapes(self._sketch, self._references, whole=True).inline(_WHOLE[name])["properties"]
            changes = {
                "description": f"Blocks to change, by their kind: “{example}”, or “{example} 2” for the second.",
                "patternProperties": {f"^{kind}( [1-9][0-9]*)?$": each for kind, each in kinds.items()},
                "additionalProperties": False,
            }
            adding = "Blocks to put behind the others."
        elif "properties" in entry:
            numbers = {f"^[1-{every['maxItems']}]$": entry}
            changes = {"type": "object", "patternProperties": numbers, "additionalProperties": False}
            return {"anyOf": [every, changes]}
        else:
            return every
        text_or_number = {"type": ["string", "number"]}
        lists = {
            "add": {"description": adding, **every},
            "drop": {
                "description": f"{what} to leave out.",
                "anyOf": [text_or_number, {"type": "array", "items": text_or_number}],
            },
        }
        return {"anyOf": [every, {"type": "object", "properties": lists, **changes}]}


class _Sketch(Reading):
    """A reading of nothing at all, which notes the fields that a reader asks for."""

    def __init__(self, audiences: Iterable[str]) -> None:
        super().__init__()
        self.audiences = {name: Text(name, Place(None)) for name in audiences}
        self._asked: _Asked | None = None

    def asked_by(self, reader: Reader[object]) -> _Asked:
        """Return what a reader asks for that reads fields."""
        self._asked = None
        with suppress(Wrong):
            reader(self, Mapping((), Place(None)))
        assert self._asked is not None, f"{reader} reads no fields, and is not shaped"
        return self._asked

    def fields(self, node: Node, what: str) -> Fields:
        self._asked = _Asked(self, node, what)
        return self._asked


class _Asked(Fields):
    """The fields that a reader asks for: each with its reader and its line, and which of them are needed."""

    def __init__(self, reading: Reading, node: Node, what: str) -> None:
        super().__init__(reading, node, what)
        self.explained: dict[str, tuple[Reader[object], str]] = {}
        self.needed: list[str] = []
        self.choices: tuple[str, ...] = ()
        """Fields of which exactly one is needed."""

    def __exit__(self, error_type: object, error: object, at: object) -> None:
        if error is None:
            raise Wrong

    def required(self, name: str, read: Reader[T], description: str, hint: str = "") -> T:
        self.needed.append(name)
        return cast(T, self.optional(name, read, None, description))

    def optional(self, name: str, read: Reader[T], default: D, description: str) -> T | D:
        self.explained[name] = read, description
        return default

    def either(self, kind: str, first: str, second: str, message: str, hint: str) -> None:
        self.choices = first, second


def _plain(reader: Reader[object]) -> Callable[..., object]:
    """Return the function of a reader that has been given its first arguments."""
    return reader.func if isinstance(reader, partial) else reader
