"""Submissions a minute, tlgrade against `nbgrader autograde`: `python -m tests.benchmarks.grading [N] [LESSON…]`.

The same machine, the same class of honest submissions, one grader after the other; each starts cold and grades the
class in one go. Lessons: `demo` (the demonstration course; a Keras model is built and used) and
those of the course, where nbgrader has to run the whole notebook. Then memory of a worker, and where the time goes.
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
from tlgrade.course import Course
from tlgrade.isolation import choose
from tlgrade.release import release
from tlgrade.runner import Plan, grade_lesson

ROOT = Path(__file__).parents[2]
COMMANDS = {
    "nbgrader autograde": ["nbgrader", "autograde"],
    # bubblewrap does not pass on how much was computed inside, so the computing is measured without it.
    "tlgrade, 2 workers, Landlock": ["tlgrade", "grade", "--workers", "2", "--isolation", "landlock"],
    "tlgrade, 2 workers, bubblewrap": ["tlgrade", "grade", "--workers", "2", "--isolation", "bubblewrap"],
}


# On a busy machine nbgrader's own limits would end honest submissions.
PATIENCE = "\nc.ExecutePreprocessor.timeout = 600\nc.ExecutePreprocessor.startup_timeout = 600\n"


def demo_class(folder: Path, count: int) -> Course:
    """The demonstration course with `count` honest submissions, no two alike."""
    course, released = demo.make_course(folder, settings=PATIENCE, with_keras=True)
    for i in range(count):
        answers = {name: f"# {i}\n{text}" for name, text in demo_lesson.ANSWERS.items() if name != "why_pool"}
        answers["mean_colour"] = f"# {i}\n{demo_lesson.KERAS_ANSWER}"
        demo.submit(course, f"s{i:03}", demo_lesson.submission(released, **answers))
    return course


def lesson_class(folder: Path, lesson: str, count: int) -> Course:
    """A lesson of the course, handed in with the reference answers by `count` students, no two alike."""
    (folder / "lessons" / lesson).mkdir(parents=True)
    shutil.copy(ROOT / "lessons" / lesson / f"{lesson}.ipynb", folder / "lessons" / lesson)
    (folder / "grading").mkdir()
    settings = (ROOT / "grading" / "nbgrader_config.py").read_text("utf-8")
    (folder / "grading" / "nbgrader_config.py").write_text(settings + PATIENCE, "utf-8")
    course = Course(folder / "grading")
    release(course, lesson)
    text = (folder / "lessons" / lesson / f"{lesson}.ipynb").read_text("utf-8")
    for i in range(count):
        target = course.folder("submitted", f"s{i:03}", lesson)
        target.mkdir(parents=True)
        mine = text.replace("### BEGIN SOLUTION", f"# {i}").replace("### END SOLUTION", "")
        (target / f"{lesson}.ipynb").write_text(mine, "utf-8")
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


def race(folder: Path, lesson: str, count: int) -> tuple[Table, Course]:
    """Both graders on the same class, one after the other; a table, and the class."""
    make = demo_class if lesson == demo_lesson.LESSON else lambda at, n: lesson_class(at, lesson, n)
    top = folder / lesson
    course, spent = make(top, count), {}
    for name, command in COMMANDS.items():
        copy = Path(shutil.copytree(top, folder / f"{lesson}-{name}")) / course.root.relative_to(top)
        spent[name] = timed([*command, lesson], copy)
    slow, slow_cpu = spent["nbgrader autograde"]
    title = f"{lesson}: a class of {count}"
    table = Table("", "seconds", "a minute", "times as fast", "CPU s a submission", "times less computing", title=title)
    for name, (seconds, computing) in spent.items():
        cells = [f"{seconds:.1f}", f"{60 * count / seconds:.0f}", f"{slow / seconds:.1f}"]
        inside = "bubblewrap" in name
        cells += ["–", "–"] if inside else [f"{computing / count:.2f}", f"{slow_cpu / computing:.1f}"]
        table.add_row(name, *cells)
    return table, course


def by_step(course: Course, lesson: str, count: int) -> Table:
    """Where the time of a submission goes, with one worker."""
    spent = defaultdict(float)
    places = {
        "start a process": (hosts.Host, "open"),
        "run the cells and probes": (hosts.Session, "ask"),
        "judge, with its probes": (execution.Execution, "_judge"),
        "graft": (grading, "graft"),
        "paint the notebook": (grading, "paint"),
        "end the process": (hosts.Session, "_close"),
        "gradebook": (runner.Store, "apply"),
        "journal": (runner.Journal, "append"),
        "notebook to its place": (runner.Run, "place"),
        "start of the server, once": (hosts.Host, "start"),
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
    try:
        grade_lesson(course, lesson, Plan(choose(), workers=1, again=True))
    finally:
        for step, (owner, name) in places.items():
            setattr(owner, name, kept[step])
    table = Table("step (one worker)", "ms a submission", title=lesson)
    for step, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        table.add_row(step, f"{1000 * seconds / count:.1f}")
    return table


def memory() -> Table:
    """MB of a warm worker: resident, and its own share where pages are shared."""
    table = Table("a warm worker", "MB resident", "MB proportional")
    for level in ("landlock", "bubblewrap"):
        with hosts.Host(choose(level), hosts.Limits(), ["numpy", "keras", "matplotlib.pyplot"]) as host:
            tree = [psutil.Process(host.process.pid), *psutil.Process(host.process.pid).children(recursive=True)]
            known = [process.memory_full_info() for process in tree]
        table.add_row(level, f"{sum(m.rss for m in known) / 2**20:.0f}", f"{sum(m.pss for m in known) / 2**20:.0f}")
    return table


def main() -> None:
    count = next((int(argument) for argument in sys.argv[1:] if argument.isdigit()), 24)
    lessons = [argument for argument in sys.argv[1:] if not argument.isdigit()] or ["demo", "00_start_here"]
    console = Console(width=130)
    with tempfile.TemporaryDirectory() as folder:
        for lesson in lessons:
            table, course = race(Path(folder), lesson, count)
            console.print(table, by_step(course, lesson, count))
    console.print(memory(), f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
