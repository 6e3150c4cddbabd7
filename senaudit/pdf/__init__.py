"""Turn pages into a tagged PDF. Only this package imports ReportLab, so Pillow's lazy import is set up here first."""

from senaudit.pictures.pillow import load_when_used

load_when_used()
