"""Pages in, a tagged PDF out. Only this folder imports ReportLab, so what comes with that import is settled here."""

from senaudit.pictures.pillow import load_when_used

load_when_used()
