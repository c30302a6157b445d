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

STYLE = """\
:root { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --line: #d8dee4; --paper: #fff; --code: #f6f8fa;
  --full: #00795a; --some: #9a6700; --none: #b54708; --open: #59636e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --line: #30363d; --paper: #0d1117;
  --code: #161b22; --full: #3fd0a4; --some: #e3b341; --none: #f0883e; --open: #9198a1; } }
* { box-sizing: border-box; }
body { font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto;
  max-width: 46rem; padding: 2.5rem 1.25rem 4rem; }
header { border-bottom: 1px solid var(--line); padding-bottom: 1.5rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0; }
header p { margin: .3rem 0 0; color: var(--soft); }
.score { display: flex; align-items: baseline; gap: .5rem; margin-top: 1.2rem; font-size: 1.1rem; color: var(--ink); }
.score b { font-size: 2rem; line-height: 1; font-variant-numeric: tabular-nums; }
meter { width: 100%; height: .7rem; margin-top: .5rem; }
.notice { border: 1px solid var(--none); border-radius: 8px; padding: .8rem 1rem; margin: 1.5rem 0 0; }
header .notice { color: var(--ink); }
section { border-top: 1px solid var(--line); padding: 1.4rem 0 .4rem; }
header + section { border-top: 0; }
h2 { display: flex; justify-content: space-between; gap: 1rem; font-size: 1.1rem; margin: 0; }
h2 span { white-space: nowrap; font-weight: 600; color: var(--kind); }
.full { --kind: var(--full); } .some { --kind: var(--some); }
.none { --kind: var(--none); } .open { --kind: var(--open); }
section > p { margin: .5rem 0; overflow-wrap: anywhere; }
blockquote { margin: .8rem 0; padding: .1rem 1rem; border-left: 3px solid var(--line); }
blockquote b { color: var(--soft); font-weight: 600; font-size: .85rem; }
details { margin: .8rem 0; } summary { color: var(--soft); font-size: .9rem; cursor: pointer; }
pre { background: var(--code); border-radius: 8px; padding: .8rem 1rem; margin: .5rem 0 0; font-size: .85rem;
  line-height: 1.45; white-space: pre-wrap; overflow-wrap: anywhere; }
pre.words { font: inherit; }
@media print { body { max-width: none; padding: 0; } section { break-inside: avoid; } }
"""
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<header>
<h1>{lesson}</h1>
<p>Feedback for {student}</p>
{points}{notice}
</header>
{parts}
</body>
</html>
"""
# What a student is told of a status that says more than the points do.
TOLD = {
    "partial": "Some answers were missing from the notebook, or could not be reached.",
    "timeout": "Some of your code took too long and was stopped. The rest was graded.",
    "out-of-memory": "Some of your code took too much memory and was stopped. The rest was graded.",
    "killed": "Some of your code ended its own program. The rest was graded.",
    "broken-file": "The file that you handed in is no notebook that can be read.",
    "tampered": "Your notebook changes the tools that check it. A person looks at it before there are points.",
}


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
    told = TOLD.get(row["status"], "")
    reason = f" ({row['reason']})" if row["reason"] and row["status"] != "tampered" else ""
    notice = f'\n<p class="notice">{html.escape(told + reason)}</p>' if told else ""
    lesson, student = html.escape(readable(row["lesson"])), html.escape(submission.student_id)
    shown = {"lesson": lesson, "student": student, "title": f"{lesson} · {student}", "notice": notice}
    return PAGE.format(**shown, style=STYLE, points=points_of(notebook), parts="\n".join(parts))


def points_of(notebook) -> str:
    """The points, with what was taken off and what is still open."""
    grades = notebook.grades
    waiting = sum(grade.max_score for grade in grades if is_open(grade))
    if grades and all(is_open(grade) for grade in grades):
        return '<p class="score">Not graded yet.</p>'
    penalty = notebook.late_submission_penalty or 0
    points, most = max(0, notebook.score - penalty), notebook.max_score
    notes = [f"{penalty:g} taken off because it was late"] if penalty else []
    notes += [f"{waiting:g} of them wait for a person"] if waiting else []
    told = f"<p>{'; '.join(notes)}</p>" if notes else ""
    bar = f'<meter min="0" max="{most:g}" value="{points:g}">{points:g} of {most:g}</meter>'
    return f'<p class="score"><b>{points:g}</b> of {most:g} points</p>{bar}{told}'


def is_open(grade) -> bool:
    """Whether a person has to look."""
    return grade.needs_manual_grade and grade.manual_score is None


def readable(name: str) -> str:
    """`test_count_trained` as a heading."""
    return name.removeprefix("test_").replace("_", " ").strip().capitalize()


def section(grade, message: str, shown: list[tuple[str, str]], comments: dict[str, str]) -> str:
    """One graded cell: the points, the message, the grader's comments, what was written."""
    kind = "open" if is_open(grade) else "full" if grade.score >= grade.max_score else "some" if grade.score else "none"
    sign = {"open": "…", "full": "✔", "some": "◐", "none": "✘"}[kind]
    points = "not looked at yet" if kind == "open" else f"{grade.score:g} of {grade.max_score:g}"
    head = f"<h2>{html.escape(readable(grade.name))} <span>{sign} {points}</span></h2>"
    text = f"<p>{html.escape(clean(message))}</p>" if message else ""
    said = [clean(comments[name]) for name, _ in shown if name in comments]
    text += "".join(f"<blockquote><b>Your grader</b><p>{html.escape(comment)}</p></blockquote>" for comment in said)
    words = ' class="words"' if grade.cell.cell_type == "markdown" else ""
    written = "".join(f"<pre{words}>{html.escape(clean(source))}</pre>" for _, source in shown if source.strip())
    folded = "" if kind == "full" and not said else " open"
    answer = f"<details{folded}><summary>Your answer</summary>{written}</details>" if written else ""
    return f'<section class="{kind}">{head}{text}{answer}</section>'


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
            source = "".join(cell["source"])  # stock nbgrader writes a list of lines
            source = source if cell["cell_type"] == "code" else source.replace("&lt;", "<")
            found.append((marks["grade_id"], role, "" if role == "test" else source))
    return found
