"""YAML is read as it was typed, every node knows its place, and every mistake is explained in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from senaudit.problems import FileError, Place, Problem
from senaudit.school.reading import read
from senaudit.source import parsing
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence
from senaudit.source.parsing import DEEPEST


@pytest.fixture(autouse=True, params=["CSafeLoader", "SafeLoader"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every test with the C parser and with the Python parser. The results must be the same."""
    loader = getattr(yaml, request.param, None)
    if loader is None:
        pytest.skip("PyYAML was built without its C parser")
    monkeypatch.setattr(parsing, "_LOADER", loader)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path("file.yaml")


def node_of(file: Path, text: str) -> Node:
    file.write_bytes(text.encode())
    node, problems = read(file)
    assert problems == []
    assert node is not None
    return node


def problems_of(file: Path, text: str | bytes) -> list[Problem]:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(file)[1]


def plain(node: Node) -> object:
    """Return a node as plain values for comparison."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.value: plain(value) for key, value in node.entries}


class TestNodes:
    @pytest.mark.parametrize("typed", ["no", "12:30", "010", "1e3", "~", "null", "2001-01-01", "0x1F", "TRUE", "1_000"])
    def test_a_scalar_is_the_text_that_was_typed(self, file: Path, typed: str) -> None:
        assert plain(node_of(file, f"key: {typed}\n")) == {"key": typed}

    def test_lists_and_fields_keep_their_order_and_nesting(self, file: Path) -> None:
        node = node_of(file, "b: [x, y]\na:\n  - p: q\n    r: s\n  - t\n")
        assert plain(node) == {"b": ["x", "y"], "a": [{"p": "q", "r": "s"}, "t"]}
        assert [key.value for key, _ in node.entries] == ["b", "a"]  # type: ignore[union-attr]

    def test_every_node_knows_its_path_line_column_and_the_text_of_its_line(self, file: Path) -> None:
        node = node_of(file, "# a comment\nkey:\n  - é b\n")
        assert isinstance(node, Mapping)
        key, value = node.entries[0]
        assert isinstance(value, Sequence)
        assert node.place == key.place == Place(Path("file.yaml"), 2, 1, "key:", 3)
        assert value.place == Place(Path("file.yaml"), 3, 3, "  - é b")
        assert value.items[0].place == Place(Path("file.yaml"), 3, 5, "  - é b", 3)

    def test_columns_count_characters_and_not_bytes(self, file: Path) -> None:
        node = node_of(file, "[é😀, b]\n")
        assert isinstance(node, Sequence)
        assert node.items[1].place.column == 6

    def test_words_are_found_on_the_line_of_a_long_text_that_they_stand_on(self, file: Path) -> None:
        node = node_of(file, "x: 1\nkey: >-\n  first line\n  a {term} here\n")
        assert isinstance(node, Mapping)
        value = node.entries[1][1]
        assert isinstance(value, Scalar)
        assert value.find("{term}") == Place(Path("file.yaml"), 4, 5, "  a {term} here", 6)
        assert value.find("line a") == value.place

    def test_words_are_found_in_the_text_and_not_in_its_field_s_name(self, file: Path) -> None:
        node = node_of(file, "abc: an abc\n")
        assert isinstance(node, Mapping)
        value = node.entries[0][1]
        assert isinstance(value, Scalar)
        assert value.find("abc").column == 9

    def test_a_byte_order_mark_and_windows_line_ends_change_nothing(self, file: Path) -> None:
        assert plain(node_of(file, "\ufeffa: b\r\nc: >-\r\n  d\r\n  e\r\n")) == {"a": "b", "c": "d e"}

    def test_a_comment_that_stands_off_behind_a_text_is_allowed(self, file: Path) -> None:
        text = '# one\na: b  # two\nc: "d" # three\ne:  # four\n  - f\ng: [h] # five\ni: no#comment\n'
        assert plain(node_of(file, text)) == {"a": "b", "c": "d", "e": ["f"], "g": ["h"], "i": "no#comment"}

    def test_web_addresses_and_times_need_no_quotes(self, file: Path) -> None:
        text = "- https://example.org/a\n- 12:30\n- half past–now\n"
        assert plain(node_of(file, text)) == ["https://example.org/a", "12:30", "half past–now"]


QUOTES = "double quotes"

MISTAKES = [
    ("a colon in a text", "a: b: c\n", "1:5", "a colon and a space stand in a text without quotes", QUOTES),
    ("a colon in a long text", "a: b\n  c d: e\n", "2:6", "a colon and a space stand in a text", QUOTES),
    ("a tab", "a:\n\t- b\n", "2:1", "there is a tab in this line", "spaces"),
    ("a tab after spaces", "a:\n  b: c\n\td: e\n", "3:1", "there is a tab in this line", "spaces"),
    ("a tab under a block text", "a: |\n\ttext\nb: c\n", "2:1", "there is a tab in this line", "spaces"),
    ("too little indent", "a:\n  b: 1\n c: 2\n", "3:2", "does not line up with the lines above", "put 1 space more"),
    ("too much indent", "a: b\n  c: d\n", "2:3", "this field is indented too far", "take 2 spaces away"),
    ("an entry too far left", "a:\n  - b\n - c\n", "3:2", "this list entry does not line up", "under the hyphen above"),
    ("an entry beside fields", "a: b\n- c\n", "2:1", "this list entry does not line up", "the hyphens"),
    ("a field among entries", "- a\nb: c\n", "2:1", "does not line up with the lines above", "same column"),
    ("the first line indented", " a: b\nc: d\n", "2:1", "further left than the file's first field", "left edge"),
    (
        "a quote not closed",
        "a: 'b\nc: d\n",
        "1:4",
        "the quote mark ' that opens here is never closed",
        "text: 'b'",
    ),
    ("a double quote not closed", 'a:\n  - "b\n', "2:5", 'the quote mark " that opens here', "close it"),
    ("an apostrophe in quotes", "a: 'don't'\n", "1:9", "the apostrophe before this ends a text", QUOTES),
    ("text after a quote", 'a: "b" c\n', "1:8", "the text goes on here after a closing quote mark", "one pair"),
    ("a quote closed late", "a: 'b\nc: 'd'\n", "1:4", "opens here is not closed before the one in line 2", "close it"),
    ("a quote closed lines later", "- 'b\n- c\n- d's e\n", "1:3", "is not closed before the one in line 3", "close it"),
    ("a double one closed late", '- "b\n- "c"\n', "1:3", "not closed before the one in line 2", 'text: "b"'),
    ("no space after a colon", "a: 1\nb:c\nd: e\n", "2:2", "a space is missing after the colon", 'type "b: c"'),
    ("no space after the first colon", "a:b\nc: d\n", "1:2", "a space is missing after the colon", 'type "a: b"'),
    (
        "no space after a point's colon",
        "- point:x\n",
        "1:8",
        "a space is missing after the colon",
        'type "point: x"; if',
    ),
    ("no space after a hyphen", "a:\n- b\n-c\n", "3:1", "a space is missing after the hyphen", 'type "- c"'),
    ("a no-break space after a colon", "a:\u00a0b\nc: d\n", "1:3", "a non-breaking space (U+00A0)", "space bar"),
    ("a no-break space after a hyphen", "a:\n  -\u00a0b\n", "2:4", "a non-breaking space (U+00A0)", "the space bar"),
    ("a no-break space as indent", "a:\n\u00a0\u00a0b: c\n", "2:1", "non-breaking space", "before “b:”"),
    ("no space after the only hyphen", "a:\n  -b\n", "2:3", "a space is missing after the hyphen", 'type "- b"; if'),
    ("no colon", "key\nb: c\n", "1:1", "no colon after its field's name", 'write it as "key: …"'),
    ("a line that is nothing", "a: b\nfoo\nc: d\n", "2:1", "neither a field nor part of the text above", "indent"),
    (
        "a list entry swallowed by a text",
        "a: b\n  - c\n",
        "2:3",
        "read as part of the text that begins in line 1",
        QUOTES,
    ),
    ("a field swallowed by a text", "a: b\n  c:d\n", "2:3", "read as part of the text that begins in line 1", QUOTES),
    ("an at sign", "a: @b\n", "1:4", "a text cannot begin with “@”", QUOTES),
    ("a back quote", "a: `b`\n", "1:4", "a text cannot begin with “`”", QUOTES),
    ("a per cent sign", "a: %b\n", "1:4", "a text cannot begin with “%”", QUOTES),
    ("a per cent sign at the edge", "a: b\n%c: d\n", "2:1", "a line cannot begin with “%”", QUOTES),
    ("bold", "a: **b** c\n", "1:4", "a text cannot begin with “*”", QUOTES),
    ("italics", "- *b* c\n", "1:3", "a text cannot begin with “*”", QUOTES),
    ("an ampersand", "a: & b\n", "1:4", "a text cannot begin with “&”", QUOTES),
    ("an exclamation mark", "a: !b!c d\n", "1:4", "a text cannot begin with “!”", QUOTES),
    ("a link", "a: [b](https://c.d) e\n", "1:4", "a text cannot begin with “[”", QUOTES),
    ("a term", "a: {b} c\n", "1:4", "a text cannot begin with “{”", QUOTES),
    ("a question mark", "a: ? b\n", "1:4", "a text cannot begin with “?”", QUOTES),
    ("a closing bracket", "a: ]b\n", "1:4", "a text cannot begin with “]”", QUOTES),
    ("a comma", "a: ,b\n", "1:4", "a text cannot begin with “,”", QUOTES),
    ("a bar", "a: |b\n", "1:4", "no text can stand in the same line after “|”", QUOTES),
    ("a greater-than sign", "a: >b\n", "1:4", "no text can stand in the same line after “>”", QUOTES),
    ("an open list", "a: [b\nc: d\n", "1:4", "the “[” that opens here is not closed", "type the ]"),
    ("open fields", "a: {b\nc: d\n", "1:4", "the “{” that opens here is not closed", "type the }"),
    ("a list beside its field", "a: - b\n", "1:4", "a list cannot begin in the same line as its field", "next line"),
    ("a backslash", 'a: "b\\c"\n', "1:6", "a backslash in double quotes", "twice"),
    ("a backslash and numbers", 'a: "b\\u12zz"\n', "1:6", "a backslash in double quotes", "twice"),
    ("a comment inside a text", "a: b\n  # c\n  d\n", "2:3", "a comment stands inside a text and ends it", QUOTES),
    ("a text after the end", "a: b\n...\nc\n", "3:1", "after the end of the document", "delete"),
    ("a text cut off", "a: text #more\n", "1:9", "the text is cut off here", QUOTES),
    ("a text cut off by a loose sign", "a: Room # 4\n", "1:9", "the text is cut off here", QUOTES),
    ("a text cut off in its second line", "a: text\n  more #1\n", "2:8", "the text is cut off here", QUOTES),
    ("a text cut off in a list", "a: [b #c\n  ]\n", "1:7", "the text is cut off here", QUOTES),
    ("a text cut off before it began", "a: #1\n", "1:4", "the text is cut off here", QUOTES),
    ("a key twice", "a: 1\nb: 2\na: 3\n", "3:1", "“a” stands here a second time (first in line 1)", "keep one"),
    ("a star", "a: *b\n", "1:4", "cannot begin with “*”", QUOTES),
    ("an anchor", "a: &b c\n", "1:4", "cannot begin with “&”", QUOTES),
    ("an anchor of a list", "a: &b\n  - c\n", "1:4", "“&b” names what follows", "delete it"),
    ("a tag", "a: !b c\n", "1:4", "cannot begin with “!”", QUOTES),
    ("a question mark before a name", "- ? b\n", "1:3", "cannot begin with “?”", QUOTES),
    ("no name before a colon", "- : b\n", "1:3", "a field's name is missing here", "before the colon"),
    ("a Windows path", 'a: "see C:\\new\\terms"\n', "1:9", "a Windows path stands in double", "C:/new/terms"),
    ("a Windows path of users", 'a: "C:\\Users"\n', "1:5", "a Windows path stands in double", "C:/Users"),
    ("a network path", 'a: "\\\\server\\new"\n', "1:5", "a Windows path stands in double", "//server/new"),
    ("a backslash that hides a sign", 'a: "b\\ac"\n', "1:6", "a backslash in double quotes", "\\\\a"),
    ("a list as a key", "[a]: b\n", "1:1", "a field's name is a word", QUOTES),
    ("two documents", "a: 1\n---\nb: 2\n", "2:1", "a second document begins here", "delete"),
    (
        "a character that nobody sees",
        "a: b\x01c\n",
        "1:5",
        "an invisible character here (U+0001)",
        "right after “a: b” and press",
    ),
    ("an invisible character at the start", "\u200ba: b\n", "1:1", "(U+200B)", "at the start of line 1"),
    ("an invisible character after a hyphen", "- a\n- \u00adb\n", "2:3", "(U+00AD)", "right before “b”"),
    ("an invisible character after a colon", "a:\u200b b\n", "1:3", "(U+200B)", "right after “a:” and press"),
    ("a turning sign", "a: b\u202ec\n", "1:5", "turns the direction of writing", "Delete key"),
    ("a line end of another kind", "a: b\u2028c\n", "1:5", "a hidden line break (U+2028)", "then press the space bar"),
]


class TestMistakes:
    @pytest.mark.parametrize(
        ("text", "place", "message", "hint"), [m[1:] for m in MISTAKES], ids=[m[0].replace(" ", "-") for m in MISTAKES]
    )
    def test_a_mistake_is_told_once_with_its_place_and_help(
        self, file: Path, text: str, place: str, message: str, hint: str
    ) -> None:
        (problem,) = problems_of(file, text)
        assert str(problem.place) == f"file.yaml:{place}"
        assert message in problem.message
        assert hint in problem.hint
        assert problem.place
        assert problem.place.source

    def test_mistakes_are_all_found_in_one_run_at_the_places_that_an_editor_shows(self, file: Path) -> None:
        text = (
            "a: b #c\na2: &x d\ne: f: g\nh: @i\nj: k\nm:\n- n\n-o\np: *q r: s\nt: b\x01\u2028c\n"
            "u: [v](https://w.x) y\nz: c\n  d: e\n"
        )
        problems = problems_of(file, text)
        assert sorted((p.place.line, p.place.column) for p in problems if p.place) == [
            (1, 6), (2, 5), (3, 5), (4, 4), (8, 1), (9, 4), (10, 5), (10, 6), (11, 4), (13, 3)
        ]  # fmt: skip

    def test_a_repetition_is_told_beside_what_it_repeats_and_never_carried_out(self, file: Path) -> None:
        first, second = problems_of(file, "a: &b [c]\nd: [*b, e]\n")
        assert (str(first.place), str(second.place)) == ("file.yaml:1:4", "file.yaml:2:5")
        assert second.message.startswith("“*b” repeats what “&b” stands before")

    def test_a_file_with_mistakes_in_its_texts_is_still_read(self, file: Path) -> None:
        file.write_text("a: b #c\na: d\ne: *f\ng: #1\nh: \x07\ni: @j\n")
        node, problems = read(file)
        assert len(problems) == 6
        assert node is not None
        assert plain(node) == {"a": "b", "e": "\ufffdf", "g": "#1", "h": "\ufffd", "i": "\ufffdj"}

    def test_a_file_that_cannot_be_read_on_is_left_after_its_first_mistakes(self, file: Path) -> None:
        problems = problems_of(file, "".join(f"a{number}: @b\n" for number in range(100)))
        assert 20 < len(problems) <= 100

    @pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
    def test_an_empty_file_is_a_mistake_of_the_whole_file(self, file: Path, text: str) -> None:
        (problem,) = problems_of(file, text)
        assert str(problem.place) == "file.yaml"
        assert problem.message == "there is nothing in this file"
        assert problem.hint

    def test_a_letter_in_an_old_encoding_is_named_and_the_rest_is_read(self, file: Path) -> None:
        """Letters before and after it may be UTF-8, if two programs saved the file."""
        file.write_bytes("a: b\r\nc: d\r\né: ".encode() + b"caf\xe9 \x93x\x94\r\ne: @\r\n")
        node, (problem, other) = read(file)
        assert str(problem.place) == "file.yaml:3:7"
        assert problem.message.startswith("the letter “é” is saved in an old encoding of Windows")
        assert problem.message.endswith(", and 2 more in this file")
        assert problem.hint == "in Notepad: File, Save as, choose the encoding UTF-8, Save"
        assert problem.place
        assert problem.place.source == "é: café “x”"
        assert str(other.place) == "file.yaml:4:4"
        assert node is not None
        assert plain(node) == {"a": "b", "c": "d", "é": "café “x”", "e": "\ufffd"}

    def test_a_byte_order_mark_does_not_shift_the_place_of_a_byte_that_is_not_utf8(self, file: Path) -> None:
        (problem,) = problems_of(file, b"\xef\xbb\xbf" + "é: é\ne: ".encode() + b"\xe9\n")
        assert str(problem.place) == "file.yaml:2:4"

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
    def test_unicode_with_a_mark_that_says_which_is_read(self, file: Path, encoding: str) -> None:
        mark = "" if encoding in ("utf-16", "utf-32") else "\ufeff"
        file.write_bytes(f"{mark}é: Łódź 😀\r\n".encode(encoding))
        node, problems = read(file)
        assert problems == []
        assert node is not None
        assert plain(node) == {"é": "Łódź 😀"}

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
    def test_utf16_without_its_mark_is_told_with_how_to_save_it(self, file: Path, encoding: str) -> None:
        (problem,) = problems_of(file, "id: support\ntitle: x\n".encode(encoding))
        assert problem.message.startswith("the file is saved as UTF-16")
        assert "Notepad" in problem.hint

    @pytest.mark.parametrize(
        ("data", "what"),
        [
            (b"PK\x03\x04\x14\x00", "a Word document"),
            (b"\xd0\xcf\x11\xe0\xa1", "an old Word document"),
            (b"{\\rtf1\\ansi", "WordPad"),
            (b"%PDF-1.7", "a PDF"),
            (b"\xff\xfea", "it is damaged"),
        ],
    )
    def test_what_is_no_text_at_all_is_said_once(self, file: Path, data: bytes, what: str) -> None:
        (problem,) = problems_of(file, data)
        assert what in problem.message
        assert problem.hint

    def test_hidden_line_breaks_shift_no_later_line(self, file: Path) -> None:
        """Notepad counts only CR LF, CR and LF as line ends; YAML would count these too."""
        problems = problems_of(file, "a: b\u2028c\r\nb: c\x85\u2029d\x0be\rc: @d\ne: @f\n")
        assert [str(p.place) for p in problems] == [
            f"file.yaml:{place}" for place in ("1:5", "2:5", "2:6", "2:8", "3:4", "4:4")
        ]

    def test_letters_that_are_decomposed_are_read_as_one_and_found_where_they_stand(self, file: Path) -> None:
        node = node_of(file, "e\u0301: cafe\u0301 w\u0302 {x}\n")
        assert isinstance(node, Mapping)
        key, value = node.entries[0]
        assert isinstance(value, Scalar)
        assert (key.value, value.value) == ("é", "café ŵ {x}")
        assert value.find("{x}").column == 14
        assert (value.find("ŵ").column, value.find("ŵ").width) == (11, 2)

    def test_invisible_characters_are_each_told_and_never_reach_a_message(self, file: Path) -> None:
        problems = problems_of(file, "a: \x1b[31m\x07\nb: \x00\nc: \x1b: d\n")
        assert [str(p.place) for p in problems[:4]] == [f"file.yaml:{place}" for place in ("1:4", "1:9", "2:4", "3:4")]
        assert not any(sign in str(problem) for problem in problems for sign in "\x1b\x07\x00")

    def test_of_a_character_that_stands_often_in_a_file_the_first_is_told_with_the_number_of_all(
        self, file: Path
    ) -> None:
        problem, other = problems_of(file, "- b" + "\u200e" * 12 + "\n" + "- d\u200e\x01\n" * 40)
        assert str(problem.place) == "file.yaml:1:4"
        assert problem.message.endswith(
            "(U+200E) that turns the direction of writing stands here; it stands 52 times in this file"
        )
        assert str(other.place) == "file.yaml:2:5"
        assert other.message.endswith("(U+0001); it stands 40 times in this file")

    def test_of_lines_that_begin_with_no_break_spaces_the_first_is_told_with_their_number(self, file: Path) -> None:
        (problem,) = problems_of(file, "a:\n" + "\u00a0\u00a0- b\n" * 50)
        assert str(problem.place) == "file.yaml:2:1"
        assert problem.message.endswith("; so in 50 lines of this file")

    def test_soft_hyphens_and_the_like_are_no_mistake_in_a_text_and_no_part_of_a_name(self, file: Path) -> None:
        file.write_text("na\u00adme: An infor\u00admation\u200b even\u2060ing\u200c\n" * 1, "utf-8")
        node, problems = read(file)
        assert not problems
        assert isinstance(node, Mapping)
        ((key, value),) = node.entries
        assert key.value == "name"
        assert isinstance(value, Scalar)
        assert value.value == "An infor\u00admation\u200b even\u2060ing\u200c"

    @pytest.mark.parametrize("opening", ["[", "- ", "{a: ", "a: [{b: ["])
    def test_nesting_without_end_is_refused_without_a_stack_overflow(self, file: Path, opening: str) -> None:
        (problem,) = problems_of(file, opening * 20_000)
        assert problem.message == f"this is nested more than {DEEPEST} levels deep"
        assert problem.hint

    def test_nesting_up_to_the_limit_is_read(self, file: Path) -> None:
        assert node_of(file, "[" * DEEPEST + "]" * DEEPEST)


class TestFiles:
    def test_a_file_that_is_not_there_is_a_file_error(self, file: Path) -> None:
        with pytest.raises(FileError) as raised:
            read(file)
        (problem,) = raised.value.problems
        assert str(problem.place) == "file.yaml"
        assert problem.message == "there is no such file"
        assert problem.hint

    def test_a_folder_in_place_of_a_file_is_a_file_error(self, file: Path) -> None:
        file.mkdir()
        with pytest.raises(FileError) as raised:
            read(file)
        assert raised.value.problems[0].hint

    def test_a_place_has_the_path_as_it_was_given(self, file: Path) -> None:
        file.write_text("a: b: c\n")
        for path in (file, file.absolute(), Path("..", Path.cwd().name, file)):
            (problem,) = read(path)[1]
            assert problem.place
            assert problem.place.path is path
            assert str(problem.place) == f"{path}:1:5"
