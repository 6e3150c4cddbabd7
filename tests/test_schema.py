"""The JSON Schemas, with which editors complete and explain fields, agree with the readers from which they are made."""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from asking import guide_in
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7
from sample_content import write_sample

from senaudit.content.blocks import ICONS
from senaudit.content.fields import Fields
from senaudit.content.labels import LABELS
from senaudit.files.shipped import shipped
from senaudit.problems import SenauditError
from senaudit.school.particulars import FORM
from senaudit.school.pieces import Shipped
from senaudit.school.schema import schema_files, schemas
from senaudit.school.starter import starter_files

CONTENT = shipped("content")
FILES = schema_files(CONTENT)
SCHEMAS: dict[str, Any] = {Path(name).stem: json.loads(data) for name, data in FILES.items()}
REGISTRY: Any = Registry().with_resources(
    (f"{name}.json", DRAFT7.create_resource(schema)) for name, schema in SCHEMAS.items()
)
FILES_OF = {
    "guide.yaml": "guide",
    "introduction.yaml": "introduction",
    "labels.yaml": "labels",
    "poster.yaml": "poster",
}


def schema_of(name: str) -> str:
    """Return the name of the schema for a file of the content or of a school's folder."""
    folder = name.partition("/")[0]
    return {"chapters": "chapter", "terms": "terms", "questions": "question"}.get(folder, Path(name).stem)


def errors(name: str, value: Any) -> list[str]:
    """Return a schema's errors for a value."""
    validator = Draft7Validator(SCHEMAS[name], registry=REGISTRY)
    return [f"{'/'.join(map(str, error.path))}: {error.message}" for error in validator.iter_errors(value)]


def loaded(text: str | bytes) -> Any:
    return yaml.load(text, Loader=yaml.BaseLoader)


# The schemas themselves


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_a_schema_is_one(name: str) -> None:
    Draft7Validator.check_schema(SCHEMAS[name])


def test_nothing_is_fetched_from_the_network() -> None:
    """A schema refers to files beside it. The address of the schema language is only a name."""
    for name, schema in SCHEMAS.items():
        found = re.findall(r'"(https?:[^"]*)"', json.dumps(schema))
        assert found == ["http://json-schema.org/draft-07/schema#"], name
        for target in re.findall(r'"\$ref": "([^"#]*)#', json.dumps(schema)):
            assert not target or target in FILES


def test_a_schema_has_the_same_bytes_on_every_machine() -> None:
    program = "import sys; from pathlib import Path; from senaudit.school.schema import schema_files"
    program += f"; sys.stdout.buffer.write(b''.join(schema_files(Path({str(CONTENT)!r})).values()))"
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
        assert done.stdout == b"".join(FILES.values())


def test_an_editor_takes_a_file_of_forms_for_one() -> None:
    """It stands in the folder of terms, and has forms in place of terms."""
    assert errors("terms", {"forms": {"senco": {"gen": "koordynatora"}}}) == []
    assert errors("terms", {"form": {"senco": {"gen": "koordynatora"}}})
    assert errors("terms", {"forms": {"senco": "koordynatora"}})
    assert errors("terms", {"forms": {}, "terms": {}})


def test_a_build_makes_no_schemas(tmp_path: Path) -> None:
    program = "import sys; from senaudit.__main__ import main\ntry: main()\nfinally: print(*sys.modules)"
    for command, made in (("build sheets", False), ("new Oak", True)):
        words = [sys.executable, "-c", program, *command.split()]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert "senaudit.content.fields" in done.stdout.split()
        assert ("senaudit.school.schema" in done.stdout.split()) == made, command


def test_every_reference_leads_to_a_definition() -> None:
    for name, schema in SCHEMAS.items():
        for file, definition in re.findall(r'"\$ref": "([^"#]*)#/definitions/([^"]*)"', json.dumps(schema)):
            assert definition in SCHEMAS[Path(file).stem if file else name]["definitions"]


def test_editors_offer_the_audiences_and_terms_that_there_are() -> None:
    made = schemas(["owls", "night staff"], ["mars"])
    assert made["blocks"]["definitions"]["audience"]["anyOf"][0]["enum"] == ["owls", "night staff"]
    assert {"for_owls", "for_night_staff"} <= made["question"]["properties"].keys()
    assert made["school"]["properties"]["terms"]["anyOf"][0]["enum"] == ["mars"]


