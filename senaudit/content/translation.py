"""The reading of content in another language: each text is replaced by its translation, if it has one.

A text is known by its context and its words. The context is made of names that stay (`communication:welcome ask`) and
never of a number, so that a text that is put in shifts no other. Texts of one list have one context and differ in
their words.

`TranslatedReading` is the only thing that knows this: what it has read is what a translator is asked for, and where it
looks is where a translation is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import NamedTuple

from senaudit.content.comparison import compared, names_in
from senaudit.content.fields import D, Fields, Reader, Reading, T
from senaudit.content.inflection import Forms, inflected
from senaudit.content.labels import COUNT_FORMS
from senaudit.content.naming import entry_name
from senaudit.content.terms import filled
from senaudit.content.text import Text
from senaudit.languages import language_of
from senaudit.problems import Place, Problem
from senaudit.source.nodes import Node, Scalar

Key = tuple[str, str]
"""The context of a text, and its words in the language in which it was written."""

_SILENT = frozenset(
    (
        *("blocks", "sections", "back_matter", "questions", "entries", "labels", "terms"),
        *("paragraphs", "points", "point", "steps", "step"),
    )
)
"""Fields that are not in a context. Where a point gets further points under it, its own context stays."""


class Original(NamedTuple):
    """A text as it was written: its context, its words, its place, and what it is for in one sentence."""

    context: str
    words: str
    place: Place
    use: str


class Translated(NamedTuple):
    """The translation of one text. `words` are empty if there is none. A fuzzy one is of older words, and not used."""

    words: Scalar
    is_fuzzy: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether it can be printed."""
        return bool(self.words.value.strip()) and not self.is_fuzzy


class Translation(NamedTuple):
    """All translations into a language, the forms of terms in it, and the problems of the files with both."""

    language: str
    entries: Mapping[Key, Translated] = {}
    forms: Forms = Forms()
    problems: tuple[Problem, ...] = ()


