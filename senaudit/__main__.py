"""Runs the command line: `python -m senaudit`."""

from senaudit.cli import main

main()
