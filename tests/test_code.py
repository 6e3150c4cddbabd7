"""The code itself: format, checks, types, imports in one direction, and the size of functions and files."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from mutations import MUTANTS

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "senaudit"

LONGEST_FUNCTION = 50
LONGEST_FILE = 400

ROOMS = (
    *(
        "audit",
        "cli",
        "content",
        "editions",
        "files",
        "layout",
        "pdf",
        "pictures",
        "recipe",
        "school",
        "schools",
        "source",
    ),
    "typeset",
)
"""The folders of the program. The unnamed room is the package itself; `problems` and `languages` one file each."""

PARTS = {
    **{room: sorted((PACKAGE / room).rglob("*.py")) for room in ROOMS},
    "problems": [PACKAGE / "problems.py"],
    "languages": [PACKAGE / "languages.py"],
    "": [PACKAGE / "__init__.py", PACKAGE / "__main__.py", PACKAGE / "version.py"],
}
"""The files of each room."""

_RECIPE = {
    "content",
    "editions",
    "files",
    "languages",
    "layout",
    "pdf",
    "pictures",
    "problems",
    "school",
    "source",
    "typeset",
}

MAY_IMPORT = {
    "problems": set[str](),
    "languages": set[str](),
    "files": {"problems"},
    "source": {"problems"},
    "pictures": {"files", "problems"},
    "content": {"languages", "problems", "source"},
    "layout": {"files", "languages", "problems"},
    "school": {"content", "files", "languages", "problems", "source"},
    "typeset": {"languages", "layout", "pictures", "problems"},
    "pdf": {"languages", "layout", "pictures", "problems", "typeset"},
    "editions": {"languages", "layout", "pictures", "problems"},
    "recipe": {"", *_RECIPE},
    "schools": {"", "recipe", *_RECIPE},
    "audit": {"content", "files", "languages", "layout", "problems", "recipe", "school", "schools", "source"},
    "cli": {"", "audit", "content", "files", "languages", "problems", "recipe", "school", "schools", "source"},
    "": {"audit", "cli", "problems", "recipe", "school", "typeset"},
}
"""The rooms that each room may import, beside itself."""

LIBRARIES = {
    "click": {"cli"},
    "yaml": {"source"},
    "jinja2": {"layout"},
    "markupsafe": {"layout"},
    "markdown_it": {"layout"},
    "reportlab": {"pdf"},
    "PIL": {"pictures"},
    "resvg_py": {"pictures"},
    "cssselect2": {"pictures"},
    "tinycss2": {"pictures"},
    "docx": {"editions"},
    "lxml": {"editions"},
    "pikepdf": {"audit"},
    "icalendar": {"audit"},
    "polib": {"content"},
    "pypdfium2": {"audit"},
    "openpyxl": {"audit", "schools"},
    "distributed": {"schools"},
    "uharfbuzz": {"typeset"},
}
"""The rooms that may import each library."""

EXTRAS = {"distributed": "dask", "uharfbuzz": "languages"}
"""Optional libraries, and the extra that installs each."""


def files() -> list[tuple[str, Path]]:
    """Return every file of the program with its room."""
    return [(part, path) for part, paths in PARTS.items() for path in paths]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


every_file = pytest.mark.parametrize(("part", "path"), files(), ids=[name_of(path) for _, path in files()])


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each module that a file imports, also inside functions, with its line; `from a import b` gives `a.b`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}:{node.lineno} imports from “.”"
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("__import__", "importlib.import_module"):
            raise AssertionError(f"{name_of(path)}:{node.lineno} imports by a name that no test can see")


def run(*command: str) -> str:
    """Run a checker on the project, and return its output."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


# Checkers


def test_the_code_is_formatted() -> None:
    assert "already formatted" in run("ruff", "format", "--check", "--no-cache", ".")


def test_ruff_finds_nothing() -> None:
    assert "All checks passed" in run("ruff", "check", "--no-cache", ".")


def test_mypy_finds_nothing() -> None:
    """The program, its tests and its fuzzers, in strict mode. mypy's cache saves reading unchanged files again."""
    assert "no issues found" in run("mypy", "--strict", "senaudit", "tests", "fuzz")


# Imports


def test_every_file_of_the_program_belongs_to_a_room() -> None:
    """If a folder were empty or moved, the tests below would check nothing."""
    assert all(len(PARTS[room]) >= 3 for room in ROOMS)
    made = set((PACKAGE / "data").rglob("*.py"))  # these are made when senaudit is installed
    assert {path for _, path in files()} == set(PACKAGE.rglob("*.py")) - made


@every_file
def test_each_room_imports_only_the_rooms_below_it(part: str, path: Path) -> None:
    for module, line in imports(path):
        package, _, rest = module.partition(".")
        if package != "senaudit":
            continue
        to = rest.partition(".")[0]
        to = to if to in PARTS else ""
        assert to == part or to in MAY_IMPORT[part], f"{name_of(path)}:{line} imports {module}"
        if part in ("typeset", "pdf") and to == "layout":
            assert rest.startswith(("layout.markup", "layout.proof", "layout.roles")), (
                f"{name_of(path)}:{line} imports {module}"
            )


def test_no_two_rooms_import_each_other() -> None:
    """In the order of the table, each room imports only rooms above it."""
    order = list(MAY_IMPORT)[:-1]
    assert all(order.index(to) < order.index(room) for room in order for to in MAY_IMPORT[room] - {""})


