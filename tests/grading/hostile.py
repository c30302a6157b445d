"""The catalogue of hostile and broken submissions, as far as a submission's folder can hold it.

Each entry: number of the row, name, what is handed in, the status, the points. `None` for points: nothing is written
by the machine.
"""

import json
from dataclasses import dataclass

from tests.grading.hostile_answers import (
    AST,
    CHECKER,
    DISK,
    EQUAL,
    EQUAL_MEAN,
    FORGED_CHANNEL,
    FORGED_RESULT,
    HTML,
    MORE,
    OBSERVE,
    PICKLE,
    READS,
    THREAD_ON,
    THREADS,
)
from tests.grading.hostile_changes import (
    blobs,
    delete_tests,
    duplicate,
    edit_tests,
    extra_notebook,
    fake_outputs,
    find,
    hard_link,
    many_sleeps,
    mark,
    new_graded_cell,
    pipe,
    right_count,
    shadowing,
    start_up_files,
    symlink,
    version_3,
)

RIGHT = 5  # points of the three exercises that a machine grades
WITHOUT_COUNT, WITHOUT_MEAN = 4, 3
HERE = "    return n_features * n_species + n_species"


@dataclass
class Hostile:
    """One submission of the catalogue."""

    row: int
    name: str
    content: dict | bytes | None  # None: the folder is made by `place`
    status: str | tuple[str, ...]  # several: it depends on the level of isolation
    score: float | None
    reason: str = ""  # words of the reason
    place: object = None
    file: str = "demo.ipynb"

    def __str__(self):
        return f"{self.row:02}-{self.name}"


