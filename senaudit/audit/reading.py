"""Reads what comes back: each file by its own reader, in a process with limits, so that none can harm the others.

The same files give the same returns in the same order, whatever order the system lists them in, and whichever process
is quicker. Nothing of a return is written anywhere while it is read, and nothing in it is run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue

from senaudit.audit.accepting import Expected, accepted
from senaudit.audit.file_kinds import read_file
from senaudit.audit.forms import WHOLE, Forms
from senaudit.audit.found_files import Found, find_files
from senaudit.audit.repeats import Counted
from senaudit.audit.returns import ReadFile, Return, return_id
from senaudit.audit.saved_anew import renewed
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
    read again and counts in place of the known returns, but for those that were corrected by hand.

    `forms` are the sheets that were given out, for prints of them.
    """
    found, problems = find_files(paths)
    found = _once(found, problems)
    known, found, before = _still_known(known, found, problems)
    counted = Counted(known)
    for file, read in zip(found, read_apart(found, progress, forms), strict=True):
        now = list(accepted(read, expected, problems))
        for answered in renewed(before.get(file.name, ()), now, problems):
            counted.add(answered)
    paths_of = {Path(file.name): file.path for file in found}
    return _with_own_ids(counted.returns), [_at_path(problem, paths_of) for problem in (*problems, *counted.problems)]


def _with_own_ids(returns: Iterable[Return]) -> list[Return]:
    """Return the returns with an id for each that no other has: digests of two files may begin alike."""
    taken: set[str] = set()
    named = []
    for answered in returns:
        ids = (answered.id, *(return_id(answered.digest, answered.number, length) for length in range(9, 65)))
        own = next((name for name in ids if name not in taken), answered.id)
        taken.add(own)
        named.append(answered if own == answered.id else answered._replace(id=own))
    return named


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
) -> tuple[list[Return], list[Found], dict[str, list[Return]]]:
    """Return the known returns that still count, the files that are to be read, and what was read of them before.

    A file that was read before has another digest and the same name, and is not there as it was under another one.
    """
    there = {file.digest for file in found}
    names = Counter(file.name for file in found)
    new = {file.name for file in found if names[file.name] == 1 and file.digest not in _digests(known)}
    count: list[Return] = []
    before: dict[str, list[Return]] = {}
    for answered in known:
        if answered.digest not in there and answered.file in new:
            before.setdefault(answered.file, []).append(answered)
        else:
            count.append(answered)
    gone = list(dict.fromkeys(each.file for each in count if there.isdisjoint(_digests([each]))))
    problems += (_saved_anew(file.path) for file in found if file.name in before)
    problems += [_gone(gone)] if gone else ()
    digests = _digests(count)
    return count, [file for file in found if file.digest not in digests], before


def _saved_anew(path: Path) -> Problem:
    message = "this file has been saved anew: it is read again, and counts in place of what was read of it"
    hint = "nothing is to be done; what you have corrected of it stays"
    return Problem("saved-anew", Place(path), message, hint, warning=True, note=True)


def _digests(returns: Iterable[Return]) -> set[str]:
    """Return the digests of the files that hold these returns."""
    copies = (copy.digest for answered in returns for copy in answered.copies)
    return {*(answered.digest for answered in returns), *copies}


def _gone(names: list[str]) -> Problem:
    shown = ", ".join(f"“{name}”" for name in names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
    message = f"{len(names)} of the files that were read earlier are not here: {shown}; their answers still count"
    hint = "nothing is to be done; to delete somebody’s answers, forget that return"
    return Problem("files-gone", None, message, hint, warning=True, note=True)


def read_apart(
    found: Sequence[Found], progress: Progress = lambda done, total: None, forms: Forms = WHOLE
) -> list[ReadFile]:
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