class TranslatedReading(Reading):
    """The state of one run over a content folder, in the language of a translation.

    `originals` are the texts that have been read so far, in the order of the reading.
    """

    def __init__(self, translation: Translation, language: str) -> None:
        """`language` is that in which the content is written."""
        super().__init__()
        self.translation, self.language = translation, translation.language
        self.plurals = language_of(translation.language).plurals
        self.originals: dict[Key, Original] = {}
        self._language = language
        self._context: list[str] = []
        self._uses: list[str] = [""]
        self._is_verbatim = False
        self._original_terms: dict[str, Text] = {}
        self._original_words: dict[Place, Scalar] = {}

    def anew(self) -> TranslatedReading:
        """Return the state of another run in the same language."""
        return TranslatedReading(self.translation, self._language)

    def fields(self, node: Node, noun: str) -> Fields:
        """Return the fields of a mapping, which note where they stand."""
        return _Fields(self, node, noun)

    def within(self, file: str, read: Reader[T], node: Node) -> T:
        """Return what `attempt` returns for the node of a file, with contexts that begin anew."""
        before, self._context = self._context, [file] if file else []
        try:
            return self.attempt(read, node)
        finally:
            self._context = before

    def under(self, name: str, read: Reader[T], node: Node, use: str = "") -> T:
        """Return what `attempt` returns for an entry, with its name in the context."""
        with self.at(f" {name}" if use else f":{name}", use):
            return self.attempt(read, node)

    @contextmanager
    def at(self, name: str, use: str = "") -> Iterator[None]:
        """Within a `with`, contexts go on with this name."""
        self._context.append(name)
        self._uses.append(use or self._uses[-1])
        try:
            yield
        finally:
            self._context.pop()
            self._uses.pop()

    def verbatim(self, read: Reader[T], node: Node) -> T:
        """Return the reader's value for a node whose texts are never translated."""
        before, self._is_verbatim = self._is_verbatim, True
        try:
            return read(self, node)
        finally:
            self._is_verbatim = before

    @property
    def is_at_start(self) -> bool:
        """Whether no context has begun."""
        return not any(self._context)

    def in_language(self, typed: Scalar, value: str) -> tuple[Scalar, str, tuple[Place, ...]]:
        """Return the translation of a text, or the text itself with the language that it is in.

        A translation with a term that is not translated would be half in each language, and counts as none.
        """
        if self._is_verbatim:
            return typed, "", ()
        context = "".join(self._context)
        key = context, value
        self.originals.setdefault(key, Original(context, value, typed.place, self._uses[-1]))
        if name := self._term():
            self._original_terms[name] = Text(value, typed.place)
        entry = self.translation.entries.get(key)
        if entry is None or not entry.is_ready:
            return typed, self._language, (entry.words.place if entry else typed.place,)
        self._original_words[entry.words.place] = typed._replace(value=value)
        compared(self, value, entry.words)
        words, terms = inflected(self, entry.words, self.translation.forms), self.terms or {}
        lacks = dict.fromkeys(place for name in names_in(value) if name in terms for place in terms[name].lacks)
        return (typed, self._language, tuple(lacks)) if lacks else (words, "", ())

    def _term(self) -> str:
        """Return the name of the term whose words are being read; "" if these are no term's words."""
        first, *others = filter(None, self._context)
        if others[:1] == [" own_terms"] and len(others) == 2:
            return others[1][1:]
        is_term = first.startswith("terms:") and len(others) == 1 and others[0].startswith(":")
        return others[0][1:] if is_term else ""

    def is_own(self, place: Place) -> bool:
        """Return whether a text was written by the school, whoever translated it."""
        written = self._original_words.get(place._replace(blamed=None))
        return super().is_own(written.place if written else place)

    def original(self, words: Text) -> str:
        """Return a text in the language in which it was written, with its terms filled in."""
        typed = self._original_words.get(words.typed.place) if words.typed else None
        if typed is None:
            return str(words)
        value, place = filled(self, typed, typed.value, self.terms_in(self._language) or {})
        return str(Text(value, place))

    def terms_in(self, language: str) -> dict[str, Text] | None:
        """Return the terms for a text that was not translated as they were written, and for others as translated."""
        if not language or self.terms is None:
            return self.terms
        return {
            name: words if words.value == f"{{{name}}}" else self._original_terms.get(name, words)
            for name, words in self.terms.items()
        }


class _Fields(Fields):
    """Fields that put their names, and the id of what they are fields of, into the context."""

    def __init__(self, reading: TranslatedReading, node: Node, noun: str) -> None:
        super().__init__(reading, node, noun)
        self._translated = reading
        self._at = reading.at(self._name())

    def __enter__(self) -> Fields:
        self._at.__enter__()
        return super().__enter__()

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._at.__exit__(None, None, None)
        super().__exit__(error_type, error, at)

    def _name(self) -> str:
        """Return the id of these fields, or what stays of the term that they explain; "" if they have none."""
        _, name = self._entries.get("id") or self._entries.get("term") or (None, None)
        if not isinstance(name, Scalar):
            return ""
        plain = name.value if "id" in self else entry_name(name.value)
        return plain if self._translated.is_at_start else f":{plain}"

    def required(self, name: str, read: Reader[T], description: str, hint: str = "") -> T:
        with self._translated.at("" if name in _SILENT else f" {name}", description):
            return super().required(name, read, description, hint)

    def optional(self, name: str, read: Reader[T], default: D, description: str) -> T | D:
        """Return the field's value, or `default`.

        Words that change with a number have the forms of the language, whichever those of the original are. A form that
        the original has not got is asked for beside its usual words.
        """
        usual, _, form = name.rpartition("-")
        if form in COUNT_FORMS and usual in self:
            self._asked.append(name)
            if form not in self._translated.plurals:
                return default
            self._entries.setdefault(name, self._entries[usual])
        with self._translated.at("" if name in _SILENT else f" {name}", description):
            return super().optional(name, read, default, description)
