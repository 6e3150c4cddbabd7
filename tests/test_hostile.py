"""Content is data, and templates are fenced in: nothing in either runs, opens a file or reaches the network."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from pypdf import PdfReader
from sample_content import FILES

from senaudit.cli import commands
from senaudit.content.labels import PATTERNS as LABEL_PATTERNS
from senaudit.content.letter import PATTERNS as LETTER_PATTERNS
from senaudit.files.shipped import shipped
from senaudit.problems import SenauditError
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import KINDS, Request, request_for
from senaudit.recipe.steps import build, render_document
from senaudit.typeset.faces import font_folders

ROOT = Path(__file__).resolve().parents[1]
CONTENT = ROOT / "content"

PRINTED = [
    "<para>x</para>",
    "</text></para><para>",
    '<link href="file:///etc/passwd">x</link>',
    "<script>alert(1)</script>",
    "<![CDATA[x]]>",
    "]]>",
    "<!-- x",
    "&lt;",
    "&xxe;",
    '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>',
    "<?php system('id') ?>",
    "{{ 7*7 }}",
    "{{ ''.__class__.__mro__ }}",
    '{% include "/etc/passwd" %}',
    "{% raw %}",
    "{# x #}",
    "{0} {} %s %(x)s $x",
    "$(id) `id` | id; id",
    "../../etc/passwd",
    "!!python/object/apply:os.system [id]",
    "<<: x",
    "/Title (x) Tj ET endstream endobj",
]
"""Hostile texts, and what is printed for each, character for character."""

REFUSED = [
    "[x](javascript:alert(1))",
    "[x](file:///etc/passwd)",
    "[x](data:text/html,x)",
    "[x](vbscript:x)",
    "[x](//example.org/x)",
    "[x](\\\\server\\share)",
    "\x1b[31mx",
    "x\x00",
    "\u202ex",
]

NO_TEXT = {
    "id",
    "audiences",
    "numbering",
    "icon",
    "language",
    "chapters",
    "use",
    "add",
    "change",
    "drop",
    "after",
    "logo",
}
_PARTICULARS = (
    *("name", "short_name", "authority", "service", "service_contact", "senco", "senco_contact", "return_to"),
    *("return_where", "return_by", "audit_date", "review_date"),
)
SCHOOL: dict[str, Any] = {
    "school.yaml": dict.fromkeys(_PARTICULARS, "x"),
    "questions/a.yaml": {
        "add": "communication:app",
        "question": "x",
        "prompts": ["x"],
        "checklist": ["x"],
        "for_parents": {"question": "x", "prompts": ["x"]},
        "blocks": [{"ask": ["x"]}, {"guidance": {"title": "x", "steps": [{"step": "x", "detail": "x"}]}}],
    },
}
WITHOUT_A_CAUSE = (
    *("left-out", "question-left-out", "question-of", "logo", "checked", "list-comma", "list-and", "abbreviation"),
    *("return-to", "return-by", "partly", "partly-poster"),
)
"""Labels that this school does not need: it has no dropped questions, no logo and no abbreviations, its terms have no
date, its sheets go back to a place by a day, lists in its sentences have no several entries, and all is in English."""


PHRASES = LABEL_PATTERNS.keys() | LETTER_PATTERNS.keys()
"""The names of labels that need their placeholders."""


def filled(value: Any, payload: str, texts: list[str], key: str = "") -> Any:
    """Return the value with the numbered payload in place of each text. Each text is added to `texts`."""
    if isinstance(value, dict):
        return {name: filled(each, payload, texts, name) for name, each in value.items()}
    if isinstance(value, list) and not (key in NO_TEXT and all(isinstance(each, str) for each in value)):
        return [filled(each, payload, texts, key) for each in value]
    if key in NO_TEXT or key in WITHOUT_A_CAUSE:
        return value
    texts.append(f"{payload} {len(texts)}")
    return " ".join((texts[-1], *re.findall(r"\{[a-z]+\}", value if key in PHRASES else "")))


def write(folder: Path, files: dict[str, Any]) -> Path:
    """Write content files as JSON, which is YAML with quoted texts."""
    for name, value in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(value), "utf-8")
    return folder


def hostile(folder: Path, payload: str) -> tuple[Request, list[str]]:
    """Write content and a school's folder with the payload in every text. Return the choices and the texts."""
    texts: list[str] = []
    content = {name: yaml.load(text, Loader=yaml.CBaseLoader) for name, text in FILES.items()}
    terms = content.pop("terms/england.yaml")
    letter = yaml.load((CONTENT / "letter.yaml").read_bytes(), Loader=yaml.CBaseLoader)
    content["letter.yaml"] = {name: words for name, words in letter.items() if not name.startswith(("for_", "minutes"))}
    content = filled(content, payload, texts)
    content["letter.yaml"]["minutes"] = "2"
    content["terms/england.yaml"] = terms  # no text uses them any more
    school = filled(SCHOOL, payload, texts)
    return request_for(
        "guide", content=write(folder / "content", content), school=write(folder / "school", school)
    ), texts


