"""Grade a class: gather, hand out, seal each result in the journal, then one writer brings it to the gradebook."""

import json
import os
import secrets
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property

from tlgrade.course import Course, safe_name
from tlgrade.grading import Job, checks_of, content_key
from tlgrade.isolation import Isolation
from tlgrade.journal import Journal, only_one, settle
from tlgrade.release import compare
from tlgrade.results import Result
from tlgrade.selftest import demand_tight
from tlgrade.senders import read_senders
from tlgrade.store import Store, backup
from tlgrade.submissions import Submission, read_submission
from tlgrade.template import Template, read_template
from tlgrade.workers import DaskWorkers, LocalWorkers, pack_job, result_of

__all__ = ["Outcome", "Plan", "grade_lesson"]

AHEAD = 4  # jobs in hand for each worker: enough to keep it busy, few to keep in memory


@dataclass(frozen=True)
class Plan:
    """How to grade."""

    isolation: Isolation
    workers: int = 2
    cluster: str | None = None
    again: bool = False  # even what has not changed
    students: list[str] | None = None  # all


@dataclass
class Outcome:
    """What a run did."""

    graded: int = 0
    unchanged: int = 0
    left: int = 0  # it was stopped before these
    recovered: int = 0  # sealed by an earlier run that did not end


@dataclass
class Run:
    """A run on one lesson, with all that its parts share."""

    course: Course
    lesson: str
    plan: Plan
    store: Store
    templates: list[Template]
    journal: Journal
    tell: Callable
    outcome: Outcome = field(default_factory=Outcome)
    stopped: bool = False

    def go(self) -> Outcome:
        """Recover, gather, grade."""
        self.recover()
        students = self.plan.students or self.course.submitted_students(self.lesson)
        waiting = self.waiting(students)
        self.tell("start", len(waiting))
        if waiting:
            demand_tight(self.plan.isolation, self.course, self.lesson)
            with self.workers() as workers, self.draining():
                self.hand_out(workers, waiting)
        if not self.stopped:
            self.journal.clear()
        return self.outcome

    def recover(self) -> None:
        """Bring to the gradebook what an earlier run has sealed and not written."""
        self.journal.mend()
        latest = {result.student: (attempt, result) for attempt, result in self.journal.read()}
        rows = self.store.rows(self.lesson)
        for attempt, result in latest.values():
            if rows.get(result.student, {}).get("attempt") != attempt:
                self.store.apply(attempt, result, self.read(result.student).submitted_at)
                self.outcome.recovered += 1
            self.place(result)

    def waiting(self, students: list[str]) -> dict[str, list[tuple[Submission, str]]]:
        """Who has to be graded, by the content of what they handed in: the same content is run once."""
        rows, groups = self.store.rows(self.lesson), {}
        for student in students:
            submission = self.read(student)
            key = self.key(submission)
            before = rows.get(student)
            if before and before["key"] == key and self.is_done(student, before) and not self.plan.again:
                self.outcome.unchanged += 1
                continue
            groups.setdefault(key, []).append((submission, key))
        return groups

    def is_done(self, student: str, before: dict) -> bool:
        """Whether an earlier run has left nothing to do: a result that is one, and the graded notebooks."""
        if before["status"] == "infrastructure-error":
            return False
        folder = self.course.folder("autograded", student, self.lesson)
        names = [template.name for template in self.templates] if before["status"] != "not-submitted" else []
        return all((folder / f"{name}.ipynb").exists() for name in names)

    def hand_out(self, workers, waiting: dict) -> None:
        """Keep the workers busy, and write each result as it comes."""
        queue, running = list(waiting.values()), {}
        while queue or running:
            while queue and not self.stopped and len(running) < AHEAD * max(workers.count, 1):
                group = queue.pop(0)
                running[workers.submit(self.packed(*group[0]))] = group
            if self.stopped and not running:
                break
            done, _ = wait(running, timeout=0.5, return_when=FIRST_COMPLETED)
            for future in done:
                group = running.pop(future)
                if future.cancelled():
                    queue.append(group)
                    continue
                self.finish(self.outcome_of(future, group), group)
            if self.stopped:
                for future in running:
                    future.cancel()
        self.outcome.left = sum(map(len, queue))

    def outcome_of(self, future, group) -> Result:
        """What a worker has sent; a worker that is lost is our failure and not the student's."""
        try:
            return result_of(future.result())
        except Exception as error:
            told = f"The worker failed: {type(error).__name__}: {str(error)[:200]}"
            return Result(group[0][0].student, self.lesson, "infrastructure-error", told, key=group[0][1])

    def finish(self, result: Result, group: list) -> None:
        """Seal, write, put the notebook in its place; for each student who handed in the same."""
        for submission, key in group:
            notes = "; ".join(dict.fromkeys([*submission.notes, *filter(None, [result.reason])]))
            mine = replace(result, student=submission.student, key=key, reason=notes)
            attempt = secrets.token_hex(16)
            self.journal.append(attempt, mine)
            self.store.apply(attempt, mine, submission.submitted_at)
            self.place(mine)
            self.outcome.graded += 1
        self.tell("done", result.status, len(group))

    def place(self, result: Result) -> None:
        """The graded notebook in its folder: written beside, then renamed."""
        folder = self.course.folder("autograded", result.student, self.lesson)
        for name, notebook in result.notebooks.items():
            content = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
            target = folder / f"{name}.ipynb"
            if target.exists() and target.read_text("utf-8") == content:
                continue
            folder.mkdir(parents=True, exist_ok=True)
            unfinished = folder / f".{name}.part"
            with unfinished.open("w", encoding="utf-8") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(unfinished, target)
            settle(folder, folder.parent, folder.parent.parent)

    def read(self, student: str) -> Submission:
        """A student's submission; a name that is no name is told, not followed."""
        if not safe_name(student):
            return Submission(student, notes=[f"{student!r} cannot be a student's name here"])
        folder = self.course.folder("submitted", student, self.lesson)
        if not folder.is_dir():
            return Submission(student)
        found = read_submission(student, folder, self.course.limits.notebook_mb, set(self.files))
        if not found.notebooks:
            found.notes += [f"not taken: {told}" for told in self.senders.get(student, {}).get("refused", [])[:5]]
        return found

    @cached_property
    def senders(self) -> dict[str, dict]:
        """What collecting has noted about each student."""
        return read_senders(self.course, self.lesson)

    @cached_property
    def files(self) -> dict[str, bytes]:
        """The lesson's own files."""
        return self.course.lesson_files(self.lesson)

    def key(self, submission: Submission) -> str:
        """All that the result depends on."""
        names = [part for name, content in sorted(submission.notebooks.items()) for part in (name, content)]
        return content_key(*names, *submission.notes, self.machinery)

    @cached_property
    def machinery(self) -> str:
        """A mark of the lesson, of its checks and of this program."""
        notebooks = [path.read_bytes() for path in self.course.source_notebooks(self.lesson)]
        limits = str(self.course.limits)
        return content_key(*notebooks, *checks_of(self.templates), limits, *self.files.values())

    def packed(self, submission: Submission, key: str) -> str:
        """A submission as a job for a worker."""
        job = Job(submission.student, self.lesson, self.templates, submission.notebooks, self.files, key)
        return pack_job(job, self.plan.isolation, self.course.limits, self.course.preload)

    def workers(self):
        """Where the work goes."""
        return DaskWorkers(self.plan.cluster) if self.plan.cluster else LocalWorkers(self.plan.workers)

    @contextmanager
    def draining(self) -> Iterator[None]:
        """Ctrl-C: finish what is running, start nothing more. A second one ends at once; the journal has the rest."""

        def stop(number, frame):
            if self.stopped:
                raise KeyboardInterrupt
            self.stopped = True
            self.tell("draining")

        before = signal.signal(signal.SIGINT, stop)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)


def grade_lesson(course: Course, lesson: str, plan: Plan, tell: Callable = lambda *_: None) -> Outcome:
    """Grade all submissions of a lesson, and go on where an earlier run has stopped.

    Raises:
        CourseError: the lesson is not there, not released, or has changed since.
        IsolationError: the sandbox leaks.
    """
    templates = [read_template(path, course.config) for path in course.source_notebooks(lesson)]
    with only_one(course.journal / f"{lesson}.lock"), Store(course) as store:
        compare(templates, store.graded_cells(lesson), lesson)
        backup(course)
        return Run(course, lesson, plan, store, templates, Journal(course.journal / f"{lesson}.jsonl"), tell).go()
