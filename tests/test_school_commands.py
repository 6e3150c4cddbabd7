"""`senaudit new`, `config`, `copy` and `diff`, as a school types them."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml
from asking import guide_in
from click.testing import CliRunner, Result
from PIL import Image
from pypdf import PdfReader

from senaudit.cli import commands
from senaudit.files.shipped import shipped
from senaudit.school.copies import questions_of, without_id
from senaudit.school.pieces import Shipped
from senaudit.school.reading import read
from senaudit.school.written import written
from senaudit.source.reading import read_text

CONTENT = shipped("content")
SHIPPED = Shipped(CONTENT, shipped("templates"))
TELEPHONE = "questions/telephone.yaml"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(commands, arguments, prog_name="senaudit")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def school(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new school's folder, which is also the working folder."""
    assert run("new", "Oak Hill Primary").exit_code == 0
    monkeypatch.chdir(folder / "oak-hill-primary")
    return folder / "oak-hill-primary"


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands in {path} {text.count(old)} times"
    path.write_text(text.replace(old, new), "utf-8")


def texts(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# new


def test_a_new_folder_holds_all_that_a_school_needs(folder: Path) -> None:
    assert run("new", "Oak Hill Primary").exit_code == 0
    files = texts(folder / "oak-hill-primary")
    assert {"school.yaml", "README.txt", "questions/our-app.yaml"} <= files.keys()
    assert {"schema/school.json", "schema/question.json", "schema/blocks.json"} <= files.keys()
    assert yaml.safe_load(files["school.yaml"])["name"] == "Oak Hill Primary"
    assert files["README.txt"].startswith(b"Oak Hill Primary:")


def test_a_new_folder_changes_nothing_but_the_schools_name(school: Path) -> None:
    """The example question is not used, so the pack has no question that the school did not write."""
    guide = guide_in(CONTENT, school=school)
    assert guide.chapters == guide_in(CONTENT).chapters
    assert run("check", "--strict").exit_code == 0


def test_every_field_is_there_to_be_filled_in_and_explained(school: Path) -> None:
    text = (school / "school.yaml").read_text("utf-8")
    fields = {
        *("name", "short_name", "logo", "logo_text", "logo_grey", "authority", "service", "service_contact", "senco"),
        *("senco_contact", "return_to", "return_where", "return_by", "audit_date", "review_date", "terms", "own_terms"),
        "supplement",
    }
    assert set(yaml.safe_load(text)) == fields
    groups = [group.splitlines() for group in text.strip().split("\n\n")]
    assert all(group[0].startswith("# ") for group in groups)


def test_every_field_that_is_filled_in_is_read(school: Path) -> None:
    text = (school / "school.yaml").read_text("utf-8")
    (school / "logo.png").write_bytes(b"")
    answers = {"logo": "logo.png", "logo_grey": "yes", "terms": "england", "own_terms": "\n  service: our service"}
    answers["supplement"] = "meetings"

    def filled(match: re.Match[str]) -> str:
        return f"{match[1]}: {answers.get(match[1], f'answer for {match[1]}')}"

    (school / "school.yaml").write_text(re.sub(r"^([a-z_]+):.*$", filled, text, flags=re.MULTILINE), "utf-8")
    ours = guide_in(CONTENT, school=school).school
    assert ours is not None
    assert ours.logo is not None
    assert (str(ours.logo.text), ours.logo.grey) == ("answer for logo_text", True)
    assert str(ours.supplement) == "meetings"
    for name in set(yaml.safe_load(text)) - {"logo", "logo_text", "logo_grey", "terms", "own_terms", "supplement"}:
        assert str(getattr(ours, name)) == f"answer for {name}"


@pytest.mark.parametrize("name", ["St Mary’s “Little” School: Years 1 & 2", 'The "Oak"', "Ysgol y Wŷdd", "#1 School"])
def test_any_name_is_taken_as_it_is(folder: Path, name: str) -> None:
    assert run("new", name, "--folder", "ours").exit_code == 0
    guide = guide_in(CONTENT, school=folder / "ours")
    assert guide.school is not None
    assert str(guide.school.name) == name


def test_an_example_that_is_used_is_printed_after_its_question(school: Path) -> None:
    replace_in(school / "questions/our-app.yaml", "use: no", "use: yes")
    assert "3a  our-app " in run("list").stdout


@pytest.mark.parametrize("there", ["a folder", "a file", "an empty folder"])
def test_new_never_writes_over_anything(folder: Path, there: str) -> None:
    target = folder / "oak-hill-primary"
    if there == "a file":
        target.write_text("kept")
    else:
        target.mkdir()
        if there == "a folder":
            (target / "school.yaml").write_text("kept")
    before = texts(folder)
    result = run("new", "Oak Hill Primary")
    assert result.exit_code == 3
    assert "there is something of this name already" in result.stderr
    assert texts(folder) == before
    assert [path.name for path in folder.iterdir()] == ["oak-hill-primary"]


@pytest.mark.parametrize("name", ["", "  ", "a\x1bb"])
def test_a_name_that_cannot_be_printed_ends_with_2(folder: Path, name: str) -> None:
    result = run("new", name)
    assert result.exit_code == 2
    assert 'senaudit new "Oak Hill Primary"' in result.stderr
    assert not list(folder.iterdir())


# Where the folder is


def test_a_pack_is_the_schools_own_from_anywhere_inside_and_by_name_from_outside(
    school: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_in(school / "questions/our-app.yaml", "use: no", "use: yes")
    for place, more in ((school, ()), (school / "questions", ()), (school.parent, ("--school", "oak-hill-primary"))):
        monkeypatch.chdir(place)
        assert "our-app" in run("list", *more).stdout
        assert run("build", "sheets", *more).exit_code == 0
    assert "our-app" not in run("list").stdout


@pytest.mark.parametrize("named", ["nowhere", "."])
def test_a_folder_that_is_no_schools_ends_with_3(folder: Path, named: str) -> None:
    result = run("list", "--school", named)
    assert result.exit_code == 3
    assert "senaudit new" in result.stderr


@pytest.mark.parametrize("command", [["copy", "poster"], ["diff"]])
def test_what_needs_a_schools_folder_says_so(command: list[str]) -> None:
    result = run(*command)
    assert result.exit_code == 2
    assert "this is not inside a school’s folder" in result.stderr


@pytest.mark.parametrize(
    ("command", "made"),
    [
        ("build guide", {"guide.pdf"}),
        ("build poster --large-print", {"poster-large-print.pdf"}),
        ("build sheets --chapter support", {"sheets-support.pdf"}),
        ("build pack", {"guide.pdf", "sheets.pdf", "poster.pdf"}),
        ("build sheets --each-audience --question 1:3", set()),
    ],
)
def test_what_is_made_in_a_schools_folder_goes_into_its_audit_pack(
    school: Path, monkeypatch: pytest.MonkeyPatch, command: str, made: set[str]
) -> None:
    """From a folder inside it, too. The message says where."""
    before = texts(school).keys()
    for place in (school, school / "questions"):
        monkeypatch.chdir(place)
        result = run(*command.split())
        assert result.exit_code == 0, result.output
        pack = {path.name for path in (school / "audit-pack").iterdir()}
        assert pack == made if made else "sheets-communication-3-parents.pdf" in pack
        shown = "audit-pack" if place == school else school / "audit-pack"
        assert f"\n{shown}" in f"\n{result.stderr}"
        assert texts(school).keys() == before | {f"audit-pack/{name}" for name in pack}
        shutil.rmtree(school / "audit-pack")


def test_what_is_made_elsewhere_goes_where_you_are(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(school.parent)
    assert run("build", "poster", "--school", "oak-hill-primary").exit_code == 0
    assert run("build", "pack", "--school", "oak-hill-primary").exit_code == 0
    assert {path.name for path in school.parent.iterdir()} == {"oak-hill-primary", "poster.pdf", "audit-pack"}
    assert not (school / "audit-pack").exists()
    monkeypatch.chdir(school)
    assert run("build", "poster", "--school", ".").exit_code == 0
    assert run("build", "poster", "--output", "wall.pdf").exit_code == 0
    assert (school / "audit-pack/poster.pdf").is_file()
    assert (school / "wall.pdf").is_file()


def test_an_audit_pack_that_is_a_link_is_not_followed_for_one_document_either(school: Path) -> None:
    if os.name == "nt":
        return
    (school.parent / "elsewhere").mkdir()
    (school / "audit-pack").symlink_to("../elsewhere")
    for command in (["build", "poster"], ["build", "sheets", "--each-audience", "--question", "1:3"]):
        result = run(*command)
        assert result.exit_code == 3, result.output
        assert not list((school.parent / "elsewhere").iterdir())


# config


def test_config_says_where_each_value_came_from(school: Path) -> None:
    replace_in(school / "school.yaml", "authority:\n", "authority: Anytown Council\n")
    told = run("config").stdout
    line = (school / "school.yaml").read_text("utf-8").split("\n").index("authority: Anytown Council") + 1
    assert f"\nauthority = Anytown Council    [school.yaml:{line}]\n" in told
    assert f"\n{{authority}} = Anytown Council    [school.yaml:{line}]\n" in told
    assert re.search(r"^\{service\} = your local SENDIASS    \[.*england\.yaml:\d+\]$", told, re.MULTILINE)
    assert "\nsenco = (nothing)    [built in]\n" in told
    assert re.search(r"^school = .*oak-hill-primary    \[found from", told, re.MULTILINE)
    assert re.search(r"^content = .*\[built in\]$", told, re.MULTILINE)
    content = shutil.copytree(CONTENT, "wording")
    assert "[command line]" in run("config", "--content", str(content)).stdout


# copy


@pytest.mark.parametrize("chapter", ["communication", "involvement", "support"])
def test_every_question_can_be_copied_and_says_the_same(chapter: str) -> None:
    node, _ = read(CONTENT / f"chapters/{chapter}.yaml")
    for name, question in questions_of(node).items():
        (piece,) = SHIPPED.copies(f"{chapter}:{name}")
        copy, problems = read_text(piece.text, Path(piece.name))
        assert not problems
        assert copy is not None
        assert f"change: {chapter}:{name}" in piece.text
        fields = written(copy).split("\n", 1)[1]
        assert fields == written(without_id(question)), name


def test_every_file_template_and_look_can_be_copied(school: Path) -> None:
    for name in SHIPPED.files():
        assert run("copy", name.removeprefix("templates/")).exit_code == 0, name
        assert (school / name).is_file()
    assert {path.name for path in school.iterdir()} <= {
        *("school.yaml", "README.txt", "questions", "schema", "guide.yaml", "introduction.yaml", "labels.yaml"),
        *("poster.yaml", "findings.yaml", "letter.yaml", "chapters", "terms", "templates"),
    }


@pytest.mark.parametrize("name", ["communication:telephone", "poster", "introduction", "labels", "guide", "support"])
def test_a_copy_alone_changes_nothing(school: Path, name: str) -> None:
    assert run("copy", name).exit_code == 0
    ours, theirs = guide_in(CONTENT, school=school), guide_in(CONTENT)
    assert ours.chapters == theirs.chapters or name in ("communication:telephone", "support")
    assert [[(q.number, str(q.question)) for q in chapter.questions] for chapter in ours.chapters] == [
        [(q.number, str(q.question)) for q in chapter.questions] for chapter in theirs.chapters
    ]
    assert "is a copy, unchanged" in run("diff").stdout


def test_the_old_name_of_copy_still_works_and_is_not_shown(school: Path) -> None:
    assert run("eject", "communication:telephone").exit_code == 0
    assert (school / TELEPHONE).is_file()
    assert "eject" not in run("--help").stdout


@pytest.mark.parametrize(
    "name", ["communication:3", "1:3", "telephone", "Telephone", "comm:telephone", "communication: 3"]
)
def test_a_question_is_named_as_everywhere(school: Path, name: str) -> None:
    assert run("copy", name).exit_code == 0
    assert (school / TELEPHONE).is_file()


def test_several_questions_are_copied_at_once(school: Path) -> None:
    before = {path.name for path in (school / "questions").iterdir()}
    assert run("copy", "1:3,1-2", "support:12,telephone", "poster").exit_code == 0
    made = {path.name for path in (school / "questions").iterdir()} - before
    assert {"welcome.yaml", "telephone.yaml", "not-judging.yaml"} <= made
    assert len(made) == 4
    assert (school / "poster.yaml").is_file()
    assert run("check", "--strict").exit_code == 0


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (TELEPHONE, ""),
        ("questions/phone.yaml", "change: communication:telephone\nquestion: Can parents ring?\n"),
        ("questions/phone.yaml", "use: no\nchange: 1:3\nquestion: Can parents ring?\n"),
        ("questions/less.yaml", "drop: [welcome, communication:2-3]\n"),
        ("chapters/communication.yaml", "questions: {telephone: {question: Can parents ring?}}\n"),
        ("chapters/communication.yaml", "questions: {drop: [3]}\n"),
    ],
)
def test_a_question_that_is_changed_already_is_told_and_nothing_is_copied(school: Path, file: str, text: str) -> None:
    if text:
        (school / file).parent.mkdir(exist_ok=True)
        (school / file).write_text(text, "utf-8")
    else:
        assert run("copy", "communication:telephone").exit_code == 0
        replace_in(school / file, "can parents reach you by phone?", "can parents ring?")
    before = texts(school)
    result = run("copy", "poster", "communication:telephone")
    assert result.exit_code == 3
    assert result.stderr.startswith(f"{Path(file)}:")
    assert "this is about communication:telephone already" in result.stderr
    assert "nothing has been copied" in result.stderr
    assert texts(school) == before
    assert run("copy", "support:12").exit_code == 0


def test_a_copied_file_is_never_written_over_and_none_is_made_if_one_is_there(school: Path) -> None:
    (school / "poster.yaml").write_text("closing: Ask us!\n", "utf-8")
    before = texts(school)
    result = run("copy", "poster", "communication:telephone")
    assert result.exit_code == 3
    assert "poster.yaml: there is a file of this name already" in result.stderr
    assert texts(school) == before


def test_a_copy_beside_another_file_of_its_name_has_its_chapter_in_its_own(school: Path) -> None:
    (school / TELEPHONE).write_text("drop: support:not-judging\n", "utf-8")
    assert run("copy", "communication:telephone").exit_code == 0
    assert "change: communication:telephone" in (school / "questions/communication-telephone.yaml").read_text("utf-8")
    assert run("check", "--strict").exit_code == 0


def test_two_questions_of_one_id_in_two_chapters_have_two_files(school: Path) -> None:
    later = Path(shutil.copytree(CONTENT, school.parent / "later"))
    replace_in(later / "chapters/support.yaml", "- id: not-judging\n", "- id: telephone\n")
    content = ("--content", str(later))
    result = run("copy", "telephone", *content)
    assert result.exit_code == 2
    assert "choose one: communication:telephone, support:telephone" in result.stderr
    assert run("copy", "support:telephone", *content).exit_code == 0
    assert run("copy", "communication:telephone", *content).exit_code == 0
    for chapter in ("communication", "support"):
        text = (school / f"questions/{chapter}-telephone.yaml").read_text("utf-8")
        assert f"change: {chapter}:telephone\n" in text
    assert run("check", *content).exit_code == 0


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("communication:telefone", '"telephone"'),
        ("comunication:telephone", '"communication"'),
        ("communication:99", "its questions are 1 to 15"),
        ("3", "communication:3"),
        ("telefone", '"telephone"'),
        ("communication:3,telefone", '"telephone"'),
        ("postr.yaml", '"poster.yaml"'),
        ("../../etc/passwd", "known here"),
    ],
)
def test_a_name_that_there_is_not_ends_with_2(school: Path, name: str, hint: str) -> None:
    before = texts(school)
    result = run("copy", name)
    assert result.exit_code == 2
    assert hint in result.stderr
    assert texts(school) == before


