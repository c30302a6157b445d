"""The gradebook, nbgrader's own: one writer, one transaction a submission; what people have marked stays."""

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import Column, Float, MetaData, String, Table, Text, delete, select, text
from sqlalchemy.exc import OperationalError

from tlgrade.course import Course, CourseError
from tlgrade.late import LatePolicy
from tlgrade.results import Result

__all__ = ["Store", "backup"]

PATIENCE = 180.0  # seconds that another program may keep the database to itself
UNWRITTEN = ("infrastructure-error", "not-submitted")  # no submission of nbgrader's is made for them
ROWS = Table(
    "tlgrade_result",
    MetaData(),
    Column("lesson", String(200), primary_key=True),
    Column("student", String(200), primary_key=True),
    Column("attempt", String(64), nullable=False),
    Column("key", String(64), nullable=False),
    Column("status", String(40), nullable=False),
    Column("isolation", String(80), nullable=False),
    Column("seconds", Float, nullable=False),
    Column("row", Text, nullable=False),  # as in the JSON of `tlgrade status`
)


class Store:
    """The gradebook, open."""

    def __init__(self, course: Course):
        from nbgrader.api import Gradebook

        self.course = course
        self.gradebook = patiently(lambda: Gradebook(course.db_url, course.folders.course_id))
        self.db = self.gradebook.db
        if course.db_url.startswith("sqlite"):
            self.db.execute(text(f"PRAGMA busy_timeout = {int(PATIENCE * 1000)}"))
        patiently(lambda: ROWS.metadata.create_all(self.db.get_bind()))

    def graded_cells(self, lesson: str) -> dict[str, dict[str, float]]:
        """Notebook -> graded cell -> points, as the lesson was released.

        Raises:
            CourseError: the lesson has not been released.
        """
        from nbgrader.api import MissingEntry

        try:
            notebooks = self.gradebook.find_assignment(lesson).notebooks
        except MissingEntry:
            raise CourseError(f"{lesson} is not in the gradebook yet. First: tlgrade release {lesson}") from None
        return {n.name: {c.name: c.max_score for c in [*n.grade_cells, *n.task_cells]} for n in notebooks}

    def students(self) -> list[str]:
        """Who is in the gradebook."""
        return sorted(student.id for student in self.gradebook.students)

    def rows(self, lesson: str) -> dict[str, dict]:
        """By student: attempt, key, status, and the row of the JSON."""
        found = self.db.execute(select(ROWS).where(ROWS.c.lesson == lesson)).mappings().all()
        self.db.rollback()
        return {entry["student"]: {**entry, "row": json.loads(entry["row"])} for entry in found}

    def marks(self, lesson: str) -> dict[str, list[dict]]:
        """By student, the graded cells in nbgrader's gradebook; points are None where a person has to look."""
        found = {}
        for submission in self.gradebook.find_assignment(lesson).submissions:
            notebooks = sorted(submission.notebooks, key=lambda notebook: notebook.name)
            grades = [grade for notebook in notebooks for grade in notebook.grades]
            found[submission.student_id] = [
                {
                    "grade_id": grade.name,
                    "points": None if grade.needs_manual_grade else grade.score,
                    "max_points": grade.max_score,
                }
                for grade in grades
            ]
        self.db.rollback()
        return found

    def apply(self, attempt: str, result: Result, submitted_at: datetime | None) -> None:
        """Write one result, whole or not at all; waits while another program writes."""
        patiently(lambda: self._apply(attempt, result, submitted_at), self.db.rollback)

    def _apply(self, attempt: str, result: Result, submitted_at: datetime | None) -> None:
        mine = (ROWS.c.lesson == result.lesson, ROWS.c.student == result.student)
        try:
            before = self.db.execute(select(ROWS.c.key).where(*mine)).scalar()
            submission = self._submission(result, submitted_at)
            if submission is not None and result.status != "infrastructure-error":
                self._write_grades(submission, result, same=before == result.key)
            self.db.execute(delete(ROWS).where(*mine))
            told = {"student": result.student, "lesson": result.lesson, "attempt": attempt, "key": result.key}
            told |= {"status": result.status, "isolation": result.isolation, "seconds": result.seconds}
            self.db.execute(ROWS.insert().values(**told, row=json.dumps(result.as_row())))
            self.db.commit()
        except BaseException:
            self.db.rollback()
            raise

    def _submission(self, result: Result, submitted_at: datetime | None):
        """nbgrader's submission of this student, made if there is none; None for who has handed in nothing."""
        from nbgrader import api

        student = self.db.get(api.Student, result.student)
        lesson = self.gradebook.find_assignment(result.lesson)
        wanted = {"assignment_id": lesson.id, "student_id": result.student}
        submission = self.db.query(api.SubmittedAssignment).filter_by(**wanted).one_or_none()
        if submission is None and result.status not in UNWRITTEN:
            student = student or api.Student(id=result.student)
            with self.db.no_autoflush:
                self.db.add(student)
                submission = self._new_submission(api, lesson, student)
            self.db.flush()
        if submission is not None and submitted_at is not None:
            submission.timestamp = submitted_at
        return submission

    def _new_submission(self, api, lesson, student):
        submission = api.SubmittedAssignment(assignment=lesson, student=student)
        for notebook in lesson.notebooks:
            part = api.SubmittedNotebook(notebook=notebook, assignment=submission)
            for cell in [*notebook.grade_cells, *notebook.task_cells]:
                api.Grade(cell_id=cell.id, notebook=part)
            for cell in [*notebook.solution_cells, *notebook.task_cells]:
                api.Comment(cell_id=cell.id, notebook=part)
        self.db.add(submission)
        return submission

    def _write_grades(self, submission, result: Result, same: bool) -> None:
        points = {(grade.notebook, grade.grade_id): grade.points for grade in result.grades}
        for notebook in submission.notebooks:
            notebook.flagged = notebook.flagged or result.status == "tampered"  # formgrader shows it
            for grade in notebook.grades:
                grade.auto_score = points.get((notebook.name, grade.name))
                if grade.manual_score is None:
                    grade.needs_manual_grade = grade.auto_score is None
                elif not same:  # somebody has marked an earlier version
                    grade.needs_manual_grade = True
            for comment in notebook.comments:
                comment.auto_comment = result.comments.get(notebook.name, {}).get(comment.name)
        self.db.flush()
        self.db.expire_all()
        policy = LatePolicy(**self.course.config.TlGrade.get("late", {}))
        days = self.course.config.TlGrade.get("extensions", {}).get(result.lesson, {}).get(result.student, 0)
        for notebook in submission.notebooks:
            taken = policy.penalty(notebook.score, submission.total_seconds_late, days)
            notebook.late_submission_penalty = taken or None

    def close(self) -> None:
        """Close the database."""
        self.gradebook.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def patiently(action: Callable, between: Callable = lambda: None):
    """Do something to a database that another program may have locked; gives up after a few minutes."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return action()
        except (OperationalError, sqlite3.OperationalError) as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            between()
            time.sleep(0.2)


def backup(course: Course, keep: int = 10) -> Path | None:
    """Copy the gradebook before a run, if it is SQLite; the last `keep` copies stay."""
    file = Path(course.db_url.removeprefix("sqlite:///"))
    if not course.db_url.startswith("sqlite:///") or not file.exists():
        return None
    folder = course.journal / "backups"
    folder.mkdir(exist_ok=True)
    target = folder / f"gradebook-{datetime.now():%Y%m%d-%H%M%S-%f}.db"
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    for old in sorted(folder.glob("gradebook-*.db"))[:-keep]:
        old.unlink()
    return target
