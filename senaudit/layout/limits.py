"""How much one run of templates may do. Whatever a template says, it ends soon, and in little memory.

The shipped guide with its sheets takes 50,000 steps and handles 800,000 characters.
"""

from __future__ import annotations

from collections.abc import Mapping

from jinja2.exceptions import SecurityError

MOST_STEPS = 2_000_000
"""Steps of one document. A step is about one expression of a template, each time that it is worked out."""

MOST_CHARACTERS = 20_000_000
"""Characters that are printed, joined, cut or compared for one document."""

STEPS_FOR_A_TEXT = 100
TIMES_A_CHARACTER = 20
"""How many more steps there are for each text of what was read of filled-in sheets, and how often its characters may be
handled. The shipped templates take 60 steps for an answer, and handle its characters 11 times."""

LONGEST_TEXT = 1_000_000
"""Characters of a text that an expression may make."""

LONGEST_TEMPLATE = 200_000
"""Characters of one file. The longest shipped template has 7,000."""

DEEPEST_STATEMENTS = 16
"""How many loops, conditions and other blocks may stand in each other. Python itself has a limit of 20 loops."""

DEEPEST_EXPRESSION = 40
"""How many expressions may stand in each other."""

LARGEST_FACTOR = 1000
"""The largest number that a template may multiply. Templates only count columns and levels."""


LARGEST_PRINTED = 10**15
"""The largest number that is printed."""


def size_of(value: object) -> tuple[int, int]:
    """Return how many texts there are in a value, and how many characters in all of them."""
    if isinstance(value, str):
        return 1, len(value)
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple | list) else ()
    sizes = list(map(size_of, inner))
    return sum(texts for texts, _ in sizes), sum(characters for _, characters in sizes)


class TooMuchError(SecurityError):
    """A template does more than it may."""


class Budget:
    """What is left of the steps and characters of one document."""

    def __init__(self, texts: int = 0, characters: int = 0) -> None:
        """Filled-in sheets have so many `texts` and `characters` that the document prints beside its content."""
        self.steps = MOST_STEPS + STEPS_FOR_A_TEXT * texts
        self.characters = MOST_CHARACTERS + TIMES_A_CHARACTER * characters

    def work(self, steps: int) -> None:
        """Take steps. Raises TooMuchError if there are not so many left."""
        self.steps -= steps
        if self.steps < 0:
            raise TooMuchError(f"this takes more than {MOST_STEPS:,} steps: a loop or a macro is repeated too often")

    def handle(self, characters: int) -> None:
        """Take characters. Raises TooMuchError if there are not so many left."""
        self.characters -= characters
        if self.characters < 0:
            raise TooMuchError(f"this makes more than {MOST_CHARACTERS:,} characters of text")

    def make(self, characters: int) -> None:
        """Take the characters of a text that an expression makes. Raises TooMuchError if the text is too long."""
        if characters > LONGEST_TEXT:
            raise TooMuchError(f"this makes a text of more than {LONGEST_TEXT:,} characters")
        self.handle(characters)
