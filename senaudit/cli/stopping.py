"""Ctrl-C for long commands: they finish the work in hand, and then stop."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class Stop:
    """A handler for Ctrl-C. The first press asks the work to stop, a second press stops it at once.

    KeyboardInterrupt in the middle of the work could leave a library, or Python itself, in disorder.
    """

    after_pressed: signal.Handlers | None = None
    """The handler after the work, if Ctrl-C was pressed; None is the one from before."""

    def __init__(self) -> None:
        self.pressed = False

    def __call__(self, number: int, frame: object) -> None:
        """Handle the signal. Raises KeyboardInterrupt at the second press."""
        if self.pressed:
            raise KeyboardInterrupt
        self.pressed = True

    @contextmanager
    def handling(self) -> Iterator[None]:
        """Handle Ctrl-C within a `with`."""
        before = signal.getsignal(signal.SIGINT)
        if before is signal.default_int_handler:  # otherwise the caller has set a handler, or ignores Ctrl-C
            signal.signal(signal.SIGINT, self)
        try:
            yield
        finally:
            after = self.after_pressed if self.pressed else None
            signal.signal(signal.SIGINT, before if after is None else after)
