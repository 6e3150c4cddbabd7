"""Sheets to fill in on a screen, in Urdu and Tamil: each field lies in its outline, and its words are flush."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from made_words import is_rtl, made_translation
from programs import needs_noto

from senaudit.recipe.request import request_for
from senaudit.recipe.steps import build, typeset_document
from senaudit.typeset.page import Border

pytestmark = needs_noto


@pytest.mark.parametrize("language", ["ur", "ta"])
def test_fields_lie_in_their_outlines_and_are_flush_with_the_start_of_their_lines(
    language: str, tmp_path: Path
) -> None:
    school = made_translation(tmp_path, language)
    request = request_for(
        "sheets", school=school, language=language, font="arimo", fillable=True, chapters=("support",)
    )
    _, _, pages = typeset_document(request)
    with pikepdf.open(BytesIO(build(request).data)) as file:
        found = 0
        for page, printed in zip(file.pages, pages, strict=True):
            boxes = [piece for piece in printed.body if isinstance(piece, Border)]
            answers = [box for box in boxes if box.element is not None and box.element.tag == "answer"]
            for widget in page.get("/Annots", []):
                if str(widget.get("/T", "")).endswith((":practice", ":action")):
                    left, bottom, right, top = (float(value) for value in widget.Rect)
                    around = [box for box in answers if box.x <= left and right <= box.x + box.width]
                    (box,) = [box for box in around if box.y <= printed.height - top <= box.y + box.height]
                    assert printed.height - bottom <= box.y + box.height
                    name = "action" if str(widget.T).endswith(":action") else "practice"
                    assert (left + 1 > (printed.frame[0] + printed.frame[2]) / 2) == (
                        is_rtl(language) == (name == "practice")
                    )
                    assert widget.get("/Q") == (2 if is_rtl(language) else None)
                    found += 1
        assert found > 10
