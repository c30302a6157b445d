"""Carry out orders from the trusted side, next to the student's code: run a cell, run a probe, run a test.

Nothing that this process says is believed: a judge outside looks at what was observed. No order holds an expected
value.
"""

import builtins
import numbers
import signal
import socket

from tlcourse.exercises import Exercise, find_exercise, list_exercises
from tlcourse.exercises.observing import Observation, observe
from tlcourse.exercises.plain import pack, unpack
from tlgrade.inside.shell import Shell
from tlgrade.inside.watch import changes, fingerprint
from tlgrade.inside.wire import ClosedError, receive, send

__all__ = ["obey"]


class Echo(Exercise):
    """Not an exercise: gives back what it is sent, so that the trusted side sees whether probes still work."""

    id, points, misconceptions = "echo", 1, {}

    def case(self, rng):
        """Comes from outside."""

    def probe(self, answer, case):
        """Text, turned round."""
        return {"echo": answer(case["nonce"])}

    def judge(self, seen, case):
        """Happens outside."""


def obey(channel: socket.socket, shell: Shell) -> None:
    """Carry out orders until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    orders = {"run": run, "probe": probe, "echo": echo, "stand_in": stand_in, "test": test, "file": put}
    # Kept here, out of the reach of who replaces a function of a module.
    look, compare, tell, listen = fingerprint, changes, send, receive
    exercises = list_exercises()
    before = look(shell, exercises)
    tell(channel, {"ready": True})
    while True:
        try:
            order, payload = listen(channel)
        except ClosedError:
            return
        if order["do"] == "end":
            return
        answer, data = orders[order["do"]](shell, order, payload)
        meddled = compare(before, look(shell, exercises))
        tell(channel, {"nonce": order["nonce"], "meddled": meddled, **answer}, data)


def run(shell, order, payload):
    """A cell of the notebook."""
    outputs, error = _interruptible(lambda: shell.run(order["source"], order["room"]))
    return {"outputs": list(outputs), "cut": outputs.cut, "failed": error is not None}, b""


def probe(shell, order, payload):
    """An exercise's probe, on the answer that an expression names."""
    exercise, case = find_exercise(order["exercise"]), unpack(payload)
    try:
        answer = _interruptible(lambda: eval(order["expression"], shell.user_ns))
    except BaseException as error:
        told = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        return {}, pack(vars(Observation("raised", error=told)))
    return {}, pack(vars(observe(exercise, answer, case)))


def echo(shell, order, payload):
    """A probe whose outcome is known."""
    return {}, pack(vars(observe(Echo(), lambda text: text[::-1], unpack(payload))))


def stand_in(shell, order, payload):
    """An exercise's probe, on an answer that is no answer."""

    def nobody(*_, **__):
        raise RuntimeError(order["secret"])

    return {}, pack(vars(observe(find_exercise(order["exercise"]), nobody, unpack(payload))))


def test(shell, order, payload):
    """A test cell of the stock kind: assertions, or a number as its last line."""
    try:
        code = builtins.compile(order["source"], "<test>", "exec")
        _interruptible(lambda: exec(code, shell.user_ns))
        value = eval(order["value"], shell.user_ns) if order["value"] else None
    except BaseException as error:
        told = " ".join(str(error).split())[:1000]
        return {"error": type(error).__name__, "message": told, "value": None}, b""
    number = float(value) if isinstance(value, numbers.Real) and not isinstance(value, bool) else None
    return {"error": None, "message": "", "value": None if number is None else repr(number)}, b""


def put(shell, order, payload):
    """A file of the lesson, into the working folder."""
    with open(order["name"], "wb") as file:  # noqa: PTH123
        file.write(payload)
    return {}, b""


def _interruptible(action):
    """The trusted side interrupts what takes too long; outside of a student's code nothing is interrupted."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return action()
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