def catalogue(submission, released) -> list[Hostile]:
    """All of them; `submission(**answers)` makes a notebook."""

    def answer(row, name, code, status="needs-manual", score=WITHOUT_COUNT, reason="", **more):
        return Hostile(row, name, submission(count_trained=code, **more), status, score, reason)

    def changed(row, name, change, status="needs-manual", score=RIGHT, reason="", **answers):
        notebook = submission(**answers)
        change(notebook)
        return Hostile(row, name, notebook, status, score, reason)

    right = submission()
    text = json.dumps(right)
    wrong = "def count_trained(n_features, n_species):\n    return 0\n\n\n"
    return [
        answer(1, "loop", "while True:\n    pass", "timeout", reason="count_trained was stopped"),
        answer(
            2,
            "loop_without_signals",
            "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass",
            "timeout",
            reason="did not stop",
        ),
        changed(3, "many_sleeps", many_sleeps, "timeout", 0, "took more than"),
        answer(4, "fork_bomb", "import os\nfor _ in range(20):\n    os.fork()"),
        answer(4, "thread_bomb", THREADS, "killed", reason="threads"),
        answer(
            5, "memory_hog", "hog = [bytearray(b'x') * 2**20 for _ in range(1500)]", "out-of-memory", reason="memory"
        ),
        answer(6, "large_file", "with open('big', 'wb') as file:\n    file.write(bytes(6 * 2**20))"),
        answer(6, "many_files", DISK, ("needs-manual", "killed")),
        answer(7, "many_lines", "for i in range(300_000):\n    print(i)"),
        answer(8, "long_line", "print('x' * 40_000_000)"),
        answer(9, "control_characters", "print('\\x1b[2J\\x1b]0;title\\x07\\u202egnp.exe\\x08\\x08' * 50)"),
        Hostile(10, "giant", text.encode() + b" " * (3 * 2**20), "broken-file", None, "MB"),
        Hostile(10, "deep", b"[" * 200_000, "broken-file", None, "Jupyter could open"),
        Hostile(11, "invalid_json", text[: len(text) // 2].encode(), "broken-file", None, "Jupyter could open"),
        Hostile(12, "byte_order_mark", b"\xef\xbb\xbf" + text.encode(), "needs-manual", RIGHT),
        Hostile(12, "utf_16", text.encode("utf-16"), "needs-manual", RIGHT),
        Hostile(13, "version_3", version_3(right), "needs-manual", RIGHT),
        Hostile(14, "newer_version", {**right, "nbformat": 7, "nbformat_minor": 1}, "needs-manual", RIGHT),
        Hostile(14, "no_cells", {**right, "cells": []}, "broken-file", None, "no cells"),
        Hostile(14, "list", b"[1, 2]", "broken-file", None, "no notebook"),
        answer(15, "nul_byte", "def count_trained(n, s):\n    return '\x00'"),
        changed(16, "other_kernel", lambda n: n["metadata"].update(kernelspec={"name": "bash", "language": "sh"})),
        Hostile(17, "renamed", right, "needs-manual", RIGHT, "was matched", file="demo (1).ipynb"),
        Hostile(18, "extra_notebook", right, "needs-manual", RIGHT, "left out", place=extra_notebook),
        Hostile(19, "no_notebook", None, "not-submitted", None, "no notebook"),
        Hostile(20, "Zoë 🦋 ñ", right, "needs-manual", RIGHT),
        Hostile(22, "symlink", None, "not-submitted", None, "link", place=symlink),
        Hostile(22, "hard_link", None, "not-submitted", None, "link", place=hard_link),
        Hostile(22, "pipe", None, "not-submitted", None, "plain file", place=pipe),
        changed(24, "deleted_tests", delete_tests, count_trained=wrong, score=WITHOUT_COUNT),
        changed(25, "reordered", lambda n: n["cells"].reverse()),
        changed(26, "duplicate", duplicate, reason="2 cells are called 'count_trained'"),
        changed(27, "edited_test", edit_tests, count_trained=wrong, score=WITHOUT_COUNT),
        changed(28, "other_points", lambda n: mark(n, "test_count_trained", points=99)),
        changed(
            29,
            "not_graded",
            lambda n: mark(n, "test_count_trained", grade=False),
            count_trained=wrong,
            score=WITHOUT_COUNT,
        ),
        changed(30, "question_flipped", lambda n: mark(n, "why_pool", solution=False, locked=True)),
        changed(31, "new_graded_cell", new_graded_cell, reason="give no points"),
        changed(32, "test_to_markdown", lambda n: find(n, "test_count_trained").update(cell_type="markdown")),
        changed(33, "schema_99", lambda n: mark(n, "test_count_trained", schema_version=99, checksum="0" * 32)),
        changed(34, "blobs", blobs),
        changed(35, "saved_outputs", fake_outputs, count_trained=wrong, score=WITHOUT_COUNT),
        answer(36, "sys_exit", "import sys\nsys.exit()"),
        answer(37, "os_exit", "import os\nos._exit(0)", "killed", reason="ended its own process"),
        answer(37, "abort", "import os\nos.abort()", "killed", reason="signal 6"),
        answer(37, "segfault", "import ctypes\nctypes.string_at(0)", "killed", reason="signal 11"),
        answer(38, "at_exit", f"{wrong}import atexit\natexit.register(print, 'late')\n", score=WITHOUT_COUNT),
        answer(39, "exit_in_function", "def count_trained(n_features, n_species):\n    exit()"),
        answer(39, "os_exit_in_function", "import os\n\n\ndef count_trained(n, s):\n    os._exit(0)", "killed"),
        answer(
            40,
            "input_transformer",
            "get_ipython().input_transformers_post.append(lambda lines: ['pass\\n'])",
            "tampered",
            None,
            "the input hooks",
        ),
        answer(41, "ast_transformer", AST, "tampered", None, "syntax-tree"),
        answer(42, "replaced_run_cell", "type(get_ipython()).run_cell = lambda *a, **k: None", "tampered", None),
        answer(43, "forged_result", FORGED_RESULT),
        answer(43, "forged_channel", FORGED_CHANNEL, "tampered", None),
        changed(44, "too_many_points", lambda n: None, "tampered", None, share_right=MORE),
        answer(45, "silenced_traceback", "get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)\n1 / 0"),
        answer(46, "equal_to_all", EQUAL),
        changed(46, "equal_to_all_in_test", lambda n: None, "tampered", None, mean_colour=EQUAL_MEAN),
        answer(46, "patched_builtins", "import builtins\nbuiltins.all = lambda *a: True", "tampered", None, "built-in"),
        answer(46, "patched_testing", "import numpy.testing\nnumpy.testing.assert_equal = print", "tampered", None),
        answer(47, "replaced_checker", CHECKER, "tampered", None, "tlcourse.checking"),
        answer(47, "replaced_observe", OBSERVE, "tampered", None),
        Hostile(48, "shadowing", submission(), "needs-manual", RIGHT, "not used", place=shadowing),
        Hostile(49, "start_up_files", submission(), "needs-manual", RIGHT, "not used", place=start_up_files),
        answer(50, "reads_others", READS),
        answer(
            51,
            "reads_tests",
            "import os\nprint(os.listdir('.'))\nassert not [f for f in os.listdir('.') if f[0] != '.']\n"
            + right_count(),
            score=RIGHT,
        ),
        answer(55, "stays_on", "import subprocess\nsubprocess.Popen(['sleep', '60'])"),
        answer(56, "thread_runs_on", THREAD_ON, score=RIGHT),
        answer(57, "kills_parent", "import os\nos.kill(os.getppid(), 9)"),
        answer(57, "kills_all", "import os\nos.kill(-1, 9)"),
        answer(58, "network", "import socket\nsocket.create_connection(('127.0.0.1', 9), 1)"),
        answer(60, "unix_socket", "import socket\nsocket.socket(socket.AF_UNIX).bind('\\0x')"),
        answer(60, "io_uring", "import ctypes\nassert ctypes.CDLL(None).syscall(425, 8, bytes(120)) >= 0"),
        Hostile(61, "script", submission(why_pool=SCRIPT, count_trained=HTML), "needs-manual", WITHOUT_COUNT),
        answer(63, "pickle", PICKLE),
        answer(
            64,
            "other_numbers",
            "import random\n" + right_count() + "\nprint(random.random(), np.random.random())",
            score=RIGHT,
        ),
    ]


SCRIPT = "<script>alert(1)</script> [click](javascript:alert(2)) <img src=x onerror=alert(3)>"
