"""Rows 65 and on: what we could think of beside the catalogue."""

from tests.hostile.entry import ALL, Here, Hostile, answer, cheat, right_count

__all__ = ["further"]

CODE = """\
import tlcourse.exercises.observing as o


def forged(exercise, answer, case):
    return o.Observation("seen", {"counted": (case["n_features"] + 1) * case["n_species"]})


o.observe.__code__ = forged.__code__
"""
PROBE = """\
import sys

kind = type(sys.modules["tlcourse." + "exercises"].find_exercise("03_feature_extraction.count_trained"))
kind.probe = lambda self, answer, case: {"counted": (case["n_features"] + 1) * case["n_species"]}
"""
BLIND = """\
import sys

child = sys.modules["tl" + "grade.inside.child"]
child.changes = child.fingerprint = lambda *_: []
get_ipython().ast_transformers.append(type("T", (), {"visit": lambda self, node: node})())
"""
FRAMES = """\
import inspect
import json
import socket
import struct

for entry in inspect.stack():
    known = entry.frame.f_locals
    if isinstance(known.get("channel"), socket.socket) and isinstance(known.get("order"), dict):
        told = {"nonce": known["order"]["nonce"], "meddled": [], "outputs": 5, "failed": False}
        head = json.dumps(told).encode()
        known["channel"].sendall(struct.pack(">I", len(head)) + head + struct.pack(">I", 0))
"""
SWALLOWS = """\
def count_trained(*_):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
"""
DEEP = "import sys\nsys.setrecursionlimit(10**9)\n\n\ndef deep(n):\n    return deep(n + 1)\n\n\ndeep(0)"
STOPS = "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"
ALARM = "import signal, time\nsignal.signal(signal.SIGALRM, signal.SIG_DFL)\nsignal.setitimer(0, 0.1)\ntime.sleep(3)"
REPR = """\
class Endless:
    def __repr__(self):
        while True:
            pass


Endless()
"""
LIES = """\
class Lies:
    __class__ = float

    def __getattr__(self, name):
        return self

    def __call__(self, *_, **__):
        return self


def count_trained(*_):
    return Lies()
"""
NOISE = f"""\
import logging
import sys
import warnings

{right_count()}


print("loading", file=sys.stderr)
warnings.warn("a warning")
logging.getLogger("absl").error("an error")
"""


def further(here: Here) -> list[Hostile]:
    """The rows."""
    judge = "from tlcourse.exercises import find_exercise"
    return [
        answer(here, 65, "asks_the_judge", f"{judge}\n\n\n{right_count()}", "tampered", None, "the checks' own code"),
        cheat(here, 66, "changes_code_of_observe", CODE),
        cheat(here, 67, "replaces_a_probe", PROBE),
        cheat(here, 68, "blinds_the_watch", BLIND, reason="the syntax-tree"),
        cheat(here, 69, "replies_itself", FRAMES, reason="did not belong"),
        answer(here, 70, "swallows_everything", SWALLOWS, "timeout", reason="did not stop"),
        answer(here, 71, "endless_recursion", DEEP, ("out-of-memory", "killed", "timeout")),
        answer(here, 72, "closes_all_files", "import os\nos.closerange(0, 300)", "killed"),
        answer(here, 73, "stops_itself", STOPS, "timeout", reason="did not stop"),
        answer(here, 74, "alarm", ALARM, "killed", reason="signal 14"),
        answer(here, 75, "endless_repr", REPR, "timeout"),
        answer(here, 76, "object_that_lies", LIES),
        answer(here, 77, "noise_on_standard_error", NOISE, score=ALL),
        answer(here, 78, "not_a_number", "def count_trained(*_):\n    return float('nan')"),
        answer(here, 79, "removes_builtins", "import builtins\ndel builtins.len", "killed"),
    ]