def trees(choices: Request) -> Iterator[str]:
    """Yield the words of every document of the choices, and what it says of itself.

    One is for a single group, one is filled in on a screen, and one asks how good things are.
    """
    for kind in KINDS:
        each = request_for(
            kind, content=choices.sources.content, school=choices.sources.school, with_sheets=kind == "guide"
        )
        yield said_by(each)
    for other in ({"audiences": ("parents",)}, {"fillable": True}, {"rating": True}):
        yield said_by(request_for("sheets", content=choices.sources.content, school=choices.sources.school, **other))


def said_by(choices: Request) -> str:
    document = render_document(choices, read_content(choices))
    return "\n".join([document.text(), *document.attributes.values()])


@pytest.mark.parametrize("payload", PRINTED)
def test_what_a_letter_says_is_printed_as_it_was_typed(tmp_path: Path, payload: str) -> None:
    """Letters are shipped with words for each group, so theirs are laid over those of a school."""
    school = write(tmp_path / "school", {"school.yaml": {"name": "Oak"}, "letter.yaml": {"title": payload}})
    choices = request_for("letter", school=school)
    assert payload in said_by(choices)


@pytest.mark.parametrize("payload", PRINTED)
def test_what_a_text_holds_is_printed_as_it_was_typed(tmp_path: Path, payload: str) -> None:
    choices, texts = hostile(tmp_path, payload)
    words = "\n".join(trees(choices))
    assert len(texts) > 90
    assert [text for text in texts if text not in words] == []


@pytest.mark.parametrize("payload", PRINTED[::4])
def test_it_stands_so_in_the_pdf(tmp_path: Path, payload: str) -> None:
    choices, _ = hostile(tmp_path, payload)
    poster = request_for("poster", content=choices.sources.content, school=choices.sources.school, font="arimo")
    text = " ".join(PdfReader(BytesIO(build(poster).data)).pages[0].extract_text().split())
    assert "".join(payload.split()) in "".join(text.split())


@pytest.mark.parametrize("payload", REFUSED)
def test_what_leads_astray_is_refused_at_every_place(tmp_path: Path, payload: str) -> None:
    choices, texts = hostile(tmp_path, payload)
    with pytest.raises(SenauditError) as raised:
        read_content(choices)
    problems = raised.value.problems
    places = {(problem.place.path, problem.place.column): problem for problem in problems if problem.place}
    # A character that stands often in a file is told once, with its number there.
    assert sum(int(dict(problem.values).get("count", 1)) for problem in places.values()) > len(texts) / 2
    assert all(problem.place and problem.place.line and problem.hint for problem in problems)
    assert "\x1b" not in str(raised.value)


# What the process does

