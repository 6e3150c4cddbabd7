"""The school whose pack is made: its printed particulars, and its logo."""

# No `from __future__ import annotations` here: with it, `NamedTuple` compiles each annotation at every start.
from pathlib import Path
from typing import NamedTuple

from senaudit.content.text import Text
from senaudit.problems import Place


class Logo(NamedTuple):
    """A school's logo: its file, its alternative text, and whether it is printed in shades of grey.

    `place` is the place of the logo's name in the school's file.
    """

    path: Path
    text: Text
    grey: bool
    place: Place


class School(NamedTuple):
    """The particulars of a school from school.yaml. Dates are printed as they were typed.

    `service` is the local service that gives parents information, advice and support. A contact is a telephone number,
    an address, or both. `return_to`, `return_where` and `return_by` say who collects the audit sheets, where and by
    when. `terms` is the name of the file of terms that the school chose, and `supplement` its choice of the
    supplement's questions, as typed.
    """

    name: Text
    short_name: Text
    logo: Logo | None = None
    authority: Text | None = None
    service: Text | None = None
    service_contact: Text | None = None
    senco: Text | None = None
    senco_contact: Text | None = None
    return_to: Text | None = None
    return_where: Text | None = None
    return_by: Text | None = None
    audit_date: Text | None = None
    review_date: Text | None = None
    terms: Text | None = None
    supplement: Text | None = None
