"""A small course to try the commands on: one lesson with three exercises and a question, and 30 made submissions."""

import json
from pathlib import Path

from tlgrade.course import Course, CourseError
from tlgrade.demo_lesson import LESSON, lesson
from tlgrade.demo_students import students
from tlgrade.release import release

__all__ = ["make_course", "make_demo", "submit"]

SETTINGS = """\
c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "tlgrade_demo"
c.ClearSolutions.code_stub = {"python": "# Write your code here.\\nraise NotImplementedError"}
c.ClearSolutions.text_stub = "Write your answer here."
c.HTMLExporter.sanitize_html = True
"""


def submit(course: Course, student: str, content: dict | bytes, name: str = f"{LESSON}.ipynb") -> Path:
    """Put a submission in its folder."""
    folder = course.folder("submitted", student, LESSON)
    folder.mkdir(parents=True, exist_ok=True)
    data = (
        content
        if isinstance(content, bytes)
        else json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")
    )
    (folder / name).write_bytes(data)
    return folder


def make_course(folder: Path, *, settings: str = "", with_keras: bool = False) -> tuple[Course, dict]:
    """A released course without submissions, and its released notebook.

    Raises:
        CourseError: the folder exists.
    """
    if folder.exists() and any(folder.iterdir()):
        raise CourseError(f"{folder} exists, and is not empty. Name a new folder.")
    source = folder / "source" / LESSON / f"{LESSON}.ipynb"
    source.parent.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(SETTINGS + settings, "utf-8")
    source.write_text(json.dumps(lesson(with_keras=with_keras), indent=1), "utf-8")
    course = Course(folder)
    release(course, LESSON)
    released = course.folder("release", ".", LESSON) / f"{LESSON}.ipynb"
    return course, json.loads(released.read_text("utf-8"))


def make_demo(folder: Path) -> str:
    """The demonstration course with its 30 submissions; returns the lesson's name."""
    settings = "c.TlGrade.cell_seconds = 10\nc.TlGrade.memory_mb = 3000\n"
    course, released = make_course(folder, settings=settings, with_keras=True)
    for name, content in students(released).items():
        submit(course, name, content)
    return LESSON
