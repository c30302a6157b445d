"""SIGKILL a run at random moments, then let it finish: `python -m tests.grading.kill [KILLS] [STUDENTS]`.

The gradebook has to equal that of a run which nobody disturbed.
"""

import contextlib
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from nbgrader.api import Gradebook
from tlgrade import demo, demo_lesson
from tlgrade.course import Course
from tlgrade.isolation import choose
from tlgrade.journal import Journal
from tlgrade.runner import Plan, grade_lesson
from tlgrade.store import Store

from tests.grading.conftest import SETTINGS


def state(course: Course) -> list[tuple]:
    """What the gradebook and the folders hold, but for what differs from run to run (seeds in messages, times)."""
    with Gradebook(course.db_url) as gradebook:
        submissions = gradebook.find_assignment(demo_lesson.LESSON).submissions
        grades = [
            (s.student_id, g.name, g.auto_score, g.needs_manual_grade)
            for s in submissions
            for g in s.notebooks[0].grades
        ]
    with Store(course) as store:
        status = [(student, row["status"]) for student, row in store.rows(demo_lesson.LESSON).items()]
    files = sorted(str(p.relative_to(course.root)) for p in course.root.glob("autograded/*/*/*.ipynb"))
    return [*sorted(grades, key=str), *sorted(status), *files]


def fill(folder: Path, students: int) -> Course:
    """A class in which every third answer is only partly right."""
    course, released = demo.make_course(folder, settings=SETTINGS)
    for i in range(students):
        more = "" if i % 3 else " + n_features"
        code = f"# {i}\ndef count_trained(n_features, n_species):\n    return n_features * n_species{more}"
        demo.submit(course, f"s{i:02}", demo_lesson.submission(released, count_trained=code))
    return course


def main() -> None:
    kills, students = (int(a) for a in [*sys.argv[1:], *["20", "24"][len(sys.argv) - 1 :]])
    chance = random.Random()
    with tempfile.TemporaryDirectory() as folder:
        quiet = fill(Path(folder) / "quiet", students)
        grade_lesson(quiet, demo_lesson.LESSON, Plan(choose()))
        course, landed = fill(Path(folder) / "killed", students), 0
        command = [
            sys.executable,
            "-m",
            "tlgrade",
            "grade",
            demo_lesson.LESSON,
            "--again",
            "--course",
            str(course.root),
        ]
        for number in range(kills):
            process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
            graded = 0
            for line in process.stderr:  # to a random number of results, and then a random moment
                graded += "a minute" in line
                if graded >= chance.randrange(students):
                    break
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(0, 1))
            landed += process.poll() is None
            process.kill()
            process.communicate()
            sealed = len(list(Journal(course.journal / f"{demo_lesson.LESSON}.jsonl").read()))
            print(f"kill {number + 1}: {sealed} results in the journal", flush=True)
        grade_lesson(course, demo_lesson.LESSON, Plan(choose()))
        same = state(course) == state(quiet)
        print(
            f"{landed} of {kills} kills met a running process; the gradebook is {'the same' if same else 'DIFFERENT'}"
        )
    raise SystemExit(not same)


if __name__ == "__main__":
    main()
