"""Sort what an LMS gives into nbgrader's folders: submitted/<student>/<lesson>/<notebook>."""

import os
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path

from tlgrade.archives import Packed, Refused, read_archive, read_folder
from tlgrade.course import Course, CourseError, safe_name
from tlgrade.senders import READERS, Sender, named, read_senders, write_senders
from tlgrade.texts import fitting, short

__all__ = ["Collected", "collect"]

ATTEMPT = re.compile(r"-(\d+)$")
ODD = re.compile(r"[^\w .()-]")


@dataclass
class Collected:
    """What was done with an archive."""

    students: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)  # they have sent something, and nothing that could be taken
    refused: list[Refused] = field(default_factory=list)

    def lines(self) -> list[str]:
        """For people."""
        counts = Counter(refused.why for refused in self.refused)
        examples = {refused.why: short(refused.name, 120) for refused in self.refused}
        told = [f"{len(self.students)} submissions collected, {len(self.unchanged)} were there already"]
        told += [f"marked as late by the LMS: {', '.join(self.late)}"] if self.late else []
        told += [f"nothing to grade from: {', '.join(self.empty)}"] if self.empty else []
        return told + [f"left out: {count} × {why}, for instance {examples[why]}" for why, count in counts.items()]


def collect(course: Course, lesson: str, archive: Path, lms: str) -> Collected:
    """Sort an archive or a folder into the course.

    Raises:
        CourseError: there is no such lesson or LMS, or nothing of that kind is in the archive.
    """
    course.source_notebooks(lesson)
    if lms not in READERS:
        raise CourseError(f"There is no --lms {lms}. There are: {', '.join(READERS)}.")
    if not archive.exists():
        raise CourseError(f"{archive} does not exist.")
    done, senders = Collected(), {}
    for entry in read_folder(archive) if archive.is_dir() else read_archive(archive):
        take(entry, lms, senders, done)
    if not senders:
        raise CourseError(f"No submission was found in {archive} in the form of {lms}. Is --lms right?")
    known = read_senders(course, lesson)
    for student, sender in named(senders, known).items():
        put(course, lesson, student, sender, done)
        known[student] = {k: v for k, v in vars(sender).items() if k != "files"}
    write_senders(course, lesson, known)
    return done


def take(entry: Packed | Refused, lms: str, senders: dict[str, Sender], done: Collected) -> None:
    """Give an entry of the archive to its sender."""
    whole = entry.name if isinstance(entry, Refused) else "/".join([*entry.folders, entry.name])
    found = READERS[lms](("/",) * whole.startswith("/") + tuple(part for part in whole.split("/") if part))
    refused = entry if isinstance(entry, Refused) else None
    if found is None:
        done.refused.append(refused or Refused(whole, f"not named as {lms.capitalize()} names submissions"))
        return
    sender = senders.setdefault(found[0].identifier or found[0].name, found[0])
    sender.late |= found[0].late
    if refused:
        sender.refused.append(f"{found[1]} ({refused.why})")
        done.refused.append(refused)
    else:
        # Canvas' archive says when it was packed, and nothing of when a file came.
        sender.files.append(Packed((), found[1], entry.content, None if lms == "canvas" else entry.time))


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
    if not sender.files:  # the folder keeps the student's row; what was handed in earlier stays
        folder.mkdir(parents=True, exist_ok=True)
        done.empty.append(student)
        return
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