# diff


def test_diff_shows_what_differs(school: Path) -> None:
    assert run("diff").stdout == ""
    (school / "questions/a.yaml").write_text("change: communication:telephone\nquestion: Can parents ring?\n", "utf-8")
    (school / "questions/b.yaml").write_text("drop: support:not-judging\n", "utf-8")
    (school / "poster.yaml").write_text("closing: Ask us!\n", "utf-8")
    replace_in(school / "questions/our-app.yaml", "use: no", "use: yes")
    told = run("diff").stdout
    assert "communication:telephone (3)\n" in told
    assert "\n    -question: How easily can parents reach you by phone?\n" in told
    assert "\n    +question: Can parents ring?\n" in told
    assert "support:not-judging (12) is left out\n" in told
    assert "communication:our-app (3a) is your own\n" in told
    assert "\n    +closing: Ask us!\n" in told


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (["telephone"], {"communication:telephone"}),
        (["1:3", "poster"], {"communication:telephone", "poster.yaml"}),
        (["communication:1-4"], {"communication:telephone", "communication:our-app"}),
        (["our-app"], {"communication:our-app"}),
        (["1:3a"], {"communication:our-app"}),
        (["support:12"], {"support:not-judging"}),
        (["support"], {"support:not-judging"}),
        (["communication:welcome", "labels", "guide.xml.j2"], set()),
    ],
)
def test_diff_shows_only_what_is_named(school: Path, names: list[str], shown: set[str]) -> None:
    (school / "questions/a.yaml").write_text("change: communication:telephone\nquestion: Can parents ring?\n", "utf-8")
    (school / "questions/b.yaml").write_text("drop: support:not-judging\n", "utf-8")
    (school / "poster.yaml").write_text("closing: Ask us!\n", "utf-8")
    replace_in(school / "questions/our-app.yaml", "use: no", "use: yes")
    told = run("diff", *names).stdout
    assert {line.split()[0] for line in told.splitlines() if not line.startswith(" ")} == shown