def test_typesetting_knows_no_pdf() -> None:
    """In a fresh process, importing all of `typeset` imports neither ReportLab nor the PDF room."""
    modules = [f"senaudit.typeset.{path.stem}" for path in PARTS["typeset"] if path.stem != "__init__"]
    program = f"import sys, {', '.join(modules)}; print(sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "'senaudit'" in done.stdout
    assert "'reportlab'" not in done.stdout


@every_file
def test_each_library_is_imported_by_one_part_only(part: str, path: Path) -> None:
    for module, line in imports(path):
        package = module.partition(".")[0]
        if package in LIBRARIES:
            assert part in LIBRARIES[package], f"{name_of(path)}:{line} imports {module}"
        elif package != "senaudit":
            assert package in sys.stdlib_module_names | {"__future__"}, f"{name_of(path)}:{line} imports {module}"


@pytest.mark.parametrize("library", LIBRARIES)
def test_each_library_is_imported_where_it_should_be(library: str) -> None:
    """A library with a wrong name would pass the test above."""
    importing = {part for part, path in files() for module, _ in imports(path) if module.partition(".")[0] == library}
    assert importing == LIBRARIES[library]


def test_every_library_in_use_is_among_the_dependencies() -> None:
    names = {"yaml": "pyyaml", "markdown_it": "markdown-it-py", "PIL": "pillow", "resvg_py": "resvg-py"}
    names["docx"] = "python-docx"
    listed = re.search(r"^dependencies = \[\n(.*?)^\]", (ROOT / "pyproject.toml").read_text("utf-8"), re.M | re.S)
    assert listed
    required = set(re.findall(r'"([a-z0-9-]+)', listed[1]))
    needed = LIBRARIES.keys() - EXTRAS.keys() - {"markupsafe"}  # jinja2 brings it
    assert required == {names.get(library, library) for library in needed}


@pytest.mark.parametrize(("library", "extra"), EXTRAS.items())
def test_an_optional_library_is_an_extra_and_imported_inside_functions_only(library: str, extra: str) -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert re.search(rf'^{extra} = \["{library}>=', project, re.MULTILINE)
    for _, path in files():
        outside = [node for node in ast.parse(path.read_text("utf-8")).body if not isinstance(node, ast.FunctionDef)]
        assert not any(
            library in ast.unparse(node) for node in outside if isinstance(node, ast.Import | ast.ImportFrom)
        )


READS_FOR_ITSELF = {
    "senaudit/source/compiled.py": "nodes that are made from bytes that were read, and the reader's own code",
    "senaudit/layout/compiled.py": "templates, when senaudit is installed",
    "senaudit/layout/render.py": "a line of a template for a message",
    "senaudit/school/quick_names.py": "names that the tab key offers",
    "senaudit/school/starter.py": "the files of a new folder",
}
"""Files that read others which no document is made from, and what they read."""


def test_what_documents_are_made_from_is_read_in_one_place() -> None:
    """Only what `files/reading.py` reads is noted: a pack must not be recorded with other words than it has."""
    readers = set()
    for part, path in files():
        if part in ("source", "school", "pictures", "layout", "recipe"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    is_image = ast.unparse(node.func) == "Image.open"
                    if node.func.attr in ("read_bytes", "read_text", "open") and not is_image:
                        readers.add(name_of(path))
    assert readers == set(READS_FOR_ITSELF)


@every_file
def test_only_the_command_line_prints_or_exits(part: str, path: Path) -> None:
    if part == "cli":
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            where = f"{name_of(path)}:{node.lineno} calls {called}"
            assert called not in {"print", "input", "exit", "quit", "sys.exit", "os._exit"}, where
            assert not called.startswith(("sys.stdout.", "sys.stderr.")), where


# Sizes


def functions(path: Path) -> Iterator[tuple[str, int, int]]:
    """Yield each function's name, its first line, and its number of lines without decorators and docstring."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            lines = node.end_lineno - node.lineno + 1
            first = node.body[0]
            if ast.get_docstring(node) is not None and first.end_lineno is not None:
                lines -= first.end_lineno - first.lineno + 1
            yield node.name, node.lineno, lines


@every_file
def test_no_function_is_too_long_to_read_at_once(part: str, path: Path) -> None:
    long = [f"{name_of(path)}:{at} {name}: {lines}" for name, at, lines in functions(path) if lines > LONGEST_FUNCTION]
    assert not long


def test_functions_are_measured_at_all() -> None:
    assert sum(1 for _, path in files() for _ in functions(path)) > 150


@every_file
def test_no_file_is_too_long(part: str, path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= LONGEST_FILE, f"{name_of(path)} has {lines} lines"


def test_no_module_is_a_drawer_for_everything() -> None:
    assert not {"utils", "util", "helpers", "helper", "manager", "common", "misc"} & {p.stem for _, p in files()}


# The lines that tests/mutations.py breaks


def test_each_line_that_is_to_be_broken_is_there_with_its_tests() -> None:
    """The list must be corrected when a line changes, not when somebody runs it."""
    for mutant in MUTANTS:
        assert (PACKAGE / mutant.file).read_text("utf-8").count(mutant.right) == 1, mutant
        for test in mutant.tests.split():
            file, _, name = test.partition("::")
            assert f"def {name}" in (ROOT / "tests" / file).read_text("utf-8"), mutant


def test_python_versions_are_declared() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    declared = re.findall(r"Python :: (3\.\d+)", project)
    assert declared == ["3.10", "3.11", "3.12", "3.13", "3.14"]
    assert 'requires-python = ">=3.10"' in project
    assert "reportlab~=5.1.0" in project
