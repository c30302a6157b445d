"""How a student's code is shut in: the strongest way that this machine has.

bubblewrap gives namespaces: other processes, the network and all files but a few are not there. Landlock and a
seccomp filter forbid what is left, and do alone where namespaces are switched off, as in most containers. Nothing
less is used unless an instructor says that the students are trusted.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tlgrade.inside.confine import possible

__all__ = ["LEVELS", "Isolation", "IsolationError", "choose", "readable_places"]

LEVELS = ("bubblewrap", "landlock", "none")
SYSTEM = (
    "/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/etc/passwd",
    "/etc/nsswitch.conf", "/etc/mime.types", "/etc/alternatives",
)  # fmt: skip


class IsolationError(Exception):
    """This machine cannot shut students' code in; the message says what to do."""


@dataclass(frozen=True)
class Isolation:
    """One way to shut students' code in."""

    parts: tuple[str, ...]  # of "bubblewrap", "landlock", "seccomp"

    @property
    def level(self) -> str:
        """As it is printed, and stored with each grade."""
        return "+".join(self.parts) or "none (students trusted)"

    def command(self, scratch: str, scratch_mb: int) -> list[str]:
        """The command line of a fork server."""
        python = [sys.executable, "-I", "-m", "tlgrade.inside.server"]
        if "bubblewrap" not in self.parts:
            return python
        shown = [argument for place in readable_places() for argument in ("--ro-bind-try", place, place)]
        return [
            "bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL",
            "--proc", "/proc", "--dev", "/dev", "--dir", "/tmp", *shown,
            "--size", str(scratch_mb * 2**20), "--tmpfs", scratch, "--remount-ro", "/", "--chdir", scratch, *python,
        ]  # fmt: skip

    @property
    def inner(self) -> list[str]:
        """What a child applies to itself."""
        return [part for part in self.parts if part != "bubblewrap"]


def choose(wanted: str | None = None, *, trusted: bool = False) -> Isolation:
    """The strongest isolation of this machine, or the one that is wanted by name.

    Raises:
        IsolationError: there is none, or not this one.
    """
    inner = tuple(possible())
    ladder = {
        "bubblewrap": ("bubblewrap", *inner) if "seccomp" in inner and bubblewrap_works() else None,
        "landlock": inner if set(inner) == {"landlock", "seccomp"} else None,
        "none": () if trusted else None,
    }
    for name in LEVELS if wanted is None else (wanted,):
        if ladder.get(name) is not None:
            return Isolation(ladder[name])
    if wanted == "none":
        raise IsolationError(
            "Without isolation a submission can do what you can do. If you trust your students: --trust-students."
        )
    raise IsolationError(
        f"This machine cannot shut students' code in ({wanted or 'no level of isolation'} is not available). "
        "It needs Linux with libseccomp, and bubblewrap (apt install bubblewrap) or Landlock (kernel 5.13 or later). "
        "If you trust your students with this account: --trust-students."
    )


def bubblewrap_works() -> bool:
    """Whether bubblewrap is installed and may make namespaces."""
    if not shutil.which("bwrap"):
        return False
    tried = [
        "bwrap",
        "--unshare-all",
        "--ro-bind",
        "/",
        "/",
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        "--size",
        "1048576",
        "--tmpfs",
        "/tmp",
        "true",
    ]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


def readable_places() -> list[str]:
    """What a submission may read: the system's and Python's own files, the photos and weights that ship."""
    import tlcourse
    from tlcourse.places import datasets_folder

    packages = [
        str(Path(tlcourse.__file__).resolve().parent),
        str(Path(__file__).resolve().parent),
        str(datasets_folder()),
    ]
    prefixes = {sys.prefix, sys.base_prefix, os.path.realpath(sys.prefix), os.path.realpath(sys.base_prefix)}
    return [place for place in [*SYSTEM, *sorted(prefixes), *packages] if Path(place).exists()]