def test_diff_of_what_there_is_not_ends_with_2(school: Path) -> None:
    result = run("diff", "telefone")
    assert result.exit_code == 2
    assert 'did you mean "telephone"?' in result.stderr


def test_what_has_changed_upstream_since_is_told_by_its_parts(school: Path) -> None:
    """A later version of the content has other prompts and another parent view."""
    assert run("copy", "communication:telephone", "guide.xml.j2", "poster").exit_code == 0
    later = Path(shutil.copytree(CONTENT, school.parent / "later"))
    chapter = later / "chapters/communication.yaml"
    replace_in(chapter, "[response time, messages, voicemail]", "[response time, messages]")
    replace_in(later / "poster.yaml", "Not sure what parents think?", "Not sure?")
    told = run("diff", "--content", str(later)).stdout
    assert "changed in senaudit since you copied it: prompts\n" in told
    assert "changed in senaudit since you copied it: closing\n" in told
    result = run("check", "--content", str(later))
    assert result.exit_code == 0
    assert len(re.findall("have changed since in senaudit: (?:prompts|closing)", result.stderr)) == 2
    assert run("check", "--strict", "--content", str(later)).exit_code == 1
    for path, line in zip(
        (school / "poster.yaml", school / TELEPHONE), re.findall(": # (shipped .*)", told), strict=True
    ):
        path.write_text(re.sub("shipped sha256: [0-9a-f]+", line, path.read_text("utf-8")), "utf-8")
    assert run("check", "--strict", "--content", str(later)).exit_code == 0


