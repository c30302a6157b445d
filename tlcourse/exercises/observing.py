"""Run a probe on an answer, whatever the answer does, and judge what was seen."""

import contextlib
import io
import logging
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.exercises.plain import NotPlainError, pack, unpack
from tlcourse.quiet import silenced_stderr

__all__ = ["Observation", "draw_case", "judge_observation", "observe"]

OURS = Path(__file__).parents[1]
PRINTED = 500  # characters of the student's prints that are kept


class TimeLimit(BaseException):
    """The probe took too long. No Exception, so that `except Exception` in an answer does not swallow it."""


@dataclass(frozen=True)
class Observation:
    """What one probe has seen, and how it ended. Plain data throughout, as `vars` gives it."""

    outcome: str  # "seen", "empty", "raised", "stopped", "too slow" or "not plain"
    seen: dict | None = None
    error: str = ""  # "TypeError: ..." for "raised", "stopped" and "not plain"
    line: str = ""  # the student's own line that it happened in, if known
    printed: str = ""


def observe(exercise: Exercise, answer, case: dict) -> Observation:
    """Call the exercise's probe. Never raises, prints or warns, and ends within the exercise's time limit."""
    printed = io.StringIO()
    try:
        with _held_back(printed), _traced_once(), _time_limit(exercise.seconds):
            seen = unpack(pack(exercise.probe(answer, case)))
        ended = {"outcome": "seen", "seen": seen}
    except NotImplementedError:
        ended = {"outcome": "empty"}
    except NotPlainError as error:
        ended = {"outcome": "not plain", "error": _one_line(error)}
    except TimeLimit:
        ended = {"outcome": "too slow"}
    except Exception as error:
        ended = {"outcome": "raised", "error": _one_line(error), "line": _own_line(error)}
    except BaseException as error:
        ended = {"outcome": "stopped", "error": _one_line(error), "line": _own_line(error)}
    return Observation(printed=printed.getvalue()[:PRINTED], **ended)


def judge_observation(exercise: Exercise, observation: Observation, case: dict) -> Verdict:
    """Points, misconception and message. What every exercise has in common is judged here."""
    where = f" (in `{observation.line}`)" if observation.line else ""
    if observation.outcome == "seen":
        with warnings.catch_warnings(action="ignore"):  # of arithmetic with what an answer gave: NaN, or infinity
            return exercise.judge(observation.seen, case)
    name, message = {
        "empty": ("nothing_written", "Nothing is written here yet: replace `raise NotImplementedError`."),
        "raised": ("raises", f"Your code raised {observation.error}{where}"),
        "stopped": ("stops_the_program", f"Your code tried to end the program ({observation.error}).{where}"),
        "too slow": ("too_slow", f"Your code had not finished after {exercise.seconds:g} seconds, on a tiny case."),
        "not plain": ("raises", f"What your code gives back cannot be read: {observation.error}"),
    }[observation.outcome]
    return Verdict(0.0, name, message)


@contextlib.contextmanager
def _held_back(printed: io.StringIO) -> Iterator[None]:
    """Keep prints; drop warnings and logs: nbgrader gives no marks to a cell that writes to standard error."""
    logged = logging.root.manager.disable
    logging.disable()  # a handler made in an earlier cell writes to where standard error was then
    try:
        with (
            warnings.catch_warnings(),
            silenced_stderr(),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logged)


@contextlib.contextmanager
def _traced_once() -> Iterator[None]:
    """Let `fit` make the optimizer's variables before its first step and not within it.

    The variables are the same. But a step that makes variables is traced twice by TensorFlow, and tracing is nearly all
    of the time that a check of training takes.
    """
    keras = sys.modules.get("keras")
    if keras is None:
        yield
        return
    fit = keras.Model.fit

    def build_and_fit(model, *args, **kwargs):
        optimizer = getattr(model, "optimizer", None)
        if model.built and not getattr(optimizer, "built", True) and model.trainable_variables:
            optimizer.build(model.trainable_variables)
        return fit(model, *args, **kwargs)

    keras.Model.fit = build_and_fit
    try:
        yield
    finally:
        keras.Model.fit = fit


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeLimit after `seconds`, and again every second. Needs signals, so not on Windows or in threads."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number, frame):
        raise TimeLimit

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _one_line(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:200]}" if text else type(error).__name__


def _own_line(error: BaseException) -> str:
    """The last line of the traceback that lies in a notebook or in an answer's file, not in a library."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if "site-packages" not in f.filename and OURS not in Path(f.filename).parents and f.line]
    own = [f for f in own if not f.filename.startswith("<frozen")]
    return own[-1].line.strip()[:120] if own else ""


def draw_case(exercise: Exercise, seed: int) -> dict:
    """The case of this seed, as the probe and the judge both get it."""
    return unpack(pack(exercise.case(np.random.default_rng(seed))))
