"""The journal: one line for each graded submission, on the disk before the gradebook hears of it.

A line is a digest and the result as JSON. A line that was cut short by a power cut has a wrong digest, and is left out.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tlgrade.course import CourseError
from tlgrade.results import Result

__all__ = ["Journal", "only_one", "settle"]


class Journal:
    """Append-only, one file a lesson."""

    def __init__(self, path: Path):
        self.path = path

    def append(self, attempt: str, result: Result) -> None:
        """Keep a result; when this returns it survives a power cut.

        Raises:
            OSError: the disk is full. The journal is then as it was before.
        """
        text = json.dumps({"attempt": attempt, "result": result.as_dict()})
        line = f"{digest(text)} {text}\n".encode()
        with self.path.open("ab") as file:
            before = file.tell()
            try:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                os.ftruncate(file.fileno(), before)
                raise
        if not before:
            settle(self.path.parent)

    def read(self) -> Iterator[tuple[str, Result]]:
        """All whole lines, oldest first."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            for line in file:
                mark, _, text = line.decode("utf-8", "replace").rstrip("\n").partition(" ")
                if digest(text) == mark:
                    data = json.loads(text)
                    yield data["attempt"], Result.from_dict(data["result"])

    def mend(self) -> None:
        """End a line that was cut short, so that the next one begins on its own."""
        if self.path.exists() and self.path.stat().st_size:
            with self.path.open("rb+") as file:
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    file.write(b"\n")

    def clear(self) -> None:
        """Forget all; only when the gradebook has all of it."""
        self.path.unlink(missing_ok=True)


def settle(*folders: Path) -> None:
    """Make sure that names of files in these folders survive a power cut, as the files' contents do."""
    for folder in folders:
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def digest(text: str) -> str:
    """A short mark of a line."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Keep a second run away from the same lesson; the lock goes with the process, however it ends."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CourseError("Another run is grading this lesson. Wait for it, or stop it.") from None
        yield
