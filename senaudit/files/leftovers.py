"""The names of temporary files and folders, and the deletion of those that killed runs have left.

A name says which target it is for, and which run of which computer made it. A later run deletes it when that run has
ended.
"""

from __future__ import annotations

import os
import re
import stat
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

from senaudit.files.opened import OpenFolder, opened

_STALE = 3600
"""Seconds after which a temporary file is deleted even though its process may still be running."""

_MADE_BY = r"([0-9a-f]{8})-(\d+)-([0-9a-f]{8})"
_PART = rf"\.senaudit-([0-9a-f]{{16}})-{_MADE_BY}[0-9a-f]{{8}}\.part"
_NEW = rf"\.senaudit-([0-9a-f]{{16}})-{_MADE_BY}[0-9a-f]{{8}}\.new"


def part_name(target: str) -> str:
    """Return a new name for the temporary file of a target. It is short even if the target's name is long."""
    return f".senaudit-{_digest(target, 16)}-{_made_by()}{os.urandom(4).hex()}.part"


def new_folder_name(target: str) -> str:
    """Return a new name for a folder that gets the name of its target when it is complete."""
    return f"{part_name(target).removesuffix('.part')}.new"


def delete_parts(folder: OpenFolder, target: str) -> None:
    """Delete the temporary files of this target that were left by runs that were killed."""
    with suppress(OSError):
        for match in filter(None, (re.fullmatch(_PART, name) for name in folder.names())):
            state = folder.state(match[0])
            if match[1] == _digest(target, 16) and state and stat.S_ISREG(state.st_mode) and _is_left(match, state):
                with suppress(OSError):
                    folder.remove(match[0])


def delete_new_folders(folder: Path) -> None:
    """Delete the unfinished folders that killed runs of this user have left in a folder."""
    with suppress(OSError), opened(folder) as within:
        for match in filter(None, (re.fullmatch(_NEW, name) for name in within.names())):
            state = within.state(match[0])
            if state is None or (hasattr(os, "geteuid") and state.st_uid != os.geteuid()):
                continue
            if stat.S_ISDIR(state.st_mode) and _is_left(match, state):
                import shutil  # slow to import, and rarely needed

                shutil.rmtree(folder / match[0], ignore_errors=True)


def _is_left(match: re.Match[str], state: os.stat_result) -> bool:
    """Return whether the run that made something has ended, or it is older than `_STALE` seconds."""
    _, computer, process, run = match.groups()
    if computer == _digest(_computer(), 8) and run != _run(os.getpid()) and not _is_running(int(process)):
        return True
    return time.time() - state.st_mtime > _STALE


def _is_running(process: int) -> bool:
    """Return whether another process of that number may be running. On Windows the answer is always True."""
    if process == os.getpid():  # in a container, each run may have the same number
        return False
    if os.name == "nt":  # `os.kill` would end the process there
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # it is another user's process
        pass
    return True


def _made_by() -> str:
    return f"{_digest(_computer(), 8)}-{os.getpid()}-{_run(os.getpid())}"


@cache
def _run(process: int) -> str:
    """Return the id of the run of this process, which no other run has; a process that is forked has its own."""
    return os.urandom(4).hex()


def _digest(text: str, length: int) -> str:
    from hashlib import blake2b  # slow to import, and only writing needs it

    return blake2b(text.encode("utf-8", "surrogateescape"), digest_size=length // 2).hexdigest()


def _computer() -> str:
    from platform import node

    return node()
