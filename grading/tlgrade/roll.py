"""The roll: everybody in the course, one row each, with one status, as the gradebook stands now."""

from collections import defaultdict, deque

from tlgrade.course import Course
from tlgrade.store import Store

__all__ = ["class_rows"]

WAITS = {True: "needs-manual", False: "graded"}  # by whether a person has to look


def class_rows(course: Course, lesson: str) -> list[dict]:
    """One row a student, one status each, as `tlgrade status` shows it. Marks that people have given count."""
    course.source_notebooks(lesson)
    submitted = set(course.submitted_students(lesson))
    with Store(course) as store:
        cells = store.graded_cells(lesson)
        rows = {student: entry["row"] for student, entry in store.rows(lesson).items()}
        marks = store.marks(lesson)
        everybody = {*store.students(), *submitted, *rows, *marks}
    most = sum(points for notebook in cells.values() for points in notebook.values())
    for student in everybody:
        row = rows.get(student) or unknown(student, lesson, most, student in submitted)
        rows[student] = brought_up_to_date(row, marks[student]) if student in marks else row
    return [rows[student] for student in sorted(rows)]


def unknown(student: str, lesson: str, most: float, submitted: bool) -> dict:
    """The row of somebody whom tlgrade has not graded."""
    if submitted:  # ours to do, and not done
        told = {"status": "infrastructure-error", "reason": f"Not graded yet: tlgrade grade {lesson}"}
    else:
        told = {"status": "not-submitted", "reason": "Nothing was handed in."}
    empty = {"lesson": lesson, "score": None, "max_score": most, "isolation": "", "seconds": 0.0, "exercises": []}
    return {"student": student, **told, **empty}


def brought_up_to_date(row: dict, grades: list[dict]) -> dict:
    """A row with the points that are in the gradebook; nbgrader's own, if tlgrade has not graded it."""
    if row["exercises"]:
        now = defaultdict(deque)
        for grade in grades:
            now[grade["grade_id"]].append(grade["points"])
        # A lesson that was released anew may have lost a cell: then the old points stand.
        known = [(e, now[e["grade_id"]]) for e in row["exercises"]]
        exercises = [{**e, "points": points.popleft() if points else e["points"]} for e, points in known]
        told = {"status": row["status"], "reason": row["reason"]}
    else:
        exercises = [{**grade, "misconception": None, "message": ""} for grade in grades]
        told = {"status": "graded", "reason": "Graded by nbgrader."}
    points = [exercise["points"] for exercise in exercises if exercise["points"] is not None]
    if told["status"] in WAITS.values():
        told["status"] = WAITS[len(points) < len(exercises)]
    return {**row, **told, "score": sum(points) if points else None, "exercises": exercises}
