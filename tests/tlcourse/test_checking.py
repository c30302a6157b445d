"""A check in the student's own kernel: it survives what answers do, keeps quiet, and says what it saw."""

import logging
import os
import sys
import warnings
from typing import ClassVar

import numpy as np
import pytest

from tlcourse import checking
from tlcourse.checking import Box, check
from tlcourse.exercises import Exercise

NOISE = logging.StreamHandler(sys.stderr)


class Double(Exercise):
    """Twice a number."""

    id = "00_start_here.double"
    points = 2
    seconds = 0.4
    cases = 1
    misconceptions: ClassVar = {"adds": "Twice is two more."}

    def case(self, rng):
        return {"number": int(rng.integers(10, 99))}

    def probe(self, double, case):
        return {"given": double(case["number"])}

    def judge(self, seen, case):
        if seen["given"] == 2 * case["number"]:
            return self.right("Twice it is.")
        return self.wrong("adds", f"{case['number']} became {seen['given']} <b>.", 0.5)


@pytest.fixture(autouse=True)
def double(monkeypatch):
    monkeypatch.setattr(checking, "find_exercise", lambda _: Double())


def ends(how):
    def answer(number):
        how()

    return answer


def test_points_are_partial_credit_as_nbgrader_reads_it(capsys):
    assert repr(check(Double.id, lambda n: n + 2)) == "1"
    assert check(Double.id, lambda n: 2 * n) == 2
    out = capsys.readouterr().out
    assert "◐ double: partly right (1 of 2 points)" in out and "✔ double: right (2 of 2 points)\n  Twice it is." in out


def interrupted():
    raise KeyboardInterrupt


@pytest.mark.parametrize("how", [sys.exit, interrupted, lambda: os._exit(3), lambda: os.abort()])
def test_what_would_end_the_kernel_is_told_and_survived(how, capsys):
    doors = os._exit, os.abort
    assert check(Double.id, ends(how)) == 0
    assert "tried to end the program" in capsys.readouterr().out
    assert (os._exit, os.abort) == doors


def test_a_notebooks_own_exit_does_not_end_it(monkeypatch, capsys):
    class Shell:
        def ask_exit(self):
            raise AssertionError("the kernel would have ended")

    shell = Shell()
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    assert check(Double.id, ends(lambda: shell.ask_exit())) == 0
    assert "tried to end the program" in capsys.readouterr().out


def forever():
    while True:
        try:
            while True:
                pass
        except Exception:  # catches all but what ends a program
            pass


def test_an_answer_that_never_ends_is_stopped(capsys):
    assert check(Double.id, ends(forever)) == 0
    assert "had not finished after 0.4 seconds" in capsys.readouterr().out


def noisy(number):
    print("a trace of <mine>")
    print("to the error stream", file=sys.stderr)
    os.write(2, b"straight to the descriptor")
    warnings.warn("look out", stacklevel=1)
    logging.getLogger("student").error("logged")
    np.log(np.zeros(1))
    return 2 * number


def test_prints_are_shown_and_nothing_goes_to_standard_error(capfd):
    logging.getLogger("student").addHandler(NOISE)
    assert check(Double.id, noisy) == 2
    out, err = capfd.readouterr()
    assert "Your code printed: a trace of <mine>" in out
    assert err == ""
    logging.getLogger("student").removeHandler(NOISE)


def test_an_error_is_told_in_one_line_with_the_students_own_line(capsys):
    def answer(number):
        return number.doubled

    assert check(Double.id, answer) == 0
    assert (
        "AttributeError: 'int' object has no attribute 'doubled' (in `return number.doubled`)"
        in capsys.readouterr().out
    )


def test_training_within_a_check_is_traced_once_and_gives_the_same_weights(monkeypatch):
    import keras

    traced = []

    class Counted(keras.Sequential):
        def train_step(self, data):
            traced.append(data)
            return super().train_step(data)

    def weights_after_training(number):
        keras.utils.set_random_seed(0)
        model = Counted([keras.Input((3,)), keras.layers.Dense(2)])
        model.compile("adam", "mse", jit_compile=False)
        model.fit(np.ones((4, 3)), np.zeros((4, 2)), epochs=2, verbose=0)
        weights.append(model.get_weights())
        return 2 * number

    monkeypatch.setattr(Double, "seconds", 60.0)
    fit, weights = keras.Model.fit, []
    weights_after_training(1)
    once = len(traced)
    assert check(Double.id, weights_after_training) == 2
    assert len(traced) - once == 1 < once
    for checked, plain in zip(*weights, strict=True):
        np.testing.assert_array_equal(checked, plain)
    assert keras.Model.fit is fit


def test_the_box_says_in_words_what_its_colour_says_and_shows_no_markup_of_an_answer():
    box = Box("✘ double: not yet", "became <b>", "printed <i>", "#D55E00")._repr_html_()
    assert 'role="status"' in box and "✘ double: not yet" in box
    assert "&lt;b&gt;" in box and "&lt;i&gt;" in box and "<b>" not in box
