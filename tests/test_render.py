"""Templates into Elements: every mistake of a template at its line, inline marks, and a sandbox that holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from senaudit.content.text import Text
from senaudit.files.shipped import shipped
from senaudit.layout.inline import marked_up, plain
from senaudit.layout.markup import VOCABULARY, Element
from senaudit.layout.render import render
from senaudit.problems import Place, Problem, SenauditError
from senaudit.recipe.reading import read_content
from senaudit.recipe.request import request_for
from senaudit.recipe.steps import render_document, template_values

HERE = Place(Path("words.yaml"), 7, 3, "- the line")
OPEN = '<document kind="guide" title="T" lang="en-GB">'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the templates, which is also the working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def text(words: str) -> Text:
    return Text(words, HERE)


def rendered(template: str, **values: object) -> Element:
    """Render a template that is one file."""
    Path("page.xml.j2").write_text(template, "utf-8")
    return render("page.xml.j2", [Path()], values)


def rendered_inside(lines: str, **values: object) -> Element:
    """Render lines inside a document; they begin in line 2 of the template."""
    return rendered(f"{OPEN}\n{lines}\n</document>\n", **values)


def problems_of(template: str, **values: object) -> tuple[Problem, ...]:
    with pytest.raises(SenauditError) as caught:
        rendered(template, **values)
    assert caught.value.exit_status == 1
    return caught.value.problems


def problem_inside(lines: str, **values: object) -> Problem:
    """Return the only problem of lines that begin in line 2. It must name the template's file."""
    (problem,) = problems_of(f"{OPEN}\n{lines}\n</document>\n", **values)
    assert problem.place is not None
    assert str(problem.place.path) == "page.xml.j2"
    return problem


def line_of(problem: Problem) -> int:
    assert problem.place is not None
    return problem.place.line


def inline(words: str) -> str:
    """Return a text of the content with its marks as tags."""

    def shown(element: Element) -> str:
        inside = "".join(child if isinstance(child, str) else shown(child) for child in element.children)
        name = element.tag
        if name == "link":
            return f"<link {element.get('href')}>{inside}</link>"
        return f"<{name}>{inside}</{name}>" if name in ("strong", "em") else inside

    return shown(rendered_inside("<para>{{ words }}</para>", words=text(words)).elements[0])


# Mistakes of templates


def test_an_unknown_tag_is_a_problem_at_its_line_and_column() -> None:
    problem = problem_inside('<para>One</para>\n  <headng level="1">Two</headng>')
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (3, 3)
    assert "unknown tag <headng>" in problem.message
    assert problem.hint == 'did you mean "heading"?'


def test_an_unknown_attribute_is_a_problem_at_its_line() -> None:
    problem = problem_inside('\n<heading levle="1" level="2">Two</heading>')
    assert line_of(problem) == 3
    assert "<heading> has no attribute “levle”" in problem.message
    assert problem.hint == 'did you mean "level"?'


def test_an_unknown_value_is_a_problem_at_its_line() -> None:
    problem = problem_inside('\n\n<list kind="bulet"><item><para>One</para></item></list>')
    assert line_of(problem) == 4
    assert "“bulet”" in problem.message
    assert problem.hint == 'did you mean "bullet"?'


def test_a_missing_attribute_is_a_problem_at_its_line() -> None:
    problem = problem_inside("<heading>Two</heading>")
    assert line_of(problem) == 2
    assert "<heading> needs the attribute “level”" in problem.message


@pytest.mark.parametrize(
    "lines",
    [
        "words of no paragraph",
        '<section kind="topic">words of no paragraph</section>',
        '<list kind="bullet">words<item><para>One</para></item></list>',
    ],
)
def test_text_in_the_wrong_place_is_a_problem(lines: str) -> None:
    problem = problem_inside(lines)
    assert line_of(problem) in (1, 2)
    assert "text stands directly in" in problem.message


@pytest.mark.parametrize(
    ("lines", "inner", "outer"),
    [
        ("<para><para>One</para></para>", "para", "para"),
        ("<strong>One</strong>", "strong", "document"),
        ('<figure icon="phone" alt=""><para>One</para></figure>', "para", "figure"),
        ('<para><heading level="1">One</heading></para>', "heading", "para"),
    ],
)
def test_a_tag_in_the_wrong_place_is_a_problem(lines: str, inner: str, outer: str) -> None:
    problem = problem_inside(lines)
    assert line_of(problem) == 2
    assert f"<{inner}> cannot stand in <{outer}>" in problem.message