WATCHED = """
import sys
events = []
def hook(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        events.append("open " + (arguments[0] if isinstance(arguments[0], str) else arguments[0].decode()))
    elif event.split(".")[0] in ("socket", "subprocess", "urllib", "http", "ftplib", "smtplib", "webbrowser"):
        events.append(event)
    elif event in ("os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "ctypes.dlopen"):
        events.append(event)
sys.addaudithook(hook)
import runpy
try:
    runpy.run_module("senaudit", run_name="__main__")
finally:
    sys.stdout.write("\\n".join(dict.fromkeys(events)))
"""


def events(folder: Path, *arguments: str) -> list[str]:
    """Return the files that a command opened, and any other events that reach out of the process."""
    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCHED, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def outside(found: list[str], *allowed: Path) -> list[str]:
    """Return the events that are more than reading the sources of a build."""
    paths = sysconfig.get_paths()
    system = [Path(paths[name]) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    fonts = font_folders(sys.platform, os.environ)
    roots = [path.resolve() for path in (*allowed, ROOT, *system, *fonts, Path(sys.prefix), Path(sys.base_prefix))]
    devices = ("/dev/", "/proc/", "/sys/", "/etc/localtime", "/usr/share/zoneinfo", "/etc/mime.types")
    bad = []
    for event in found:
        kind, _, path = event.partition(" ")
        inside = any(Path(path).resolve().is_relative_to(root) for root in roots)
        if kind != "open" or not (inside or path.startswith(devices)):
            bad.append(event)
    return bad


def test_a_build_of_hostile_content_opens_its_own_files_and_nothing_else(tmp_path: Path) -> None:
    for number, payload in enumerate(('{%include "/x"%}', "{{ 7*7 }}", "<!ENTITY x>", "file:///x")):
        folder = tmp_path / str(number)
        hostile(folder, payload)
        sources = ("--content", "content", "--school", "school", "--output", "g.pdf")
        found = events(folder, "build", "guide", "--with-sheets", *sources)
        assert any(event.endswith("school.yaml") for event in found), "the hook sees what is opened"
        # The parent of the file's folder is opened to sync it, but nothing else in it.
        assert set(outside(found, folder)) <= {f"open {tmp_path}"}


def test_a_logo_that_is_a_drawing_starts_one_process_and_opens_nothing_else(tmp_path: Path) -> None:
    school = write(tmp_path / "school", {"school.yaml": {"name": "Oak", "logo": "logo.svg"}})
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><rect width="1" height="1"/></svg>'
    (school / "logo.svg").write_text(drawing, "utf-8")
    found = events(tmp_path, "build", "poster", "--school", "school", "--output", "p.pdf")
    bad = outside(found, tmp_path, Path(tempfile.gettempdir()))
    assert "subprocess.Popen" in bad
    assert set(bad) <= {"subprocess.Popen", "os.posix_spawn", "os.fork"}


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="file:///etc/passwd" width="9" height="9"/>',
        '<image href="https://example.org/x.png" width="9" height="9"/>',
        "<script>1</script>",
        '<rect width="9" height="9" style="fill:url(https://example.org/x)"/>',
    ],
)
def test_a_hostile_drawing_is_refused_before_anything_draws_it(tmp_path: Path, inside: str) -> None:
    school = write(tmp_path / "school", {"school.yaml": {"name": "Oak", "logo": "logo.svg"}})
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}</svg>'
    (school / "logo.svg").write_text(drawing, "utf-8")
    result = run("build", "poster", "--school", str(school), "--output", str(tmp_path / "p.pdf"))
    assert result.exit_code == 1
    assert "school.yaml:1:" in result.stderr
    assert not (tmp_path / "p.pdf").exists()


# Templates of one's own


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(commands, arguments, prog_name="senaudit")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