def _properties(schema: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(schema, dict):
        for name, each in schema.get("properties", {}).items() if isinstance(schema.get("properties"), dict) else ():
            yield name, each
        for each in schema.values():
            yield from _properties(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from _properties(each)


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_field_is_explained_in_a_line(name: str) -> None:
    for field, schema in _properties(SCHEMAS[name]):
        if field == "blocks":
            continue  # it is explained where it is defined, or only narrows another
        text = schema.get("description") or ""
        assert 8 < len(text) < 140, field
        assert text.endswith("."), field


def test_a_field_is_explained_by_its_own_line() -> None:
    """And not by the line of its value's type, such as a text or an id."""
    for name in ("school", "question", "poster"):
        lines = [schema["description"] for schema in SCHEMAS[name]["properties"].values()]
        assert len(set(lines)) == len(lines), name
        assert not {definition("text")["description"], definition("id")["description"]} & set(lines)


# All existing files pass


OF_SCHOOLS = sorted(
    path.relative_to(CONTENT).as_posix() for path in CONTENT.glob("**/*.yaml") if "supplement" not in path.parts
)
"""The shipped files that a school's folder can have of its own. The supplement is copied question by question."""


@pytest.mark.parametrize("name", OF_SCHOOLS)
def test_the_shipped_files_pass(name: str) -> None:
    value = loaded((CONTENT / name).read_bytes())
    assert errors(schema_of(name.removeprefix("starter/")), value) == []


def test_every_file_that_can_be_copied_passes_and_names_its_schema() -> None:
    pieces = Shipped(CONTENT, shipped("templates"))
    names = [name for name in pieces.files() if not name.startswith("templates/")]
    chapters = guide_in(CONTENT, with_supplement=True).chapters
    names += [f"{chapter.id}:{question.id}" for chapter in chapters for question in chapter.questions]
    for name in names:
        (piece,) = pieces.copies(name)
        assert errors(schema_of(piece.name), loaded(piece.text)) == [], name
        (path,) = re.findall(r"^# yaml-language-server: \$schema=(.*)$", piece.text, re.MULTILINE)
        assert path == f"{'../' * piece.name.count('/')}schema/{schema_of(piece.name)}.json"


def test_the_files_of_a_new_folder_name_schemas_that_are_in_it() -> None:
    files = starter_files(CONTENT, "Oak Hill")
    for name, data in files.items():
        if name.endswith(".yaml"):
            (path,) = re.findall(r"^# yaml-language-server: \$schema=(.*)$", data.decode(), re.MULTILINE)
            assert (Path("/school", name).parent / path).resolve() == Path(f"/school/schema/{schema_of(name)}.json")
            assert f"schema/{schema_of(name)}.json" in files
    assert {name: data for name, data in files.items() if name.startswith("schema/")} == {
        f"schema/{name}": data for name, data in FILES.items()
    }


# The same fields


def definition(name: str) -> Any:
    return SCHEMAS["blocks"]["definitions"][name]


def only_object(schema: Any) -> Any:
    """Return the only one of a schema's alternatives that has fields."""
    (found,) = [each for each in schema.get("anyOf", [schema]) if "properties" in each]
    return found


QUESTION_FILE = {"use", "add", "after", "change", "drop"}
KINDS: dict[str, Any] = {
    "guide.yaml": SCHEMAS["guide"],
    "labels.yaml": SCHEMAS["labels"],
    "school.yaml": SCHEMAS["school"],
    "the set of labels": SCHEMAS["labels"]["properties"]["labels"],
    "letter.yaml": SCHEMAS["letter"],
    "the words for a group": SCHEMAS["letter"]["properties"]["for_parents"],
    "the set of a letter’s labels": SCHEMAS["letter"]["properties"]["labels"],
    "the introduction": SCHEMAS["introduction"],
    "the poster": SCHEMAS["poster"],
    "a message": SCHEMAS["poster"]["properties"]["messages"]["anyOf"][0]["items"],
    "a chapter": SCHEMAS["chapter"],
    "a closing line": SCHEMAS["chapter"]["properties"]["closing"],
    "the glossary": SCHEMAS["guide"]["properties"]["glossary"],
    "a file of terms": SCHEMAS["terms"]["anyOf"][0],
    "an entry of the glossary": definition("entry"),
    "an abbreviation": definition("abbreviation"),
    "a section": definition("section"),
    "a question": definition("question"),
    "the wording for an audience": only_object(definition("wording")),
    "a point": only_object(definition("point")),
    "a step": only_object(definition("step")),
    "a group": definition("group"),
    "an action": definition("action"),
    "a list with a lead": only_object(definition("ledPoints")),
    "a list of steps": only_object(definition("stepsBlock")),
    "a quote": definition("sectionBlock")["properties"]["quote"],
    "a parent view": only_object(definition("callOut")),
    "a school example": only_object(definition("callOut")),
    "guidance": definition("guidance"),
}
"""The schema of each kind of fields that the program reads, by the name of the kind in messages."""


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """The names of all fields that the readers ask for, by the name of their kind."""
    asked: dict[str, set[str]] = defaultdict(set)
    leave = Fields.__exit__

    def noted(fields: Fields, *error: Any) -> None:
        asked[fields._noun] |= set(fields._asked)
        leave(fields, *error)

    monkeypatch.setattr(Fields, "__exit__", noted)
    guide_in(CONTENT)
    assert takes({name: value for name, value in SCHOOL.items() if name != "labels.yaml"})  # it has a group of its own
    return asked


def test_the_schemas_and_the_program_know_the_same_fields(known: dict[str, set[str]]) -> None:
    assert known.keys() == KINDS.keys()
    for kind, schema in KINDS.items():
        assert set(schema["properties"]) == known[kind], kind
        assert schema["additionalProperties"] is False
    assert set(SCHEMAS["question"]["properties"]) - QUESTION_FILE == known["a question"] - {"id"}


def test_closed_choices_are_the_programs() -> None:
    assert definition("action")["properties"]["icon"]["enum"] == list(ICONS)
    assert set(SCHEMAS["labels"]["properties"]["labels"]["properties"]) == set(LABELS)
    audiences = [str(name) for name in guide_in(CONTENT).audiences]
    assert definition("audience")["anyOf"][0]["enum"] == audiences
    terms = sorted(path.stem for path in (CONTENT / "terms").glob("*.yaml"))
    assert SCHEMAS["school"]["properties"]["terms"]["anyOf"][0]["enum"] == terms


# The same judgement


SCHOOL: dict[str, Any] = {
    "school.yaml": {"name": "Oak", "senco": "", "logo_grey": "", "terms": "england", "own_terms": {"sen_team": "ours"}},
    "questions/a.yaml": {
        "add": "communication:app",
        "after": "telephone",
        "question": "Ours?",
        "prompts": ["one"],
        "audiences": ["parents"],
        "for_parents": {"question": "Yours?", "prompts": ["two"]},
        "blocks": [
            {"ask": ["How?", {"point": "Who?", "points": ["You"]}]},
            {
                "guidance": {
                    "title": "How to",
                    "steps": ["First", {"step": "Then", "detail": "so"}],
                    "numbering": "letters",
                }
            },
            {"schools": {"points": ["One"], "groups": [{"title": "More", "points": ["x"]}]}},
            {"parents": {"actions": [{"icon": "phone", "text": "Ring"}]}},
        ],
    },
    "questions/b.yaml": {
        "change": "communication:letters",
        "question": "Ours?",
        "blocks": {"ask": {"lead": "So", "points": ["x"]}, "drop": ["guidance"], "add": [{"parents": "We say"}]},
    },
    "questions/c.yaml": {"use": "no", "drop": ["communication:telephone", "communication:letters"]},
    "poster.yaml": {"lead": "Ours", "messages": {"3": {"text": "Ours"}, "4": {"heading": "Ours"}}},
    "guide.yaml": {"glossary": {"entries": {"LA": {"meaning": "Ours"}, "drop": ["SEN"]}}, "language": "cy"},
    "introduction.yaml": {"sections": {"background": {"blocks": {"quote": {"text": "x", "source": "y"}}}}},
    "chapters/communication.yaml": {"title": "Ours", "questions": {"telephone": {"question": "Ours?"}}},
    "terms/england.yaml": {"terms": {"service": "ours"}},
    "labels.yaml": {"labels": {"parents": "Ours"}, "audiences": {"carers": "Carers"}},
}


def takes(files: dict[str, Any]) -> bool:
    """Return whether the program accepts a school's folder with these files."""
    with TemporaryDirectory() as folder:
        content = write_sample(Path(folder) / "content")
        for name, value in files.items():
            path = Path(folder) / "school" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
        try:
            guide_in(content, school=Path(folder) / "school")
        except SenauditError:
            return False
        return True


def test_what_is_right_is_taken_by_both() -> None:
    for name, value in SCHOOL.items():
        assert errors(schema_of(name), value) == [], name
    assert takes(SCHOOL)


def test_all_but_the_schools_name_may_be_left_empty_behind_its_colon() -> None:
    for empty in ("", None):
        for name in sorted(FORM - {"name"}):
            assert errors("school", {"name": "Oak", name: empty}) == []
    assert errors("school", {"name": None})


WRONG = [
    ("school.yaml", {"senco": "x"}),
    ("school.yaml", {"name": "Oak", "lgoo": "x"}),
    ("school.yaml", {"name": ["Oak"]}),
    ("school.yaml", {"name": "Oak", "own_terms": "x"}),
    ("school.yaml", {"name": "Oak", "logo": "logo.png", "logo_grey": "maybe"}),
    ("questions/a.yaml", {"question": "x"}),
    ("questions/a.yaml", {"add": "communication:x", "change": "communication:telephone", "question": "x"}),
    ("questions/a.yaml", {"add": "communication:x", "question": "x"}),
    ("questions/a.yaml", {"add": "x", "question": "x", "blocks": [{"ask": ["x"]}]}),
    ("questions/a.yaml", {"add": "communication:x", "question": "x", "blocks": []}),
    ("questions/a.yaml", {"change": "communication:telephone"}),
    ("questions/a.yaml", {"change": "communication:telephone", "after": "letters", "question": "x"}),
    ("questions/a.yaml", {"change": "communication:telephone", "id": "x"}),
    ("questions/a.yaml", {"change": "communication:telephone", "prompts": "x"}),
    ("questions/a.yaml", {"change": "communication:telephone", "blocks": {"prents": "x"}}),
    ("questions/a.yaml", {"change": "communication:telephone", "blocks": [{"text": "x"}]}),
    ("questions/a.yaml", {"change": "communication:telephone", "blocks": [{"guidance": "x"}]}),
    ("questions/a.yaml", {"drop": ["communication:telephone"], "question": "x"}),
    ("questions/a.yaml", {"drop": ["!"]}),
    ("questions/a.yaml", {"add": "communication:", "question": "x", "blocks": [{"ask": ["x"]}]}),
    ("questions/a.yaml", {"use": "perhaps", "drop": ["communication:telephone"]}),
    ("poster.yaml", {"messages": {"7": {"text": "x"}}}),
    ("poster.yaml", {"messages": [{"heading": "x", "text": "x"}]}),
    ("poster.yaml", {"title": {"x": "y"}}),
    ("guide.yaml", {"language": "british english"}),
    ("guide.yaml", {"glossary": {"entries": {"LA": "x"}}}),
    ("labels.yaml", {"labels": {"parnets": "x"}}),
    ("labels.yaml", {"audiences": {"Parents!": "x"}}),
    ("chapters/communication.yaml", {"closing": "x"}),
    ("chapters/communication.yaml", {"questions": {"telephone": {"promts": ["x"]}}}),
    (
        "introduction.yaml",
        {"sections": {"background": {"blocks": {"parents": {"actions": [{"icon": "x", "text": "y"}]}}}}},
    ),
    ("introduction.yaml", {"sections": {"background": {"blocks": {"quote": {"source": "y"}}}}}),
    ("introduction.yaml", {"sections": {"background": {"blocks": {"quote": "y"}}}}),
    ("school.yaml", {"name": "Oak", "own_terms": {"SEN!": "x"}}),
    (
        "questions/a.yaml",
        {
            "change": "communication:telephone",
            "blocks": {"parents": {"groups": [{"title": "x", "points": ["y"], "steps": ["z"]}]}},
        },
    ),
]


@pytest.mark.parametrize(("name", "value"), WRONG, ids=[f"{name} {json.dumps(value)}" for name, value in WRONG])
def test_what_is_wrong_is_refused_by_both(name: str, value: Any) -> None:
    assert errors(schema_of(name), value)
    assert not takes({"school.yaml": {"name": "Oak"}, name: value})


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path to each field and entry below a value."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield (*path, key)
        yield from places(inner, (*path, key))


@st.composite
def bent(draw: st.DrawFn) -> tuple[str, Any]:
    """Draw a file of a school's folder with one field renamed, or with another kind of value in it."""
    name = draw(st.sampled_from(sorted(SCHOOL)))
    value = copy.deepcopy(SCHOOL[name])
    *path, key = draw(st.sampled_from(list(places(value))))
    holder = value
    for step in path:
        holder = holder[step]
    if isinstance(holder, dict) and draw(st.booleans()):
        holder["zzz"] = holder.pop(key)
    else:
        holder[key] = draw(st.sampled_from(["words", ["words"], {"zzz": "words"}, [], {}]))
    return name, value


@pytest.mark.slow
@settings(max_examples=250, deadline=None)
@given(bent())
def test_the_schemas_and_the_program_judge_alike(change: tuple[str, Any]) -> None:
    """The program refuses all that the schema refuses. It also checks that names exist and are unique."""
    name, value = change
    if errors(schema_of(name), value):
        assert not takes(SCHOOL | {name: value}), errors(schema_of(name), value)