@pytest.mark.parametrize(
    "lines", ["<para>One", "<para>One</heading>", "<para>One</para></para>", "<para>a & b</para>", "<para>1 < 2</para>"]
)
def test_broken_markup_is_a_problem_at_the_last_tag_that_was_understood(lines: str) -> None:
    problem = problem_inside(lines)
    assert line_of(problem) in (1, 2)
    assert "the markup is broken" in problem.message
    assert problem.hint.startswith("look near: ")


def test_an_undefined_name_is_a_problem_at_its_line() -> None:
    problem = problem_inside("<para>One</para>\n<para>{{ nobody }}</para>")
    assert line_of(problem) == 3
    assert "'nobody' is undefined" in problem.message


@pytest.mark.parametrize(
    "lines", ["{% if nobody %}{% endif %}", "{% for one in nobody %}{% endfor %}", "{{ nobody ~ 1 }}"]
)
def test_an_undefined_name_is_never_taken_for_nothing(lines: str) -> None:
    assert line_of(problem_inside(lines)) == 2


def test_an_undefined_field_is_a_problem_at_its_line() -> None:
    guide = read_content(request_for("guide"))
    problem = problem_inside("<para>{{ guide.tilte }}</para>", guide=guide)
    assert line_of(problem) == 2
    assert "tilte" in problem.message


def test_a_syntax_error_is_a_problem_at_its_line() -> None:
    problem = problem_inside("<para>One</para>\n{% for x in %}\n{% endfor %}")
    assert line_of(problem) == 3
    assert problem.place is not None
    assert problem.place.source == "{% for x in %}"


@pytest.mark.parametrize("lines", ["{% if true %}", "{% endfor %}", "{{ 'x' | shout }}", "{{ 1 +", "{% nonsense %}"])
def test_what_jinja_cannot_read_is_a_problem_with_a_line(lines: str) -> None:
    assert line_of(problem_inside(lines)) in (2, 3, 4)


def test_a_text_in_an_attribute_is_a_problem_that_says_how_to_write_it() -> None:
    problem = problem_inside('<para>One</para>\n<heading level="1" bookmark="{{ words }}"/>', words=text("More"))
    assert "a text stands inside an attribute" in problem.message
    assert "| plain" in problem.hint
    assert line_of(problem) in (1, 2, 3)


def test_a_text_with_quotes_and_brackets_may_stand_in_an_attribute_as_plain() -> None:
    words = "a \"b\" <c> & 'd' **e**"
    heading = '<heading level="1" bookmark="{{ words | plain }}">One</heading>'
    (element,) = rendered_inside(heading, words=text(words)).elements
    assert element.get("bookmark") == "a \"b\" <c> & 'd' e"


def test_all_mistakes_of_the_vocabulary_are_reported_in_one_run() -> None:
    lines = f'{OPEN}\n<parra/>\n<para kind="leed">One</para>\n<list/>\nwords\n</document>'
    problems = problems_of(lines)
    assert [line_of(problem) for problem in problems][:3] == [2, 3, 4]
    assert len(problems) == 4


def test_a_mistake_in_a_macro_of_another_file_is_at_that_files_line(folder: Path) -> None:
    parts = "{% macro one() %}\n\n<parra>One</parra>\n{% endmacro %}\n{% macro two() %}{{ 1 / 0 }}{% endmacro %}"
    (folder / "parts.xml.j2").write_text(parts, "utf-8")
    for call, line in (("one", 3), ("two", 5)):
        template = f'{{% import "parts.xml.j2" as parts %}}\n{OPEN}\n{{{{ parts.{call}() }}}}\n</document>'
        (problem,) = problems_of(template)
        assert problem.place is not None
        assert (str(problem.place.path), problem.place.line) == ("parts.xml.j2", line)


def test_a_template_that_is_not_there_is_a_problem_at_the_line_that_names_it() -> None:
    """The mistake is in the template with the name, not in the command."""
    problem = problem_inside('<para>One</para>\n{% include "nobody.xml.j2" %}')
    assert line_of(problem) == 3
    assert "nobody.xml.j2" in problem.message