ESCAPES = [
    "{{ ''.__class__.__mro__ }}",
    "{{ guide.title.__class__.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ lipsum.__globals__ }}",
    "{{ joiner.__init__.__globals__.os }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ self.__init__.__globals__ }}",
    "{{ guide.title.place.__reduce__() }}",
    "{{ '{0.__class__}'.format(guide) }}",
    "{{ '%s' | format(guide) }}",
    "{{ guide | attr('__class__') }}",
    "{{ [guide] | map(attribute='__class__') | list }}",
    "{{ range(10 ** 9) | length }}",
    "{{ 'x' * 10 ** 12 }}",
    "{{ 10 ** 10 ** 10 }}",
    "{% include '../secret.txt' %}",
    "{% include '{outside}' %}",
    "{% include 'sub/../../secret.txt' %}",
    "{% import '../secret.txt' as x %}",
    "{% extends '../secret.txt' %}",
    "{% from '{outside}' import x %}",
    "{{ open('{outside}').read() }}",
    "{{ guide.school.logo.path.read_text() }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% set _ = guide.chapters.append(1) %}",
    '<figure picture="../secret.txt" alt=""/>',
    '<figure picture="{outside}" alt=""/>',
    '<figure icon="../secret.txt" alt=""/>',
]


@pytest.mark.parametrize("line", ESCAPES)
def test_a_template_that_reaches_out_is_refused_at_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.txt").write_text("a-secret", "utf-8")
    templates = tmp_path / "mine"
    templates.mkdir()
    lines = (shipped("templates") / "poster.xml.j2").read_text("utf-8").split("\n")
    at = next(number for number, each in enumerate(lines) if each == "</document>")
    lines.insert(at, line.replace("{outside}", str(tmp_path / "secret.txt")))
    (templates / "poster.xml.j2").write_text("\n".join(lines), "utf-8")
    result = run("build", "poster", "--templates", "mine")
    assert result.exit_code == 1, result.output
    assert f"mine/poster.xml.j2:{at + 1}:" in result.stderr.replace("\\", "/")
    assert "Traceback" not in result.stderr
    assert "a-secret" not in result.output
    assert not (tmp_path / "poster.pdf").exists()


@pytest.mark.parametrize("name", ["out.txt", "up/secret.txt", "poster.xml.j2", "looks/standard.yaml"])
def test_a_link_that_leads_out_of_the_folder_of_templates_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The file behind it is not even read, or the message would show it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.txt").write_text("a-secret", "utf-8")
    templates = tmp_path / "mine"
    (templates / "looks").mkdir(parents=True)
    text = (
        (shipped("templates") / "poster.xml.j2")
        .read_text("utf-8")
        .replace("{{ poster.lead }}", f"{{% include '{name}' %}}")
    )
    (templates / "poster.xml.j2").write_text(text, "utf-8")
    link = templates / name.partition("/")[0] if name.startswith("up/") else templates / name
    link.unlink(missing_ok=True)
    link.symlink_to(tmp_path if name.startswith("up/") else tmp_path / "secret.txt")
    result = run("build", "poster", "--templates", "mine")
    assert result.exit_code == 1
    assert "a link that leads out of" in result.stderr
    assert Path(name).name in result.stderr
    assert "a-secret" not in result.output
    assert not (tmp_path / "poster.pdf").exists()


def test_a_look_that_is_a_link_out_of_its_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file behind it is not even read, or the message would show it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.txt").write_text("a-secret", "utf-8")
    (tmp_path / "mine/looks").mkdir(parents=True)
    (tmp_path / "mine/looks/standard.yaml").symlink_to(tmp_path / "secret.txt")
    result = run("build", "poster", "--templates", "mine")
    assert result.exit_code == 1
    assert "this look is a link that leads out of its folder" in result.stderr
    assert "a-secret" not in result.output


def test_a_link_inside_the_folder_of_templates_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    templates = tmp_path / "mine"
    templates.mkdir()
    (templates / "ours.j2").write_bytes((shipped("templates") / "poster.xml.j2").read_bytes())
    (templates / "poster.xml.j2").symlink_to("ours.j2")
    assert run("build", "poster", "--templates", "mine").exit_code == 0
