"""The files of a school's new folder."""

from __future__ import annotations

import json
from pathlib import Path

from senaudit.school.schema import schema_files

_NAME = "Our School"
"""The school's name in the shipped files of a new folder."""


def starter_files(content: Path, name: str) -> dict[str, bytes]:
    """Return the files of a new folder for the school of that name: their paths in the folder and their bytes.

    They include the schemas, so that editors need no network to complete and explain the fields.
    """
    folder = content / "starter"
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    files |= {f"schema/{path}": data for path, data in schema_files(content).items()}
    quoted = json.dumps(name, ensure_ascii=False)  # a JSON string is a YAML string too
    files["school.yaml"] = files["school.yaml"].replace(f'"{_NAME}"'.encode(), quoted.encode(), 1)
    files["README.txt"] = files["README.txt"].replace(_NAME.encode(), name.encode(), 1)
    return files
