"""What the sheets ask as they are now: the words beside each blank, for everybody and for each group."""

from __future__ import annotations

from collections.abc import Mapping

from senaudit.content.model import Guide
from senaudit.layout.answers import blanks_of
from senaudit.recipe.reading import for_each_audience
from senaudit.recipe.request import Request
from senaudit.recipe.steps import render_document


def asked_now(given: Request, guide: Guide) -> Mapping[str, str]:
    """Return the words beside each blank of the guide's sheets, by the blank's id: those for everybody come first.

    They are those of the sources, in the language, of a request. The boxes for how good something is are among them:
    sheets may have these or not.

    Raises SenauditError for mistakes in templates.
    """
    request = Request("sheets", sources=given.sources, rating=True, language=given.language, partly=given.partly)
    asked: dict[str, str] = {}
    for its_request, part in ((request, guide), *(each[1:] for each in for_each_audience(request, guide))):
        if part is not None:
            for blank in blanks_of(render_document(its_request, part)).values():
                asked.setdefault(blank.id, blank.full_name)
                asked.setdefault(blank.line_id, blank.full_name)
    return asked