def change_upstream(later: Path, *changes: tuple[str, str]) -> None:
    for old, new in changes:
        replace_in(later / "chapters/communication.yaml", old, new)


PROMPTS = ("[response time, messages, voicemail]", "[response time, messages]")
QUESTION = ("How easily can parents reach you by phone?", "Can parents reach you by phone?")
LATER = ("question: Can parents reach you by phone?", "question: Can parents ring you?")


def test_what_was_accepted_is_not_told_again_when_another_part_changes(school: Path) -> None:
    assert run("copy", "telephone").exit_code == 0
    later = Path(shutil.copytree(CONTENT, school.parent / "later"))
    change_upstream(later, PROMPTS)
    told = run("diff", "--content", str(later)).stdout
    (line,) = re.findall(": # (shipped .*)", told)
    (school / TELEPHONE).write_text(
        re.sub("shipped sha256: .*", line, (school / TELEPHONE).read_text("utf-8")), "utf-8"
    )
    assert "since you copied it" not in run("diff", "--content", str(later)).stdout
    change_upstream(later, QUESTION)
    assert "changed in senaudit since you copied it: question\n" in run("diff", "--content", str(later)).stdout
    assert "have changed since in senaudit: question\n" in run("check", "--content", str(later)).stderr


def test_one_part_can_be_accepted_alone_and_comes_back_when_it_changes_again(school: Path) -> None:
    assert run("copy", "telephone").exit_code == 0
    later = Path(shutil.copytree(CONTENT, school.parent / "later"))
    change_upstream(later, PROMPTS, QUESTION)
    told = run("diff", "--content", str(later)).stdout
    assert "changed in senaudit since you copied it: question, prompts\n" in told
    (part,) = re.findall(r"at the end of the old one: (question=[0-9a-f]{8}), prompts=", told)
    text = (school / TELEPHONE).read_text("utf-8")
    (school / TELEPHONE).write_text(re.sub("(shipped sha256: .*)", rf"\1 {part}", text), "utf-8")
    assert "since you copied it: prompts\n" in run("diff", "--content", str(later)).stdout
    change_upstream(later, LATER)
    assert "since you copied it: question, prompts\n" in run("diff", "--content", str(later)).stdout


