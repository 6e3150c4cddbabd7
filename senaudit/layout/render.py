"""The model in, the Element tree out: Jinja templates run in a sandbox over content that is only ever data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from pathlib import Path, PurePath
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension
from jinja2.loaders import split_template_path
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from senaudit.files.paths import leads_out
from senaudit.layout.children import check_children
from senaudit.layout.compiled import compiled
from senaudit.layout.contents import list_contents
from senaudit.layout.inline import marked_up, plain, unbroken
from senaudit.layout.markup import Element, parse
from senaudit.problems import Place, Problem, SenauditError

STAMP = "at"
_TAGS = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|<([a-z][a-z-]*)(?=[\s/>])", re.DOTALL)


_LARGEST = 1000
"""The largest number that a template may multiply: layouts count columns and levels."""

_FAILURES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What the expressions of a template may raise."""


class PlaceStamps(Extension):
    """Stamps every tag of a template with its file, line and column, before Jinja compiles it."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return `source` with `at="name:line:column"` in each opening tag; its lines stay where they were."""
        line_starts = [0, *(match.end() for match in re.finditer("\n", source))]
        line = 0

        def stamped(match: re.Match[str]) -> str:
            nonlocal line
            if not match[1] or match[1] == "text":
                return match[0]
            while line + 1 < len(line_starts) and line_starts[line + 1] <= match.start():
                line += 1
            column = match.start() - line_starts[line] + 1
            return f'{match[0]} {STAMP}="{name}:{line + 1}:{column}"'

        return _TAGS.sub(stamped, source)


class _Loader(FileSystemLoader):
    """Finds templates in folders; the last one is the program's own, and out of the others no link may lead."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return what Jinja asks a loader for, and keep the template's lines, which messages show.

        Raises SecurityError for a template that lies outside its folder.
        """
        found = ((Path(folder), Path(folder, *split_template_path(template))) for folder in self.searchpath[:-1])
        folder, path = next(((folder, path) for folder, path in found if path.is_file()), (None, Path()))
        if folder is not None and leads_out(folder, path):
            raise SecurityError(f"“{template}” is a link that leads out of the folder of templates")
        source, filename, fresh = super().get_source(environment, template)
        if isinstance(environment, LayoutEnvironment):
            environment.lines[template] = source.split("\n")
        return source, filename, fresh

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's
    ) -> Template:
        """Return the template: the one that was compiled when senaudit was installed, if it is of the same text."""
        source, path, _ = self.get_source(environment, name)
        namespace = compiled(name, source, environment)
        if namespace is None:
            return super().load(environment, name, globals)
        namespace["__file__"] = path
        return environment.template_class.from_module_dict(environment, namespace, globals or {})


def _length(value: Any) -> int:
    """Return how many entries there are, or how many signs a content text has."""
    return len(getattr(value, "value", value))


class LayoutEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox in which a text prints itself escaped, with its inline marks set and its place kept."""

    intercepted_binops = frozenset(("*", "**"))

    def __init__(self, folders: Iterable[Path]) -> None:
        super().__init__(
            loader=_Loader([str(folder) for folder in folders]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=[PlaceStamps],
            finalize=self._text,
            auto_reload=False,
        )
        self.places: list[Place] = []
        self.lines: dict[str, list[str]] = {}
        self.filters = {
            "plain": plain,
            "unbroken": unbroken,
            "length": _length,
            "trim": str.strip,
            "first": lambda row: row[0],
        }

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute; a field of the model is data, which the sandbox need not check."""
        if attribute in getattr(type(obj), "_fields", ()):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a template may see an attribute: never one of a path, which opens and deletes files."""
        return not isinstance(obj, PurePath) and super().is_safe_attribute(obj, attr, value)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiply numbers of any ordinary size; raise SecurityError for what would take all time or memory."""
        if not all(isinstance(each, int | float) and abs(each) <= _LARGEST for each in (left, right)):
            raise SecurityError(f"“{operator}” is for numbers up to {_LARGEST}")
        return super().call_binop(context, operator, left, right)

    def _text(self, value: Any) -> Any:
        """Give a content text the form `<text at="n">…</text>`; leave all else to Jinja's own escaping."""
        place = getattr(value, "place", None)
        if place is None:
            return value
        self.places.append(place)
        return Markup(f'<text at="{len(self.places) - 1}">{marked_up(value.value, place)}</text>')


def render(template: str, folders: Iterable[Path], values: Mapping[str, Any]) -> Element:
    """Render the template of that name (looked for in `folders`, in order) and return its Element tree.

    The last folder is the program's own; a link in another must not lead out of it.
    Raises SenauditError with the template's file and line for a mistake in it.
    """
    folders = list(folders)
    environment = LayoutEnvironment(folders)
    try:
        markup = environment.get_template(template).render(values)
    except TemplateNotFound as error:
        place = _failing_line(error, folders, template)
        raise SenauditError(
            [Problem("template-missing", place, f"there is no template “{error.name}”", "check its name")]
        ) from error
    except TemplateSyntaxError as error:
        place = _template_place(folders, error.name or template, error.lineno)
        raise SenauditError(
            [Problem("template-syntax", place, error.message or "a mistake in the template")]
        ) from error
    except (TemplateError, *_FAILURES) as error:
        raise SenauditError(
            [Problem("template-failed", _failing_line(error, folders, template), f"the template fails: {error}")]
        ) from error
    document = parse(markup, environment.places, STAMP, _paths(folders, environment), environment.lines)
    elements = document.walk()
    check_children(elements)
    list_contents(elements)
    return document


def _paths(folders: list[Path], environment: LayoutEnvironment) -> dict[str, Path]:
    return {name: _template_path(folders, name) for name in environment.list_templates()}


def _template_path(folders: list[Path], name: str) -> Path:
    """Return the path of a template, or its name alone if it is in none of the folders."""
    return next((folder / name for folder in folders if (folder / name).is_file()), Path(name))


def _template_place(folders: list[Path], name: str, line: int) -> Place:
    path = _template_path(folders, name)
    if not line or not path.is_file():
        return Place(path, line, 1 if line else 0)
    source = path.read_text("utf-8", "replace").splitlines()[line - 1]
    words = source.strip()
    return Place(path, line, source.index(words) + 1, source, len(words) or 1)


def _failing_line(error: BaseException, folders: list[Path], template: str) -> Place:
    """Return the innermost template line of a failure: Jinja rewrites tracebacks to name its templates."""
    place = Place(Path(template))
    traceback = error.__traceback__
    while traceback is not None:
        path = Path(traceback.tb_frame.f_code.co_filename)
        if path.suffix == ".j2":
            place = _template_place(folders, path.name, traceback.tb_lineno)
        traceback = traceback.tb_next
    return place
