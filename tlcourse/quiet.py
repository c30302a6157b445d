"""Import Keras without TensorFlow's start-up lines.

TensorFlow writes a few lines straight to file descriptor 2 while it is imported, before any setting can stop them. They
alarm newcomers, and nbgrader gives no marks to a cell that writes to standard error.
"""

import contextlib
import os
from collections.abc import Iterator

from tlcourse.memory import keep_freed_memory

__all__ = ["import_keras"]


def import_keras():
    """Import Keras and return it. Errors are raised as ever; only what native code prints meanwhile is dropped."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    keep_freed_memory()
    with silenced_stderr():
        import keras
    return keras


@contextlib.contextmanager
def silenced_stderr() -> Iterator[None]:
    """Point file descriptor 2 at nothing for a while."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
