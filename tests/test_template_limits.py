"""A template that does too much, or what templates cannot do, is one problem at its place: never a crash, and soon."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from asking import with_changes

from senaudit.content.text import Pattern, Text
from senaudit.files.shipped import shipped
from senaudit.layout import limits
from senaudit.layout.counting import NAMED
from senaudit.layout.language import FUNCTIONS, IS, LOOP_ATTRIBUTES, MAPPING_METHODS, TEXT_METHODS
from senaudit.layout.limits import Budget, TooMuchError
from senaudit.layout.markup import DEEPEST, Element
from senaudit.layout.render import LayoutEnvironment, render
from senaudit.problems import Place, Problem, SenauditError
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import KINDS, request_for
from senaudit.recipe.steps import build, template_values

ROOT = Path(__file__).resolve().parents[1]
LINE = 16
"""The line of the poster's template in which each test puts its own."""

GROWING = "{% set n = namespace(x=START) %}{% for i in range(34) %}{% set n.x = STEP %}{% endfor %}"
LONG = "{% set x %}{% for i in range(99000) %}aaaaaaaaaa{% endfor %}{% endset %}"


def growing(start: str, step: str) -> str:
    """Return lines in which `n.x` grows 34 times."""
    return GROWING.replace("START", start).replace("STEP", step)


TOO_MUCH = [
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "{% for a in range(99999) %}{% for b in range(99999) if false %}{% endfor %}{% endfor %}",
    growing('"aaaaaaaaaa"', "n.x ~ n.x"),
    growing('"aaaaaaaaaa"', "n.x + n.x"),
    growing("[1]", "n.x + n.x"),
    growing("(1,)", "n.x + n.x"),
    "{% macro m(n) %}{% if n < 60 %}{{ m(n + 1) }}{{ m(n + 1) }}{% endif %}{% endmacro %}{{ m(1) }}",
    "{% macro m(n) %}{% if n < 60 %}<para>x</para>{{ m(n + 1) }}{{ m(n + 1) }}{% endif %}{% endmacro %}{{ m(1) }}",
    "{% macro m() %}{{ varargs | length }}{% endmacro %}{% for i in range(999) %}{{ m(*range(99999)) }}{% endfor %}",
    "{% macro m() %}{{ caller() }}{{ caller() }}{% endmacro %}"
    + "{% for i in range(999) %}{% for i in range(999) %}{% call m() %}x{% endcall %}{% endfor %}{% endfor %}",
    "{% macro m() %}{% for i in range(99999) %}<para>" + "x" * 500 + "</para>{% endfor %}{% endmacro %}{{ m() }}",
    LONG + "{% for i in range(9999) %}{% if x == x ~ '' %}{% endif %}{% endfor %}",
    LONG + "{% set y = x ~ '' %}{% for i in range(9999) %}{% if x == y %}{% endif %}{% endfor %}",
    LONG + "{% for i in range(9999) %}{% if 'b' in x %}{% endif %}{% endfor %}",
    LONG + "{% for i in range(9999) %}{% set y = x[1:] %}{% endfor %}",
    LONG + "{% for i in range(9999) %}{% set y = x.strip() %}{% endfor %}",
    LONG + "{% for i in range(9999) %}{% set y = x | trim %}{% endfor %}",
    LONG + "{% for i in range(9999) %}{% set y = x | plain %}{% endfor %}",
    LONG + "{% for i in range(9999) %}{% set y = x | plain(a=x) %}{% endfor %}",
    LONG + "{% for i in range(9999) %}{% set y = [x, x] | listed(guide.labels['list-comma']) %}{% endfor %}",
    growing("'1'", "guide.labels['list-comma'] | filled(first=n.x, next=n.x)"),
    growing("'1'", "guide.labels['list-comma'] | plain(first=n.x, next=n.x)"),
    growing("'1'", "'{a}{a}' | plain(a=n.x)"),
    LONG + "{% for i in range(9999) %}{{ x }}{% endfor %}",
    "{% for i in range(99999) %}{% include 'a.txt' ignore missing %}{% endfor %}" * 9,
]
"""Lines that would take very long, or all memory."""

