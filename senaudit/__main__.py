"""Runs the command line: `python -m senaudit`, and the script `senaudit`."""

import gc


def main() -> None:
    """Run the command line.

    The garbage collector is off from here on, because imported modules are never garbage. `senaudit.cli.main` says
    more.
    """
    gc.disable()
    from senaudit.cli import main as run

    run()


if __name__ == "__main__":
    main()
