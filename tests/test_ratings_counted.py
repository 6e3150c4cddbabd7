"""How good something is: the boxes that people ticked are counted for each group, and never averaged."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
from conftest import built_document
from filling_programs import by_pikepdf, by_pypdf
from test_collation import document, given, heard_of, lines_of, put_together, returned, run

from senaudit.audit.audit import Audit
from senaudit.audit.audit_file import selection_of
from senaudit.audit.to_send import Part, files_to_send
from senaudit.content.select import select
from senaudit.recipe.reading import read_guide
from senaudit.recipe.request import Sources, request_for

QUESTION = "support:information"
A_LOT, A_LITTLE, DISAGREE, MORE = (
    f"{QUESTION}:rating:{name}" for name in ("agree-a-lot", "agree-a-little", "disagree", "need-to-know-more")
)
ASKED = {name: f"Support 1: Which? {name}" for name in (f"{QUESTION}:practice", A_LOT, A_LITTLE, DISAGREE, MORE)}


@cache
def rated_sheets() -> bytes:
    request = request_for(
        "sheets", font="arimo", chapters=["support"], audiences=["parents"], fillable=True, rating=True
    )
    return built_document(request).data


def test_the_four_answers_stand_in_one_line_in_their_order_and_are_no_other_ticks(tmp_path: Path) -> None:
    files = {
        "a.pdf": by_pikepdf(rated_sheets(), {A_LOT: True, f"{QUESTION}:practice": "Fine"}),
        "b.pdf": by_pypdf(rated_sheets(), {A_LOT: True}),
        "c.pdf": by_pikepdf(rated_sheets(), {MORE: True}),
    }
    result = run(tmp_path, str(returned(tmp_path, files)), "--into", str(tmp_path / "audit"), "--font", "arimo")
    assert result.exit_code == 0, result.output
    assert "not asked any more" not in result.output
    assert "several of the boxes" not in result.output
    lines = lines_of((tmp_path / "audit" / "collated.pdf").read_bytes())
    line = "The school does this well: I agree a lot 2, I agree a little 0, I disagree 0, I need to know more 1"
    assert line in lines
    assert not [each for each in lines if each.startswith("• I agree")]


def test_more_than_one_answer_of_a_person_is_counted_under_each_and_told(tmp_path: Path) -> None:
    files = {"a.pdf": by_pikepdf(rated_sheets(), {A_LOT: True, DISAGREE: True})}
    result = run(tmp_path, str(returned(tmp_path, files)), "--into", str(tmp_path / "audit"), "--font", "arimo")
    assert result.exit_code == 0, result.output
    assert "a.pdf: warning: several of the boxes for how good it is are ticked here" in result.output
    assert "Support 1" in result.output
    lines = lines_of((tmp_path / "audit" / "collated.pdf").read_bytes())
    line = "The school does this well: I agree a lot 1, I agree a little 0, I disagree 1, I need to know more 0"
    assert line in lines


def test_a_group_that_was_not_asked_has_no_such_line_and_comments_are_kept() -> None:
    returns = [given("a"), given("b", "teachers", asked=ASKED, answers={DISAGREE: "[comment] It depends"})]
    parents, teachers = heard_of(put_together(returns))
    assert parents.ratings == ()
    assert [each.ticked for each in teachers.ratings] == [0, 0, 1, 0]
    assert lines_of(document(returns).data).count("• [comment] It depends") == 1


def test_an_audit_that_asks_for_it_sends_sheets_with_the_boxes() -> None:
    guide = read_guide(Sources(), with_letter=True)

    def sent(rating: bool) -> set[str]:
        audit = Audit(Path(), guide.title, None, ("support",), (), (), None, None, None, None, 5, rating, None)
        part = select(guide, selection_of(audit))
        files = {each.path: each.document for each in files_to_send(audit, [Part("", part)], Sources())}
        (path,) = [path for path in files if "fillable" in path and "large" not in path]
        with pikepdf.open(BytesIO(files[path].data)) as pdf:
            return {str(field.T) for field in pdf.Root.AcroForm.Fields}

    assert A_LOT in sent(rating=True)
    assert A_LOT not in sent(rating=False)
