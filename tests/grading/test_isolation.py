"""The sandbox: on each level every attempt to get out fails, and the attempts are real."""

import socket
import threading

import pytest
from tlgrade import isolation, selftest
from tlgrade.isolation import Isolation, IsolationError, choose
from tlgrade.selftest import break_out, demand_tight

from tests.grading.classroom import levels

COUNT = "\n\n\ndef count_trained(n_features, n_species):\n    return 0"


@pytest.mark.parametrize("level", levels())
def test_every_attempt_to_break_out_fails(classroom, level):
    classroom.hand_in("ana")
    assert break_out(choose(level), classroom.course, "demo") == []


def test_the_same_attempts_succeed_without_isolation(classroom):
    classroom.hand_in("ana")
    done = break_out(Isolation(()), classroom.course, "demo")
    for what in ("start a process", "start a program", "connect by TCP", "send by UDP", "signal the grader"):
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


@pytest.mark.parametrize("level", levels())
def test_rows_53_54_gradebook_cannot_be_read_or_written(classroom, level):
    path = classroom.course.root / "gradebook.db"
    steal = f"print(open({str(path)!r}, 'rb').read(6)){COUNT}"
    write = f"open({str(path)!r}, 'ab').write(b'x'){COUNT}"
    remove = f"import os\nos.chmod({str(path)!r}, 0)\nos.remove({str(path)!r}){COUNT}"
    for name, code in {"steal": steal, "write": write, "remove": remove}.items():
        classroom.hand_in(name, count_trained=code)
    before = path.stat().st_mode
    rows = classroom.grade(level)
    assert {row["score"] for row in rows.values()} == {4}
    assert path.stat().st_mode == before
    for row in rows.values():
        assert "Error" in row["exercises"][0]["message"], row


@pytest.mark.parametrize("level", levels())
def test_rows_58_59_nothing_connects(classroom, level):
    """Listeners of our own on the loopback address stand for the internet, a Jupyter server and a scheduler."""
    heard = []
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        threading.Thread(target=lambda: heard.append(udp.recv(10)), daemon=True).start()
        tcp.setblocking(False)
        code = (
            "import socket\n"
            f"for kind, address in ((1, {tcp.getsockname()}), (2, {udp.getsockname()})):\n"
            "    try:\n"
            "        with socket.socket(socket.AF_INET, kind) as other:\n"
            "            other.connect(address)\n"
            "            other.send(b'out')\n"
            "        print('connected')\n"
            "    except OSError as error:\n"
            "        print('denied')\n"
        )
        classroom.hand_in("eve", count_trained=code)
        classroom.grade(level)
        with pytest.raises(BlockingIOError):
            tcp.accept()
        assert heard == []
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mine:  # the listener does listen
            mine.sendto(b"mine", udp.getsockname())
    outputs = [out for cell in classroom.graded_notebook("eve").cells for out in cell.get("outputs", [])]
    shown = [out.text for out in outputs if "text" in out]
    assert "denied\ndenied\n" in shown


SEARCH = """\
import gc
import inspect


def count_trained(n_features, n_species):
    texts = [str(In), str(_ih), *(str(entry.frame.f_locals) for entry in inspect.stack())]
    texts += [text for text in gc.get_objects() if isinstance(text, str)]
    assert any('These are not the ' + 'means' in text for text in texts), 'no test is here'
    return (n_features + 1) * n_species
"""
LATE = """\
import atexit
import os

atexit.register(os._exit, 9)


class Late:
    def __del__(self):
        os._exit(9)


kept = Late()
"""


def test_row_52_history_and_frames_hold_no_test(classroom):
    classroom.hand_in("eve", count_trained=SEARCH)
    assert "no test is here" in classroom.grade()["eve"]["exercises"][0]["message"]


def test_row_38_what_comes_late_changes_nothing(classroom):
    classroom.hand_in("eve", count_trained=f"{LATE}{COUNT}")
    row = classroom.grade()["eve"]
    assert (row["status"], row["score"]) == ("needs-manual", 4)
