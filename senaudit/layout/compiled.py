"""Shipped templates compiled to Python when senaudit is installed, because compiling takes longer than running.

A compiled template has the version of Jinja in its name, and holds the text of its template. It is used only by that
version and for that text. Jinja compiles any other template at run time, with the same result.
"""

from __future__ import annotations

from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import Environment

COMPILED_FOLDER = Path(__file__).resolve().parents[1] / "data" / "layouts"

_END = """
# Made from {name} when senaudit is installed. mypy and other checks need not look at it.
# mypy: ignore-errors
TEMPLATE = {source!r}
"""
"""The end of each compiled file. It follows the code, which must begin in the first line: Jinja maps its line numbers
to those of the template.
"""


def compiled(name: str, source: str, environment: Environment) -> dict[str, Any] | None:
    """Return the namespace of the compiled template for this environment, or None if it was not compiled.

    `name` is the template's name, and `source` the text that it has now.
    """
    path = COMPILED_FOLDER / _file_name(name)
    try:
        code = SourceFileLoader(path.stem, str(path)).get_code(path.stem)
    except (OSError, SyntaxError):
        return None
    namespace: dict[str, Any] = {"environment": environment}
    if code is not None:
        exec(code, namespace)
    return namespace if namespace.get("TEMPLATE") == source else None


def compile_all(environment: Environment, folder: Path) -> dict[str, str]:
    """Return the Python source of each template of a folder, by the name of its compiled file."""
    sources = {}
    for path in sorted(folder.glob("*.j2")):
        source = path.read_text("utf-8")
        code = environment.compile(source, path.name, path.name, raw=True)
        sources[_file_name(path.name)] = code + _END.format(name=path.name, source=source)
    return sources


def _file_name(template: str) -> str:
    """Return the name of a template's compiled file.

    Code that another version of Jinja compiled is not even imported, because it may need parts of that version.
    """
    return f"{template.replace('.', '_')}-{jinja2.__version__}.py"
