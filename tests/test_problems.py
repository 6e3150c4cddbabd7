"""One file for each mistake: comments in `problems/` say, beside each fault, which message is expected.

A file begins with `# mistake:`, the kind of mistake; `# file:`, what it is called in a folder of content whose other
files are in order; and, where only that shows it, `# run:`, what is built of it. `# error 3:12: …` gives the line, the
column and the message, and `# help: …` the help; `# warning …` likewise. Where bytes leave no room for
comments they stand in a file beside it that ends in `.expected`. A file without any is fine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from asking import with_changes
from sample_content import FILES, write_sample

from senaudit.problems import Problem, SenauditError
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import request_for
from senaudit.recipe.steps import typeset_document

CORPUS = Path(__file__).parent / "problems"

LISTED = (
    "colon in unquoted text",
    "tab",
    "wrong indent",
    "unclosed quote",
    *(f"text that begins with {sign}" for sign in "'@%`*!&>|[{?"),
    "text cut off at #",
    "duplicate key",
    "missing space after : or -",
    "non-breaking spaces as indent",
    "Windows path in double quotes",
    "control characters",
    "U+0085 and U+2028 from Word",
    "UTF-16",
    "Windows-1252",
    "a byte-order mark and CRLF",
    "YAML's own types",
    "aliases that explode",
    "nesting a thousand deep",
    "a list where text belongs",
    "a text where a list belongs",
    "an empty file",
    "an empty chapter",
    "an empty question",
    "an emoji or a letter that the font lacks",
    "two questions of one id",
    "an unknown {term}",
    "broken Markdown link",
    "a text so long that its row cannot fit a page",
    'the word "Bookmark"',
    "numbers as ids",
    "fine and untouched",
    "right-to-left text",
    "Indic text",
)
"""The mistakes that must have a file, and the correct things that must not be reported."""

RUNS = {
    "": request_for("guide"),
    "sheets --text-size 24": request_for("sheets", text_size=24),
    "poster --paper A4 --large-print": request_for("poster", paper="A4", large_print=True),
}
"""The documents for which a file may ask in `# run:`. Without it, the texts are only read."""

FINE = {"a byte-order mark and CRLF", "YAML's own types", "fine and untouched"}

# Words of YAML and its parsers. No message may have them, because authors do not know them.
JARGON = re.compile(
    r"\b(?:scalars?|mappings?|tokens?|block|flow|anchors?|alias(?:es)?|nodes?|parser|indicator|directive|sequence|YAML"
    r"|string|syntax|parse\w*|codec|utf8)\b"
)

_EXPECTED = re.compile(r"\s*# (error|warning)(?: (\d+:\d+))?: (.*)")
_HELP = re.compile(r"\s*# help: (.*)")


@dataclass(frozen=True)
class Case:
    """One file of the corpus, and its expected problems as `told` writes them."""

    path: Path
    mistake: str
    file: str
    run: str
    expected: tuple[str, ...]


def told(problem: Problem) -> str:
    place = problem.place
    assert place is not None
    where = f" {place.line}:{place.column}" if place.line else ""
    return f"{'warning' if problem.warning else 'error'}{where}: {problem.message}\nhelp: {problem.hint}"


def comments_of(path: Path) -> list[str]:
    beside = path.with_suffix(".expected")
    data = (beside if beside.exists() else path).read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    return re.split("\r\n|\r|\n", text)


def case(path: Path) -> Case:
    lines = comments_of(path)
    heads = (re.match(r"# (mistake|file|run): (.*)", line) for line in lines[:4])
    named = {head[1]: head[2] for head in heads if head}
    expected = []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if match := _EXPECTED.fullmatch(line):
            advice = _HELP.fullmatch(after)
            assert advice, f"{path.name}: no line “# help:” after “{line.strip()}”"
            where = f" {match[2]}" if match[2] else ""
            expected.append(f"{match[1]}{where}: {match[3]}\nhelp: {advice[1]}")
    return Case(path, named["mistake"], named["file"], named.get("run", ""), tuple(expected))


CASES = [case(path) for path in sorted(CORPUS.glob("*.yaml"))]
every_case = pytest.mark.parametrize("case", CASES, ids=[case.path.stem for case in CASES])


def problems_of(case: Case) -> list[Problem]:
    """Return the problems of a folder of content that has the case's file among correct ones."""
    content = write_sample(Path("content"))
    target = content / case.file
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(case.path.read_bytes())
    choices = with_changes(RUNS[case.run], content=content, font="arimo")
    try:
        guide = read_content(choices)
        if case.run:
            typeset_document(choices, guide)
    except SenauditError as error:
        return list(error.problems)
    return list(guide.warnings)


