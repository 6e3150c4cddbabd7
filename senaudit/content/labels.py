"""The fixed words of the pages: their names, which the templates know them by. `labels.yaml` gives the words."""

from __future__ import annotations

LABELS = (
    "contents",
    "parents",
    "schools",
    "continued",
    "older",
    "sheets",
    "question",
    "practice",
    "action",
    "prompts",
    "school",
    "date",
    "completed-by",
    "for",
    "photocopying",
    "page",
    "of",
    "logo",
    "left-out",
    "authority",
    "senco",
    "audit-date",
    "review-date",
    "return",
    "return-to",
    "return-by",
    "practice-parents",
    "action-parents",
)
