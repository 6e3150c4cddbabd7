"""Content to measure with: the shipped guide several times over, and schools to make packs for."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

from senaudit.files.shipped import shipped

NAMES = ("Oak Hill", "St Mary’s", "Riverside", "Elm Grove", "King’s Lane", "Brook", "Holy Trinity", "Moor Edge")
TYPES = ("Primary School", "Academy", "Junior School", "Infant School", "College", "School", "High School")


def repeated_content(folder: Path, times: int) -> Path:
    """Write the shipped content with each chapter `times` times over, each copy with its own id. Return its folder."""
    content = folder / f"content-{times}"
    shutil.copytree(shipped("content"), content)
    ids = []
    for chapter in sorted((content / "chapters").glob("*.yaml")):
        text = chapter.read_text("utf-8")
        chapter.unlink()
        for number in range(times):
            ids.append(f"{chapter.stem}-{number}")
            again = text.replace(f"\nid: {chapter.stem}\n", f"\nid: {ids[-1]}\n")
            (content / "chapters" / f"{ids[-1]}.yaml").write_text(again, "utf-8")
    guide = content / "guide.yaml"
    listed = "chapters: [communication, involvement, support]"
    guide.write_text(guide.read_text("utf-8").replace(listed, f"chapters: [{', '.join(ids)}]"), "utf-8")
    return content


def write_schools(folder: Path, count: int) -> list[Path]:
    """Write schools.csv, and a folder with school.yaml and a logo for each school. Return the paths of the logos.

    The table and the folders have the same values. senaudit reads the table; the peers' documents are made from the
    folders.
    """
    rows = []
    for number in range(count):
        name = f"{NAMES[number % len(NAMES)]} {TYPES[number // len(NAMES) % len(TYPES)]}"
        school = {
            "name": name,
            "senco": f"A. {NAMES[(number + 3) % len(NAMES)].split()[-1]}",
            "senco_contact": f"01234 5678{number:02}",
            "audit_date": f"{number % 28 + 1} March 2027",
            "review_date": f"{number % 28 + 1} March 2028",
            "return_to": f"the office of {name}",
        }
        school_folder = folder / "schools" / f"{number + 1:02}"
        school_folder.mkdir(parents=True)
        _draw_logo(school_folder / "logo.png", number)
        form = {**school, "logo": "logo.png"}
        lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in form.items())
        (school_folder / "school.yaml").write_text("".join(lines), "utf-8")
        rows.append({**school, "logo": (school_folder / "logo.png").relative_to(folder).as_posix()})
    with (folder / "schools.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0])
        table.writeheader()
        table.writerows(rows)
    return [folder / row["logo"] for row in rows]


def _draw_logo(path: Path, number: int) -> None:
    """Draw a small logo that differs from every other school's."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (360, 150), "white")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((10, 10, 140, 140), outline="black", width=4 + number % 12, fill=(number * 5 % 256, 120, 160))
    pen.rectangle((160, 40 + number % 40, 350, 110), fill=(90, number * 7 % 256, 90))
    picture.save(path)