@pytest.fixture(autouse=True)
def _working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@every_case
def test_a_mistake_is_told_at_its_place_with_help_of_its_own_and_nothing_else_is(case: Case) -> None:
    problems = problems_of(case)
    assert [told(problem) for problem in problems] == list(case.expected)
    assert {problem.place.path for problem in problems if problem.place} <= {Path("content", case.file)}


@every_case
def test_a_message_speaks_to_a_person_who_knows_no_yaml(case: Case) -> None:
    for problem in problems_of(case):
        words = f"{problem.message}\n{problem.hint}"
        assert not JARGON.search(words), words
        assert problem.hint
        assert "\n" not in problem.message + problem.hint
        assert len(problem.message) <= 130, len(problem.message)
        assert len(problem.hint) <= 150, len(problem.hint)


@every_case
def test_the_carets_stand_under_the_fault(case: Case) -> None:
    """Carets never go past their line, and wherever a line is shown there are some."""
    for problem in problems_of(case):
        assert problem.place is not None
        line, carets = problem.place.excerpt()
        assert bool(line) == bool(problem.place.line)
        if line:
            assert carets.strip("^ ") == ""
            assert carets.endswith("^")


def test_every_mistake_that_is_to_explain_itself_has_a_file() -> None:
    assert set(LISTED) <= {case.mistake for case in CASES}
    assert len([case for case in CASES if case.expected]) >= 60


def test_what_is_fine_is_told_nothing_of_and_all_else_is() -> None:
    for case in CASES:
        fine = case.mistake in FINE or case.path.stem == "utf16-with-mark"
        assert bool(case.expected) != fine, case.path.name


def test_each_mistake_has_words_of_its_own() -> None:
    """Files of one kind may share a message; two kinds do not."""
    kinds: dict[str, set[str]] = {}
    for case in CASES:
        for expected in case.expected[:1]:
            message = re.sub(r"^\w+( \d+:\d+)?: |[“(][^”)]*[”)]|\nhelp: .*", "", expected)
            kinds.setdefault(f"{message}{expected.partition('help: ')[2]}", set()).add(case.mistake)
    shared = {words: mistakes for words, mistakes in kinds.items() if len(mistakes) > 1}
    assert not shared


def test_the_rest_of_the_content_is_in_order() -> None:
    content = write_sample(Path("content"))
    assert read_content(request_for("guide", content=content)).warnings == ()
    assert {case.file for case in CASES} <= {*FILES, "chapters/support.yaml.txt", "poster.yml"}


def test_what_is_fine_is_printed_as_it_was_typed() -> None:
    content = write_sample(Path("content"))
    for name, words in {
        "fine-types": ("no", "12:30", "010", "2026-01-01", "~", "null", "yes", "1e3", "0x1F", "1_000", ".5", "+1"),
        "fine-signs": ("Ŵyn, tŷ, Łódź, żółć, Țară și știință", "“Smart” ‘quotes’, a dash – and", "don't worry", "R&D"),
        "fine-decomposed": ("Café ŵyn tŷ żółć",),
        "fine-greek": ("Ελληνικά, Українська, Türkçe, Tiếng Việt",),
        "fine-links": ("One and two, three",),
        "windows-line-ends": ("One two",),
        "utf16-with-mark": ("Ŵyn and café",),
    }.items():
        (content / "introduction.yaml").write_bytes((CORPUS / f"{name}.yaml").read_bytes())
        document, _, _ = typeset_document(request_for("guide", content=content, font="arimo"))
        for each in words:
            assert each in document.text(), each
