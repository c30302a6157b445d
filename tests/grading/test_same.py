"""The same grades with one worker, with two, on a Dask cluster that loses a worker, and on each level of isolation."""

import os
import signal

import pytest
from tlgrade import demo_lesson
from tlgrade.demo_students import students
from tlgrade.isolation import choose
from tlgrade.runner import Plan, grade_lesson

from tests.grading.classroom import levels

KEPT = ("status", "score", "max_score", "reason")
# Those of the demonstration course that need no Keras, and no patience.
CLASS = ("ana", "cem", "eva", "pia", "qi", "rosa", "sam", "tim", "uma", "exit", "patch", "script", "vic", "xia", "yan")


@pytest.fixture(scope="module")
def room(make_classroom, tmp_path_factory):
    """Honest, partly right, broken and hostile students."""
    room = make_classroom(tmp_path_factory.mktemp("same") / "course")
    made = students(room.released)
    for name in CLASS:
        room.hand_in(name, made[name])
    return room


def grades(room, tell=lambda *_: None, level=None, **plan):
    """Grade everybody anew; all of each row that is no matter of chance or time."""
    grade_lesson(room.course, demo_lesson.LESSON, Plan(choose(level), again=True, **plan), tell)
    found = {}
    for student, row in room.rows().items():
        points = [(e["grade_id"], e["points"], e["misconception"]) for e in row["exercises"]]
        found[student] = {**{name: row[name] for name in KEPT}, "points": points}
    return found


@pytest.fixture(scope="module")
def alone(room):
    """With one worker, and the strongest isolation."""
    found = grades(room, workers=1)
    assert {row["status"] for row in found.values()} >= {"graded", "needs-manual", "killed", "tampered", "broken-file"}
    return found


def test_two_workers(room, alone):
    assert grades(room, workers=2) == alone


@pytest.mark.parametrize("level", levels()[1:])
def test_other_levels_of_isolation(room, alone, level):
    assert grades(room, level=level) == alone


def test_cluster_that_loses_a_worker(room, alone):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        lost = []

        def kill(what, *_):
            if what == "done" and not lost:
                lost.append(next(iter(cluster.workers.values())).pid)
                os.kill(lost[0], signal.SIGKILL)

        assert grades(room, kill, cluster=cluster.scheduler_address) == alone
    assert lost
