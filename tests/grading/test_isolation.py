"""The sandbox: on each level every attempt to get out fails, and the attempts are real."""

import pytest
from tlgrade import isolation, selftest
from tlgrade.isolation import Isolation, IsolationError, choose
from tlgrade.selftest import break_out, demand_tight

from tests.grading.classroom import levels


@pytest.mark.parametrize("level", levels())
def test_every_attempt_to_break_out_fails(classroom, level):
    classroom.hand_in("ana")
    assert break_out(choose(level), classroom.course, "demo") == []


def test_the_same_attempts_succeed_without_isolation(classroom):
    classroom.hand_in("ana")
    done = break_out(Isolation(()), classroom.course, "demo")
    expected = (
        "start a process",
        "start a program",
        "connect by TCP",
        "send by UDP",
        "signal the grader",
        "outlive the run",
    )
    for what in expected:
        assert what in done
    assert any("gradebook.db" in name for name in done)
    assert any(name.startswith("write ") for name in done)


def test_a_sandbox_that_leaks_is_refused(classroom, monkeypatch):
    monkeypatch.setattr(selftest, "break_out", lambda *_: ["connect by TCP"])
    with pytest.raises(IsolationError, match="A submission could: connect by TCP"):
        demand_tight(choose(), classroom.course, "demo")


def test_without_isolation_nothing_runs_unless_students_are_trusted(monkeypatch):
    monkeypatch.setattr(isolation, "possible", list)
    with pytest.raises(IsolationError, match="--trust-students"):
        choose()
    assert choose(trusted=True).level == "none (students trusted)"
