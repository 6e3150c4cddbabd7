"""Imports ReportLab so that it runs nobody's code, and has its own settings.

When ReportLab is imported it runs the modules `reportlab_mods` and `reportlab_settings`, if there are any on Python's
path, and otherwise the files `.reportlab_mods` and `.reportlab_settings` of the home folder. Environment variables that
begin with “RL_” change its settings too, and with them the bytes of a file.

It imports HarfBuzz, if that is installed, for shaping of its own, which is not used here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

_RUN = ("reportlab_mods", "reportlab_settings")
"""The modules that ReportLab runs. It looks into the home folder only for those that it cannot import."""
_UNUSED = "uharfbuzz"
"""A module that ReportLab can do without, and that takes longer to import than the rest of it."""


def load_alone() -> None:
    """Import ReportLab and its settings, unless they are imported already."""
    with _empty_modules(), _no_settings():
        import reportlab.rl_config
    with _without_harfbuzz():
        import reportlab.pdfbase.ttfonts  # noqa: F401


@contextmanager
def _empty_modules() -> Iterator[None]:
    """Have empty modules in place of those of `_RUN` within a `with`, unless a program has imported its own."""
    empty = {name: ModuleType(name) for name in _RUN if name not in sys.modules}
    sys.modules.update(empty)
    try:
        yield
    finally:
        for name in empty:
            del sys.modules[name]


@contextmanager
def _no_settings() -> Iterator[None]:
    """Take the settings for ReportLab out of the environment within a `with`."""
    settings = {name: os.environ.pop(name) for name in tuple(os.environ) if name.startswith("RL_")}
    try:
        yield
    finally:
        os.environ.update(settings)


@contextmanager
def _without_harfbuzz() -> Iterator[None]:
    """Have ReportLab find no HarfBuzz within a `with`, unless it is imported already."""
    if _UNUSED in sys.modules:
        yield
        return
    sys.modules[_UNUSED] = None  # type: ignore[assignment]  # so that importing it fails
    try:
        yield
    finally:
        del sys.modules[_UNUSED]
