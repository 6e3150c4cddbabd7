"""The filters of templates, and the checks of what they call, join and print. Each counts before it makes anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from string import ascii_lowercase, ascii_uppercase
from typing import Any

from jinja2 import pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, markup_join
from markupsafe import Markup

from senaudit.layout.inline import plain, unbroken
from senaudit.layout.language import is_callable, is_method, is_plain
from senaudit.layout.limits import LARGEST_FACTOR, LARGEST_PRINTED, Budget


def _budget(context: Context) -> Budget:
    budget: Budget = context.environment.budget  # type: ignore[attr-defined]  # it is a LayoutEnvironment
    return budget


@pass_context
def steps(context: Context, size: int) -> None:
    """Count the steps of a template, a macro or a block."""
    _budget(context).work(size)


@pass_context
def rounds(context: Context, values: Any, size: int) -> Any:
    """Return the values of a loop, after counting the steps of all its rounds."""
    if not hasattr(values, "__len__"):
        raise TypeError(f"a loop goes through a list, and not through {kind_of(values)}")
    _budget(context).work(size * (1 + len(values)))
    return values


@pass_context
def joined(context: Context, values: Sequence[Any]) -> str:
    """Return the text of `a ~ b`."""
    texts = [value if isinstance(value, str) else str(printable(value)) for value in values]
    _budget(context).make(sum(map(len, texts)))
    return markup_join(texts)


@pass_context
def part(context: Context, value: Any, start: Any, stop: Any, step: Any) -> Any:
    """Return `value[start:stop:step]`."""
    count = _budget(context).make if isinstance(value, str) else _budget(context).work
    count(len(value))
    return value[start:stop:step]


@pass_context
def compared(context: Context, value: Any) -> Any:
    """Return a value that is compared. Raises SecurityError unless it is plain."""
    if not is_plain(value):
        raise SecurityError(f"{kind_of(value)} cannot be compared: compare a text or a number in it")
    return searched(context, value)


@pass_context
def searched(context: Context, value: Any) -> Any:
    """Return a value after counting its characters or entries."""
    if isinstance(value, str):
        _budget(context).handle(len(value))
    elif hasattr(value, "__len__"):
        _budget(context).work(len(value))
    return value


def key(value: Any) -> Any:
    """Return the key of an entry, or the name of a template. Raises SecurityError unless it is plain."""
    if not is_plain(value):
        raise SecurityError(f"{kind_of(value)} names nothing: use a text or a number")
    return value


def printable(value: Any) -> Any:
    """Return a value that can be printed. Raises SecurityError for a list, for example."""
    if not is_plain(value):
        raise SecurityError(f"{kind_of(value)} cannot be printed: print a text or a number in it")
    if isinstance(value, int) and abs(value) > LARGEST_PRINTED:
        raise SecurityError("a number as large as this cannot be printed")
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise SecurityError("half of a character cannot be printed") from None
    return value


def check_call(budget: Budget, function: Any, arguments: Sequence[Any], named: Mapping[str, Any]) -> None:
    """Count a call. Raises SecurityError for what is not callable, and for an argument of a method that is not plain.

    Jinja adds two arguments of its own.
    """
    budget.work(1 + len(arguments) + len(named))
    if not is_callable(function):
        raise SecurityError(f"{kind_of(function)} is no macro: templates cannot call it")
    own = [value for name, value in named.items() if name not in ("_block_vars", "_loop_vars")]
    if is_method(function) and not all(map(is_plain, (*arguments, *own))):
        raise SecurityError(f"“{function.__name__}” is for texts and numbers")


def check_operator(budget: Budget, operator: str, left: Any, right: Any) -> None:
    """Count what `+` joins. Raises SecurityError for numbers or texts that could use up all time or memory."""
    numbers = all(isinstance(value, int | float) for value in (left, right))
    if operator == "+" and not numbers:
        count = budget.make if isinstance(left, str) else budget.work
        count(len(left) + len(right))
    elif operator == "%" and not numbers:
        raise SecurityError("“%” is for numbers")
    elif "*" in operator and not (numbers and max(abs(left), abs(right)) <= LARGEST_FACTOR):
        raise SecurityError(f"“{operator}” is for numbers up to {LARGEST_FACTOR}")


def kind_of(value: Any) -> str:
    """Return what to call a value in a message."""
    return _KINDS.get(type(value)) or f"a value of the kind “{type(value).__name__}”"


_KINDS = {str: "a text", Markup: "a text", int: "a number", list: "a list", tuple: "a list", dict: "a mapping"}


@pass_context
def _plain(context: Context, value: Any, **words: Any) -> str:
    """Return a content text without its inline marks, and with these words in the places of its placeholders."""
    environment: Any = context.environment
    for each in (value, *words.values()):
        environment.note_lacks(each)
    text = plain(str(printable(value)))
    if words:
        _check_words(value, words)
        filling = {name: _without_markup(word) for name, word in words.items()}
        _budget(context).make(len(text) + _length_of(text, filling))
        text = _PLACEHOLDER.sub(lambda match: filling.get(match[1], match[0]), text)
    _budget(context).handle(len(text))
    return text


def _length_of(phrase: str, words: Mapping[str, str]) -> int:
    """Return how many characters are filled into the places of the placeholders of a phrase."""
    return sum(len(words.get(name, "")) for name in _PLACEHOLDER.findall(phrase))


def _without_markup(word: Any) -> str:
    return word.unescape() if isinstance(word, Markup) else plain(str(printable(word)))


def _check_words(label: Any, words: Mapping[str, Any]) -> None:
    """Raise SecurityError if a placeholder of a label is not among the names of these words."""
    if lacking := sorted(getattr(label, "placeholders", frozenset()) - words.keys()):
        raise SecurityError(f"“{label}” needs words for {', '.join(lacking)} too")


@pass_context
def _filled(context: Context, label: Any, **words: Any) -> Markup:
    """Return a label as markup, with these words in the places of its placeholders."""
    _check_words(label, words)
    environment: Any = context.environment
    opening, markup = environment.marked(label)
    printed = {name: environment.printed(word) for name, word in words.items()}
    _budget(context).make(len(markup) + _length_of(markup, printed))
    pieces = _PLACEHOLDER.split(markup)
    if "<" in markup:  # a mark may go on around a placeholder
        pieces[1::2] = [printed[name] for name in pieces[1::2]]
        return Markup(f"{opening}{''.join(pieces)}</text>")
    literal = (_literal(opening, piece) for piece in pieces[::2])
    filling = (*(printed[name] for name in pieces[1::2]), "")
    return Markup("".join(part for parts in zip(literal, filling, strict=True) for part in parts))


def _literal(opening: str, words: str) -> str:
    """Return the markup of words between placeholders. Stops and spaces that join them stand by themselves."""
    before, body, after = _LITERAL.findall(words)[0]
    return f"{before}{opening}{body}</text>{after}" if body else words


@pass_context
def _listed(context: Context, values: Sequence[Any], sign: Any, last: Any = None) -> Any:
    """Return the entries of a list as markup, with the words of the labels between them: of `last` before the last."""
    _budget(context).work(len(values))
    listed = values[0] if values else ""
    for number, value in enumerate(values[1:], 2):
        label = last if last is not None and number == len(values) else sign
        listed = _filled(context, label, first=listed, next=value)
    return listed


@pass_context
def _counted(context: Context, labels: Mapping[str, Any], name: str, count: int, language: str) -> Markup:
    """Return a label about a number as markup, in the form that words have with it in this language."""
    from senaudit.languages import language_of

    known = language_of(language)
    return _filled(context, labels[known.form_of(name, count, labels)], count=known.number(count))


@pass_context
def _trim(context: Context, value: str) -> str:
    _budget(context).handle(len(value))
    return value.strip()


@pass_context
def _unbroken(context: Context, value: Any) -> Any:
    _budget(context).handle(len(value.value) if value else 0)
    return unbroken(value)


@pass_context
def _number(context: Context, value: Any) -> str:
    """Return the first number in a text, such as the year of an edition; or the whole text if it has none."""
    text = str(printable(value))
    _budget(context).handle(len(text))
    found = re.search("[0-9]+", text)
    return found[0] if found else text


def _length(value: Any) -> int:
    """Return the number of entries of a list, or of characters of a content text."""
    return len(getattr(value, "value", value))


_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
_LITERAL = re.compile(r"\A([.,;:–\s]*)(.*?)(\.?\s*)\Z", re.DOTALL)
_CAPITALS = str.maketrans(ascii_lowercase, ascii_uppercase)

NAMED: dict[str, Callable[..., Any]] = {
    "counted": _counted,
    "filled": _filled,
    "first": lambda values: values[0],
    "initial": lambda name: name[:1].translate(_CAPITALS),
    "length": _length,
    "listed": _listed,
    "number": _number,
    "plain": _plain,
    "trim": _trim,
    "unbroken": _unbroken,
}
"""The filters that templates can name."""

FILTERS = NAMED | {f"({each.__name__})": each for each in (steps, rounds, joined, part, compared, searched, key)}
