"""A run over a class: stopped, killed, disturbed; nothing is lost and nothing is done twice."""

import errno
import os
import signal
import sqlite3
import threading

import pytest
from tlgrade import journal, runner
from tlgrade.course import CourseError
from tlgrade.isolation import choose
from tlgrade.runner import Plan, grade_lesson
from tlgrade.workers import LocalWorkers

HALF = "def count_trained(n_features, n_species):\n    return n_features * n_species"


@pytest.fixture
def full(classroom):
    """Six students, no two alike."""
    for i in range(6):
        answer = f"# {i}\n{HALF}" if i % 2 else f"# {i}\n{HALF} + n_species"
        classroom.hand_in(f"s{i}", count_trained=answer)
    return classroom


EXPECTED = {f"s{i}": 4.5 if i % 2 else 5.0 for i in range(6)}


def scores(classroom):
    with classroom.gradebook as gradebook:
        return {s.student_id: s.score for s in gradebook.find_assignment("demo").submissions}


def run(classroom, tell=lambda *_: None, **plan):
    return grade_lesson(classroom.course, "demo", Plan(choose(), **plan), tell)


def test_sealed_result_survives_a_crash_before_the_gradebook(full, monkeypatch):
    monkeypatch.setattr(runner.Store, "apply", lambda *_: (_ for _ in ()).throw(SystemExit("power cut")))
    with pytest.raises(SystemExit):
        run(full, workers=1)
    monkeypatch.undo()
    assert scores(full) == {}
    outcome = run(full)
    assert (outcome.recovered, outcome.graded) == (1, 5)
    assert scores(full) == EXPECTED


def test_line_cut_short_is_left_out(full):
    run(full)
    kept = journal.Journal(full.course.journal / "demo.jsonl")
    kept.path.write_bytes(b'0123456789abcdef {"attempt": "x", "resu')
    assert list(kept.read()) == []
    assert run(full, again=True).graded == 6


def test_notebook_that_was_not_renamed_into_place_is_written_again(full, monkeypatch):
    monkeypatch.setattr(runner.Run, "place", lambda *_: (_ for _ in ()).throw(SystemExit("power cut")))
    with pytest.raises(SystemExit):
        run(full, workers=1)
    monkeypatch.undo()
    run(full)
    assert all(full.graded_notebook(student).cells for student in EXPECTED)


def test_ctrl_c_drains_and_the_next_run_goes_on(full):
    told = []

    def press(what, *_):
        told.append(what)
        if told.count("done") == 1 and what == "done":  # a second time would end it at once
            os.kill(os.getpid(), signal.SIGINT)

    outcome = run(full, press, workers=1)
    assert "draining" in told
    assert outcome.graded >= 1
    assert outcome.left == 6 - outcome.graded > 0
    assert run(full).graded == outcome.left
    assert scores(full) == EXPECTED


def test_worker_that_is_killed_costs_nothing(full, monkeypatch):
    made = []
    start = LocalWorkers.__init__
    monkeypatch.setattr(LocalWorkers, "__init__", lambda self, count: (made.append(self), start(self, count))[1])

    def kill(what, *_):
        if what == "done":
            for host in made[0].hosts.values():
                if host.process is not None:
                    host.process.kill()

    run(full, kill)
    assert {row["status"] for row in full.rows().values()} <= {"needs-manual", "infrastructure-error"}
    run(full)
    assert scores(full) == EXPECTED


def test_second_run_on_the_same_lesson_is_refused(full):
    with journal.only_one(full.course.journal / "demo.lock"), pytest.raises(CourseError, match="Another run"):
        run(full)


def test_locked_gradebook_is_waited_for(full):
    other = sqlite3.connect(full.course.root / "gradebook.db", check_same_thread=False, isolation_level=None)
    locked = []

    def lock(what, *_):
        if what == "done" and not locked:
            other.execute("BEGIN EXCLUSIVE")
            locked.append(threading.Timer(2, other.execute, ["COMMIT"]))
            locked[0].start()

    run(full, lock, workers=1)
    locked[0].join()
    assert scores(full) == EXPECTED


def test_full_disk_stops_the_run_and_leaves_the_journal_whole(full, monkeypatch):
    def no_room(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(journal.os, "fsync", no_room)
    with pytest.raises(OSError, match="No space left"):
        run(full)
    monkeypatch.undo()
    assert (full.course.journal / "demo.jsonl").read_bytes() == b""
    assert run(full).graded == 6
    assert scores(full) == EXPECTED


def test_gradebook_is_copied_before_a_run(full):
    run(full)
    assert len(list((full.course.journal / "backups").glob("gradebook-*.db"))) == 1
