"""Ctrl-C, for commands that run long: it asks for an end at which all is in order."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class Stop:
    """What Ctrl-C does: pressed once it asks for an end, and pressed again it ends at once.

    Work that is broken off anywhere would leave it to each library to be left in good order, and to Python to end well.
    """

    after_pressed: signal.Handlers | None = None
    """What Ctrl-C does behind the work once it has been pressed; None is what it did before."""

    def __init__(self) -> None:
        self.pressed = False

    def __call__(self, number: int, frame: object) -> None:
        """Take the signal."""
        if self.pressed:
            raise KeyboardInterrupt
        self.pressed = True

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Hear Ctrl-C in a `with`."""
        before = signal.getsignal(signal.SIGINT)
        if before is signal.default_int_handler:  # else whoever started this wants no Ctrl-C
            signal.signal(signal.SIGINT, self)
        try:
            yield
        finally:
            ignored = self.after_pressed if self.pressed else None
            signal.signal(signal.SIGINT, before if ignored is None else ignored)
