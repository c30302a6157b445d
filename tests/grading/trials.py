"""Trials of a run: killed, doubled, locked out, out of disk. Each ends with the gradebook of an undisturbed run.

`python -m tests.grading.trials [NAME…]` holds them at full size, and prints what came of each.
"""

import contextlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from nbgrader.api import Gradebook
from tlgrade import demo_lesson
from tlgrade.course import Course
from tlgrade.store import Store

from tests.grading.classroom import Classroom, released_course

__all__ = ["Class", "disk_full", "killed", "locked_out", "state", "two_graders", "worker_killed"]

LESSON = demo_lesson.LESSON
MOUNTS = ("unshare", "--user", "--map-root-user", "--mount")  # a file system of its own, without privileges


def state(course: Course) -> list[tuple]:
    """What the gradebook and the folders hold, but for what differs from run to run (seeds in messages, times)."""
    with Gradebook(course.db_url) as book:
        grades = [
            (s.student_id, g.name, g.auto_score, g.needs_manual_grade)
            for s in book.find_assignment(LESSON).submissions
            for g in s.notebooks[0].grades
        ]
    with Store(course) as store:
        status = [(student, row["status"]) for student, row in store.rows(LESSON).items()]
    files = sorted(str(p.relative_to(course.root)) for p in course.root.glob("autograded/*/*/*"))
    return [*sorted(grades, key=str), *sorted(status), *files]


def start(course: Course, *options: str) -> subprocess.Popen:
    """`tlgrade grade`, as a process of its own."""
    command = [sys.executable, "-m", "tlgrade", "grade", LESSON, "--course", str(course.root), *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@dataclass
class Class:
    """A class in which every third answer is only partly right, and what an undisturbed run makes of it."""

    room: Classroom
    expected: list[tuple]
    seconds: float  # that run took

    @classmethod
    def of(cls, folder: Path, students: int, make=None) -> "Class":
        """Grade it once, undisturbed, as a command."""
        room = (make or released_course(folder / "released"))(folder / "undisturbed")
        for i in range(students):
            more = " + n_species" if i % 3 else ""
            code = f"# {i}\ndef count_trained(n_features, n_species):\n    return n_features * n_species{more}"
            room.hand_in(f"s{i:02}", count_trained=code)
        new = cls(room, [], 0.0)
        shutil.copytree(room.course.root, folder / "fresh")
        started = time.monotonic()
        done = start(room.course).communicate()
        new.seconds, new.expected = time.monotonic() - started, state(room.course)
        assert len({row for row in new.expected if isinstance(row, tuple)}) == 5 * students, done
        return new

    def fresh(self, folder: Path) -> Course:
        """The same class, not graded."""
        return Course(shutil.copytree(self.room.course.root.parent / "fresh", folder))

    def resumed(self, course: Course) -> bool:
        """Go on to the end; whether all is as if nothing had been."""
        process = start(course)
        told = process.communicate()
        assert process.returncode == 0, told
        return state(course) == self.expected


def whole(course: Course) -> bool:
    """Whether the gradebook is a sound file in which no submission is written half."""
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as book:
        sound = book.execute("pragma integrity_check").fetchall() == [("ok",)]
    grades = {}
    with Gradebook(course.db_url) as book, Store(course) as store:
        for submission in book.find_assignment(LESSON).submissions:
            grades[submission.student_id] = [g.auto_score for g in submission.notebooks[0].grades if g.auto_score]
        rows = store.rows(LESSON)
    return sound and set(rows) == set(grades) and all(len(given) == 3 for given in grades.values())


def killed(school: Class, folder: Path, kills: int) -> tuple[bool, str]:
    """SIGKILL at random moments, of the whole run and again and again; then go on."""
    course, landed, left, chance = school.fresh(folder), 0, 0, random.Random()
    while landed < kills:
        process = start(course, "--again")
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=chance.uniform(0, school.seconds))
            continue  # it was quicker
        children = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.communicate()
        landed += 1
        left += len(psutil.wait_procs(children, 10)[1])
        assert whole(course)
    return school.resumed(course) and not left, f"{landed} kills met a running process; {left} processes outlived them"


def two_graders(school: Class, folder: Path) -> tuple[bool, str]:
    """A second run while one is at work: it is refused, and the first does it all."""
    course = school.fresh(folder)
    first = start(course)
    next(line for line in first.stderr if "a minute" in line)  # the first result
    first.send_signal(signal.SIGSTOP)  # however slow the machine: the second one meets it
    try:
        second = start(course)
        told = second.communicate()[1]
    finally:
        first.send_signal(signal.SIGCONT)
    first.communicate()
    fine = (first.returncode, second.returncode) == (0, 1) and "Another run is grading this lesson" in told
    return fine and state(course) == school.expected, f"exit codes {first.returncode} and {second.returncode}"