def test_a_part_that_senaudit_no_longer_has_can_be_accepted_too(school: Path) -> None:
    assert run("copy", "poster").exit_code == 0
    later = Path(shutil.copytree(CONTENT, school.parent / "later"))
    text = (school / "poster.yaml").read_text("utf-8")
    (school / "poster.yaml").write_text(re.sub("lead=[0-9a-f]{8}", "leads=12345678", text), "utf-8")
    told = run("diff", "--content", str(later)).stdout
    assert "since you copied it" not in told, "the whole is the same"
    replace_in(later / "poster.yaml", "Not sure what parents think?", "Not sure?")
    told = run("diff", "--content", str(later)).stdout
    assert "since you copied it: lead, closing, leads\n" in told
    (line,) = re.findall(": # (shipped .*)", told)
    text = (school / "poster.yaml").read_text("utf-8")
    (school / "poster.yaml").write_text(re.sub("shipped sha256: .*", line, text), "utf-8")
    change_upstream(later, PROMPTS)
    replace_in(later / "poster.yaml", "Not sure?", "Unsure?")
    assert "since you copied it: closing\n" in run("diff", "--content", str(later)).stdout


def test_a_copy_that_notepad_saved_as_utf16_is_still_known_as_one(school: Path) -> None:
    assert run("copy", "communication:telephone").exit_code == 0
    text = (school / TELEPHONE).read_text("utf-8")
    (school / TELEPHONE).write_bytes(text.replace("\n", "\r\n").encode("utf-16"))
    assert run("diff").stdout == "communication:telephone (3) is a copy, unchanged\n"


