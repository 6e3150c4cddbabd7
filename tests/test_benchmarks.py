"""What the benchmarks give to other programs is the same guide, with all its words."""

from __future__ import annotations

from benchmarks.typst_document import document
from senaudit.build import Choices, read_content, read_theme, render_document

CHOICES = Choices("guide", with_sheets=True, font="arimo")


def test_typst_is_given_every_question_of_the_guide_and_of_its_sheets() -> None:
    guide = read_content(CHOICES)
    markup = document(render_document(CHOICES, guide), read_theme(CHOICES)).replace("\\", "")
    for chapter in guide.chapters:
        for question in chapter.questions:
            assert markup.count(str(question.question)) >= 2, question.id
