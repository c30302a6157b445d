"""The roll: everybody in the course, one row each, with one status."""

from tlgrade.course import Course
from tlgrade.store import Store

__all__ = ["class_rows"]


def class_rows(course: Course, lesson: str) -> list[dict]:
    """One row a student, one status each, as `tlgrade status` shows it."""
    course.source_notebooks(lesson)
    with Store(course) as store:
        cells = store.graded_cells(lesson)
        rows = {student: entry["row"] for student, entry in store.rows(lesson).items()}
        everybody = {*store.students(), *course.submitted_students(lesson), *rows}
    most = sum(points for notebook in cells.values() for points in notebook.values())
    empty = {"lesson": lesson, "score": None, "max_score": most, "isolation": "", "seconds": 0.0, "exercises": []}
    submitted = set(course.submitted_students(lesson))
    for student in everybody - set(rows):
        if student in submitted:  # ours to do, and not done
            told = {"status": "infrastructure-error", "reason": f"Not graded yet: tlgrade grade {lesson}"}
        else:
            told = {"status": "not-submitted", "reason": "Nothing was handed in."}
        rows[student] = {"student": student, **told, **empty}
    return [rows[student] for student in sorted(rows)]
