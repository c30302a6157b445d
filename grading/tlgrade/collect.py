"""Sort what an LMS gives into nbgrader's folders: submitted/<student>/<lesson>/<notebook>.

Moodle names entries `Full Name_1234567_assignsubmission_file_/notebook.ipynb`, or with the file's name at once after
it. Canvas names them `lastfirst_LATE_1234_98765_notebook-2.ipynb`: user, number of the file, attempt; and, where names
are hidden, `LATE_anon_a1b2c_98765_notebook.ipynb`. A folder holds a folder, a zip or a notebook a student.
"""

import json
import os
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path

from tlgrade.archives import Packed, Refused, read_archive, read_folder
from tlgrade.course import Course, CourseError, safe_name
from tlgrade.texts import fitting

__all__ = ["Collected", "collect", "read_senders"]

MOODLE = re.compile(r"^(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_(?P<file>.*)$")
CANVAS = re.compile(
    r"^(?:(?P<name>.+?)_(?P<late>LATE_)?(?P<id>\d+)|(?P<hidden>LATE_)?(?P<anon>anon_[0-9A-Za-z]+))"
    r"_\d+_(?P<file>.+)$"
)
ATTEMPT = re.compile(r"-(\d+)$")
ODD = re.compile(r"[^\w .()-]")


@dataclass
class Sender:
    """One student in an archive."""

    name: str
    identifier: str = ""
    late: bool = False
    files: list[Packed] = field(default_factory=list)


@dataclass
class Collected:
    """What was done with an archive."""

    students: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def lines(self) -> list[str]:
        """For people."""
        counts = Counter(refused.why for refused in self.refused)
        examples = {refused.why: refused.name for refused in self.refused}
        told = [f"{len(self.students)} submissions collected, {len(self.unchanged)} were there already"]
        told += [f"marked as late by the LMS: {', '.join(self.late)}"] if self.late else []
        return told + [f"left out: {count} × {why}, for instance {examples[why]}" for why, count in counts.items()]


def collect(course: Course, lesson: str, archive: Path, lms: str) -> Collected:
    """Sort an archive or a folder into the course.

    Raises:
        CourseError: there is no such lesson or LMS, or nothing of that kind is in the archive.
    """
    course.source_notebooks(lesson)
    readers = {"moodle": by_moodle, "canvas": by_canvas, "folder": by_folder}
    if lms not in readers:
        raise CourseError(f"There is no --lms {lms}. There are: {', '.join(readers)}.")
    if not archive.exists():
        raise CourseError(f"{archive} does not exist.")
    done, senders = Collected(), {}
    for entry in read_folder(archive) if archive.is_dir() else read_archive(archive):
        if isinstance(entry, Refused):
            done.refused.append(entry)
        else:
            readers[lms](entry, senders, done)
    if not senders:
        raise CourseError(f"No submission was found in {archive} in the form of {lms}. Is --lms right?")
    known = read_senders(course, lesson)
    for student, sender in named(senders, known).items():
        put(course, lesson, student, sender, done)
        known[student] = {"name": sender.name, "identifier": sender.identifier, "late": sender.late}
    (course.journal / f"{lesson}-senders.json").write_text(json.dumps(known, indent=1, ensure_ascii=False), "utf-8")
    return done


def by_moodle(entry: Packed, senders: dict, done: Collected) -> None:
    """Moodle's names, with folders or flat."""
    whole = "/".join([*entry.folders, entry.name])
    for part in (*entry.folders, entry.name):
        if found := MOODLE.match(part):
            name = entry.name if part != entry.name else found["file"].lstrip("_")
            sender = senders.setdefault(found["id"], Sender(found["name"], found["id"]))
            sender.files.append(Packed((), name, entry.content, entry.time))
            return
    done.refused.append(Refused(whole, "not named as Moodle names submissions"))


def by_canvas(entry: Packed, senders: dict, done: Collected) -> None:
    """Canvas' names; where there are several attempts, the last one counts."""
    for part in (*entry.folders, entry.name):
        if found := CANVAS.match(part):
            name = entry.name if part != entry.name else found["file"]
            number = found["id"] or found["anon"]
            sender = senders.setdefault(number, Sender(found["name"] or number, number))
            sender.late |= bool(found["late"] or found["hidden"])
            sender.files.append(Packed((), name, entry.content))
            return
    done.refused.append(Refused(entry.name, "not named as Canvas names submissions"))


def by_folder(entry: Packed, senders: dict, done: Collected) -> None:
    """A folder or an archive a student, or a notebook called after the student."""
    student = entry.folders[0] if entry.folders else entry.name.removesuffix(".ipynb")
    student = re.sub(r"\.(zip|tar|tgz|tar\.gz)$", "", student)
    senders.setdefault(student, Sender(student)).files.append(Packed((), entry.name, entry.content))


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


def last_attempts(files: list[Packed], notebooks: set[str]) -> dict[str, Packed]:
    """By file name, the last attempt. `demo-2.ipynb` is the third of demo.ipynb, if the lesson has such a notebook."""
    latest = {}
    for file in files:
        stem = file.name.removesuffix(".ipynb")
        found = ATTEMPT.search(stem)
        again = found is not None and stem[: found.start()] in notebooks
        name = stem[: found.start()] if again else stem
        number = int(found[1]) if again else 0
        key = name.casefold()  # a file system may not tell capitals apart
        if key not in latest or (number, (file.time and file.time.timestamp()) or 0) >= latest[key][0]:
            latest[key] = ((number, (file.time and file.time.timestamp()) or 0), name, file)
    return {f"{fitting(ODD.sub('-', name), 120)}.ipynb": file for _, name, file in latest.values()}


def put(course: Course, lesson: str, student: str, sender: Sender, done: Collected) -> None:
    """Write one submission; an earlier one is kept aside."""
    if not safe_name(student):
        done.refused.append(Refused(student, "no name for a student"))
        return
    folder = course.folder("submitted", student, lesson)
    files = last_attempts(sender.files, {path.stem for path in course.source_notebooks(lesson)})
    if sender.late:
        done.late.append(student)
    if folder.is_dir() and {p.name: p.read_bytes() for p in folder.glob("*.ipynb") if p.is_file()} == {
        name: file.content for name, file in files.items()
    }:
        done.unchanged.append(student)
        return
    if folder.exists():
        aside(course, lesson, student, folder)
    folder.mkdir(parents=True)
    for name, file in files.items():
        (folder / name).write_bytes(file.content)
    times = [file.time for file in files.values() if file.time]
    if times:
        (folder / "timestamp.txt").write_text(f"{max(times).astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC\n", "utf-8")
    done.students.append(student)


def aside(course: Course, lesson: str, student: str, folder: Path) -> None:
    """Move an earlier submission away; nothing is deleted."""
    earlier = course.journal / "earlier" / lesson
    earlier.mkdir(parents=True, exist_ok=True)
    number = sum(path.name.startswith(f"{student}.") for path in earlier.iterdir()) + 1
    os.replace(folder, earlier / f"{student}.{number}")


def read_senders(course: Course, lesson: str) -> dict[str, dict]:
    """By student, the name and number that the LMS uses."""
    file = course.journal / f"{lesson}-senders.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else {}
