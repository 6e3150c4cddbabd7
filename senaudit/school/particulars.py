"""Read school.yaml, a form that a school fills in. A field that is left empty counts as missing."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from pathlib import Path
from typing import NamedTuple, cast

from senaudit.content.entries import table
from senaudit.content.fields import Reader, Reading, names_matching, text, with_schema, word, yes_or_no
from senaudit.content.messages import is_empty
from senaudit.content.parts import TERM
from senaudit.content.school import Logo, School
from senaudit.content.text import Text
from senaudit.files.paths import inside, leads_out, refused
from senaudit.problems import Problem, did_you_mean, nearest
from senaudit.school.overlay import field
from senaudit.source.damage import damage_of
from senaudit.source.names import ENDING
from senaudit.source.nodes import Mapping, Node, Scalar, Sequence
from senaudit.source.unprinted import without_unprinted

_FAMILIES = (("sen", "sen_in_full"), ("senco", "sencos", "senco_in_full", "sencos_in_full"))
"""Terms that say the same in several ways. A school that has its own word for one needs its own for all."""

TERMS_FILLED = ("authority", "service")
"""The fields of school.yaml that are terms too: texts can name them in braces."""

_PARTICULARS = (
    *("service_contact", "senco", "senco_contact", "return_to", "return_where", "return_by"),
    *("audit_date", "review_date", "terms"),
)
_TRANSLATABLE = ("return_where", "return_by", "audit_date", "review_date")
_DESCRIPTIONS = {
    "name": "The name of your school, as it stands on the cover, the audit sheets and the poster.",
    "short_name": "A shorter name for the foot of each page. Left empty, the full name stands there.",
    "logo": "The name of a picture (PNG, JPEG or SVG) in this folder, such as logo.png.",
    "logo_text": "What the logo shows, for people who cannot see it.",
    "logo_grey": "yes prints the logo in shades of grey, for a black-and-white copier.",
    "authority": "Your local authority, as a sentence goes on with it: Anytown Council.",
    "service": "The service that gives parents in your area information, advice and support.",
    "service_contact": "How to reach the service: a telephone number, an email address or both.",
    "senco": "The name of your SENCO (in Wales: your ALNCo).",
    "senco_contact": "How parents reach your SENCO: a telephone number, an email address or both.",
    "return_to": "Who collects the audit sheets when they are filled in.",
    "return_where": "Where the sheets are handed in.",
    "return_by": "By when the sheets are handed in. It is printed as you type it.",
    "audit_date": "When you do the audit. It is printed as you type it.",
    "review_date": "When you will look at the results again. It is printed as you type it.",
    "terms": "The terms that your pack speaks in.",
    "supplement": "Questions of today beside the others: yes for all, or the names of some, such as meetings, online.",
    "own_terms": "Words of these terms that you say in another way, one a line.",
}
FORM = frozenset(_DESCRIPTIONS)
"""The fields of school.yaml."""


class Form(NamedTuple):
    """The words of messages for a file or for a row of a table: what it is called, and the hints on its problems."""

    noun: str
    missing_name_hint: str
    missing_logo_hint: str
    logo_place_hint: str


IN_FILE = Form(
    "school.yaml",
    'add a line "name: …" with the name of your school',
    'add a line "logo: logo.png", or delete this one',
    'put the picture into the school’s folder, and write its name alone, as in "logo: logo.png"',
)
IN_ROW = Form(
    "this row",
    "write the school’s name into this cell, or empty the whole row",
    "fill in the column “logo” too, or empty this cell",
    "put the picture beside the table (or into the folder that the row names), and write its name alone: logo.png",
)


@with_schema(text)
def _particular(reading: Reading, node: Node) -> Text:
    """Read a text that stands in a form, and so may be a placeholder. Names are the same in every language."""
    words = reading.verbatim(text, node)
    reading.damaged(cast(Scalar, node), damage_of(words.value))
    return words


@with_schema(text)
def _words(reading: Reading, node: Node) -> Text:
    """Read a text of a form that is no name, and so can be translated. A table of schools has no translations."""
    if node.place.path is None or node.place.path.suffix != ENDING:
        return _particular(reading, node)
    words = text(reading, node)
    reading.damaged(cast(Scalar, node), damage_of(words.value))
    return words


def filled_in(node: Node) -> Node:
    """Return the form without the fields that were left empty."""
    if not isinstance(node, Mapping):
        return node
    empty = {key.value for key, value in node.entries if isinstance(value, Scalar) and not value.value.strip()}
    entries = tuple(entry for entry in node.entries if entry[0].value not in empty & FORM)
    return Mapping(entries, node.place)


def own_words(form: Node | None, reading: Reading) -> dict[str, Text]:
    """Return a school's own words for terms, in the language of the reading.

    Nothing is told of them here: `read_school` reads and checks them.
    """
    reading = reading.anew()
    words: dict[str, Text] = {}
    if isinstance(own := field(form, "own_terms"), Mapping):
        words = reading.within("school", lambda within, node: within.under("own_terms", _own, node, "own_terms"), own)
    named = {name: value for name in TERMS_FILLED if (value := field(form, name)) is not None}
    words |= {name: reading.attempt(_verbatim, value) for name, value in named.items() if not is_empty(value)}
    return {name: value for name, value in words.items() if value}


def _verbatim(reading: Reading, node: Node) -> Text:
    return reading.verbatim(text, node)


def _own(reading: Reading, node: Node) -> dict[str, Text]:
    given = node.entries if isinstance(node, Mapping) else ()
    return {key.value: reading.under(key.value, text, value) for key, value in given if not is_empty(value)}


def read_terms(reading: Reading, node: Node) -> dict[str, Text]:
    """Add the row's values of `TERMS_FILLED` to the terms of `reading`. Return the terms as they were before."""
    before = dict(reading.terms or {})
    with reading.fields(node, IN_ROW.noun) as fields:
        fields.optional("terms", _verbatim, None, _DESCRIPTIONS["terms"])
        fields.optional("supplement", _supplement, None, _DESCRIPTIONS["supplement"])
        as_terms = {name: fields.optional(name, _verbatim, None, _DESCRIPTIONS[name]) for name in TERMS_FILLED}
        if reading.terms is not None:
            reading.terms |= {name: value for name, value in as_terms.items() if value}
    return before


