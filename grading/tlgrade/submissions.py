"""Read a submission from its folder. Links, devices and anything but plain files stay where they are."""

import os
import stat
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tlgrade.texts import short

__all__ = ["Submission", "read_submission"]

NOTEBOOKS = 50
ALSO_THERE = ("timestamp.txt", ".ipynb_checkpoints", "__pycache__", ".DS_Store")


@dataclass
class Submission:
    """What a student has handed in, as bytes."""

    student: str
    notebooks: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    submitted_at: datetime | None = None


def read_submission(student: str, folder: Path, limit_mb: int, own: set[str]) -> Submission:
    """The notebooks of a folder; `own` are names of files that belong to the lesson."""
    found, left_out = Submission(student), []
    for path in sorted(folder.iterdir()) if not folder.is_symlink() else []:
        if path.name in ALSO_THERE or path.name in own:
            continue
        if path.suffix.lower() != ".ipynb" or len(found.notebooks) >= NOTEBOOKS:
            left_out.append(path.name)
            continue
        content = read_plain_file(path, limit_mb)
        if content is None:
            found.notes.append(f"{short(path.name, 60)} is a link or no plain file, and was not read")
        else:
            found.notebooks[path.name] = content
    if left_out:
        found.notes.append(f"further files, not used: {short(', '.join(left_out[:5]), 200)}")
    found.submitted_at = read_time(folder / "timestamp.txt", found.notes)
    return found


def read_plain_file(path: Path, limit_mb: float) -> bytes | None:
    """A file's content, at most a byte more than the limit; None for links, devices and files with a second name."""
    try:
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(number, "rb") as file:
        state = os.fstat(number)
        if not stat.S_ISREG(state.st_mode) or state.st_nlink > 1:
            return None
        return file.read(int(limit_mb * 2**20) + 1)


def read_time(path: Path, notes: list[str]) -> datetime | None:
    """When it was handed in, as the exchange or the LMS has written it beside the notebook; UTC without a zone."""
    from nbgrader.utils import parse_utc

    content = read_plain_file(path, 0.001) if path.exists() or path.is_symlink() else None
    if not content or not content.strip():
        return None
    try:
        return parse_utc(content.decode("utf-8", "replace").strip())
    except (ValueError, OverflowError):
        notes.append("timestamp.txt cannot be read")
        return None
