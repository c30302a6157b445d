"""A small released course without Keras, so that these tests are quick."""

import shutil

import pytest
from tlgrade import demo, demo_lesson
from tlgrade.course import Course
from tlgrade.isolation import LEVELS, IsolationError, choose
from tlgrade.roll import class_rows
from tlgrade.runner import Plan, grade_lesson

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


def levels():
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
        content = demo_lesson.submission(self.released, **answers) if content is None else content
        return demo.submit(self.course, student, content, name)

    def grade(self, isolation=None, **plan):
        self.outcome = grade_lesson(self.course, demo_lesson.LESSON, Plan(choose(isolation), **plan))
        return self.rows()

    def rows(self):
        return {row["student"]: row for row in class_rows(self.course, demo_lesson.LESSON)}

    def submission(self, **answers):
        return demo_lesson.submission(self.released, **answers)

    @property
    def gradebook(self):
        from nbgrader.api import Gradebook

        return Gradebook(self.course.db_url)

    def graded_notebook(self, student):
        import nbformat

        return nbformat.read(self.course.folder("autograded", student, demo_lesson.LESSON) / "demo.ipynb", as_version=4)


@pytest.fixture(scope="session")
def make_classroom(tmp_path_factory):
    """Makes further copies of a course that nbgrader has released once."""
    course, released = demo.make_course(tmp_path_factory.mktemp("released") / "course", settings=SETTINGS)

    def make(folder):
        return Classroom(shutil.copytree(course.root, folder), released)

    return make


@pytest.fixture
def classroom(make_classroom, tmp_path):
    return make_classroom(tmp_path / "course")
