import math

import numpy as np
import pytest

from tlcourse.claims import Claim, ClaimError, claim

FROZEN_WINS = {"frozen": 0.614, "scratch": 0.142}


def test_a_true_claim_is_shown_with_its_numbers(capsys):
    claim("Borrowing beats starting over", FROZEN_WINS, "frozen > scratch + 0.4")
    out, err = capsys.readouterr()
    assert "Borrowing beats starting over" in out
    assert "61.4 %" in out and "14.2 %" in out
    assert err == ""  # nbgrader gives a cell that writes to standard error no marks


@pytest.mark.parametrize("holds", [False, "scratch > frozen", "frozen > scratch + 0.5", lambda e: e["frozen"] > 0.9])
def test_a_false_claim_raises_and_tells_what_was_measured(holds, capsys):
    with pytest.raises(ClaimError, match=r"61\.4 %.*14\.2 %"):
        claim("Something", FROZEN_WINS, holds)
    assert capsys.readouterr().out == ""


def test_the_condition_may_come_with_the_evidence():
    claim("Fine", {**FROZEN_WINS, "holds": np.True_})
    with pytest.raises(ClaimError):
        claim("Not so", {**FROZEN_WINS, "holds": np.float32(0.1) > 0.2})


def test_chains_compare_every_link():
    claim("In order", {"a": 3, "b": 2, "c": 1}, "a > b > c >= 1")
    with pytest.raises(ClaimError):
        claim("In order", {"a": 3, "b": 1, "c": 2}, "a > b > c")


def test_a_number_that_was_not_measured_supports_nothing():
    with pytest.raises(ClaimError, match="not measured"):
        claim("Fine", {"frozen": math.nan}, True)


def test_a_condition_is_needed_and_must_name_the_evidence():
    with pytest.raises(ValueError, match="no condition"):
        claim("Fine", FROZEN_WINS)
    with pytest.raises(ValueError, match=r"'frosen'.*frozen, scratch"):
        claim("Fine", FROZEN_WINS, "frosen > scratch")


def test_in_a_notebook_the_sentence_is_escaped():
    shown = Claim("<b>2 < 3</b>", (("a & b", "1"),))._repr_html_()
    assert "&lt;b&gt;2 &lt; 3" in shown and "a &amp; b" in shown


def test_units_and_thousands(capsys):
    claim("Cheap", {"photos": 1400, "seconds": 0.53}, True, unit="s")
    assert "1,400" in (out := capsys.readouterr().out) and "0.53 s" in out