def locked_out(school: Class, folder: Path, seconds: float) -> tuple[bool, str]:
    """Another program keeps the gradebook to itself, from the first result on."""
    course = school.fresh(folder)
    process, longest = start(course), 0.0
    for line in process.stderr:
        if "a minute" in line:
            break
    book = sqlite3.connect(course.root / "gradebook.db", isolation_level=None, timeout=30, check_same_thread=False)
    book.execute("BEGIN EXCLUSIVE")
    release = threading.Timer(seconds, book.execute, ["COMMIT"])
    release.start()
    before = time.monotonic()
    for _ in process.stderr:
        longest = max(longest, time.monotonic() - before)
        before = time.monotonic()
    process.communicate()
    release.join()
    book.close()
    fine = process.returncode == 0 and state(course) == school.expected
    return fine, f"no result was written for {longest:.0f} s, and the run went on by itself"


def disk_full(school: Class, folder: Path) -> tuple[bool, str]:
    """The course lies on a small tmpfs that is nearly full; then there is room again."""
    folder.mkdir()
    fresh, expected = school.room.course.root.parent / "fresh", folder.with_suffix(".json")
    expected.write_text(repr(school.expected), "utf-8")
    inside = (
        f"mount -t tmpfs -o size=8m tmpfs {folder} && exec {sys.executable} -m tests.grading.trials --on-a-small-disk"
    )
    done = subprocess.run(
        [*MOUNTS, "sh", "-c", f"{inside} {fresh} {folder} {expected}"], capture_output=True, text=True
    )
    return done.returncode == 0, (done.stdout.strip() or done.stderr)[-1500:]


def on_a_small_disk(fresh: str, folder: str, expected: str) -> None:
    """In a mount namespace of its own: fill the disk, run, make room, run."""
    course = Course(shutil.copytree(fresh, Path(folder) / "course"))
    filler, refused = Path(folder) / "filler", 0
    # With one page free after another, the disk is full at the copy of the gradebook, then in the journal, in the
    # gradebook, in the folder of the graded notebooks.
    for free in (0, 300_000, 420_000, 520_000, 640_000):
        filler.write_bytes(bytes(max(0, shutil.disk_usage(folder).free - free)))
        process = start(course, "--isolation", "landlock")
        told = process.communicate()[1]
        refused += process.returncode == 1 and "Nothing is lost" in told
        assert process.returncode in (0, 1) and "Traceback" not in told, told
        filler.unlink()
        assert whole(course)
    process = start(course, "--isolation", "landlock")
    told = process.communicate()[1]
    assert process.returncode == 0, told
    assert repr(state(course)) == Path(expected).read_text("utf-8")
    assert refused >= 2
    print(f"{refused} of 5 runs ended with words about a full disk; with room again the run went on")


def worker_killed(school: Class, folder: Path) -> tuple[bool, str]:
    """The processes in which submissions run are killed on the way."""
    course, killed = school.fresh(folder), 0
    process = start(course)
    for number, line in enumerate(process.stderr):
        if "a minute" in line and number % 4 == 0:
            for child in psutil.Process(process.pid).children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    child.kill()
                    killed += 1
    process.communicate()
    statuses = {row[1] for row in state(course) if isinstance(row, tuple) and len(row) == 2}
    fine = statuses <= {"needs-manual", "infrastructure-error"} and process.returncode == 0
    return fine and school.resumed(course), f"{killed} processes killed; statuses then {', '.join(sorted(statuses))}"


TRIALS = {
    "killed 20 times": lambda school, folder: killed(school, folder, 20),
    "two graders at once": two_graders,
    "gradebook locked for 60 s": lambda school, folder: locked_out(school, folder, 60),
    "disk full": disk_full,
    "workers killed": worker_killed,
}


def main() -> None:
    wanted, results = sys.argv[1:], []
    with tempfile.TemporaryDirectory() as folder:
        school = Class.of(Path(folder), 24)
        print(f"a class of 24, undisturbed: {school.seconds:.0f} s", flush=True)
        for number, (name, trial) in enumerate(TRIALS.items()):
            if not wanted or any(word in name for word in wanted):
                started = time.monotonic()
                same, told = trial(school, Path(folder) / f"trial-{number}")
                results.append(same)
                state_now = "the same" if same else "DIFFERENT"
                print(
                    f"{name}: gradebook and folders {state_now}; {told} ({time.monotonic() - started:.0f} s)",
                    flush=True,
                )
    raise SystemExit(not all(results))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--on-a-small-disk"]:
        on_a_small_disk(*sys.argv[2:])
    else:
        main()
