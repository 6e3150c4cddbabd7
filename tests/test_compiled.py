"""Compiled templates are used only for the sources that they were compiled from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
import pytest

from senaudit.files.shipped import shipped
from senaudit.layout import compiled as ready
from senaudit.layout.compiled import COMPILED_FOLDER, compile_all, compiled
from senaudit.layout.markup import Element
from senaudit.layout.render import LayoutEnvironment, render
from senaudit.problems import Problem, SenauditError
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import KINDS, Kind, request_for
from senaudit.recipe.steps import render_document

TEMPLATES = {path.name: path.read_text("utf-8") for path in shipped("templates").glob("*.j2")}


def outline(element: Element) -> list[object]:
    """Return all fields of an Element and of those under it."""
    return [(each.tag, each.attributes, each.place, each.written_at, each.text()) for each in element.walk()]


def test_each_shipped_template_is_compiled_as_it_stands() -> None:
    made = compile_all(LayoutEnvironment([]), shipped("templates"))
    there = {path.name: path.read_text("utf-8") for path in COMPILED_FOLDER.glob("*.py")}
    assert there == made, "install senaudit again: its templates have changed since"
    assert len(made) == len(TEMPLATES)


def test_a_build_compiles_no_template(monkeypatch: pytest.MonkeyPatch) -> None:
    compiling: list[str] = []
    monkeypatch.setattr(LayoutEnvironment, "_parse", lambda *given: compiling.append(str(given[2])))
    choices = request_for("guide", with_sheets=True)
    render_document(choices, read_content(choices))
    assert compiling == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_compiled_template_gives_what_the_template_gives(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    choices = request_for(kind)
    guide = read_content(choices)
    fast = outline(render_document(choices, guide))
    monkeypatch.setattr(ready, "COMPILED_FOLDER", Path("nowhere"))
    assert outline(render_document(choices, guide)) == fast


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_of_other_words_or_another_jinja_is_compiled_anew(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = LayoutEnvironment([])
    assert compiled(name, TEMPLATES[name], environment) is not None
    assert compiled(name, TEMPLATES[name] + " ", environment) is None
    monkeypatch.setattr(jinja2, "__version__", "0.0")
    assert compiled(name, TEMPLATES[name], environment) is None


def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "COMPILED_FOLDER", tmp_path)
    for damage in ("JINJA = (", "", "TEMPLATE = 1"):
        (tmp_path / f"poster_xml_j2-{jinja2.__version__}.py").write_text(damage, "utf-8")
        assert compiled("poster.xml.j2", TEMPLATES["poster.xml.j2"], LayoutEnvironment([])) is None


def test_what_another_jinja_has_compiled_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its code may import names that this Jinja lacks."""
    monkeypatch.setattr(ready, "COMPILED_FOLDER", tmp_path)
    monkeypatch.setattr(jinja2, "__version__", "0.0")
    (made,) = [name for name in compile_all(LayoutEnvironment([]), shipped("templates")) if name.startswith("poster")]
    (tmp_path / made).write_text("from jinja2.runtime import gone", "utf-8")
    monkeypatch.undo()
    monkeypatch.setattr(ready, "COMPILED_FOLDER", tmp_path)
    assert compiled("poster.xml.j2", TEMPLATES["poster.xml.j2"], LayoutEnvironment([])) is None


def failure(kind: Kind, guide: object) -> Problem:
    """Return the problem of a template that is rendered without a proper guide."""
    with pytest.raises(SenauditError) as caught:
        render(f"{kind}.xml.j2", [shipped("templates")], {"guide": guide, "with_sheets": True, "chosen": ""})
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize("kind", KINDS)
def test_a_mistake_in_running_is_told_at_the_line_where_it_is_told_of_any_template(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = read_content(request_for(kind))
    lacking = {"guide": ("labels", "introduction", "glossary"), "sheets": ("labels", "chapters"), "poster": ("poster",)}
    lacking["letter"] = ("labels", "letter")
    without: list[dict[str, Any]] = [{name: None} for name in lacking[kind]]
    broken = [None, *(guide._replace(**fields) for fields in without)]
    told = [failure(kind, each) for each in broken]
    monkeypatch.setattr(ready, "COMPILED_FOLDER", Path("nowhere"))
    assert [failure(kind, each) for each in broken] == told


def test_a_mistake_in_running_is_told_at_the_templates_line() -> None:
    """The traceback of a compiled template leads to the template, as usual."""
    problem = failure("poster", None)
    assert problem.place is not None
    assert problem.place.path is not None
    assert (problem.place.path.name, problem.place.line) == ("poster.xml.j2", 4)
    assert "poster.title" in problem.place.source
