"""The files that were made in an audit's folder: they can be made anew, and nobody's own work is written over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path, PurePosixPath

from senaudit.audit.audit import TO_SEND
from senaudit.files.output import check_files, make_folder, read_back, write_together
from senaudit.files.paths import refused
from senaudit.problems import FileError, Place, Problem

MADE = f"{TO_SEND}/.senaudit-made"
"""The list of the files that were made: on each line a digest, a space, and the path in the audit's folder."""


def with_list(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files with a list of them, by their paths in the audit's folder."""
    lines = (f"{sha256(data).hexdigest()} {path}\n" for path, data in files.items())
    return {**files, MADE: "".join(lines).encode()}


def make_anew(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Write the files into an audit's folder, and delete those made before that are not among them. Return these.

    Raises FileError, and changes nothing, if somebody has changed a file that was made before: it may be their work.
    """
    before = dict(_made(folder))
    changed = [folder / path for path, digest in before.items() if _digest(folder, path) not in ("", digest)]
    changed += [folder / path for path in files if path not in before and (folder / path).exists()]
    if changed:
        message = "this file is not as it was made, and would be written over"
        hint = "nothing has been changed; give it another name, or delete it"
        raise FileError([Problem("made-file-changed", Place(path), message, hint) for path in changed])
    complete = {folder / path: data for path, data in with_list(files).items()}
    for parent in dict.fromkeys(path.parent for path in complete):
        make_folder(parent, folder)
    check_files(*complete, root=folder)
    for error in write_together(complete, folder).values():
        raise error
    gone = [path for path in before if path not in files]
    for path in gone:
        with suppress(OSError):
            (folder / path).unlink()
            (folder / path).parent.rmdir()
            (folder / path).parents[1].rmdir()  # of a further language
    return gone


def _made(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the path and the digest of each file that was made before and is listed."""
    with suppress(OSError):
        for line in read_back(folder / MADE, folder).decode(errors="replace").splitlines():
            digest, _, path = line.partition(" ")
            if refused(path) is None and PurePosixPath(path).parts[:1] == (TO_SEND,):
                yield path, digest


def _digest(folder: Path, path: str) -> str:
    """Return the digest of a file, or "" if there is none."""
    try:
        return sha256(read_back(folder / path, folder)).hexdigest()
    except OSError:
        return ""
