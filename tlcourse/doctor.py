"""What this machine has, which photos and weights are in use, and what to do where something is missing."""

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from typing import NamedTuple

from tlcourse.places import cache_folder

__all__ = ["Finding", "examine"]

PACKAGES = ("tlcourse", "keras", "tensorflow", "numpy", "opencv-python-headless", "jupyterlab", "nbgrader")
GOOD, NOTE, BAD = "good", "note", "bad"


class Finding(NamedTuple):
    """One line of the report: state is "good", "note" (works, worth knowing) or "bad"; `advice` says what to do."""

    state: str
    subject: str
    seen: str
    advice: str = ""


def examine() -> Iterator[Finding]:
    """Look at everything the course needs, the quick things first; no network, about five seconds.

    Yields:
        Findings as they are made. A check that fails in a way nobody thought of is itself a finding.
    """
    for subject, check in CHECKS.items():
        try:
            yield from check()
        except Exception as error:  # the report goes on: this is where a broken machine is described
            yield Finding(BAD, subject, f"{type(error).__name__}: {error}", "Reinstall: pip install -e .")


def check_python() -> Iterator[Finding]:
    """Version, place, and whether TensorFlow has wheels for it."""
    version = platform.python_version()
    right = (3, 11) <= sys.version_info < (3, 14)
    yield Finding(
        GOOD if right else BAD,
        "Python",
        f"{version} on {platform.system()} {platform.machine()}",
        "" if right else "TensorFlow 2.21 has packages for Python 3.11 to 3.13. Make an environment with one of them.",
    )
    if sys.prefix == sys.base_prefix:
        yield Finding(
            NOTE, "Environment", "the system's own", "A virtual environment keeps it apart: python -m venv .venv"
        )


def check_machine() -> Iterator[Finding]:
    """Cores, memory, disk."""
    from tlcourse.backbones.forward import count_cores

    cores = count_cores()
    yield Finding(
        GOOD if cores > 1 else NOTE, "Processor", f"{cores} cores", "" if cores > 1 else "Expect twice the time."
    )
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        advice = "" if memory > 3.5 else "The lessons need about 3 GB. Close other notebooks."
        yield Finding(NOTE if advice else GOOD, "Memory", f"{memory:.0f} GB", advice)
    home = next(folder for folder in (cache_folder(), *cache_folder().parents) if folder.exists())
    free = shutil.disk_usage(home).free / 2**30
    writable = os.access(home, os.W_OK)
    advice = "" if free > 1 and writable else "Set TLCOURSE_CACHE to a folder that you can write to, with 1 GB free."
    seen = f"{cache_folder()} ({free:.0f} GB free{'' if writable else ', not writable'})"
    yield Finding(BAD if advice else GOOD, "Cache", seen, advice)


def check_packages() -> Iterator[Finding]:
    """Installed versions, without importing anything."""
    for name in PACKAGES:
        try:
            yield Finding(GOOD, name, metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Finding(BAD, name, "not installed", "Run in the clone: pip install -e .")


def check_lessons() -> Iterator[Finding]:
    """Whether the lessons are where `tlcourse lab` looks."""
    from tlcourse.lab import LabError, lessons_folder

    try:
        found = sorted(path.parent.name for path in lessons_folder().glob("*/*.ipynb"))
        yield Finding(GOOD, "Lessons", ", ".join(found))
    except LabError as error:
        yield Finding(BAD, "Lessons", "none", str(error))


def check_photos() -> Iterator[Finding]:
    """The photos that ship, and the real ones if they were downloaded."""
    from tlcourse.photos.loading import PhotoError, load_photos

    for source, missing, kind in (("moths", BAD, "synthetic"), ("eu-moths", NOTE, "real")):
        try:
            train, test = load_photos(source)
            seen = f"{len(train.species)} species, {len(train):,} photos to train on, {len(test):,} to test on ({kind})"
            yield Finding(GOOD, f"Photos: {source}", seen)
        except PhotoError as error:
            advice = str(error) if missing == BAD else f"{OPTIONAL} Get them: tlcourse get {source}"
            yield Finding(missing, f"Photos: {source}", "not here", advice)


def check_weights() -> Iterator[Finding]:
    """The backbone that ships loads, and gives the features it should have (imports Keras)."""
    from tlcourse.backbones.loading import WeightsError, load_backbone
    from tlcourse.quiet import import_keras

    import_keras()
    try:
        backbone = load_backbone("mobilenet_v2", "procedural")
        seen = f"{backbone.model.count_params():,} parameters, learned from drawn pictures"
        yield Finding(GOOD, "Weights: procedural", seen)
    except WeightsError as error:
        yield Finding(BAD, "Weights: procedural", "cannot be used", str(error))
    try:
        load_backbone("mobilenet_v2", "imagenet")
        yield Finding(GOOD, "Weights: imagenet", "here")
    except WeightsError:
        yield Finding(NOTE, "Weights: imagenet", "not here", f"{OPTIONAL} Get them: tlcourse get imagenet")


def check_downloads() -> Iterator[Finding]:
    """What `tlcourse get` has fetched, and what it left half-way."""
    from tlcourse.real.getting import half_fetched, place_of
    from tlcourse.real.registry import read_registry

    here = {
        entry.name if len(entry.files) == 1 else f"{entry.name} ({key})"
        for entry in read_registry().values()
        for key, remote in entry.files.items()
        if place_of(entry, remote).exists()
    }
    yield Finding(GOOD if here else NOTE, "Downloaded", ", ".join(sorted(here)) or "nothing", "" if here else OPTIONAL)
    for part in half_fetched():
        seen = f"{part.stem}, {part.stat().st_size / 1e6:,.0f} MB so far"
        yield Finding(NOTE, "Cut download", seen, f"Run `tlcourse get` again to go on, or delete {part}.")


OPTIONAL = "Not needed: every lesson runs without."
CHECKS: dict[str, Callable[[], Iterator[Finding]]] = {
    "Python": check_python,
    "Machine": check_machine,
    "Packages": check_packages,
    "Lessons": check_lessons,
    "Photos": check_photos,
    "Downloads": check_downloads,
    "Weights": check_weights,
}
