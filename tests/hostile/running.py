"""Rows 1 to 9: takes too much time, memory, disk, processes or room."""

from tests.hostile.changes import many_sleeps
from tests.hostile.entry import Here, Hostile, answer, changed

__all__ = ["running"]

DEAF = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass"
THREADS = """\
import threading
for _ in range(200):
    threading.Thread(target=threading.Event().wait, daemon=True).start()
while True:
    pass
"""
DISK = """\
for i in range(100):
    with open(f'f{i}', 'wb') as file:
        file.write(bytes(2**20))
while True:
    pass
"""
HOG = "hog = [bytearray(b'x') * 2**20 for _ in range(1500)]"
CONTROL = "print('\\x1b[2J\\x1b]0;title\\x07\\u202egnp.exe\\x08\\x08' * 50)"


def running(here: Here) -> list[Hostile]:
    """The rows."""
    return [
        answer(here, 1, "loop", "while True:\n    pass", "timeout", reason="count_trained was stopped"),
        answer(here, 2, "loop_without_signals", DEAF, "timeout", reason="did not stop"),
        changed(here, 3, "many_sleeps", many_sleeps, "timeout", 0, "took more than"),
        answer(here, 4, "fork_bomb", "import os\nfor _ in range(20):\n    os.fork()"),
        answer(here, 4, "thread_bomb", THREADS, "killed", reason="threads"),
        answer(here, 5, "memory_hog", HOG, "out-of-memory", reason="memory"),
        answer(here, 6, "large_file", "with open('big', 'wb') as file:\n    file.write(bytes(6 * 2**20))"),
        answer(here, 6, "many_files", DISK, ("needs-manual", "killed")),
        answer(here, 7, "many_lines", "for i in range(300_000):\n    print(i)"),
        answer(here, 8, "long_line", "print('x' * 40_000_000)"),
        answer(here, 9, "control_characters", CONTROL),
    ]
