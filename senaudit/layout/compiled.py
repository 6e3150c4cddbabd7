"""Shipped templates as Python, compiled when senaudit is installed: to compile them takes longer than to run them.

A compiled template is named after the version of Jinja that compiled it, and carries the text of its template. It is
run by that very version, for that very text; any other template is compiled by Jinja when it is run, with the same
result.
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
"""What follows the code: that must begin in the first line, for it knows by its lines which of the template it is."""


def compiled(name: str, source: str, environment: Environment) -> dict[str, Any] | None:
    """Return the namespace of the compiled template of that name and text, for that environment; None without one."""
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
    """Return the Python text of each template of a folder, by the name of the file that it belongs in."""
    made = {}
    for path in sorted(folder.glob("*.j2")):
        source = path.read_text("utf-8")
        code = environment.compile(source, path.name, path.name, raw=True)
        made[_file_name(path.name)] = code + _END.format(name=path.name, source=source)
    return made


def _file_name(template: str) -> str:
    """Return the name of a template's file. What another Jinja compiled is not even run: it may need parts of that."""
    return f"{template.replace('.', '_')}-{jinja2.__version__}.py"
