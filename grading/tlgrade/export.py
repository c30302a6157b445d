"""Write the file of grades that an LMS imports, by filling in the one that it has exported.

Only finished grades are written: nothing that waits for a person or that we failed at. All other cells of the file
stay as they are, but for those that a spreadsheet would run as formulas.
"""

import csv
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

from tlgrade.course import Course, CourseError
from tlgrade.roll import class_rows
from tlgrade.senders import read_senders
from tlgrade.store import Store

__all__ = ["Exported", "defused", "export"]

NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?%?")
# Columns by which a student can be found, in the order of trust.
MATCHED = {
    "moodle": ("Identifier", "Email address", "ID number", "Username", "Full name"),
    "canvas": ("ID", "SIS User ID", "SIS Login ID", "Student"),
}


@dataclass
class Exported:
    """What was written."""

    file: Path
    matched: list[str] = field(default_factory=list)
    unfinished: dict[str, str] = field(default_factory=dict)  # student -> why nothing was written
    unknown: list[str] = field(default_factory=list)  # graded, and not in the roster
    untouched: int = 0  # rows of the roster without a grade

    def lines(self) -> list[str]:
        """For people."""
        told = [str(self.file), f"{len(self.matched)} grades written"]
        told += [f"not written, {student}: {why}" for student, why in self.unfinished.items()]
        told += [f"not in the roster: {', '.join(self.unknown)}"] if self.unknown else []
        return told + ([f"{self.untouched} rows of the roster stay as they were"] if self.untouched else [])


def export(course: Course, lesson: str, lms: str, roster: Path | None) -> Exported:
    """Write exports/<lesson>-<lms>.csv.

    Raises:
        CourseError: the LMS is unknown, or the roster is missing or not one of its files.
    """
    if lms not in ("csv", *MATCHED):
        raise CourseError(f"There is no --lms {lms}. There are: csv, {', '.join(MATCHED)}.")
    folder = course.root / "exports"
    folder.mkdir(exist_ok=True)
    exported = Exported(folder / f"{lesson}-{lms}.csv")
    grades = finished(course, lesson, exported)
    if lms == "csv":
        text = plain_table(course, lesson, grades, exported)
    elif roster is None:
        raise CourseError(
            f"Name the CSV file that {lms.capitalize()} has exported: --roster FILE. It is filled in, and not changed."
        )
    else:
        text = filled_roster(course, lesson, lms, roster, grades, exported)
    exported.file.write_text(text, "utf-8", newline="")
    return exported


def finished(course: Course, lesson: str, exported: Exported) -> dict[str, float]:
    """Points after penalties, of those for whom nobody has to look any more."""
    rows, points = {row["student"]: row for row in class_rows(course, lesson)}, {}
    with Store(course) as store:
        for submission in store.gradebook.find_assignment(lesson).submissions:
            penalty = sum(notebook.late_submission_penalty or 0 for notebook in submission.notebooks)
            if submission.needs_manual_grade:
                exported.unfinished[submission.student_id] = "a person has to look (tlgrade desk)"
            else:
                points[submission.student_id] = max(0.0, round(submission.score - penalty, 4))
    for student, row in rows.items():
        if row["status"] in ("infrastructure-error", "not-submitted") and student not in points:
            exported.unfinished.setdefault(student, row["reason"])
    return points


def plain_table(course: Course, lesson: str, grades: dict[str, float], exported: Exported) -> str:
    """One row a student, with status and reason."""
    lines = [["student", "lesson", "status", "score", "max_score", "reason"]]
    for row in class_rows(course, lesson):
        score = grades.get(row["student"], "")
        exported.matched += [row["student"]] if score != "" else []
        lines.append([row["student"], lesson, row["status"], score, row["max_score"], row["reason"]])
    return written(lines)


def filled_roster(course, lesson: str, lms: str, roster: Path, grades: dict[str, float], exported: Exported) -> str:
    """The LMS's own file with points in one column."""
    text = roster.read_text("utf-8-sig")
    lines = [line for line in csv.reader(io.StringIO(text)) if line]
    header = [name.strip() for name in lines[0]] if lines else []
    columns = [name for name in MATCHED[lms] if name in header]
    if not columns:
        raise CourseError(
            f"{roster} has none of the columns {', '.join(MATCHED[lms])}: it is no export of {lms.capitalize()}."
        )
    target = grade_column(header, lesson, lms, roster)
    senders = read_senders(course, lesson)
    names = {alias: student for student in grades for alias in aliases(student, senders.get(student, {}))}
    for line in lines[1:]:
        line += [""] * (len(header) - len(line))
        cells = [line[header.index(column)].strip().casefold() for column in columns]
        student = next((names[cell] for cell in cells if cell in names), None)
        if student is None or student in exported.matched:
            exported.untouched += 1
            continue
        line[target] = f"{grades[student]:g}"
        exported.matched.append(student)
    exported.unknown = sorted(set(grades) - set(exported.matched))
    return written(lines)


def grade_column(header: list[str], lesson: str, lms: str, roster: Path) -> int:
    """Where the points go: Moodle's Grade; in Canvas the column called after the lesson."""
    if lms == "moodle":
        found = [i for i, name in enumerate(header) if name == "Grade"]
    else:
        found = [
            i
            for i, name in enumerate(header)
            if re.fullmatch(rf"{re.escape(lesson)}(\s*\(\d+\))?", name, re.IGNORECASE)
        ]
    if len(found) != 1:
        wanted = "Grade" if lms == "moodle" else f"{lesson} (…)"
        raise CourseError(f"{roster} needs one column {wanted!r}; it has: {', '.join(header)}.")
    return found[0]


def aliases(student: str, sender: dict) -> list[str]:
    """What an LMS may call a student."""
    number = sender.get("identifier", "")
    found = [student, sender.get("name", ""), number, f"Participant {number}" if number else ""]
    return [name.casefold() for name in found if name]


def written(lines: list[list]) -> str:
    """CSV, quoted where needed, without formulas."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows([[defused(cell) for cell in line] for line in lines])
    return buffer.getvalue()


def defused(cell) -> str:
    """A cell that no spreadsheet runs."""
    text = str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not NUMBER.fullmatch(text) else text
