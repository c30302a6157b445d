"""Feedback: one HTML file a student. Points, messages, answers, comments; no test's text, no script."""

import html
import json
import os
from pathlib import Path

from tlgrade.course import Course
from tlgrade.roll import class_rows
from tlgrade.store import Store
from tlgrade.texts import clean

__all__ = ["write_feedback"]

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #222; }}
pre {{ background: #f5f5f5; padding: .8rem; overflow-x: auto; white-space: pre-wrap; font-size: .85rem; }}
section {{ border-left: 4px solid #999; padding-left: 1rem; margin: 1.5rem 0; }}
section.full {{ border-color: #009e73; }}
section.some {{ border-color: #e69f00; }}
section.none {{ border-color: #d55e00; }}
h2 {{ font-size: 1.1rem; margin: 0; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p><strong>{points}</strong></p>
{notice}
{parts}
</body>
</html>
"""


def write_feedback(course: Course, lesson: str) -> list[Path]:
    """Write feedback/<student>/<lesson>/<notebook>.html for everybody who has been graded."""
    rows = {row["student"]: row for row in class_rows(course, lesson)}
    written = []
    with Store(course) as store:
        for submission in store.gradebook.find_assignment(lesson).submissions:
            row = rows.get(submission.student_id)
            for notebook in submission.notebooks if row else []:
                folder = course.folder("feedback", submission.student_id, lesson)
                folder.mkdir(parents=True, exist_ok=True)
                target = folder / f"{notebook.name}.html"
                unfinished = target.with_name(f".{target.name}.part")
                unfinished.write_text(page(course, submission, notebook, row), "utf-8")
                os.replace(unfinished, target)
                written.append(target)
    return written


def page(course: Course, submission, notebook, row: dict) -> str:
    """One student's page."""
    answers = read_answers(course.folder("autograded", submission.student_id, row["lesson"]) / f"{notebook.name}.ipynb")
    messages = {exercise["grade_id"]: exercise["message"] for exercise in row["exercises"]}
    comments = {comment.name: comment.manual_comment for comment in notebook.comments if comment.manual_comment}
    grades = {grade.name: grade for grade in notebook.grades}
    parts, before = [], []
    for name, role, source in answers:
        if role == "solution":
            before.append((name, source))
        elif name in grades:
            shown = [*before, (name, source)] if role == "written" else before
            parts.append(section(grades[name], messages.get(name, ""), shown, comments))
            before = []
    penalty = notebook.late_submission_penalty or 0
    points = f"{max(0, notebook.score - penalty):g} of {notebook.max_score:g} points"
    points += f" ({penalty:g} taken off because it was late)" if penalty else ""
    points += ". Some of it has not been looked at yet." if notebook.needs_manual_grade else ""
    title = html.escape(f"{row['lesson']} · {submission.student_id}")
    told = row["status"] not in ("graded", "needs-manual")
    notice = f"<p>{html.escape(row['status'])}: {html.escape(row['reason'])}</p>" if told else ""
    return PAGE.format(title=title, points=html.escape(points), notice=notice, parts="\n".join(parts))


def section(grade, message: str, shown: list[tuple[str, str]], comments: dict[str, str]) -> str:
    """One graded cell: what was written, the points, the message, the grader's comments."""
    open_still = grade.needs_manual_grade and grade.manual_score is None
    kind = "" if open_still else "full" if grade.score >= grade.max_score else "some" if grade.score else "none"
    points = "not looked at yet" if open_still else f"{grade.score:g} of {grade.max_score:g}"
    name = html.escape(grade.name.removeprefix("test_"))
    written = "".join(f"<pre>{html.escape(clean(source))}</pre>" for _, source in shown)
    said = [message, *(comments[name] for name, _ in shown if name in comments)]
    texts = "".join(f"<p>{html.escape(clean(text))}</p>" for text in said if text)
    return f'<section class="{kind}"><h2>{name}: {points}</h2>{texts}{written}</section>'


def read_answers(file: Path) -> list[tuple[str, str, str]]:
    """Name, role and text of the cells that nbgrader knows, as they were graded. A test's text is left out."""
    if not file.exists():
        return []
    found = []
    for cell in json.loads(file.read_text("utf-8"))["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        role = "written" if (marks.get("grade") and marks.get("solution")) or marks.get("task") else "test"
        role = "solution" if marks.get("solution") and not marks.get("grade") else role
        if marks.get("grade_id"):
            found.append((marks["grade_id"], role, "" if role == "test" else cell["source"].replace("&lt;", "<")))
    return found
