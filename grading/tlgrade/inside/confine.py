"""Shut this process in: no privileges, small limits, few files, few system calls. There is no way back."""

import contextlib
import ctypes
import os
import sys

from tlgrade.inside import landlock, seccomp

__all__ = ["confine", "possible"]

NO_NEW_PRIVILEGES, DIE_WITH_PARENT, KILL = 38, 1, 9
NOT_FILES = ("/dev/null", "/dev/zero", "/dev/full")
READABLE = ("/dev/urandom", "/dev/random", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system/cpu")


def possible() -> list[str]:
    """What this machine has to shut a process in."""
    if not sys.platform.startswith("linux"):
        return []
    return [name for name, has in (("landlock", landlock.abi()), ("seccomp", seccomp.available())) if has]


def confine(parts: list[str], readable: list[str], scratch: str, limits: dict) -> None:
    """Apply `parts` ("landlock", "seccomp") and limits to this process, which must have one thread.

    Raises:
        OSError: a part cannot be applied. Then nothing of a student may run.
    """
    if sys.platform.startswith("linux"):
        _prctl(DIE_WITH_PARENT, KILL)
        _prctl(NO_NEW_PRIVILEGES, 1)
        with contextlib.suppress(OSError):  # the kernel's own last resort takes this process first
            _write("/proc/self/oom_score_adj", "1000")
    _limit(limits)
    if "landlock" in parts:
        landlock.restrict([*readable, *READABLE, f"/proc/{os.getpid()}"], [scratch, *NOT_FILES])
    if "seccomp" in parts:
        _drop_capabilities()
        seccomp.restrict()


def _limit(limits: dict) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    chosen = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: limits["file_mb"] * 2**20,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CPU: int(limits["total_seconds"] * 4),  # several threads; the clock on the wall is stricter
    }
    for kind, most in chosen.items():
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def _drop_capabilities() -> None:
    """A grader that runs as root keeps no more rights for its students than anyone has."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    nothing = (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None, use_errno=True).capset(header, nothing):
        raise OSError(ctypes.get_errno(), "The capabilities cannot be dropped.")


def _prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0):
        raise OSError(ctypes.get_errno(), f"prctl {option} failed.")


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:  # noqa: PTH123  (pathlib is not needed inside)
        file.write(text)
