"""Forms of terms in languages that inflect them: `{senco.gen}` is printed as the form “gen” of the term senco.

No form is made by rules. They stand in `terms/pl.yaml`, each under a name that the translator chooses:

forms:
  senco:
    gen: koordynatora
    ins: koordynatorem
"""

from __future__ import annotations

import re
from typing import NamedTuple

from senaudit.content.fields import Reading, text, with_schema
from senaudit.content.messages import kind_of
from senaudit.content.terms import capital, note_terms_in
from senaudit.content.text import Text
from senaudit.problems import NOWHERE, Place, Problem, did_you_mean
from senaudit.source.nodes import Mapping, Node, Scalar

_FORM = re.compile(r"(?<!\{)\{([A-Za-z][\w-]*)\.([A-Za-z][\w-]*)\}(?!\})")


class Forms(NamedTuple):
    """The forms of terms by the term's name and the form's, the places of the terms' names, and that of the file."""

    words: dict[str, dict[str, Text]] = {}  # noqa: RUF012 - nobody changes it
    places: dict[str, Place] = {}  # noqa: RUF012
    place: Place = NOWHERE

    def over(self, others: Forms) -> Forms:
        """Return these forms laid over others."""
        names = dict.fromkeys((*others.words, *self.words))
        words = {name: {**others.words.get(name, {}), **self.words.get(name, {})} for name in names}
        return Forms(words, {**others.places, **self.places}, self.place if self.place.path else others.place)


def forms(reading: Reading, node: Node) -> Forms:
    """Read a file of forms."""
    with reading.fields(node, "a file of forms") as fields:
        description = "The forms of each term by their names: {senco.gen} prints what stands here for gen of senco."
        return fields.required("forms", _forms, description)


@with_schema({"type": "object", "additionalProperties": {"type": "object", "additionalProperties": text}})
def _forms(reading: Reading, node: Node) -> Forms:
    if not isinstance(node, Mapping):
        message = f"names of terms and their forms belong here, not {kind_of(node)}"
        raise reading.wrong("not-a-table", node.place, message, 'write "senco:", and below it "gen: …"')
    words: dict[str, dict[str, Text]] = {}
    for key, value in node.entries:
        if not isinstance(value, Mapping):
            message = f"names of forms and their words belong here, not {kind_of(value)}"
            reading.wrong("not-a-table", value.place, message, 'write "gen: …", each form in a line of its own')
            continue
        read = {name.value: reading.attempt(text, form) for name, form in value.entries}
        words[key.value] = {name: form for name, form in read.items() if form}
        for form in words[key.value].values():
            note_terms_in(reading, form)
    return Forms(words, {key.value: key.place for key, _ in node.entries}, node.place)


def inflected(reading: Reading, words: Scalar, forms: Forms) -> Scalar:
    """Return a text with its forms filled in. A form that is missing is told at both places."""
    if "." not in words.value or "{" not in words.value:
        return words

    def fill(match: re.Match[str]) -> str:
        name, form = match[1], match[2]
        lowered = name if name in forms.words else name[0].lower() + name[1:]
        found = forms.words.get(lowered, {}).get(form)
        if found is None:
            _note_missing(reading, words.find(match[0]), lowered, form, forms)
            return f"{{{name}}}"
        return found.value if lowered == name else capital(found.value, reading.language)

    return words._replace(value=_FORM.sub(fill, words.value))


def _note_missing(reading: Reading, place: Place, name: str, form: str, forms: Forms) -> None:
    known = forms.words.get(name, {})
    hint = did_you_mean(form, known) if known else f'add a line "{form}: …" under "{name}:" in the file of its forms'
    reading.wrong("missing-form", place, f"the term {name} has no form “{form}”", hint)
    there, asked = forms.places.get(name, forms.place), (("term", name), ("form", form))
    is_told = any((each.kind, each.values) == ("form-asked-for", asked) for each in reading.problems)
    if there.path is not None and not is_told:
        message = f"“{form}” is missing here: line {place.line} of {place.path.name if place.path else ''} asks for it"
        hint = f'add "{form}: …"' if name in forms.places else f'add "{name}:", and below it "{form}: …"'
        hint = hint if forms.words else f'write "forms:", below it "{name}:", and below that "{form}: …"'
        reading.problems.append(Problem("form-asked-for", there, message, hint, values=asked))
