"""Turn pages into a tagged PDF. Only this package imports ReportLab, which is first imported here."""

from senaudit.pdf.loading import load_alone
from senaudit.pictures.pillow import load_when_used

load_when_used()  # before ReportLab, which imports Pillow
load_alone()
