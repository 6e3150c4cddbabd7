"""Runs the command line: `python -m senaudit`, and the script `senaudit`."""

import gc


def main() -> None:
    """Run the command line.

    What it imports it keeps, so that no garbage need be looked for from here on; `senaudit.cli.main` says more.
    """
    gc.disable()
    from senaudit.cli import main as run

    run()


if __name__ == "__main__":
    main()
