"""Let the process keep the memory that TensorFlow frees, where the C library would hand it back at each step.

A training step allocates and frees the same few hundred megabytes again and again. glibc maps each large block anew and
unmaps it when it is freed; the kernel then has to find and clear every page of it once more. On two cores of a virtual
machine that was 45 % of the computing of a MobileNetV2 in training.
"""

import ctypes
import sys

__all__ = ["keep_freed_memory"]

# Parameters of mallopt(3), as glibc's malloc.h numbers them.
M_TRIM_THRESHOLD, M_MMAP_MAX = -1, -4
KEPT = 512 * 2**20  # bytes at the end of the heap that stay with the process; what is above goes back


def keep_freed_memory() -> bool:
    """Have large blocks come from the heap, and let its free end grow to 512 MB before any of it goes back.

    Returns:
        Whether it could be set: with glibc only, so on most Linux systems, not on macOS or Windows.
    """
    if not sys.platform.startswith("linux"):
        return False
    library = ctypes.CDLL(None)
    if not hasattr(library, "gnu_get_libc_version"):  # musl has a mallopt that does nothing
        return False
    return bool(library.mallopt(M_MMAP_MAX, 0) and library.mallopt(M_TRIM_THRESHOLD, KEPT))
