"""Where tlcourse finds what ships with it and keeps what it may delete."""

import os
import sys
from pathlib import Path

__all__ = ["cache_folder", "datasets_folder"]


def datasets_folder() -> Path:
    """The folder with the photos and weights that ship: beside the package, or inside an installed copy of it."""
    package = Path(__file__).resolve().parent
    inside = package / "datasets"
    return inside if inside.is_dir() else package.parent / "datasets"


def cache_folder() -> Path:
    """The folder for downloads and computed features.

    `TLCOURSE_CACHE` names another one; otherwise it is the platform's own place for caches. Everything in it can be
    deleted: it is downloaded or computed again. The folder is not created here.
    """
    if named := os.environ.get("TLCOURSE_CACHE"):
        return Path(named).expanduser()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "~/AppData/Local")
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "tlcourse"