def test_a_template_that_is_no_utf_8_is_a_problem(folder: Path) -> None:
    (folder / "page.xml.j2").write_bytes(b"<document>\n\xff\xfe</document>")
    with pytest.raises(SenauditError) as caught:
        render("page.xml.j2", [folder], {})
    (problem,) = caught.value.problems
    assert problem.place is not None
    assert (problem.place.path, problem.place.line) == (folder / "page.xml.j2", 2)


def test_a_macro_that_calls_itself_without_end_is_a_problem() -> None:
    problem = problem_inside("{% macro again() %}{{ again() }}{% endmacro %}\n{{ again() }}")
    assert line_of(problem) in (2, 3)


def test_an_empty_template_is_a_problem() -> None:
    assert problems_of("")
    assert problems_of("{# nothing #}\n")


def test_lines_of_the_template_stay_where_they_were_around_comments_and_blocks() -> None:
    template = (
        "{# a comment\nof two lines #}\n{% if true %}<!-- <parra> -->{% endif %}\n" + OPEN + "\n<parra/></document>"
    )
    (problem,) = problems_of(template)
    assert line_of(problem) == 5


def test_ones_own_folder_is_looked_in_before_the_shipped_one(folder: Path) -> None:
    (folder / "poster.xml.j2").write_text(f"{OPEN}<para>Own</para></document>", "utf-8")
    assert render("poster.xml.j2", [folder, shipped("templates")], {}).text() == "Own"


@pytest.mark.parametrize("name", ["guide", "sheets", "poster"])
def test_every_element_of_a_shipped_document_knows_its_place_in_a_template_or_text(name: str) -> None:
    request = request_for("guide", with_sheets=True)
    document = render(f"{name}.xml.j2", [shipped("templates")], template_values(request, read_content(request)))
    elements = list(document.walk())
    assert len(elements) > 20
    assert {element.tag for element in elements} <= VOCABULARY.keys()
    for element in elements:
        assert element.place.line > 0, element.tag
        assert str(element.place.path).endswith((".j2", ".yaml")), element.tag


def test_a_text_keeps_its_place_in_the_content() -> None:
    (para,) = rendered_inside("<para>{{ words }}</para>", words=text("One")).elements
    assert para.place == HERE


# Inline marks


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("a **strong** word", "a <strong>strong</strong> word"),
        ("an *emphasised* word", "an <em>emphasised</em> word"),
        ("**both *of* them**", "<strong>both <em>of</em> them</strong>"),
        ("see [this page](https://example.org/a?b=1&c=2)", "see <link https://example.org/a?b=1&c=2>this page</link>"),
        ("see [this page](http://example.org)", "see <link http://example.org>this page</link>"),
        ("[write](mailto:a@example.org)", "<link mailto:a@example.org>write</link>"),
        ("[**strong** link](https://example.org)", "<link https://example.org><strong>strong</strong> link</link>"),
    ],
)
def test_strong_em_and_links_are_marked_up(typed: str, printed: str) -> None:
    assert inline(typed) == printed


@pytest.mark.parametrize(
    "typed",
    [
        "snake_case and __init__ and _so_",
        "2 * 3 * 4",
        "five stars: *****",
        "an asterisk* at a word",
        "[a] (b) [c]",
        "<b>bold</b> &amp; &lt;",
        "`code` # heading ~~gone~~ ![picture]",
        "{{ 7*7 }} {% raw %} {# comment #}",
        "- no list",
        "1. no list",
        "back\\slash \\* and \\_",
        "a  b",
    ],
)
def test_everything_else_prints_as_typed(typed: str) -> None:
    assert inline(typed) == typed


def test_underscores_stay_beside_other_marks() -> None:
    assert inline("**strong** and __init__ and _x_") == "<strong>strong</strong> and __init__ and _x_"
    assert inline("__**a**__ _b_ *c*") == "__<strong>a</strong>__ _b_ <em>c</em>"


def test_entities_and_tags_stay_as_typed_beside_other_marks() -> None:
    assert inline("**a** <b> &amp; {{ x }} \\*") == "<strong>a</strong> <b> &amp; {{ x }} \\*"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "vbscript:x",
        "ftp://example.org",
        "page.html",
        "/page",
        "//example.org",
        "#anchor",
        "",
        "mail:to@example.org",
    ],
)
def test_a_link_to_anything_else_is_refused_at_its_place(address: str) -> None:
    with pytest.raises(SenauditError) as caught:
        rendered_inside("<para>{{ words }}</para>", words=text(f"see [this]({address})"))
    (problem,) = caught.value.problems
    assert problem.place == HERE
    assert problem.hint


