"""Render the checked content to an Element tree: Jinja templates run in a sandbox, and content is only ever data."""

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
from senaudit.files.reading import is_file, read_bytes
from senaudit.layout.children import check_children
from senaudit.layout.compiled import compiled
from senaudit.layout.contents import list_contents
from senaudit.layout.inline import marked_up, plain, unbroken
from senaudit.layout.markup import Element, parse
from senaudit.problems import Place, Problem, SenauditError

STAMP = "at"
_TAGS = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|<([a-z][a-z-]*)(?=[\s/>])", re.DOTALL)


_LARGEST = 1000
"""The largest number that a template may multiply. Templates only count columns and levels."""

_FAILURES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""The errors that the expressions of a template may raise."""


class PlaceStamps(Extension):
    """A Jinja extension that stamps every tag of a template with its file, line and column."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return `source` with `at="name:line:column"` in each opening tag. The number of lines stays the same."""
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
    """Finds templates in folders. Links must not lead out of a folder, except in the last one, the program's own."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return the template's text, its path and Jinja's test of whether it has changed.

        The environment gets the template's lines, because messages quote them. Raises SecurityError for a template that
        is a link to a file outside its folder.
        """
        paths = ((folder, Path(folder, *split_template_path(template))) for folder in self.searchpath)
        found = next(((folder, path) for folder, path in paths if is_file(path)), None)
        if found is None:
            raise TemplateNotFound(template)
        folder, path = found
        if folder != self.searchpath[-1] and leads_out(Path(folder), path):
            raise SecurityError(f"“{template}” is a link that leads out of the folder of templates")
        source = read_bytes(path).decode().replace("\r\n", "\n").replace("\r", "\n")
        if isinstance(environment, LayoutEnvironment):
            environment.lines[template] = source.split("\n")
        return source, str(path), lambda: True

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's
    ) -> Template:
        """Return the template, from the code compiled at installation if its text is still the same."""
        source, path, _ = self.get_source(environment, name)
        namespace = compiled(name, source, environment)
        if namespace is None:
            return super().load(environment, name, globals)
        namespace["__file__"] = path
        return environment.template_class.from_module_dict(environment, namespace, globals or {})


def _length(value: Any) -> int:
    """Return the number of entries of a list, or of characters of a content text."""
    return len(getattr(value, "value", value))


class LayoutEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox for templates. It prints content texts escaped, with their inline marks as tags and with their places.

    `places` are the places of all texts printed so far, and `lines` the lines of each template by its name.
    """

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
        """Return an attribute. The fields of the model skip the sandbox's check, because they are plain data."""
        if attribute in getattr(type(obj), "_fields", ()):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a template may use an attribute. Those of a path are refused: they open and delete files."""
        return not isinstance(obj, PurePath) and super().is_safe_attribute(obj, attr, value)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return the result of `*` or `**`. Raises SecurityError for numbers that could use up all time or memory."""
        if not all(isinstance(each, int | float) and abs(each) <= _LARGEST for each in (left, right)):
            raise SecurityError(f"“{operator}” is for numbers up to {_LARGEST}")
        return super().call_binop(context, operator, left, right)

    def _text(self, value: Any) -> Any:
        """Return a content text as `<text at="n">…</text>`. Any other value is left to Jinja, which escapes it."""
        place = getattr(value, "place", None)
        if place is None:
            return value
        self.places.append(place)
        return Markup(f'<text at="{len(self.places) - 1}">{marked_up(value.value, place)}</text>')


def render(template: str, folders: Iterable[Path], values: Mapping[str, Any]) -> Element:
    """Render a template and return its Element tree.

    The template is looked for in `folders`, in order. The last folder is the program's own; links in the others must
    not lead out of them. Raises SenauditError, with the template's file and line, for a mistake in it.
    """
    folders = list(folders)
    environment = LayoutEnvironment(folders)
    try:
        markup = _rendered(environment.get_template(template), environment, values)
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


def _rendered(template: Template, environment: LayoutEnvironment, values: Mapping[str, Any]) -> str:
    """Return what a template prints, as Jinja's own `render` does, and keep nothing of the values.

    A template's macros and its context hold each other, and with them the whole model, until they are parted.
    """
    context = template.new_context(dict(values))
    try:
        return environment.concat(template.root_render_func(context))
    except Exception:
        environment.handle_exception()
    finally:
        context.vars.clear()
        context.parent.clear()


def _paths(folders: list[Path], environment: LayoutEnvironment) -> dict[str, Path]:
    return {name: _template_path(folders, name) for name in environment.list_templates()}


def _template_path(folders: list[Path], name: str) -> Path:
    """Return the path of a template, or only its name if no folder has it."""
    return next((folder / name for folder in folders if (folder / name).is_file()), Path(name))


def _template_place(folders: list[Path], name: str, line: int) -> Place:
    path = _template_path(folders, name)
    if not line or not path.is_file():
        return Place(path, line, 1 if line else 0)
    source = path.read_text("utf-8", "replace").splitlines()[line - 1]
    words = source.strip()
    return Place(path, line, source.index(words) + 1, source, len(words) or 1)


def _failing_line(error: BaseException, folders: list[Path], template: str) -> Place:
    """Return the place in a template where an error was raised. Jinja's tracebacks name the lines of its templates."""
    place = Place(Path(template))
    traceback = error.__traceback__
    while traceback is not None:
        path = Path(traceback.tb_frame.f_code.co_filename)
        if path.suffix == ".j2":
            place = _template_place(folders, path.name, traceback.tb_lineno)
        traceback = traceback.tb_next
    return place
