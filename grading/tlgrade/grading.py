"""Grade one submission: bytes in, a result out. Touches neither the gradebook nor the course's folders."""

import hashlib
import time
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

import tlcourse.exercises
import tlgrade
from tlcourse.exercises import Verdict
from tlgrade.execution import Run, run_graft
from tlgrade.graft import Graft, Place, graft, match_notebook
from tlgrade.hosts import Host, HostError
from tlgrade.notebooks import BrokenFileError, read_cells
from tlgrade.painting import paint
from tlgrade.results import Grade, Result, worst_status
from tlgrade.template import Template
from tlgrade.texts import short

__all__ = ["Job", "checks_of", "content_key", "grade"]


@dataclass(frozen=True)
class Job:
    """All that is needed to grade one submission."""

    student: str
    lesson: str
    templates: list[Template]
    submitted: dict[str, bytes]  # notebooks of the submission by name
    files: dict[str, bytes] = field(default_factory=dict)  # the lesson's own files
    key: str = ""


def grade(job: Job, host: Host) -> Result:
    """Grade a submission. Never raises for what a submission does; tries once more if the sandbox itself fails."""
    started = time.monotonic()
    for attempt in (1, 2):
        try:
            result = _graded(job, host)
            break
        except HostError as error:
            host.close()
            if attempt == 2:
                result = Result(
                    job.student, job.lesson, "infrastructure-error", short(str(error)), grades=_ungraded(job)
                )
    return replace(result, isolation=host.isolation.level, seconds=time.monotonic() - started, key=job.key)


def _graded(job: Job, host: Host) -> Result:
    cells, broken = {}, {}
    for name, content in job.submitted.items():
        try:
            cells[name] = read_cells(content, host.limits.notebook_mb)
        except BrokenFileError as error:
            broken[name] = short(str(error))
    parts = [_notebook(template, cells, broken, job, host) for template in job.templates]
    used = {name for part in parts for name in part[0]}
    extra = sorted(set(job.submitted) - used)
    reasons = [reason for part in parts for reason in part[2]]
    reasons += [f"not part of the lesson, left out: {', '.join(extra[:5])}"] if extra else []
    return Result(
        job.student,
        job.lesson,
        worst_status([part[1] for part in parts]),
        "; ".join(dict.fromkeys(reasons)),
        grades=[grade for part in parts for grade in part[3]],
        comments={t.name: part[4] for t, part in zip(job.templates, parts, strict=True)},
        notebooks={t.name: part[5] for t, part in zip(job.templates, parts, strict=True) if part[5]},
    )


def _notebook(template: Template, cells: dict, broken: dict, job: Job, host: Host) -> tuple:
    """One notebook of a submission: names of files used, status, reasons, grades, comments, the graded notebook."""
    name, notes = match_notebook(template, cells)
    if name is None:
        own = f"{template.name}.ipynb" if f"{template.name}.ipynb" in broken else next(iter(broken), None)
        status = "broken-file" if own else "not-submitted"
        told = f"{own}: {broken[own]}" if own else f"there is no notebook {template.name}.ipynb"
        first = next((c.grade_id for c in template.cells if c.role in ("solution", "written", "task")), "")
        return {own}, status, [told], _grades(template, None, told), {first: told}, _notice(template, told)
    grafted = graft(template, cells[name])
    run = run_graft(host, grafted, template.checks_only, job.files)
    grades, comments = read_run(template, grafted, run)
    status = worst_status([*run.statuses, *(["partial"] if grafted.missing else []), _manual(grades, run)])
    notice = f"**{status}**: {'; '.join(run.notes)}" if run.notes else ""
    notebook = paint(template, grafted, run, short(notice, 2000))
    return {name}, status, [*notes, *grafted.notes, *run.notes], grades, comments, notebook


def _manual(grades: list[Grade], run: Run) -> str:
    return "needs-manual" if any(g.points is None for g in grades) and "tampered" not in run.statuses else "graded"


def read_run(template: Template, grafted: Graft, run: Run) -> tuple[list[Grade], dict[str, str]]:
    """Grades in the order of the notebook, and for each answer what to tell the student."""
    grades, comments, last, trouble = [], {}, None, ""
    for i, place in enumerate(grafted.places):
        if place.role == "solution":
            last, trouble = place.template.grade_id, run.troubles.get(i, "")
        if place.role not in ("test", "written", "task"):
            continue
        verdict = run.verdicts.get(i) if place.role == "test" else _written(place)
        if trouble and verdict is not None and place.role == "test" and verdict.points < place.template.points:
            verdict = Verdict(verdict.points, verdict.misconception, f"{trouble} {verdict.message}")
        grades.append(_grade(template, place, verdict))
        where = last if place.role == "test" else place.template.grade_id
        if where and grades[-1].message:
            comments[where] = "\n".join(filter(None, [comments.get(where), grades[-1].message]))
    return grades, comments


def _written(place: Place) -> Verdict | None:
    """A written answer that was left as it was handed out is worth nothing, as in nbgrader; others are for a person."""
    if place.role == "written" and not place.changed:
        return Verdict(0.0, "nothing_written", "No response.")
    return None


def _grade(template: Template, place: Place, verdict: Verdict | None) -> Grade:
    cell = place.template
    if verdict is None:
        told = "A person looks at this." if place.role == "test" else ""
        return Grade(cell.grade_id, template.name, None, cell.points, None, told)
    message = short(verdict.message, 600)
    return Grade(cell.grade_id, template.name, float(verdict.points), cell.points, verdict.misconception, message)


def _grades(template: Template, points: float | None, message: str) -> list[Grade]:
    return [Grade(c.grade_id, template.name, points, c.points, None, message) for c in template.graded]


def _ungraded(job: Job) -> list[Grade]:
    return [
        grade for template in job.templates for grade in _grades(template, None, "Not graded yet: the machine failed.")
    ]


def _notice(template: Template, told: str) -> dict:
    """A notebook for formgrader where there is none to show: the lesson's graded cells, empty, and the reason."""
    places = [Place("" if c.role == "written" else c.source, c.kind, c, by_student=False) for c in template.graded]
    return paint(template, Graft(places), Run(), f"**Not graded**: {told}")


def content_key(*parts: bytes | str) -> str:
    """One name for all that a result depends on."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


def checks_of(templates: list[Template]) -> list[bytes | str]:
    """All that decides what an answer is worth: this program, the lesson's exercises, the libraries below them."""
    used = {f"lesson_{cell.check.exercise[:2]}" for template in templates for cell in template.graded if cell.check}
    exercises = Path(tlcourse.exercises.__file__).parent.glob("*.py")
    files = [path for path in exercises if not path.name.startswith("lesson_") or path.name[:9] in used]
    code = sorted([*Path(tlgrade.__file__).parent.rglob("*.py"), *files])
    return [*(path.read_bytes() for path in code), *map(version, ("tlcourse", "keras", "tensorflow", "numpy"))]