def test_plain_takes_marks_off_and_leaves_the_rest() -> None:
    assert plain(text("a **b** *c* [d](https://example.org) __e__ 2 * 3")) == "a b c d __e__ 2 * 3"
    assert plain(text("snake_case & <b>")) == "snake_case & <b>"


@pytest.mark.parametrize("words", ["<b>", "&amp;", '"quoted"', "'quoted'", "]]>", "<!--", "<text at='0'>", "&#65;"])
@pytest.mark.parametrize("mark", ["", "**m** "])
def test_marked_up_text_holds_no_markup_of_the_content(words: str, mark: str) -> None:
    """Whichever library reads the text, no character of it opens a tag, an entity or an attribute."""
    markup = marked_up(mark + words, HERE).removeprefix("<strong>m</strong> ")
    assert "<" not in markup
    assert ">" not in markup
    assert '"' not in markup


# The sandbox


@pytest.mark.parametrize(
    "expression",
    [
        "cycler.__init__.__globals__",
        "().__class__.__base__.__subclasses__()",
        "guide.__class__.__mro__",
        "guide.title.__init__.__globals__['sys']",
        "''.__class__",
        "'{0.__class__}'.format(guide)",
        "self.__init__.__globals__",
        "lipsum.__globals__.os",
        "namespace.__init__.__globals__",
        "guide.title.place.__class__",
        "guide.chapters.append(1)",
        "guide.labels.update({'a': 1})",
        "guide.labels.clear()",
        "[].append(1)",
        "range(10 ** 9) | length",
        "guide.title.place.path.read_text()",
        "guide.title.place.path['exists']()",
        "(guide.title.place.path.parent / 'x').exists()",
    ],
)
def test_a_hostile_template_reaches_nothing_but_the_content(expression: str) -> None:
    guide = read_content(request_for("guide"))
    labels = dict(guide.labels)
    problem = problem_inside(f"<para>{{{{ {expression} }}}}</para>", guide=guide)
    assert line_of(problem) == 2
    assert guide.labels == labels


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/passwd", "sub/../../secret.txt", "..\\secret.txt"])
@pytest.mark.parametrize("tag", ["include", "import", "extends"])
def test_a_hostile_template_opens_no_file_outside_its_folders(folder: Path, name: str, tag: str) -> None:
    inside = folder / "templates"
    inside.mkdir()
    (folder / "secret.txt").write_text(f"{OPEN}<para>Hidden words</para></document>", "utf-8")
    more = " as x" if tag == "import" else ""
    (inside / "page.xml.j2").write_text(f'{{% {tag} "{name}"{more} %}}', "utf-8")
    with pytest.raises(SenauditError) as caught:
        render("page.xml.j2", [inside], {})
    assert "Hidden words" not in str(caught.value)
    assert "root:" not in str(caught.value)


def test_content_is_never_run_as_a_template() -> None:
    words = "{{ 7*7 }} {% include 'x' %} {{ cycler.__init__.__globals__ }}"
    assert rendered_inside("<para>{{ words }}</para>", words=text(words)).text().strip() == words


def test_content_cannot_forge_a_tag_or_a_place() -> None:
    words = '</text></para><heading level="1">x</heading><text at="0">'
    (para,) = rendered_inside("<para>{{ words }}</para>", words=text(words)).elements
    assert para.text() == words
    assert [element.tag for element in para.walk()] == ["para", "text"]


def test_content_marked_safe_by_a_template_is_still_only_a_problem_or_text() -> None:
    """A template cannot turn the escaping off: there is no such filter."""
    problem = problem_inside("<para>{{ words | safe }}</para>", words=text("<b>x</b>"))
    assert line_of(problem) == 2


# Ids on the sheets


def test_a_row_says_whose_question_it_is_and_an_answer_which_column() -> None:
    """These ids identify the answers, whatever numbers and words the question has on this sheet."""
    asked = request_for("sheets", audiences=("parents",))
    guide = read_content(asked)
    tree = render_document(asked, guide)
    rows = [element for element in tree.walk() if element.tag == "row"]
    ids = [f"{chapter.id}:{question.id}" for chapter in guide.chapters for question in chapter.questions]
    assert [row.get("id") for row in rows] == ids
    assert all([each.get("id") for each in row.elements[1:]] == ["practice", "action"] for row in rows)
