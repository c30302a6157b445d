"""Write the file of grades that an LMS imports, by filling in the one that it has exported.

Only finished grades are written: nothing that waits for a person or that we failed at. All other cells of the file
stay as they are, but for those that a spreadsheet would run as formulas.
"""

import csv
import io
import re
from collections import Counter
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
    maxima: set[float] = field(default_factory=set)  # what the roster gives at most, where that is another number
    most: float = 0.0  # what the lesson gives at most

    def lines(self) -> list[str]:
        """For people."""
        told = [str(self.file), f"{len(self.matched)} grades written"]
        told += [f"not written, {student}: {why}" for student, why in self.unfinished.items()]
        told += [f"not in the roster: {', '.join(self.unknown)}"] if self.unknown else []
        told += [f"{self.untouched} rows of the roster stay as they were"] if self.untouched else []
        others = ", ".join(f"{number:g}" for number in sorted(self.maxima - {self.most}))
        warning = f"the lesson gives {self.most:g} points, and the LMS expects at most {others}"
        return told + ([f"{warning}: set it to {self.most:g}"] if others else [])


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
    exported.most = max((row["max_score"] for row in rows.values()), default=0.0)
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
    names = unambiguous({student: aliases(student, senders.get(student, {})) for student in grades})
    for line in lines[1:]:
        line += [""] * (len(header) - len(line))
        exported.maxima |= maximum(lms, header, line, target)
        cells = [known_by(column, line[header.index(column)]) for column in columns]
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


def maximum(lms: str, header: list[str], line: list[str], target: int) -> set[float]:
    """The most points that the LMS takes: in a column of Moodle's, in a row of Canvas'."""
    names = [name.casefold() for name in header]
    if lms == "moodle":
        told = line[names.index("maximum grade")] if "maximum grade" in names else ""
    else:
        told = line[target] if line[0].strip().casefold() == "points possible" else ""
    return {float(told.replace(",", "."))} if NUMBER.fullmatch(told.strip()) and "%" not in told else set()


def aliases(student: str, sender: dict) -> set[str]:
    """What an LMS may call a student: by name, by its own number, or as the folder is called."""
    number = sender.get("identifier", "")
    return {name.casefold() for name in (student, sender.get("name", "")) if name} | (
        {f"#{number}"} if number else set()
    )


def known_by(column: str, cell: str) -> str:
    """A cell of the roster as one of the aliases. Moodle's "Participant 101" is a word in each language, and 101."""
    number = re.search(r"\d+$", cell.strip())
    return f"#{number[0]}" if column in ("Identifier", "ID") and number else cell.strip().casefold()


def unambiguous(known: dict[str, set[str]]) -> dict[str, str]:
    """Alias -> student, where it is one student only. Two of the same name are not guessed at."""
    often = Counter(alias for names in known.values() for alias in names)
    return {alias: student for student, names in known.items() for alias in names if often[alias] == 1}


def written(lines: list[list]) -> str:
    """CSV, quoted where needed, without formulas."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows([[defused(cell) for cell in line] for line in lines])
    return buffer.getvalue()


def defused(cell) -> str:
    """A cell that no spreadsheet runs."""
    text = str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not NUMBER.fullmatch(text) else text
