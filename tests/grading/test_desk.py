"""Formgrader opens on the course and lists what was graded."""

import contextlib
import json
import re
import subprocess
import urllib.request

import pytest
from tlgrade.desk import desk_command


@pytest.fixture
def server(classroom, tmp_path):
    """Address and token of a desk."""
    classroom.hand_in("ana")
    classroom.grade()
    log = tmp_path / "log"
    command = [*desk_command(classroom.course, browser=False), "--ServerApp.port=0"]
    with log.open("w") as file:
        process = subprocess.Popen(command, cwd=classroom.course.root, stderr=file)
    found = None
    while found is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            raise AssertionError(f"{process.wait(0.5)}: {log.read_text()}")
        found = re.search(r"(http://127\.0\.0\.1:\d+)/formgrader\?token=(\w+)", log.read_text())
    yield found.groups()
    process.terminate()
    process.wait()


def test_formgrader_opens_and_lists_the_submission(server):
    base, token = server

    def get(path):
        request = urllib.request.Request(f"{base}{path}", headers={"Authorization": f"token {token}"})
        return urllib.request.urlopen(request, timeout=60).read().decode()

    (submission,) = json.loads(get("/formgrader/api/submissions/demo"))
    assert (submission["student"], submission["score"]) == ("ana", 5)
    (notebook,) = json.loads(get("/formgrader/api/submitted_notebooks/demo/demo"))
    assert "Pooling keeps what is there" in get(f"/formgrader/submissions/{notebook['id']}/")
