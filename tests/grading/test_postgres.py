"""A gradebook in PostgreSQL, as nbgrader allows; where the server's programs are installed (Debian: postgresql)."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tlgrade.export import export
from tlgrade.feedback import write_feedback

from tests.browser.lab import free_port
from tests.grading.classroom import Classroom

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
HALF = "def count_trained(n_features, n_species):\n    return n_features * n_species"


@pytest.fixture
def url(tmp_path):
    """A server of the test's own, on a free port."""
    pytest.importorskip("psycopg")
    if not PROGRAMS:
        pytest.skip("no PostgreSQL on this machine")
    data, port = tmp_path / "data", free_port()
    user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
    if user:  # the server refuses to be root's
        data.mkdir()
        shutil.chown(data, "nobody", "nogroup")
        for folder in [data, *data.parents][:-1]:
            folder.chmod(folder.stat().st_mode | 0o011)

    def run(program, *arguments):
        command = [*user, str(PROGRAMS[-1] / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")

    run("initdb", "-D", str(data), "-U", "teacher", "-A", "trust", "-E", "UTF8")
    run("pg_ctl", "-D", str(data), "-w", "-o", f"-p {port} -k '' -h 127.0.0.1 -F", "start")
    yield f"postgresql+psycopg://teacher@127.0.0.1:{port}/postgres"
    run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")


def test_from_release_to_export(make_classroom, tmp_path, url):
    from tlgrade.release import release

    room = make_classroom(tmp_path / "course").settings(f"c.CourseDirectory.db_url = {url!r}\n")
    (room.course.root / "gradebook.db").unlink()
    room = Classroom(room.course.root, room.released)
    release(room.course, "demo")
    room.hand_in("ana", why_pool="Write your answer here.")
    room.hand_in("pia", count_trained=HALF)
    room.hand_in("nul", count_trained="def count_trained(*_):\n    raise ValueError('a\\x00b \\ud800')")
    rows = room.grade()
    assert {name: (row["status"], row["score"]) for name, row in rows.items()} == {
        "ana": ("graded", 5),
        "nul": ("needs-manual", 4),
        "pia": ("needs-manual", 4.5),
    }
    room.grade()
    assert (room.outcome.graded, room.outcome.unchanged) == (0, 3)
    assert export(room.course, "demo", "csv", None).matched == ["ana"]
    assert len(write_feedback(room.course, "demo")) == 3
    assert not (room.course.root / "gradebook.db").exists()
