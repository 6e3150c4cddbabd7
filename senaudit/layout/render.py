"""Render the checked content to an Element tree: Jinja templates run in a sandbox, and content is only ever data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateAssertionError,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.ext import Extension
from jinja2.loaders import split_template_path
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from senaudit.files.paths import leads_out
from senaudit.files.reading import is_file, read_bytes
from senaudit.layout.children import check_children
from senaudit.layout.compiled import compiled
from senaudit.layout.contents import explain_abbreviations, list_contents, part_dead_references, sign_lists
from senaudit.layout.counting import FILTERS, check_call, check_operator, key, kind_of, printable
from senaudit.layout.inline import Said, isolated, marked_up
from senaudit.layout.language import FUNCTIONS, IS, Generator, has_attribute, is_method
from senaudit.layout.limits import LONGEST_TEMPLATE, Budget, TooMuchError, size_of
from senaudit.layout.markup import Element, parse
from senaudit.problems import Place, Problem, SenauditError

STAMP = "stamp"
"""The attribute with the place of a tag in its template."""
_TAGS = re.compile(
    r"\{#.*?(?:#\}|\Z)|\{%.*?(?:%\}|\Z)|\{\{.*?(?:\}\}|\Z)|<!--.*?(?:-->|\Z)|<([^\W\d][\w.:-]*)(?=[\s/>])", re.DOTALL
)
"""The opening tags of a template. What is not closed goes on to the end, so that the search takes one pass."""

_FAILURES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""The errors that the expressions of a template may raise."""


_LANGUAGE = "“Templates and looks”, a page of the documentation, says what templates can use"

_COMPARE = "compare it with the shipped template: labels that were pieces of a phrase are whole phrases now"

_ENDLESS = "a macro or template calls itself without end, or too many brackets stand in each other"


class PlaceStamps(Extension):
    """A Jinja extension that stamps every tag of a template with its file, line and column."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return `source` with `stamp="name:line:column"` in each opening tag. The number of lines stays the same."""
        line_starts = [0, *(match.end() for match in re.finditer("\n", source))]
        line = 0

        def stamped(match: re.Match[str]) -> str:
            nonlocal line
            if not match[1]:
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
        is a link to a file outside its folder, and TooMuchError for one that is too long.
        """
        paths = ((folder, Path(folder, *split_template_path(template))) for folder in self.searchpath)
        found = next(((folder, path) for folder, path in paths if is_file(path)), None)
        if found is None:
            raise TemplateNotFound(template)
        folder, path = found
        if folder != self.searchpath[-1] and leads_out(Path(folder), path):
            raise SecurityError(f"“{template}” is a link that leads out of the folder of templates")
        data = read_bytes(path, LONGEST_TEMPLATE + 1)
        if len(data) > LONGEST_TEMPLATE:
            raise TooMuchError(f"“{template}” is too long for a template: it has more than {LONGEST_TEMPLATE:,} bytes")
        try:
            source = data.decode().replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            message = "this is not a text in UTF-8: choose “UTF-8” when you save the file"
            raise TemplateSyntaxError(message, line, template) from None
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


class LayoutEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox for templates. It prints content texts escaped, with their inline marks as tags and with their places.

    `places` are the places of all texts printed so far, `lacks` those of what is printed untranslated, and `lines` the
    lines of each template by its name. `budget` is what the templates of this document may still do, and `language` is
    the document's.
    """

    code_generator_class = Generator
    intercepted_binops = frozenset(("+", "%", "*", "**"))

    def __init__(self, folders: Iterable[Path], budget: Budget | None = None) -> None:
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
        self.lacks: dict[Place, None] = {}
        self.lines: dict[str, list[str]] = {}
        self.budget = budget or Budget()
        self.language = "en"
        self.filters = dict(FILTERS)
        self.tests = dict(IS)
        self.globals = dict(FUNCTIONS)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute. The fields of the model skip the sandbox's check, because they are plain data."""
        if attribute in getattr(type(obj), "_fields", ()):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return an entry of a list or mapping."""
        return super().getitem(obj, key(argument))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a template may use an attribute."""
        return has_attribute(obj, attr)

    def wrap_str_format(self, value: Any) -> None:
        """Return None: `format` is like any other method."""

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        """Return the value of an attribute that a template may not use. Using it raises SecurityError."""
        message = f"templates cannot use “{attribute}” of {kind_of(obj)}"
        return self.undefined(message, name=attribute, exc=SecurityError)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as Jinja's own
        """Return what a macro, function or method returns. The first two arguments have names that no macro's have."""
        if not isinstance(__obj, Undefined):
            check_call(__self.budget, __obj, args, kwargs)
        result = __context.call(__obj, *args, **kwargs)
        if isinstance(result, str) and is_method(__obj):
            __self.budget.make(len(result))
        return result

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return the result of an operator. Raises SecurityError where it could use up all time or memory."""
        check_operator(self.budget, operator, left, right)
        return super().call_binop(context, operator, left, right)

    def concat(self, parts: Iterable[str]) -> str:
        """Return the text of what a template, macro or block prints."""
        texts = list(parts)
        self.budget.handle(sum(map(len, texts)))
        return "".join(texts)

    def get_template(self, *args: Any, **kwargs: Any) -> Template:
        """Return a template that another one names."""
        self.budget.work(1)
        return super().get_template(*args, **kwargs)

    def _compile(self, source: str, filename: str) -> CodeType:
        """Return the code of a template. Raises TemplateSyntaxError if it is too complicated for Python's compiler."""
        try:
            return super()._compile(source, filename)
        except (SyntaxError, MemoryError, RecursionError):
            raise TemplateSyntaxError("the template is too complicated: too much stands in each other", 0) from None

    def _text(self, value: Any) -> Any:
        """Return a content text as `<text at="n">…</text>`. Texts and numbers are left to Jinja, which escapes them.

        Raises SecurityError for any other value.
        """
        place = getattr(value, "place", None)
        if place is None:
            if isinstance(value, str):
                self.budget.handle(len(value))
                if type(value) is Said:
                    return Markup(isolated(value, self.language))
            return printable(value)
        if "{" in value.value and (lacking := getattr(value, "placeholders", ())):
            words = ", ".join(f"{name}=…" for name in sorted(lacking))
            raise SecurityError(f"“{value.value}” has words to be filled in: write {{{{ … | filled({words}) }}}}")
        opening, markup = self.marked(value)
        return Markup(f"{opening}{markup}</text>")

    def marked(self, value: Any) -> tuple[str, str]:
        """Return the tag that begins a content text, with its place, and the text’s words as markup."""
        self.places.append(value.place)
        language = f' lang="{value.language}"' if self.note_lacks(value) and value.language else ""
        opening, markup = f'<text at="{len(self.places) - 1}"{language}>', marked_up(value.value, value.place)
        self.budget.handle(len(opening) + len(markup) + len("</text>"))
        return opening, markup

    def printed(self, value: Any) -> str:
        """Return the markup of a value in the place of a placeholder: as `{{ … }}` prints it."""
        return str(escape(self._text(value)))

    def note_lacks(self, value: Any) -> bool:
        """Return whether a text, or a part of it, is not translated, and note where that is missing."""
        lacks = getattr(value, "lacks", ())
        if lacks:
            self.lacks |= dict.fromkeys(lacks)
        return bool(lacks)


