"""Who has sent a file, by the name that an LMS gives to it; and which folder is whose.

Moodle names entries `Full Name_1234567_assignsubmission_file_/notebook.ipynb`, or with the file's name at once after
it. Canvas names them `lastfirst_LATE_1234_98765_notebook-2.ipynb`: user, number of the file, attempt; and, where names
are hidden, `LATE_anon_a1b2c_98765_notebook.ipynb`. A folder holds a folder, a zip or a notebook a student.
"""

import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from tlgrade.archives import Packed
from tlgrade.course import Course
from tlgrade.texts import fitting

__all__ = ["READERS", "Sender", "named", "read_senders", "write_senders"]

MOODLE = re.compile(r"^(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_(?P<file>.*)$")
CANVAS = re.compile(
    r"^(?:(?P<name>.+?)_(?P<late>LATE_)?(?P<id>\d+)|(?P<hidden>LATE_)?(?P<anon>anon_[0-9A-Za-z]+))"
    r"_\d+_(?P<file>.+)$"
)


@dataclass
class Sender:
    """One student in an archive."""

    name: str
    identifier: str = ""
    late: bool = False
    files: list[Packed] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)  # what was not taken, and why


def by_moodle(parts: tuple[str, ...]) -> tuple[Sender, str] | None:
    """Moodle's names, with folders or flat."""
    for part in parts:
        if found := MOODLE.match(part):
            name = parts[-1] if part is not parts[-1] else found["file"].lstrip("_")
            return Sender(found["name"], found["id"]), name
    return None


def by_canvas(parts: tuple[str, ...]) -> tuple[Sender, str] | None:
    """Canvas' names."""
    for part in parts:
        if found := CANVAS.match(part):
            name = parts[-1] if part is not parts[-1] else found["file"]
            number = found["id"] or found["anon"]
            return Sender(found["name"] or number, number, late=bool(found["late"] or found["hidden"])), name
    return None


def by_folder(parts: tuple[str, ...]) -> tuple[Sender, str] | None:
    """A folder or an archive a student, or a notebook called after the student."""
    if ".." in parts or parts[0] == "/" or ":" in parts[0]:
        return None
    student = re.sub(r"\.(ipynb|zip|tar|tgz|tar\.gz)$", "", parts[0])
    return Sender(student), parts[-1]


READERS = {"moodle": by_moodle, "canvas": by_canvas, "folder": by_folder}


def named(senders: dict[str, Sender], known: dict[str, dict]) -> dict[str, Sender]:
    """Students by the name of their folder: their own name, with the LMS's number where two are called the same.

    Who has handed in before keeps the folder; `known` tells whose it is.
    """
    folders = {entry["identifier"]: student for student, entry in known.items() if entry["identifier"]}
    names = {number: folder_name(sender.name) for number, sender in senders.items()}
    often = Counter(name.casefold() for name in names.values())
    taken, found = {student.casefold() for student in folders.values()}, {}
    for number, sender in senders.items():
        student = folders.get(sender.identifier, names[number])
        if sender.identifier not in folders and (often[student.casefold()] > 1 or student.casefold() in taken):
            student = f"{student} {sender.identifier}".strip()
        found[student] = sender
        taken.add(student.casefold())
    return found


def folder_name(name: str) -> str:
    """A name as a folder's name."""
    plain = re.sub(r"[\x00-\x1f\x7f/\\:+]", "-", unicodedata.normalize("NFC", name))
    return fitting(plain.strip(". "), 150).strip(". ") or "nameless"


def read_senders(course: Course, lesson: str) -> dict[str, dict]:
    """By student: the name and number that the LMS uses, whether it says late, what was not taken."""
    file = course.journal / f"{lesson}-senders.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


def write_senders(course: Course, lesson: str, known: dict[str, dict]) -> None:
    """Keep it for the next time, and for the file of grades."""
    text = json.dumps(known, indent=1, ensure_ascii=False)
    (course.journal / f"{lesson}-senders.json").write_text(text, "utf-8")