def test_a_template_that_has_changed_upstream_is_told(school: Path) -> None:
    assert run("copy", "guide.xml.j2").exit_code == 0
    path = school / "templates/guide.xml.j2"
    path.write_text(re.sub("sha256: [0-9a-f]{64}", f"sha256: {'0' * 64}", path.read_text("utf-8")), "utf-8")
    assert "changed in senaudit since you copied it: its text" in run("diff").stdout


def test_mistakes_in_the_folder_are_told_before_anything_is_compared(school: Path) -> None:
    (school / "poster.yaml").write_text("titel: x\n", "utf-8")
    result = run("diff")
    assert result.exit_code == 1
    assert 'did you mean "title"?' in result.stderr
    assert result.stdout == ""


def test_a_schools_own_template_is_used(school: Path) -> None:
    assert run("copy", "poster.xml.j2").exit_code == 0
    replace_in(school / "templates/poster.xml.j2", '<grid columns="2">', '<grd columns="2">')
    result = run("build", "poster")
    assert result.exit_code == 1
    assert re.search(r"templates.poster\.xml\.j2:\d+:\d+: unknown tag <grd>", result.stderr)


def test_nodes_written_out_are_read_as_the_same(tmp_path: Path) -> None:
    for path in sorted(CONTENT.rglob("*.yaml")):
        node, problems = read(path)
        assert node is not None
        again, more = read_text(written(node), None)
        assert not [*problems, *more]
        assert again is not None
        assert written(again) == written(node)


# The README


ROOT = Path(__file__).resolve().parents[1]
README, CHANGING = ((ROOT / name).read_text("utf-8") for name in ("README.md", "docs/changing-the-words.md"))


