"""Open nbgrader's formgrader in the browser, on this course, with everything that a submission brings made harmless."""

import os
import subprocess
import sys

from tlgrade.course import Course, CourseError, safe_name

__all__ = ["desk_command", "open_desk"]


def desk_command(course: Course, *, port: int | None = None, browser: bool = True) -> list[str]:
    """The command line of a Jupyter server that opens at formgrader."""
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={course.root.resolve()}"]
    command += ["--LabApp.default_url=/formgrader", "--HTMLExporter.sanitize_html=True"]
    command += ['--ServerApp.jpserver_extensions={"nbgrader.server_extensions.formgrader": True}']
    command += [f"--ServerApp.port={port}"] if port else []
    command += [] if browser else ["--no-browser"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # containers; Jupyter refuses otherwise
    return command


def open_desk(course: Course, *, port: int | None = None, browser: bool = True) -> int:
    """Start formgrader over the course; returns the server's status when it is stopped.

    Raises:
        CourseError: there is no configuration, or a folder's name would run in the grader's browser.
    """
    if not (course.root / "nbgrader_config.py").exists():
        raise CourseError(f"{course.root} has no nbgrader_config.py, so formgrader would not find the course.")
    submitted = course.folder("submitted", "STUDENT", "LESSON").parents[1]
    unsafe = [path.name for path in submitted.glob("*") if not path.name.startswith(".") and not safe_name(path.name)]
    if unsafe:
        raise CourseError(
            f"{submitted} has folders that formgrader cannot show safely: {', '.join(map(repr, unsafe))}. "
            "Rename them first."
        )
    process = subprocess.Popen(desk_command(course, port=port, browser=browser), cwd=course.root)
    try:
        return process.wait()
    except KeyboardInterrupt:  # the terminal has told Jupyter too: let it ask, or end
        return process.wait()
