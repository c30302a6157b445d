"""A small released course with submissions, for tests."""

import shutil

import nbformat
from nbgrader.api import Gradebook
from tlgrade import demo, demo_lesson
from tlgrade.course import Course
from tlgrade.isolation import LEVELS, IsolationError, choose
from tlgrade.roll import class_rows
from tlgrade.runner import Plan, grade_lesson

__all__ = ["SETTINGS", "WITH_KERAS", "Classroom", "levels", "released_course"]

SETTINGS = """
c.TlGrade.preload = ["numpy"]
c.TlGrade.cell_seconds = 6
c.TlGrade.total_seconds = 40
c.TlGrade.memory_mb = 400
c.TlGrade.threads = 40
c.TlGrade.file_mb = 4
c.TlGrade.scratch_mb = 8
c.TlGrade.output_kb = 16
c.TlGrade.notebook_mb = 2
"""
WITH_KERAS = """
c.TlGrade.preload = ["numpy", "keras"]
c.TlGrade.cell_seconds = 15
c.TlGrade.memory_mb = 3000
c.TlGrade.threads = 512
"""


def levels() -> list[str]:
    """The levels of isolation that this machine has."""
    found = []
    for name in LEVELS[:2]:
        try:
            choose(name)
            found.append(name)
        except IsolationError:
            pass
    return found


class Classroom:
    """A course with submissions."""

    def __init__(self, folder, released):
        self.course, self.released = Course(folder), released

    def hand_in(self, student, content=None, name="demo.ipynb", **answers):
        content = self.submission(**answers) if content is None else content
        return demo.submit(self.course, student, content, name)

    def grade(self, isolation=None, **plan):
        self.outcome = grade_lesson(self.course, demo_lesson.LESSON, Plan(choose(isolation), **plan))
        return self.rows()

    def rows(self):
        return {row["student"]: row for row in class_rows(self.course, demo_lesson.LESSON)}

    def submission(self, **answers):
        return demo_lesson.submission(self.released, **answers)

    def settings(self, more):
        """Add to the course's settings; before it is used."""
        config = self.course.root / "nbgrader_config.py"
        config.write_text(config.read_text("utf-8") + more, "utf-8")
        return self

    @property
    def gradebook(self):
        return Gradebook(self.course.db_url)

    def graded_notebook(self, student):
        folder = self.course.folder("autograded", student, demo_lesson.LESSON)
        return nbformat.read(folder / "demo.ipynb", as_version=4)


def released_course(folder):
    """nbgrader releases the lesson once; gives a function that makes copies of the course."""
    course, released = demo.make_course(folder, settings=SETTINGS)
    return lambda target: Classroom(shutil.copytree(course.root, target), released)
