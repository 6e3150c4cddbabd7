"""A letter in each script, in made-up words: its words with their places, as a text file that a person can read.

A difference is a change of what is printed: look at it, and if it is meant, run these tests with --refresh.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from made_words import made_translation
from programs import needs_noto
from test_golden import printed

from senaudit.recipe.request import request_for

Compare = Callable[[str, str], None]


@needs_noto
@pytest.mark.parametrize("language", ["ar", "ur", "hi", "bn", "pa", "gu", "ta"])
def test_the_words_of_a_letter_stand_where_they_were_read_and_approved(
    language: str, golden: Compare, tmp_path: Path
) -> None:
    school = made_translation(tmp_path, language)
    request = request_for("letter", school=school, language=language, font="arimo")
    golden(f"letter.{language}.txt", "\n".join(printed(request)).rstrip("\n") + "\n")
