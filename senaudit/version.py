"""Which senaudit this is: the release, and in a checkout the commit too, so that two of them can be told apart."""

import re
import subprocess
from pathlib import Path

from senaudit import __version__

_PACKAGE = Path(__file__).resolve().parent
_PATIENCE = 5
"""Seconds that git may take."""


def full_version() -> str:
    """Return the version, such as "0.1.0", "0.1.0+g995d8e2" (a commit) or "0.1.0+g995d8e2.dirty" (edited since).

    In a checkout git is asked, each time: what was installed once says nothing of the commit of now. An installed wheel
    carries the version that it was built as. Any other copy of the source knows the release only.
    """
    checkout = _PACKAGE.parent
    if (checkout / ".git").exists():
        return checkout_version(checkout)
    if (_PACKAGE / "data" / "content").is_dir():  # as in a wheel
        from importlib.metadata import PackageNotFoundError, version  # slow to import, and not needed in a checkout

        try:
            return version("senaudit")
        except PackageNotFoundError:
            pass
    return __version__


def checkout_version(folder: Path) -> str:
    """Return the version of a git checkout: the release alone where its tag stands; without git, that too."""
    tag = f"v{__version__}"
    describe = ["describe", "--always", "--long", "--dirty", "--tags", "--abbrev=7", f"--match={tag}"]
    command = ["git", "--git-dir=.git", "--work-tree=.", *describe]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_PATIENCE)
    except (OSError, subprocess.SubprocessError):
        return __version__
    said = re.fullmatch(rf"(?:{re.escape(tag)}-(\d+)-g)?([0-9a-f]+)(-dirty)?", done.stdout.strip())
    if done.returncode or not said or (said[1] == "0" and not said[3]):
        return __version__
    return f"{__version__}+g{said[2]}{'.dirty' if said[3] else ''}"
