"""The `tlgrade` command. What a command needs is imported when it runs, so that `--help` answers at once."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["app"]

app = typer.Typer(
    name="tlgrade",
    help="Release, collect, grade and return lessons, over nbgrader's folders and gradebook.",
    epilog="Try it at once: tlgrade demo. The guide: grading/README.md.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Lesson = Annotated[str, typer.Argument(help="A lesson, for instance 03_feature_extraction.")]
Root = Annotated[Path | None, typer.Option("--course", help="The course's root; without it, here or grading/ here.")]
JsonFile = Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the rows here.")]
Lms = Annotated[str, typer.Option("--lms", help="moodle, canvas or folder.")]
Kind = Annotated[str | None, typer.Option(help="bubblewrap, landlock or none; without it, the strongest there is.")]
Trust = Annotated[bool, typer.Option("--trust-students", help="Run without isolation, if this machine has none.")]


@app.command()
def release(
    lessons: Annotated[list[str], typer.Argument(help="One lesson or more.", metavar="LESSON…")], course: Root = None
) -> None:
    """Make the students' notebooks, and a zip of each lesson to hand out."""
    from tlgrade.release import release as make

    with told():
        for lesson in lessons:
            typer.echo(f"{lesson}: {make(find_course(course), lesson)}")


@app.command()
def collect(
    lesson: Lesson,
    archive: Annotated[Path, typer.Argument(help="What the LMS gives: a zip; or a folder.")],
    lms: Lms = "folder",
    course: Root = None,
) -> None:
    """Sort an LMS's archive of submissions into nbgrader's folders."""
    from tlgrade.collect import collect as sort_in

    with told():
        for line in sort_in(find_course(course), lesson, archive, lms).lines():
            typer.echo(line)


@app.command()
def grade(
    lesson: Lesson,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Submissions that run at the same time.")] = 2,
    cluster: Annotated[str | None, typer.Option(help="Address of a Dask scheduler; its workers are trusted.")] = None,
    json_file: JsonFile = None,
    student: Annotated[list[str] | None, typer.Option(help="Only these.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Even what has not changed since it was graded.")] = False,
    isolation: Kind = None,
    trust_students: Trust = False,
    course: Root = None,
) -> None:
    """Grade all submissions of a lesson; a run that was stopped goes on where it was."""
    from tlgrade.isolation import choose
    from tlgrade.progress import Progress, show_rows
    from tlgrade.roll import class_rows
    from tlgrade.runner import Plan, grade_lesson

    with told():
        root = find_course(course)
        plan = Plan(choose(isolation, trusted=trust_students), workers, cluster, again, student)
        typer.echo(f"Isolation: {plan.isolation.level}", err=True)
        outcome = grade_lesson(root, lesson, plan, Progress())
        rows = class_rows(root, lesson)
        show_rows(rows)
        write(json_file, rows)
        done = {"graded": outcome.graded, "not changed": outcome.unchanged, "recovered": outcome.recovered}
        typer.echo(", ".join(f"{count} {what}" for what, count in done.items()))
    if outcome.left:
        typer.echo(f"Stopped with {outcome.left} left. Go on: tlgrade grade {lesson}", err=True)
        raise typer.Exit(130)


@app.command()
def status(lesson: Lesson, json_file: JsonFile = None, course: Root = None) -> None:
    """One row a submission, one status each, with the reason."""
    from tlgrade.progress import show_rows
    from tlgrade.roll import class_rows

    with told():
        rows = class_rows(find_course(course), lesson)
        show_rows(rows)
        write(json_file, rows)


@app.command()
def feedback(lesson: Lesson, course: Root = None) -> None:
    """One HTML file a student: points, messages, comments; no script, no hidden test."""
    from tlgrade.feedback import write_feedback

    with told():
        typer.echo(f"{len(write_feedback(find_course(course), lesson))} files in feedback/")


@app.command()
def export(
    lesson: Lesson,
    lms: Annotated[str, typer.Option("--lms", help="moodle, canvas or csv.")] = "csv",
    roster: Annotated[Path | None, typer.Option(help="The CSV that the LMS has exported, to be filled in.")] = None,
    course: Root = None,
) -> None:
    """Write a file of grades that the LMS imports."""
    from tlgrade.export import export as write_grades

    with told():
        for line in write_grades(find_course(course), lesson, lms, roster).lines():
            typer.echo(line)


@app.command()
def desk(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port of the server.")] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser window.")] = True,
    course: Root = None,
) -> None:
    """Open formgrader in the browser: written answers, comments, other points."""
    from tlgrade.desk import open_desk

    with told():
        raise typer.Exit(open_desk(find_course(course), port=port, browser=browser))


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="A new folder for the demonstration course.")] = Path("tlgrade-demo"),
) -> None:
    """Make a small course with 30 made submissions: honest, partial, broken and hostile."""
    from tlgrade.demo import make_demo

    with told():
        lesson = make_demo(folder)
        typer.echo(f"A course with 30 submissions is in {folder}. Next:\n  tlgrade grade {lesson} --course {folder}")


def find_course(root: Path | None):
    """The course at this root, or the one around here."""
    from tlgrade.course import Course

    if root is None:
        here = Path()
        root = next((place for place in (here, here / "grading") if (place / "nbgrader_config.py").exists()), here)
    return Course(root)


def write(file: Path | None, rows: list[dict]) -> None:
    """The rows as JSON, if they are asked for."""
    if file is not None:
        file.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", "utf-8")


@contextmanager
def told() -> Iterator[None]:
    """Errors that an instructor can mend are told in their own words, and nothing else is hidden."""
    from sqlalchemy.exc import OperationalError

    from tlgrade.course import CourseError
    from tlgrade.hosts import HostError
    from tlgrade.isolation import IsolationError

    try:
        yield
    except (CourseError, HostError, IsolationError, FileNotFoundError) as error:
        typer.secho(str(error), fg=typer.colors.RED, err=True)
        raise typer.Exit(1) from None
    except (OSError, OperationalError, sqlite3.OperationalError) as error:
        told = (
            f"{getattr(error, 'orig', None) or error}. Nothing is lost: the same command goes on when this is mended."
        )
        typer.secho(told, fg=typer.colors.RED, err=True)
        raise typer.Exit(1) from None