def test_the_ten_lines_of_the_readme_lead_to_our_own_question_and_logo(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each line is followed: commands are run, changes are made."""
    section = README.partition("## Your own school's pack")[2].partition("\n## ")[0]
    lines = re.findall(r"^(\d+)\. (.*)$", section, re.MULTILINE)
    assert [int(number) for number, _ in lines] == list(range(1, 11))
    file = Path()
    for _, line in lines:
        if typed := re.search(r"[Tt]ype `(.*?)`", line):
            arguments = shlex.split(typed[1])
            if arguments[0] == "cd":
                monkeypatch.chdir(arguments[1])
            elif arguments[0] == "senaudit":
                assert run(*arguments[1:]).exit_code == 0
        elif "Put your logo" in line:
            Image.new("RGB", (1200, 400), (0, 90, 40)).save("logo.png")
        if named := re.search(r"`([\w/-]+\.yaml)`", line):
            file = Path(named[1])
        for old, new in re.findall(r"change `(.*?)` to `(.*?)`", line):
            text = re.sub(rf"^{re.escape(old)}$", new, file.read_text("utf-8"), count=1, flags=re.MULTILINE)
            assert text != file.read_text("utf-8"), line
            file.write_text(text, "utf-8")
    pack = folder / "oak-hill-primary" / "audit-pack"
    for name in ("guide", "sheets", "poster"):
        pages = [" ".join(page.extract_text().split()) for page in PdfReader(pack / f"{name}.pdf").pages]
        assert all("Oak Hill Primary" in page for page in (pages if name == "sheets" else pages[:1]))
        assert name == "poster" or any("How useful is our app to you?" in page for page in pages)
        assert name == "sheets" or any(page.images for page in PdfReader(pack / f"{name}.pdf").pages)
    assert "Mrs Okafor" in PdfReader(pack / "poster.pdf").pages[0].extract_text()


@pytest.mark.parametrize(
    "example", re.findall(r"^```yaml\n(# [\w/]+\.yaml: .*?)^```", CHANGING, re.MULTILINE | re.DOTALL)
)
def test_each_example_of_a_schools_file_is_taken(school: Path, example: str) -> None:
    name = example[2:].partition(":")[0]
    (school / name).write_text(example, "utf-8")
    assert run("check", "--strict").exit_code == 0
    assert run("diff").stdout.startswith(
        ("poster.yaml", "communication:telephone (3)", "communication:our-text-messages (3a)")
    )


def test_a_school_may_be_named_by_its_file(folder: Path) -> None:
    Path("s").mkdir()
    Path("s/school.yaml").write_text("name: Oak Hill Primary\n", "utf-8")
    assert run("build", "poster", "--school", "s/school.yaml").exit_code == 0
    assert "Oak Hill Primary" in run("config", "--school", "s/school.yaml").stdout
    Path("s/poster.yaml").write_text("title: Ours\n", "utf-8")
    result = run("check", "--school", "s/poster.yaml")
    assert result.exit_code == 3
    assert "poster.yaml: this is a file, not a school’s folder" in result.stderr
    assert "help: name the folder that school.yaml is in" in result.stderr


def test_a_file_in_place_of_a_folder_is_told_as_a_file(folder: Path) -> None:
    Path("schools.csv").write_text("name\nOak\n", "utf-8")
    result = run("build", "poster", "--school", "schools.csv")
    assert result.exit_code == 3
    assert "schools.csv: this is a table, not a school’s folder" in result.stderr
    assert "help: name it as a table of schools: --schools" in result.stderr
    Path("s").mkdir()
    Path("s/school.yaml").write_text("name: Oak Hill Primary\n", "utf-8")
    result = run("build", "poster", "--content", "s/school.yaml")
    assert "school.yaml: this is a file, not a folder" in result.stderr
    assert "help: name the folder that it is in" in result.stderr
    assert "this is a school’s folder" in run("build", "poster", "--content", "s").stderr


@pytest.mark.parametrize("name", ["school.yaml.txt", "school.yml"])
def test_a_school_s_file_of_another_name_is_not_passed_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    Path("s").mkdir()
    Path("s", name).write_text("name: Oak Hill Primary\n", "utf-8")
    outside = run("check", "--school", "s")
    monkeypatch.chdir("s")
    for result in (outside, run("check"), run("build", "poster")):
        assert result.exit_code == 3
        assert f"{name}: a school’s folder has a file school.yaml, so this one is not read" in result.stderr
        assert "help: call it school.yaml" in result.stderr
    Path(name).rename("school.yaml")
    assert run("check").exit_code == 0


def test_help_for_a_document_says_that_build_makes_it() -> None:
    result = run("help", "poster")
    assert result.exit_code == 2
    assert "help: type senaudit help build poster" in result.stderr
    assert run("help", "build", "poster").exit_code == 0


def test_a_schools_folder_that_is_named_as_content_is_told_with_the_right_option(folder: Path) -> None:
    Path("s").mkdir()
    Path("s/school.yaml").write_text("name: Oak Hill Primary\n", "utf-8")
    for command in ("check", "list", "build poster"):
        result = run(*command.split(), "--content", "s")
        assert result.exit_code == 3
        assert result.stderr == (
            "s: this is a school’s folder, and not one of content\n    help: name it with --school\n"
        )
