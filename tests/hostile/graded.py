"""The catalogue, handed in by a class and graded in one run."""

import contextlib
import socket
import threading
from dataclasses import dataclass, field
from pathlib import Path

from tlgrade import demo_lesson
from tlgrade.collect import collect

from tests.grading.classroom import WITH_KERAS, Classroom
from tests.hostile.catalogue import catalogue
from tests.hostile.entry import Here, Hostile

__all__ = ["Graded", "Listeners", "grade_catalogue"]


class Listeners:
    """They stand for the internet, a Jupyter server, a scheduler, a cloud's metadata; all on the loopback address."""

    def __init__(self):
        self.heard = []
        self.tcp, self.udp = socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        threading.Thread(target=self._udp, daemon=True).start()
        threading.Thread(target=self._tcp, daemon=True).start()

    def _udp(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self.heard.append(self.udp.recv(100))

    def _tcp(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, address = self.tcp.accept()
                self.heard.append(address)
                connection.close()


@dataclass
class Graded:
    """The class after the run."""

    room: Classroom
    heard: list
    entries: dict[str, Hostile] = field(default_factory=dict)  # by student
    rows: dict[str, dict] = field(default_factory=dict)
    refused: dict[str, list[str]] = field(default_factory=dict)  # by student, what collecting said


def grade_catalogue(room: Classroom, level: str | None = None, rows=None, *, keras: bool = False) -> Graded:
    """Hand in the rows of the catalogue (None: all) with an honest student at each end of the alphabet; grade."""
    if keras:
        room.settings(WITH_KERAS)
    listeners = Listeners()
    here = Here(room.released, room.course.root, listeners.tcp.getsockname(), listeners.udp.getsockname())
    graded = Graded(room, listeners.heard)
    for number, entry in enumerate(catalogue(here)):
        if entry.keras == keras and (rows is None or entry.row in rows):
            hand_in(graded, entry, number + 100)
    for student in ("000-honest", "zzz-honest"):
        room.hand_in(student)
    graded.rows = room.grade(level)
    return graded


def hand_in(graded: Graded, entry: Hostile, number: int) -> None:
    """One submission: into its folder, or by an archive of Moodle's."""
    student = str(entry)
    graded.entries[student] = entry
    if entry.archive:
        file = graded.room.course.root / f"moodle-{number}.zip"
        file.write_bytes(entry.archive(f"{student}_{number}_assignsubmission_file_/"))
        done = collect(graded.room.course, demo_lesson.LESSON, file, "moodle")
        graded.refused[student] = [refused.why for refused in done.refused]
        return
    folder: Path = graded.room.course.folder("submitted", student, demo_lesson.LESSON)
    folder.mkdir(parents=True)
    if entry.content is not None:
        graded.room.hand_in(student, entry.content, entry.file)
    if entry.place:
        entry.place(folder)
