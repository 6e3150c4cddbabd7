"""Runs the command line: `python -m senaudit`, and the script `senaudit`."""

# These modules are built in, or Python imports them when it starts. Others may be files of the working folder, because
# `python -m` puts it first on Python's path.
import gc
import os
import sys


def main() -> None:
    """Run the command line.

    The garbage collector is off from here on, because imported modules are never garbage. `senaudit.cli.main` says
    more. The Pythons that this one starts, such as the workers of a batch, keep the working folder off their paths.
    """
    gc.disable()
    os.environ["PYTHONSAFEPATH"] = "1"
    from senaudit.cli import main as run

    run()


def _leave_working_folder() -> None:
    """Take the working folder off Python's path, unless senaudit itself is in it.

    It may be a school's folder that came by e-mail, in which a file `yaml.py` would be run.
    """
    try:
        folder = os.getcwd()  # noqa: PTH109 - pathlib may be in that folder
    except OSError:  # it was deleted, and Python has not found it either
        return
    if sys.path[:1] in ([""], [folder]) and not os.path.samefile(folder, f"{os.path.dirname(__file__)}/.."):  # noqa: PTH120, PTH121
        del sys.path[0]


if __name__ == "__main__":
    _leave_working_folder()
    main()
