"""Make the students' notebooks with nbgrader, and a zip to hand out; tell later if the lesson has changed since."""

import os
import sys
import zipfile
from pathlib import Path

from tlcourse.exercises import list_exercises
from tlgrade.course import Course, CourseError
from tlgrade.template import Template

__all__ = ["compare", "release"]

IN_EVERY_ZIP = (2020, 1, 1, 0, 0, 0)  # the same content gives the same file


def release(course: Course, lesson: str) -> Path:
    """Release a lesson: students' copies without solutions, the gradebook's cells, and release/<lesson>.zip.

    Raises:
        CourseError: nbgrader refuses; the message is its own.
    """
    from nbgrader.apps import NbGraderAPI

    course.source_notebooks(lesson)
    # nbgrader calls the command `alembic` when it makes a gradebook; it lies beside this Python.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = NbGraderAPI(config=course.config).generate_assignment(lesson, force=True, create=True)
    if not done["success"]:
        raise CourseError(f"nbgrader does not release {lesson}:\n{done.get('error') or done.get('log')}")
    folder = course.folder("release", ".", lesson)
    target = folder.parent / f"{lesson}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{lesson}/{path.relative_to(folder).as_posix()}", IN_EVERY_ZIP)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return target


def compare(templates: list[Template], released: dict[str, dict[str, float]], lesson: str) -> None:
    """The instructor's notebooks must be what was released, and their checks must exist."""
    source = {template.name: {cell.grade_id: cell.points for cell in template.graded} for template in templates}
    if source != {name: cells for name, cells in released.items() if name in source}:
        raise CourseError(f"The graded cells of {lesson} have changed since it was released: tlgrade release {lesson}")
    points = {exercise.id: exercise.points for exercise in list_exercises()}
    for cell in [cell for template in templates for cell in template.graded if cell.check]:
        if cell.check.exercise not in points:
            raise CourseError(f"{cell.grade_id} checks {cell.check.exercise!r}, and no exercise is called so.")
        if points[cell.check.exercise] != cell.points:
            told = f"{cell.grade_id} has {cell.points:g} points, and its exercise {points[cell.check.exercise]:g}"
            raise CourseError(f"{told}. Both must say the same.")
