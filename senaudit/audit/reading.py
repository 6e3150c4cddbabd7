"""Reads what comes back: each file by its own reader, in a process with limits, so that none can harm the others.

The same files give the same returns in the same order, whatever order the system lists them in, and whichever process
is quicker. Nothing of a return is written anywhere while it is read, and nothing in it is run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from queue import SimpleQueue

from senaudit.audit.accepting import Expected, accepted
from senaudit.audit.audit import KEPT_RETURNS
from senaudit.audit.file_kinds import read_file
from senaudit.audit.forms import WHOLE, Forms
from senaudit.audit.found_files import Found, find_files
from senaudit.audit.repeats import Counted
from senaudit.audit.returns import ReadFile, Return
from senaudit.files.limited import MEMORY, LimitedProcess, LimitError
from senaudit.problems import Place, Problem, SenauditError

SECONDS = 30
"""The most seconds of processor time that reading a file may take. Ordinary sheets take a twentieth of a second."""

WORKERS = 2
"""How many processes read at the same time."""

Progress = Callable[[int, int], None]
"""A function that is called after each file, with the number of files read so far and the number of all."""


_SHOWN = 5
"""How many files are named in one message."""


def read_returns(
    paths: Iterable[Path],
    expected: Expected,
    known: Sequence[Return] = (),
    progress: Progress = lambda done, total: None,
    forms: Forms = WHOLE,
) -> tuple[list[Return], list[Problem]]:
    """Return the returns in these files and folders, and all that is to be told of them.

    First come the `known` ones, which were read earlier and perhaps corrected since. Their files are not read again. A
    known return stays if its file is not there any more. If the file has been saved anew under the same name, it is
    read again and counts in place of the known return, unless that was corrected by hand.

    `forms` are the sheets that were given out, for prints of them.
    """
    found, problems = find_files(paths)
    found = _once(found, problems)
    known, found = _still_known(known, found, problems)
    counted = Counted(known)
    for read in _read_apart(found, progress, forms):
        for answered in accepted(read, expected, problems):
            counted.add(answered)
    paths_of = {Path(file.name): file.path for file in found}
    return counted.returns, [_at_path(problem, paths_of) for problem in (*problems, *counted.problems)]


def _at_path(problem: Problem, paths: Mapping[Path, Path]) -> Problem:
    """Return the problem with the file's path in place of its name."""
    place = problem.place
    if place is None or place.path is None or place.path not in paths:
        return problem
    return problem._replace(place=place._replace(path=paths[place.path]))


def _once(found: list[Found], problems: list[Problem]) -> list[Found]:
    """Return one file of each that have the same bytes."""
    first: dict[str, Found] = {}
    for file in found:
        same = first.setdefault(file.digest, file)
        if same is not file:
            message = f"this is the same file as “{same.name}”, byte for byte; it is read once"
            hint = "nothing is to be done; you may delete one of the two"
            problems.append(Problem("same-file", Place(file.path), message, hint, warning=True))
    return list(first.values())


def _still_known(
    known: Sequence[Return], found: list[Found], problems: list[Problem]
) -> tuple[list[Return], list[Found]]:
    """Return the known returns that still count, and the files that are to be read."""
    there = {file.digest for file in found}
    names = Counter(file.name for file in found)
    saved_anew = {file.name: file for file in found if names[file.name] == 1 and file.digest not in _digests(known)}
    count: list[Return] = []
    gone: dict[str, None] = {}
    for file_digest, group in groupby(known, key=lambda answered: answered.digest):
        returns = list(group)
        file = None if file_digest in there else saved_anew.get(returns[0].file)
        if file is None:
            count += returns
            gone |= {answered.file: None for answered in returns if there.isdisjoint(_digests([answered]))}
        elif any(answered.corrected for answered in returns):
            count += returns
            saved_anew.pop(file.name)
            message = "this file has been saved anew; what was read of it was corrected by hand since, and counts"
            hint = f"to have it read again, delete its entry in {KEPT_RETURNS}, and your corrections with it"
            problems.append(Problem("saved-anew-but-corrected", Place(file.path), message, hint, warning=True))
            found = [each for each in found if each is not file]
        else:
            message = "this file has been saved anew: it is read again, and counts in place of what was read of it"
            problems.append(Problem("saved-anew", Place(file.path), message, warning=True, note=True))
    if gone:
        problems.append(_gone(list(gone)))
    digests = _digests(count)
    return count, [file for file in found if file.digest not in digests]


def _digests(returns: Iterable[Return]) -> set[str]:
    """Return the digests of the files that hold these returns."""
    copies = (copy.digest for answered in returns for copy in answered.copies)
    return {*(answered.digest for answered in returns), *copies}


def _gone(names: list[str]) -> Problem:
    shown = ", ".join(f"“{name}”" for name in names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
    message = f"{len(names)} of the files that were read earlier are not here: {shown}; their answers still count"
    hint = "nothing is to be done; to delete somebody’s answers, forget that return"
    return Problem("files-gone", None, message, hint, warning=True, note=True)


def _read_apart(found: Sequence[Found], progress: Progress, forms: Forms) -> list[ReadFile]:
    """Return what is in each file. They are read in processes with limits, some at the same time."""
    if not found:
        return []
    with ExitStack() as at_end:
        idle = SimpleQueue[LimitedProcess]()
        processes = [LimitedProcess(SECONDS) for _ in range(min(WORKERS, len(found)))]
        for process in processes:
            idle.put(at_end.enter_context(process))

        def read(file: Found) -> ReadFile:
            process = idle.get()
            try:
                return _read(process, file, forms)
            finally:
                idle.put(process)

        pool = at_end.enter_context(ThreadPoolExecutor(len(processes)))
        tasks = [pool.submit(read, file) for file in found]
        try:
            for done, _ in enumerate(as_completed(tasks), 1):
                progress(done, len(found))
        except BaseException:  # Ctrl-C, for one
            pool.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                process.close()
            raise
        return [task.result() for task in tasks]


def _read(process: LimitedProcess, file: Found, forms: Forms) -> ReadFile:
    """Return what is in a file, or what is wrong with it."""
    try:
        return process.call(read_file, file.path.absolute(), file.name, forms)
    except SenauditError as error:
        return ReadFile((), error.problems)
    except LimitError as error:
        reasons = {
            "time": f"this file takes more than {SECONDS} seconds to read",
            "memory": f"this file takes more than {MEMORY // 1024**2} MB of memory to read",
        }
        message = reasons.get(error.reason, "this file cannot be read: the program that reads it broke down over it")
    except Exception as error:  # its words may be somebody's answers
        message = f"this file cannot be read: it is damaged, or of a kind of its own ({type(error).__name__})"
    hint = "print it, and type the answers into a table to record them, or ask for it again"
    return ReadFile((), (Problem("return-unreadable", Place(Path(file.name)), message, hint),))
