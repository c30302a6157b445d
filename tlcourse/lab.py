"""The student's own copies of the lessons, made with nbgrader's steps, and JupyterLab over them.

A copy that the student has changed is never touched. What "changed" means is settled by a record of the hashes of the
copies as they were written, in the work folder. It also holds what each copy was made from: a copy that would come out
the same is not made again.
"""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from tlcourse.places import datasets_folder

__all__ = ["LabError", "Prepared", "lessons_folder", "open_lab", "prepare", "student_copy"]

RECORD = ".tlcourse-copies.json"
# Defaults for JupyterLab: do not ask whether to fetch news, do not look for updates. Both would use the network, and
# the question would lie over the first lesson. A student's own settings go before these.
JUPYTER_DEFAULTS = Path(__file__).with_name("jupyter")
# The steps of nbgrader's GenerateAssignment, less those for a gradebook (SaveCells), for a header that is put before
# every notebook, and for tests that nbgrader writes itself (InstantiateTests): the lessons have none.
STEPS = (
    *("LockCells", "ClearSolutions", "ClearOutput", "CheckCellMetadata", "ComputeChecksums"),
    *("ClearHiddenTests", "ClearMarkScheme", "ComputeChecksums", "CheckCellMetadata"),
)
SKIPPED = {".ipynb_checkpoints", "__pycache__", "README.md"}  # a lesson's README is for instructors: rubrics


class LabError(RuntimeError):
    """The lessons or the work folder cannot be used."""


@dataclass
class Prepared:
    """What `prepare` did, by path relative to the work folder."""

    folder: Path
    written: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # changed by the student, and nothing newer to offer
    outdated: list[str] = field(default_factory=list)  # changed by the student, and the lesson has changed since

    @property
    def first(self) -> str:
        """The first lesson's notebook."""
        paths = [*self.written, *self.updated, *self.unchanged, *self.kept, *self.outdated]
        return min(path for path in paths if path.endswith(".ipynb"))


def lessons_folder() -> Path:
    """The folder with the lessons, beside the datasets.

    Raises:
        LabError: it is not there.
    """
    folder = datasets_folder().parent / "lessons"
    if not any(folder.glob("*/*.ipynb")):
        raise LabError(
            f"No lessons in {folder}. tlcourse is used from a clone: run `pip install -e .` inside it, then try again."
        )
    return folder


def prepare(folder: Path, lessons: Path | None = None) -> Prepared:
    """Make or refresh the student's copies of all lessons in `folder`.

    Args:
        folder: the work folder; made if absent.
        lessons: the folder with one folder a lesson; the course's own if not given.

    Returns:
        What was written, updated, left alone because it was current, and kept because the student changed it.

    Raises:
        LabError: there are no lessons, or `folder` is the folder of the lessons themselves.
    """
    lessons, folder = (lessons or lessons_folder()).resolve(), folder.expanduser().resolve()
    if folder == lessons or lessons in folder.parents:
        raise LabError(f"{folder} holds the lessons themselves. Choose another --folder for your own copies.")
    folder.mkdir(parents=True, exist_ok=True)
    record = read_record(folder)
    done = Prepared(folder)
    for source in sorted(path for path in lessons.glob("*/**/*") if path.is_file() and not SKIPPED & {*path.parts}):
        name = source.relative_to(lessons).as_posix()
        place(name, source, folder / name, record, done)
        write_record(folder, record)
    return done


def place(name: str, source: Path, target: Path, record: dict[str, dict], done: Prepared) -> None:
    """Write one copy, unless that would cost the student anything. It is not made where the record tells its hash."""
    entry, origin = record.get(name, {}), origin_of(source)
    content = None if entry.get("origin") == origin else student_copy(source)
    new, old = entry["made"] if content is None else digest(content), entry.get("written")
    current = digest(target.read_bytes()) if target.exists() else None
    if current == new:
        done.unchanged.append(name)
    elif current is None or current == old:
        (done.written if current is None else done.updated).append(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, student_copy(source) if content is None else content)
    else:
        (done.kept if old == new else done.outdated).append(name)
        record[name] = {"written": old, "made": new, "origin": origin}
        return
    record[name] = {"written": new, "made": new, "origin": origin}


def origin_of(source: Path) -> str:
    """A hash of all that decides what the copy of a file is: the file, the settings, nbgrader, and this module."""
    settings = source.parents[1].parent / "grading" / "nbgrader_config.py"
    parts = [path.read_bytes() for path in (source, settings, Path(__file__)) if path.exists()]
    return digest(b"".join([metadata.version("nbgrader").encode(), *(digest(part).encode() for part in parts)]))


def student_copy(source: Path) -> bytes:
    """What a student gets for a file of a lesson: a notebook without solutions, hidden tests and outputs.

    Done by nbgrader's own preprocessors, in the order and with the settings of the course's `generate_assignment`, but
    without a gradebook. Other files are given as they are.
    """
    if source.suffix != ".ipynb":
        return source.read_bytes()
    import nbformat
    from nbgrader import preprocessors as steps

    notebook = nbformat.read(source, as_version=4)
    config, resources = grading_settings(source.parents[1]), {"metadata": {"path": str(source.parent)}}
    for name in STEPS:
        notebook, resources = getattr(steps, name)(config=config).preprocess(notebook, resources)
    return (nbformat.writes(notebook) + "\n").encode()


def grading_settings(lessons: Path):
    """The course's nbgrader settings, so that a copy made here equals the one that an instructor releases."""
    from traitlets.config import Config
    from traitlets.config.loader import PyFileConfigLoader

    settings = lessons.parent / "grading" / "nbgrader_config.py"
    return PyFileConfigLoader(settings.name, str(settings.parent)).load_config() if settings.exists() else Config()


def open_lab(prepared: Prepared, *, port: int | None = None, browser: bool = True) -> int:
    """Start JupyterLab over the work folder, opened at the first lesson; returns its status when it is stopped."""
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={prepared.folder}"]
    command.append(f"--LabApp.default_url=/lab/tree/{prepared.first}")
    command += [f"--port={port}"] if port else []
    command += [] if browser else ["--no-browser"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # containers; JupyterLab refuses otherwise
    process = subprocess.Popen(command, env=jupyter_environment())
    try:
        return process.wait()
    except KeyboardInterrupt:  # the terminal has told JupyterLab too: let it ask, or end
        return process.wait()


def jupyter_environment() -> dict[str, str]:
    """This process's environment, with the course's defaults for JupyterLab behind every other place of settings."""
    places = filter(None, [os.environ.get("JUPYTER_CONFIG_PATH"), str(JUPYTER_DEFAULTS)])
    return {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(places)}


def read_record(folder: Path) -> dict[str, dict]:
    """By name of a copy the hashes of what was `written`, of what was last `made`, and of its `origin`.

    A lost record means that every copy counts as changed.
    """
    try:
        record = json.loads((folder / RECORD).read_text("utf-8"))
        return {name: dict(entry) for name, entry in record.items()}
    except (FileNotFoundError, ValueError):
        return {}


def write_record(folder: Path, record: dict[str, dict]) -> None:
    """Keep the hashes, after each file, so that an interrupted run forgets nothing."""
    write_whole(folder / RECORD, (json.dumps(record, indent=1, sort_keys=True) + "\n").encode())


def write_whole(target: Path, content: bytes) -> None:
    """Write beside the target, then rename: no half-written notebook."""
    unfinished = target.with_name(f".{target.name}.part")
    unfinished.write_bytes(content)
    os.replace(unfinished, target)


def digest(content: bytes) -> str:
    """SHA-256 of a file's content."""
    return hashlib.sha256(content).hexdigest()
