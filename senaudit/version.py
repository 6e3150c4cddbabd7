"""The version of this senaudit: the release, and in a checkout also the commit."""

import re
import subprocess
from pathlib import Path

from senaudit import __version__

_PACKAGE = Path(__file__).resolve().parent
_GIT_TIMEOUT = 5
"""Seconds that git may take."""


def full_version() -> str:
    """Return the version, such as "0.1.0", "0.1.0+g995d8e2" (a commit) or "0.1.0+g995d8e2.dirty" (edited since).

    In a checkout the version comes from git each time, because the version noted at installation goes out of date. An
    installed wheel carries the version with which it was built. Any other copy of the source knows only the release.
    """
    checkout = _PACKAGE.parent
    if (checkout / ".git").exists():
        return checkout_version(checkout)
    if (_PACKAGE / "data" / "content").is_dir():  # only a wheel has its content there
        from importlib.metadata import PackageNotFoundError, version  # slow to import, not needed in a checkout

        try:
            return version("senaudit")
        except PackageNotFoundError:
            pass
    return __version__


def checkout_version(folder: Path) -> str:
    """Return the version of a git checkout.

    It is the release alone if the checkout is at the release's tag and unchanged, or if git fails.
    """
    tag = f"v{__version__}"
    describe = ["describe", "--always", "--long", "--dirty", "--tags", "--abbrev=7", f"--match={tag}"]
    command = ["git", "--git-dir=.git", "--work-tree=.", *describe]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_GIT_TIMEOUT)
    except (OSError, subprocess.SubprocessError):
        return __version__
    pattern = rf"(?:{re.escape(tag)}-(?P<since>\d+)-g)?(?P<commit>[0-9a-f]+)(?P<dirty>-dirty)?"
    match = re.fullmatch(pattern, done.stdout.strip())
    if done.returncode or not match or (match["since"] == "0" and not match["dirty"]):
        return __version__
    return f"{__version__}+g{match['commit']}{'.dirty' if match['dirty'] else ''}"
