"""The names of fields in any case: `Senco contact`, `SENCO-contact` and `senco_contact` are the same field.

A spreadsheet, a phone or an editor makes a capital of a line's first letter. So the names are put right when a file is
read, and the other readers see them as they are documented.
"""

from __future__ import annotations

import re

from senaudit.content.findings import FINDINGS
from senaudit.content.labels import LABELS
from senaudit.content.letter import FIXED, LETTER
from senaudit.source.nodes import Mapping, Node, Sequence

_ALL = """
abbreviations actions add after ask audiences audit_date author authority back_matter blocks call change chapters
checked checklist closing contact detail drop edition entries forms glossary groups guidance heading icon id labels
language lead line logo logo_grey logo_text meaning messages name numbering older own_terms paragraphs parents passage
passages point points prompts question questions quote return_by return_to return_where review_date school schools
sections senco senco_contact service service_contact short_name source step steps subtitle summary supplement term
terms text title use
"""
FIELD_NAMES = frozenset((*_ALL.split(), *LETTER, "minutes"))
"""The names of all fields in all files, but for labels and for those of a group's own words (`for_parents`)."""

SYNONYMS = {
    "name": ("EstablishmentName", "School", "School name", "Name of school", "Establishment"),
    "authority": ("LA (name)", "LA", "Local authority", "Local authority name", "Authority name", "Council"),
    "senco": ("SENCO name", "Name of SENCO", "SENDCo", "SENDCo name", "ALNCo", "ALNCo name"),
    "senco_contact": ("SENCO email", "SENCO telephone", "SENCO phone", "SENDCo contact", "ALNCo contact"),
    "service": ("SENDIASS",),
    "audit_date": ("Date of audit",),
    "review_date": ("Date of review",),
    "supplement": ("Supplement questions", "Questions of the supplement"),
    "urn": ("School URN", "Unique reference number"),
    "town": ("Town or city", "Town/city", "City"),
    "postcode": ("Post code", "School postcode"),
}
"""Other names of a school's particulars: those of GIAS, the register of schools in England, and what people write."""

_SYNONYMS = {
    re.sub(r"\s+", "_", word.casefold()): name
    for name, words in SYNONYMS.items()
    if name in FIELD_NAMES
    for word in words
    if word != "School"  # in a file of questions, that is a field of its own
}
_GROUP = re.compile(r"for_\w+")
_OWN_NAMES = ("audiences", "entries", "own_terms", "passages", "terms")
"""Fields whose own fields are named by whoever writes them."""

_LABELS = {name.replace("-", "_"): name for name in (*LABELS, *FINDINGS, *FIXED)}


def plain_name(name: str) -> str:
    """Return a name in small letters, with “_” for spaces and hyphens."""
    return re.sub(r"[\s_-]+", "_", name.strip().casefold())


def with_field_names(node: Node, holder: str = "") -> Node:
    """Return the node with the names of its fields as documented. `holder` is the name of the field that it is in."""
    if isinstance(node, Sequence):
        return Sequence(tuple(with_field_names(item) for item in node.items), node.place)
    if not isinstance(node, Mapping):
        return node
    names = {key.value for key, _ in node.entries}
    entries = []
    for key, value in node.entries:
        name = _documented(key.value, holder)
        if name not in names:
            names.add(name)
            key = key._replace(value=name)
        entries.append((key, with_field_names(value, key.value)))
    return Mapping(tuple(entries), node.place)


def _documented(typed: str, holder: str) -> str:
    """Return the documented name of a field, or the name as typed if there is none."""
    name = plain_name(typed)
    if holder == "labels":
        return _LABELS.get(name, typed)
    if holder == "own_terms":  # no term has a capital or a space
        return re.sub(r"\s+", "_", typed.strip().casefold())
    name = name if holder else _SYNONYMS.get(name, name)
    is_field = name in FIELD_NAMES or _GROUP.fullmatch(name)
    return name if is_field and holder not in _OWN_NAMES else typed