NOT_THERE = [
    '{% set x = "%3000000000d" % 1 %}',
    '{% set x = "{:>3000000000}".format("a") %}',
    '{% set x = "{:>3000000000}".format_map({}) %}',
    *(f'{{% set x = "a".{name}(3000000000) %}}' for name in ("ljust", "rjust", "center", "zfill", "expandtabs")),
    '{% set x = "a"["ljust"](3000000000) %}',
    '{% set x = "a".join(["b"]) %}',
    '{% set x = "aaaa".replace("a", "aaaa") %}',
    "{% set x = lipsum(n=1000000) %}",
    '{% set x = "a" | indent(3000000000) %}',
    '{% set x = "a" | wordwrap(1) %}',
    '{% set x = "a" | center(3000000000) %}',
    '{% set x = ["a"] | join("b") %}',
    '{% set x = "a" | replace("a", "b") %}',
    '{% set x = "%3000000000d" | format(1) %}',
    '{% set x = "a" * 3000000000 %}',
    "{% set x = [1] * 3000000000 %}",
    "{% set x = 9 ** 9 ** 9 ** 9 %}",
    '{% if "%3000000000d" is odd %}{% endif %}',
    '{% if "%3000000000d" is even %}{% endif %}',
    '{% if "%3000000000d" is divisibleby(3) %}{% endif %}',
    "{% for i in range(10 ** 9) %}{% endfor %}",
    growing("[1]", "[n.x, n.x]") + "{{ n.x }}",
    growing("[1]", "[n.x, n.x]") + "{{ n.x | plain }}",
    growing("[1]", "[n.x, n.x]") + '{{ n.x ~ "" }}',
    growing("[1]", "[n.x, n.x]") + "{% if n.x == [n.x] %}{% endif %}",
    growing("[1]", "[n.x, n.x]") + "{% if [n.x] < n.x %}{% endif %}",
    growing("[1]", "[n.x, n.x]") + "{% if n.x in [n.x] %}{% endif %}",
    growing("(1,)", "(n.x, n.x)") + "{% set x = {n.x: 1} %}",
    growing("(1,)", "(n.x, n.x)") + "{{ guide.labels[n.x] }}",
    growing("(1,)", "(n.x, n.x)") + "{{ guide.labels.get(n.x) }}",
    growing("(1,)", "(n.x, n.x)") + "{{ n.x() }}",
    growing("(1,)", "(n.x, n.x)") + "{% include n.x %}",
    growing("(1,)", "(n.x, n.x)") + "{% include [n.x] %}",
    growing("(1,)", "(n.x, n.x)") + "{{ n.x % 1 }}",
    growing("1", "n.x + n.x") + growing("n.x", "n.x + n.x") + "{{ n.x }}",
    "{% for i in range(3) recursive %}{{ loop([1]) }}{% endfor %}",
    "{% autoescape false %}{{ guide.title }}{% endautoescape %}",
    "{% for i in 5 %}{% endfor %}",
    "{{ guide.labels.page }}",
    "{{ guide.labels.page | filled(number=1) }}",
    "{{ guide.labels.page | plain(number=1) }}",
    '{{ "Page {number}" | filled(number=1) }}',
    '{% set x = "a".upper() %}',
    "{% set x = guide.title.value.lower() %}",
]
"""Lines with something that templates do not have, or not for such values."""

BROKEN = [
    "<text>x</text>",
    '<text at="x">y</text>',
    '<text at="0">y</text>',
    '<text at="99999">y</text>',
    '<foo_bar at="q"/>',
    '<foo_bar at="poster.xml.j2:99999:1"/>',
    '<foo_bar at="poster.xml.j2:a:1"/>',
    '<para at="q">x</para>',
    '<para>{{ "\\ud800" }}</para>',
    '<panel number="{{ "\\ud800" }}"/>',
    *("{% for i in [1] %}" * count + "x" + "{% endfor %}" * count for count in (17, 30, 100)),
    "{% if true %}" * 40 + "{% endif %}" * 40,
    "{{ 1" + " + 1" * 60 + " }}",
    "{{ guide" + ".title" * 3000 + " }}",
    "{{ " + "not " * 500 + "1 }}",
    "{{ 1" + " | plain" * 500 + " }}",
]
"""Markup that is wrong, or too much in each other."""

