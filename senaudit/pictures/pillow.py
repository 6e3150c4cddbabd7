"""Pillow, loaded when a picture is.

ReportLab imports `PIL.Image` when it is imported itself, and uses it for pictures only. Few documents hold one, and
loading Pillow is a thirtieth of the work of a build.
"""

from __future__ import annotations

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec


def load_when_used() -> None:
    """Have `PIL.Image` load when something in it is first used, whoever imports it. If it has loaded, do nothing.

    This is the recipe for lazy imports in Python's documentation of `importlib`.
    """
    import PIL  # which loads nothing else

    if "PIL.Image" in sys.modules:
        return
    spec = find_spec("PIL.Image")
    if spec is None or spec.loader is None:  # whoever imports it is told
        return
    spec.loader = LazyLoader(spec.loader)
    module = module_from_spec(spec)
    sys.modules["PIL.Image"] = module
    spec.loader.exec_module(module)
    # `from PIL import Image` finds it here. Otherwise Python would look into the module, and so load it.
    vars(PIL)["Image"] = module
