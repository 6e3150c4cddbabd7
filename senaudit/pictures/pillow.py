"""Loads Pillow only for documents with pictures.

ReportLab imports `PIL.Image` when it is imported itself, but uses it for pictures only. Few documents have a picture.
Loading Pillow takes a thirtieth of the time of a build.
"""

from __future__ import annotations

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec


def load_when_used() -> None:
    """Delay the loading of `PIL.Image`, for all modules that import it, until it is first used.

    If it is loaded already, nothing changes. The method is that for lazy imports in Python's documentation of
    `importlib`.
    """
    import PIL  # this loads nothing else

    if "PIL.Image" in sys.modules:
        return
    spec = find_spec("PIL.Image")
    if spec is None or spec.loader is None:  # the module that imports it gets the error
        return
    spec.loader = LazyLoader(spec.loader)
    module = module_from_spec(spec)
    sys.modules["PIL.Image"] = module
    spec.loader.exec_module(module)
    # `from PIL import Image` looks here first. Without this, Python would look into the module, and so load it.
    vars(PIL)["Image"] = module
