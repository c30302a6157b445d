"""Formgrader opens on the course, lists what was graded, and runs nothing of a submission."""

import contextlib
import json
import re
import subprocess
import urllib.request

import pytest
from tlgrade.course import CourseError
from tlgrade.desk import desk_command, open_desk

from tests.browser.lab import missing, running_browser
from tests.hostile.giving_back import FORMULA, HTML, MATHS, SCRIPT

ALIVE = """
return {
    links: [...document.links].map(a => a.href).filter(to => /^javascript:(?!void)/.test(to)),
    handlers: [...document.querySelectorAll("[onerror], [onload], iframe, object, embed")].map(e => e.outerHTML),
    scripts: [...document.scripts].filter(s => /alert/.test(s.textContent)).length,
}
"""


@pytest.fixture
def server(classroom, tmp_path):
    """Address and token of a desk over a class with an honest and two hostile students."""
    classroom.hand_in("ana")
    classroom.hand_in("eve", why_pool=SCRIPT + MATHS, count_trained=HTML)
    classroom.hand_in(FORMULA)
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

    listed = {s["student"]: s["score"] for s in json.loads(get("/formgrader/api/submissions/demo"))}
    assert listed == {"ana": 5, "eve": 4, FORMULA: 5}
    notebooks = json.loads(get("/formgrader/api/submitted_notebooks/demo/demo"))
    pages = [get(f"/formgrader/submissions/{notebook['id']}/") for notebook in notebooks]
    assert len(pages) == 3 and sum("Pooling keeps what is there" in page for page in pages) == 3


def test_a_name_that_would_run_in_the_browser_keeps_the_desk_shut(classroom, monkeypatch):
    monkeypatch.setattr("tlgrade.desk.subprocess.Popen", lambda *_, **__: pytest.fail("the desk opened"))
    classroom.hand_in("<img src=x onerror=alert(7)>")
    with pytest.raises(CourseError, match="Rename"):
        open_desk(classroom.course)


def test_rows_61_and_62_nothing_of_a_submission_runs_in_the_browser(server, tmp_path):
    """An alert that opened would stop the browser's next command."""
    if reason := missing():
        pytest.skip(reason)
    base, token = server
    request = urllib.request.Request(f"{base}/formgrader/api/submitted_notebooks/demo/demo?token={token}")
    notebooks = [notebook["id"] for notebook in json.loads(urllib.request.urlopen(request, timeout=60).read())]
    lists = ("", "manage_submissions/demo", "manage_students", "gradebook/demo/demo", "gradebook/demo")
    with running_browser(tmp_path / "browser") as driver:
        driver.get(f"{base}/formgrader?token={token}")
        for path in (*lists, *(f"submissions/{notebook}/" for notebook in notebooks)):
            driver.get(f"{base}/formgrader/{path}")
            assert driver.execute_script(ALIVE) == {"links": [], "handlers": [], "scripts": 0}, path