AROUND = [
    "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    "{{ " + "[" * 100 + "]" * 100 + " }}",
    "{% set x = " + "9" * 5000 + " %}",
    "{% if 1 %}" + "{% elif 1 %}" * 9000 + "{% endif %}",
    "{% for i in [1] %}" * 400 + "{% endfor %}" * 400,
    '<{{ "text" }} at="7777">x</{{ "text" }}>',
    '<{{ "text" }} at="-1">x</{{ "text" }}>',
    '<{{ "para" }} stamp="q">x</para>',
    '<{{ "para" }} stamp="poster.xml.j2:0:0">x</para>',
    '<para stamp="q">x</para>',
    "</document>",
    "{% for i in range(99999) %}<para>" + "x" * 500 + "</para>{% endfor %}",
]
"""Wrong lines whose problem is in the template, but not at the line: it is that of the tag around, or of the whole."""


def problems_of(folder: Path, line: str) -> tuple[Problem, ...]:
    """Return the problems of the poster with this line in its template."""
    template = (shipped("templates") / "poster.xml.j2").read_text("utf-8")
    assert template.split("\n")[LINE - 1] == "  <form>"
    (folder / "poster.xml.j2").write_text(template.replace("<form>", f"{line}<form>", 1), "utf-8")
    with pytest.raises(SenauditError) as caught:
        build(request_for("poster", templates=folder, font="arimo"))
    assert str(caught.value)
    return caught.value.problems


def short(line: str) -> str:
    return f"{line[:70]} … {len(line)}" if len(line) > 90 else line


@pytest.mark.parametrize("line", TOO_MUCH, ids=short)
def test_a_template_that_does_too_much_is_stopped_at_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.txt").write_text("")
    (problem,) = problems_of(tmp_path, line)
    assert problem.kind == "template-limit"
    assert problem.place is not None
    assert (problem.place.path, problem.place.line) == (tmp_path / "poster.xml.j2", LINE)


@pytest.mark.parametrize("line", [*NOT_THERE, *BROKEN], ids=short)
def test_a_template_with_what_there_is_not_is_one_problem_at_its_line(tmp_path: Path, line: str) -> None:
    (problem,) = problems_of(tmp_path, line)
    assert problem.kind != "template-limit"
    assert problem.place is not None
    assert (problem.place.path, problem.place.line) == (tmp_path / "poster.xml.j2", LINE)


@pytest.mark.parametrize("line", AROUND, ids=short)
def test_a_mistake_without_a_line_is_one_problem_of_the_template(tmp_path: Path, line: str) -> None:
    (problem,) = problems_of(tmp_path, line)
    assert problem.place is not None
    assert problem.place.path == tmp_path / "poster.xml.j2"
    assert problem.place.line in (0, 4)


@pytest.mark.parametrize(
    "template",
    ["", "x", "{{ guide.title }}", "<para>x</para>", "<text>x</text>", '{{ "x" }}', "<document/>x"]
    + [f'<document kind="{kind}" title="x" lang="en"/>' for kind in KINDS],
)
def test_a_template_that_makes_no_document_is_told_with_its_place(tmp_path: Path, template: str) -> None:
    (tmp_path / "guide.xml.j2").write_text(template, "utf-8")
    with pytest.raises(SenauditError) as caught:
        build(request_for("guide", templates=tmp_path, font="arimo"))
    places = {problem.place and problem.place.path for problem in caught.value.problems}
    assert places == {tmp_path / "guide.xml.j2"}


