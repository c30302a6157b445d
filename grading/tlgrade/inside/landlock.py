"""Landlock, the part of it that a sandbox needs: which files a process may see, no TCP, no signals outwards.

Linux 5.13 and later, without privileges. Three system calls, see landlock(7). It binds the calling thread and what it
starts, so it is applied while there is one thread only.
"""

import ctypes
import os
import stat
import struct
from collections.abc import Iterable

__all__ = ["abi", "restrict"]

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same numbers on every architecture
PATH_BENEATH = 1
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
MAKE_CHAR, MAKE_SOCK, MAKE_BLOCK = 1 << 6, 1 << 9, 1 << 11
TRUNCATE, IOCTL_DEV = 1 << 14, 1 << 15
READ = EXECUTE | READ_FILE | READ_DIR
FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
# Rights on files that each version of the interface knows. What is not handled is not restricted.
HANDLED = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
NETWORK = 0b11  # bind and connect TCP, version 4
SCOPES = 0b11  # abstract sockets and signals, version 6


def abi() -> int:
    """The version of the interface that this kernel has; 0: none."""
    return max(0, _library().syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1)))


def restrict(readable: Iterable[str], writable: Iterable[str]) -> int:
    """Let this process read and write beneath these paths only, from now on; returns the version of the interface.

    Paths that do not exist are left out.

    Raises:
        OSError: the kernel has no Landlock, or refuses.
    """
    version = abi()
    if not version:
        raise OSError("This kernel has no Landlock, or it is switched off.")
    handled = HANDLED[min(version, 5)]
    attributes = [handled, NETWORK if version >= 4 else 0, SCOPES if version >= 6 else 0]
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = _call(CREATE_RULESET, struct.pack("=QQQ", *attributes)[:size], ctypes.c_size_t(size), ctypes.c_uint32(0))
    try:
        for path in readable:
            _allow(ruleset, path, READ & handled)
        for path in writable:
            _allow(ruleset, path, handled & ~(MAKE_CHAR | MAKE_SOCK | MAKE_BLOCK | EXECUTE))
        _call(RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)
    return version


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            rights &= FILE_RIGHTS
        rule = struct.pack("=Qi", rights, place)
        _call(ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(PATH_BENEATH), rule, ctypes.c_uint32(0))
    finally:
        os.close(place)


def _call(number: int, *arguments) -> int:
    done = _library().syscall(number, *arguments)
    if done < 0:
        raise OSError(ctypes.get_errno(), f"Landlock: {os.strerror(ctypes.get_errno())}")
    return done


def _library():
    return ctypes.CDLL(None, use_errno=True)
