"""Submissions a minute, tlgrade against `nbgrader autograde`: `python -m tests.grading.benchmark [N]`.

The same machine, the same honest submissions of the demonstration course (a Keras model is built and used), one after
the other.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table
from tlgrade import demo, demo_lesson, execution, grading, hosts, runner
from tlgrade.isolation import choose
from tlgrade.runner import Plan, grade_lesson


def make(folder: Path, count: int):
    """A course with `count` honest submissions, no two alike."""
    course, released = demo.make_course(folder, with_keras=True)
    for i in range(count):
        answers = {name: f"# {i}\n{text}" for name, text in demo_lesson.ANSWERS.items() if name != "why_pool"}
        demo.submit(
            course, f"s{i:03}", demo_lesson.submission(released, **{**answers, "mean_colour": demo_lesson.KERAS_ANSWER})
        )
    return course


def timed(command: list[str], folder: Path) -> tuple[float, float]:
    """Seconds on the clock and of computing."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = {**os.environ, "PATH": path, "TF_CPP_MIN_LOG_LEVEL": "3"}
    subprocess.run([sys.executable, "-m", *command], cwd=folder, check=True, capture_output=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    computing = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, computing


def by_step(course) -> dict[str, float]:
    """Seconds a submission by step, with one worker."""
    spent = defaultdict(float)
    places = {
        "start a process": (hosts.Host, "open"),
        "run the cells and probes": (hosts.Session, "ask"),
        "judge": (execution.Execution, "_judge"),
        "graft": (grading, "graft"),
        "paint the notebook": (grading, "paint"),
        "end the process": (hosts.Session, "_close"),
        "gradebook": (runner.Store, "apply"),
        "journal": (runner.Journal, "append"),
        "start the server (once)": (hosts.Host, "start"),
    }
    kept = {step: getattr(owner, name) for step, (owner, name) in places.items()}

    def wrapped(step):
        def call(*arguments, **named):
            start = time.perf_counter()
            try:
                return kept[step](*arguments, **named)
            finally:
                spent[step] += time.perf_counter() - start

        return call

    for step, (owner, name) in places.items():
        setattr(owner, name, wrapped(step))
    grade_lesson(course, demo_lesson.LESSON, Plan(choose(), workers=1, again=True))
    for step, (owner, name) in places.items():
        setattr(owner, name, kept[step])
    return spent


def memory() -> dict[str, float]:
    """MB of a warm server: resident, and its own share where pages are shared."""
    with hosts.Host(choose(), hosts.Limits(), ["numpy", "keras", "matplotlib.pyplot"]) as host:
        tree = [psutil.Process(host.process.pid), *psutil.Process(host.process.pid).children(recursive=True)]
        known = [process.memory_full_info() for process in tree]
    return {"resident": sum(m.rss for m in known) / 2**20, "proportional": sum(m.pss for m in known) / 2**20}


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 24
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        course = make(Path(folder) / "tlgrade", count)
        stock = shutil.copytree(course.root, Path(folder) / "stock")
        grade = ["tlgrade", "grade", demo_lesson.LESSON, "--course", str(course.root), "--workers", "2"]
        grade += ["--isolation", "landlock"]  # bubblewrap does not pass on how much was computed inside
        rows = {
            "nbgrader autograde": timed(["nbgrader", "autograde", demo_lesson.LESSON], stock),
            "tlgrade, 2 workers": timed(grade, course.root),
        }
        table = Table("", "seconds", "a minute", "CPU seconds a submission")
        for name, (seconds, computing) in rows.items():
            table.add_row(name, f"{seconds:.1f}", f"{60 * count / seconds:.0f}", f"{computing / count:.2f}")
        console.print(table)
        (slow, slow_cpu), (quick, quick_cpu) = rows.values()
        console.print(
            f"{count} submissions: {slow / quick:.1f} times as fast, {slow_cpu / quick_cpu:.1f} times less computing"
        )
        steps = by_step(course)
        inner = steps.pop("start the server (once)")
        table = Table("step", "ms a submission")
        for step, seconds in sorted(steps.items(), key=lambda item: -item[1]):
            table.add_row(step, f"{1000 * seconds / count:.1f}")
        table.add_row("start of the server, shared", f"{1000 * inner / count:.1f}")
        console.print(table, f"A warm server: {memory()}")


if __name__ == "__main__":
    main()
