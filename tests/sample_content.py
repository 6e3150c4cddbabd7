"""A small but complete content tree: one chapter with two questions, and every kind of block at least once."""

from __future__ import annotations

from pathlib import Path

from senaudit.content.labels import LABELS, PATTERNS

TERMS = """\
# Names that differ from place to place.
terms:
  service: your local SENDIASS
  sen_team: the SEN team
"""

LABELS_YAML = (
    "labels:\n"
    + "".join(
        f'  {name}: "{PATTERNS[name]}"\n' if name in PATTERNS else f"  {name}: The label {name}  # a comment\n"
        for name in LABELS
    )
    + "audiences:\n  parents: Parents\n  support staff: Support staff\n  office: Office\n"
)

INTRODUCTION = """\
title: Introduction
sections:
  - id: background
    title: Background
    blocks:
      - text: A paragraph about {service}.
      - heading: A subheading
      - points:
          lead: "Two points:"
          points: [One, Two]
      - steps:
          lead: "Two steps:"
          steps: [First, Second]
          numbering: letters
      - steps: [Only]
      - quote: {text: Words that somebody said, source: A parent}
      - parents: Parents say so.
"""

COMMUNICATION = """\
id: communication
title: Communication
summary: How you keep in touch.
questions:
  - id: telephone
    question: How easily can parents reach you by phone?
    prompts: [response time, messages]
    audiences: [parents, office]
    blocks:
      - ask:
          - Do you answer soon?
          - point: Do you know these people?
            points: [Class teacher, SENCO]
      - parents:
          lead: It helps if…
          points:
            - Somebody answers.
      - schools: >-
          One school rings back
          on the same day.
  - id: letters
    question: Are your letters clear?
    checklist:
      lead: "For example:"
      points:
        - Short
        - point: Clear
          points: [Large type]
    blocks:
      - ask:
          lead: "Do your letters:"
          points: [Say who wrote them?]
      - guidance:
          title: Writing a letter
          lead: "Before you begin:"
          paragraphs: [Take your time.]
          points: [Ask a parent.]
          steps:
            - Write.
            - step: Read
              detail: Read it aloud.
              points: [Twice]
          groups:
            - title: Then
              steps: [Send.]
            - title: Also
              points: [Keep a copy.]
          actions:
            - {icon: phone, text: Ring us}
          closing: [That is all.]
          numbering: letters
closing:
  lead: If you want to know more…
  call: ask a parent!
"""

POSTER = """\
title: Partners with Parents
lead: Six things
messages:
  - {heading: One, text: First message}
  - {heading: Two, text: Second message}
  - {heading: Three, text: Third message}
  - {heading: Four, text: Fourth message}
  - {heading: Five, text: Fifth message}
  - {heading: Six, text: Sixth message}
closing: Ask a parent!
school: School
contact: Talk to
"""

GUIDE = """\
title: Partners with Parents
subtitle: An audit guide
edition: 2026 edition
language: en-GB
chapters: [communication]
back_matter:
  - id: licence
    title: Licence
    blocks:
      - text: You may copy it.
glossary:
  title: Glossary
  lead: Some terms
  entries:
    - {term: LA, meaning: Local authority, older: LEA}
    - {term: SEN, meaning: Special educational needs}
"""

FILES = {
    "terms/england.yaml": TERMS,
    "labels.yaml": LABELS_YAML,
    "introduction.yaml": INTRODUCTION,
    "chapters/communication.yaml": COMMUNICATION,
    "poster.yaml": POSTER,
    "guide.yaml": GUIDE,
}


def write_sample(folder: Path) -> Path:
    """Write the tree into `folder`, which is made, and return it."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Replace `old` by `new`. The file must have `old` exactly once."""
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands in {name} {text.count(old)} times"
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