def render(
    template: str,
    folders: Iterable[Path],
    values: Mapping[str, Any],
    findings: Mapping[str, Any] | None = None,
    lacks: list[Place] | None = None,
) -> Element:
    """Render a template and return its Element tree. `findings` are further values: what was read of filled-in sheets.

    The places of all that is printed and has not been translated are added to `lacks`.

    The template is looked for in `folders`, in order. The last folder is the program's own; links in the others must
    not lead out of them. Raises SenauditError, with the template's file and line, for a mistake in it.
    """
    folders = list(folders)
    environment = LayoutEnvironment(folders, Budget(*size_of(findings)))
    environment.language = getattr(values.get("guide"), "language", environment.language)
    try:
        markup = _rendered(environment.get_template(template), environment, {**values, **(findings or {})})
    except TemplateNotFound as error:
        place = _failing_line(error, folders, template)
        raise SenauditError(
            [Problem("template-missing", place, f"there is no template “{error.name}”", "check its name")]
        ) from error
    except TemplateSyntaxError as error:
        place = _template_place(folders, error.name or template, error.lineno)
        message = error.message or "a mistake in the template"
        hint = _LANGUAGE if isinstance(error, TemplateAssertionError) else ""
        raise SenauditError([Problem("template-syntax", place, message, hint)]) from error
    except TooMuchError as error:
        place = _failing_line(error, folders, template)
        hint = "have its loops go round less often, or make its texts shorter"
        raise SenauditError([Problem("template-limit", place, f"the template does too much: {error}", hint)]) from error
    except (TemplateError, *_FAILURES) as error:
        place = _failing_line(error, folders, template)
        hint = _LANGUAGE if isinstance(error, SecurityError) else _COMPARE if isinstance(error, UndefinedError) else ""
        reason = _ENDLESS if isinstance(error, RecursionError) else str(error)
        raise SenauditError([Problem("template-failed", place, f"the template fails: {reason}", hint)]) from error
    if lacks is not None:
        lacks += environment.lacks
    paths = {name: _template_path(folders, name) for name in environment.lines}
    document = parse(markup, environment.places, STAMP, paths, environment.lines)
    elements = document.walk()
    check_children(elements)
    part_dead_references(elements)
    list_contents(elements)
    explain_abbreviations(elements)
    sign_lists(document, elements)
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


def _template_path(folders: list[Path], name: str) -> Path:
    """Return the path of a template, or only its name if no folder has it."""
    return next((folder / name for folder in folders if (folder / name).is_file()), Path(name))


def _template_place(folders: list[Path], name: str, line: int) -> Place:
    path = _template_path(folders, name)
    if not line or not path.is_file():
        return Place(path, line, 1 if line else 0)
    source = [*path.read_text("utf-8", "replace").split("\n"), ""][line - 1]
    words = source.strip()
    return Place(path, line, source.index(words) + 1, source, len(words) or 1)


def _failing_line(error: BaseException, folders: list[Path], template: str) -> Place:
    """Return the place in a template where an error was raised. Jinja's tracebacks name the lines of its templates."""
    place = _template_place(folders, template, 0)
    traceback = error.__traceback__
    while traceback is not None:
        path = Path(traceback.tb_frame.f_code.co_filename)
        if path.suffix == ".j2":
            place = _template_place(folders, path.name, traceback.tb_lineno)
        traceback = traceback.tb_next
    return place
