"""Runs of the lessons with their reference answers, kept, so that the site shows the very run that the tests made.

A run belongs to what it was made from: the lesson's code cells, `tlcourse`, photos and weights, the versions that draw
and compute. Prose is no part of that: a mended sentence needs no new run.
"""

import hashlib
import os
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import nbformat

from tests.lessons.notebooks import ROOT, read_lesson, run
from tlcourse.places import cache_folder

SHARP = "--InlineBackend.figure_formats={'retina'}"  # twice the pixels: a reader's screen may have as many
VERSIONS = ("keras", "matplotlib", "numpy", "tensorflow")
WORLD = ("TLCOURSE_PHOTOS", "TLCOURSE_WEIGHTS", "TLCOURSE_FOLDER")
LEFT_OUT = {"__pycache__", "checkpoints", ".ipynb_checkpoints"}  # names of folders


def run_and_keep(name: str, folder: Path, *, timeout: int = 180):
    """Run a lesson from top to bottom in `folder`, each cell within `timeout` seconds, and keep what it showed."""
    lesson = read_lesson(name)
    kept = place_of(lesson, name)
    finished = run(lesson, folder, timeout=timeout, extra_arguments=[SHARP])
    kept.parent.mkdir(parents=True, exist_ok=True)
    unfinished = kept.with_suffix(".part")
    nbformat.write(finished, unfinished)
    unfinished.replace(kept)
    return finished


def kept_run(name: str):
    """The kept run of a lesson as it is now; None if there is none."""
    kept = place_of(read_lesson(name), name)
    return nbformat.read(kept, as_version=4) if kept.exists() else None


def place_of(lesson, name: str) -> Path:
    """Where the run of a lesson is kept; another place for each state of its sources."""
    code = "\0".join(f"{cell.id}\n{cell.source}" for cell in lesson.cells if cell.cell_type == "code")
    key = hashlib.sha256(f"{code}\0{surroundings()}".encode()).hexdigest()[:16]
    return cache_folder() / "lesson-runs" / f"{name}-{key}.ipynb"


@lru_cache
def surroundings() -> str:
    """A digest of all that a lesson can see: the package, photos and weights, libraries, the chosen world."""
    seen = hashlib.sha256(repr([version(name) for name in VERSIONS] + [os.environ.get(w) for w in WORLD]).encode())
    for folder in ("tlcourse", "datasets"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix != ".md" and not LEFT_OUT & {*path.parts}:
                seen.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return seen.hexdigest()