def read_school(folder: Path, reading: Reading, node: Node, logo_words: str, form: Form = IN_FILE) -> School:
    """Read school.yaml or the row of a table. Its terms are added to those of `reading`.

    `folder` is the folder of the school's logo. A logo without an alternative text gets one: `logo_words` and the
    school's name.
    """
    with reading.fields(node, form.noun) as fields:
        own = fields.optional("own_terms", _own_terms, {}, _DESCRIPTIONS["own_terms"])
        as_terms = {name: fields.optional(name, _particular, None, _DESCRIPTIONS[name]) for name in TERMS_FILLED}
        if reading.terms is not None:
            reading.terms |= (own or {}) | {name: value for name, value in as_terms.items() if value}
        name = fields.required("name", _particular, _DESCRIPTIONS["name"], form.missing_name_hint)
        logo = fields.optional("logo", _logo_path(folder, form.logo_place_hint), None, _DESCRIPTIONS["logo"])
        words = fields.optional("logo_text", _words, None, _DESCRIPTIONS["logo_text"])
        grey = fields.optional("logo_grey", yes_or_no, "no", _DESCRIPTIONS["logo_grey"]) == "yes"
        for extra in ("logo_text", "logo_grey"):
            if extra in fields and "logo" not in fields:
                fields.wrong("logo-text-without-logo", f"there is no logo for “{extra}”", form.missing_logo_hint, extra)
        return School(
            name=name,
            short_name=fields.optional("short_name", _particular, name, _DESCRIPTIONS["short_name"]),
            logo=logo
            and Logo(
                logo[1], words or Text(logo_words.replace("{school}", str(name)), logo[0].place), grey, logo[0].place
            ),
            **as_terms,
            **{field: fields.optional(field, _reader(field), None, _DESCRIPTIONS[field]) for field in _PARTICULARS},
            supplement=fields.optional("supplement", _supplement, None, _DESCRIPTIONS["supplement"]),
        )


def _reader(field: str) -> Reader[Text]:
    return _words if field in _TRANSLATABLE else _particular


@with_schema(
    {"anyOf": [{"type": ["string", "boolean"]}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}
)
def _supplement(reading: Reading, node: Node) -> Text:
    """Read the choice of the supplement's questions as it was typed: an answer, or names. It is not printed."""
    items = node.items if isinstance(node, Sequence) else (node,)
    return Text(", ".join([word(reading, item) for item in items]), node.place)


@with_schema(names_matching(TERM))
def _own_terms(reading: Reading, node: Node) -> dict[str, Text]:
    """Read the terms for which a school has its own words. Each must be a known term."""
    terms = table(reading, node, TERM, "use the names that stand in the file of terms")
    known = reading.terms
    for key, _ in node.entries if isinstance(node, Mapping) and known is not None else ():
        if TERM.fullmatch(key.value) and key.value not in (known or {}):
            reading.wrong(
                "unknown-term",
                key.place,
                f"there is no term “{key.value}”",
                did_you_mean(key.value, known or {}),
                fix=nearest(key.value, known or {}),
            )
    for family in _FAMILIES if known is not None else ():
        _note_half_changed(reading, terms, known or {}, family)
    return terms


def _note_half_changed(
    reading: Reading, own: AbstractMapping[str, Text], known: AbstractMapping[str, Text], family: tuple[str, ...]
) -> None:
    """Note a warning if a school has its own words for some of a family of terms only: its pack would mix both."""
    changed = [name for name in family if name in own]
    left = [name for name in family if name not in own and name in known]
    if changed and left:
        told = " and ".join(f"“{known[name]}”" for name in left)
        message = f"your words for “{changed[0]}” are your own, and the pack also says {told}"
        old, new = known[changed[0]].value, own[changed[0]].value
        lines = "; ".join(f"{name}: {known[name].value.replace(old, new)}" for name in left)
        hint = f"say the same in lines of their own beside it, such as {lines}"
        place = own[changed[0]].place
        reading.warnings.append(Problem("terms-half-changed", place, message, hint, warning=True))


def _logo_path(folder: Path, hint: str) -> Reader[tuple[Text, Path] | None]:
    """Return a reader of a logo's name, which gives the text as typed and the path in `folder`; None for “n/a”."""

    @with_schema(text)
    def read(reading: Reading, node: Node) -> tuple[Text, Path] | None:
        name = word(reading, node)
        if any(damage_of(name)):
            message = f"“{name}” is no picture: the pack has no logo"
            help_line = "leave it empty, or write the name of a picture, such as logo.png"
            reading.warnings.append(Problem("placeholder", node.place, message, help_line, warning=True))
            return None
        typed = Text(without_unprinted(cast(Scalar, node).value).strip(), node.place)  # `word` would fold two spaces
        if reason := refused(typed.value):
            raise reading.wrong("logo-outside", typed.place, f"the logo’s name “{typed}” {reason}", hint)
        path = inside(folder, typed.value)
        try:
            out = leads_out(folder, path)
        except (OSError, RuntimeError):  # a link to itself
            out = True
        if out:
            raise reading.wrong(
                "link-leads-out", typed.place, f"“{typed}” is a link that leads out of the school’s folder", hint
            )
        return typed, path

    return read