@pytest.mark.slow
def test_all_bombs_together_take_little_memory(tmp_path: Path) -> None:
    """In a process with 1 GB of addresses."""
    pytest.importorskip("resource")
    program = (
        "import resource, sys; sys.path.insert(0, 'tests')\n"
        "resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))\n"
        "from pathlib import Path; from test_template_limits import NOT_THERE, TOO_MUCH, problems_of\n"
        "print(sum(len(problems_of(Path(sys.argv[1]), line)) for line in [*TOO_MUCH, *NOT_THERE]))"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == str(len(TOO_MUCH) + len(NOT_THERE)), done.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_a_shipped_document_takes_a_tenth_of_the_limits_at_most(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    budget = Budget()
    monkeypatch.setattr("senaudit.layout.render.Budget", lambda *size: budget)
    request = with_changes(request_for("guide"), kind=kind, with_sheets=kind == "guide")
    document = render(f"{kind}.xml.j2", [shipped("templates")], template_values(request, read_content(request)))
    assert 0 < limits.MOST_STEPS - budget.steps < limits.MOST_STEPS / 10
    assert 0 < limits.MOST_CHARACTERS - budget.characters < limits.MOST_CHARACTERS / 10
    assert depth(document) < DEEPEST / 4


def depth(element: Element) -> int:
    return 1 + max(map(depth, element.elements), default=0)


def test_each_template_is_counted_by_itself(tmp_path: Path) -> None:
    """The limit is that of one document, however many are made."""
    page = '<document kind="guide" title="x" lang="en">{% for i in range(9999) %}<para>x</para>{% endfor %}</document>'
    (tmp_path / "page.xml.j2").write_text(page)
    trees = [render("page.xml.j2", [tmp_path, tmp_path], {}) for _ in range(60)]
    assert {len(tree.elements) for tree in trees} == {9999}


def test_a_template_that_is_too_long_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "poster.xml.j2").write_text(" " * limits.LONGEST_TEMPLATE + "x")
    with pytest.raises(SenauditError) as caught:
        build(request_for("poster", templates=tmp_path, font="arimo"))
    (problem,) = caught.value.problems
    assert problem.kind == "template-limit"
    assert problem.place is not None
    assert problem.place.path == tmp_path / "poster.xml.j2"


def test_a_limit_is_what_can_be_had() -> None:
    for take, most in (("work", limits.MOST_STEPS), ("handle", limits.MOST_CHARACTERS), ("make", limits.LONGEST_TEXT)):
        getattr(Budget(), take)(most)
        with pytest.raises(TooMuchError):
            getattr(Budget(), take)(most + 1)


# What there is


CAN = [
    ('"ab".endswith("b")', "True"),
    ('" a ".lstrip()', "a "),
    ('"ab".removeprefix("a")', "b"),
    ('"ab".removesuffix("b")', "a"),
    ('" a ".rstrip()', " a"),
    ('"ab".startswith("a")', "True"),
    ('" a ".strip()', "a"),
    ('{"a": "b"}.get("a")', "b"),
    ('{"a": "b"}["a"]', "b"),
    ('{"a": "b"}.a', "b"),
    ('{"a": "b"}.items() | length', "1"),
    ('{"a": "b"}.keys() | length', "1"),
    ('{"a": "b"}.values() | length', "1"),
    ('"a" ~ 1 ~ "b" + "c"', "a1bc"),
    ("7 * 6 - 1", "41"),
    ("7 % 4 + 2 ** 3 + 7 // 2", "14"),
    ("(1, 2, 3)[1:] | length", "2"),
    ('"abc"[1:2]', "b"),
    ('"abc"[-1]', "c"),
    ('"x" if 1 < 2 <= 2 and 3 in [3] and 4 not in (3,) else "y"', "x"),
    ('"x" if "b" in "abc" and "a" in {"a": 1} and none != 1 else "y"', "x"),
    ("[1, 2] | first", "1"),
    ('" a " | trim', "a"),
    ('"*a* b" | plain', "a b"),
    ("words | plain", "one"),
    ("pattern | plain(first=words, next=2)", "one, 2"),
    ("pattern | filled(first=1, next='<')", "1, <"),
    ("['a', 'b', 'c'] | listed(pattern, last)", "a, b and c"),
    ("['a'] | listed(pattern)", "a"),
    ("{'n': n, 'n-few': few} | counted('n', 3, 'pl')", "few 3"),
    ("{'n': n, 'n-few': few} | counted('n', 5, 'pl')", "5"),
    ("'support' | initial", "S"),
    ("range(3) | length", "3"),
    ("(range(3) | length) is odd", "True"),
    ("4 is divisibleby 2 and 4 is even and 4 is sameas 4", "True"),
    ("x is undefined and words is defined and none is none", "True"),
    ('"a" is string and 1 is number and 1.5 is float and 1 is integer', "True"),
    ("true is true and false is false and true is boolean", "True"),
    ("[] is sequence and [] is iterable and {} is mapping", "True"),
    ("words", "*one*"),
    ("1.5", "1.5"),
    ("none", "None"),
]
"""Expressions, and what is printed for each."""


@pytest.mark.parametrize(("expression", "printed"), CAN)
def test_what_templates_can_use(tmp_path: Path, expression: str, printed: str) -> None:
    page = f'<document kind="guide" title="x" lang="en"><para>[{{{{ {expression} }}}}]</para></document>'
    (tmp_path / "page.xml.j2").write_text(page)
    words = Text("*one*", Place(Path("a.yaml"), 1, 1))
    phrases = {"pattern": "{first}, {next}", "last": "{first} and {next}", "n": "{count}", "few": "few {count}"}
    patterns = {name: Pattern(phrase, Place(Path("a.yaml"), 1, 1)) for name, phrase in phrases.items()}
    text = render("page.xml.j2", [tmp_path, tmp_path], {"words": words, **patterns}).text()
    assert text == ("[one]" if printed == "*one*" else f"[{printed}]")


def test_statements_that_templates_can_use(tmp_path: Path) -> None:
    (tmp_path / "base.j2").write_text(
        "{% macro m(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{% macro c(a) %}{{ a }}{{ caller() }}{% endmacro %}"
    )
    (tmp_path / "words.txt").write_text("included")
    (tmp_path / "frame.j2").write_text(
        '<document kind="guide" title="x" lang="en"><para>{% block a %}{% endblock %}</para></document>'
    )
    (tmp_path / "page.xml.j2").write_text(
        '{% extends "frame.j2" %}{% from "base.j2" import m, c %}{% block a %}{{ super() }}'
        "{% import 'base.j2' as base %}{{ m(1) }} {{ base.m(b=3, a=4) }} {% call c(5) %}!{% endcall %} "
        '{% include "words.txt" %} {% set n = namespace(count=0) %}'
        "{% for i, j in [(1, 2), (3, 4)] if i %}{% set n.count = n.count + j %}{{ loop.index }}"
        "{{ loop.cycle('a', 'b') }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{% else %}{% endfor %}{{ n.count }} "
        "{% for k, v in {'a': 'b'}.items() %}{{ k }}{{ v }}{% endfor %} {% for c in 'xy' %}{{ c }}{% endfor %} "
        "{% with z = 7 %}{{ z }}{% endwith %}{% filter trim %} f {% endfilter %}{% set s %}s{% endset %}{{ s ~ s }} "
        "{% if 0 %}{% elif 1 %}e{% else %}{% endif %}{% raw %}{{ r }}{% endraw %}{% endblock %}"
    )
    text = render("page.xml.j2", [tmp_path, tmp_path], {}).text()
    assert text == "12 43 5! included 1aTrueFalse22bFalseTrue26 ab xy 7fss e{{ r }}"


def test_the_documentation_names_all_that_templates_can_use_and_their_limits() -> None:
    page = (ROOT / "docs/templates-and-looks.md").read_text("utf-8")
    section = page.partition("## What templates can use")[2].partition("\n## ")[0]
    names = (*NAMED, *FUNCTIONS, *IS, *TEXT_METHODS, *MAPPING_METHODS, *LOOP_ATTRIBUTES)
    assert [name for name in names if f"`{name}`" not in section] == []
    figures = (
        *(limits.MOST_STEPS, limits.MOST_CHARACTERS, limits.LONGEST_TEXT, limits.LONGEST_TEMPLATE),
        *(limits.LARGEST_FACTOR, limits.DEEPEST_STATEMENTS, limits.DEEPEST_EXPRESSION, DEEPEST - 1),
    )
    assert [figure for figure in figures if f"{figure:,}" not in section] == []


def test_nothing_else_can_be_named() -> None:
    """The counting filters have names that cannot be typed. Nothing of Jinja's own is left."""
    environment = LayoutEnvironment([])
    typed = {name for name in environment.filters if name.isidentifier()}
    assert typed == set(NAMED)
    assert set(environment.globals) == set(FUNCTIONS)
    assert set(environment.tests) == set(IS)


@pytest.mark.parametrize("inside", ["<para>x</para>", '<list kind="bullet"><item><para>x</para></item></list>'])
def test_what_stands_where_it_is_not_printed_is_a_mistake_of_the_template(tmp_path: Path, inside: str) -> None:
    (tmp_path / "sheets.xml.j2").write_text(f'<document kind="sheets" title="x" lang="en">\n{inside}\n</document>')
    with pytest.raises(SenauditError) as caught:
        build(request_for("sheets", templates=tmp_path, font="arimo"))
    (problem,) = caught.value.problems
    assert problem.kind in ("not-printed", "no-pages")
    assert problem.place is not None
    assert problem.place.path == tmp_path / "sheets.xml.j2"
