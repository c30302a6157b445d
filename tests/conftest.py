"""The tests run in two processes, but for the lessons: these are timed, so each has the machine for itself."""

import contextlib
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

try:
    import fcntl
except ImportError:  # Windows: lessons run beside other tests, and take longer
    fcntl = None


def pytest_xdist_make_scheduler(config, log):
    """Tests that share what is dear, a course, a browser or the runs of the lessons, go to one process."""
    return ByGroup(config, log)


class ByGroup(LoadScopeScheduling):
    """Groups go to the processes one by one, those with many tests first.

    The marks of pytest-xdist 3.8 for groups have no effect under pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        _, folder, *_ = nodeid.split("::")[0].split("/")
        if folder in ("lessons", "site"):
            return "the lessons, and the site that shows their runs"
        if folder == "browser":
            return "one JupyterLab"
        if folder == "answers":  # nothing is shared: by lesson
            return nodeid.partition("[")[2][:2]
        return nodeid.split("::")[0]


class Turns:
    """Who runs when: one with all the machine, or many beside one another. The order is that of asking."""

    def __init__(self, folder: Path) -> None:
        self.door, self.room = folder / "door.lock", folder / "room.lock"

    @contextlib.contextmanager
    def taken(self, *, alone: bool):
        if fcntl is None:
            yield
            return
        with self.room.open("w") as room:
            with self.door.open("w") as door:
                fcntl.flock(door, fcntl.LOCK_EX)  # who waits for the room stands in the door: nobody overtakes
                fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            yield


@pytest.fixture(scope="session")
def turns(tmp_path_factory):
    """Common to all processes of a run: their folders lie in one."""
    return Turns(tmp_path_factory.getbasetemp().parent)


@pytest.fixture(autouse=True)
def beside_others(turns):
    """A test does not begin while a lesson runs, nor a lesson while a test does."""
    with turns.taken(alone=False):
        yield


def pytest_terminal_summary(terminalreporter):
    """Print what the lessons cost: two minutes each, no cell above one, is the budget on two idle cores."""
    told = dict(
        value
        for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
        for name, value in report.user_properties
        if name == "seconds of a lesson"
    )
    if told:
        terminalreporter.section("seconds of computing per lesson")
    for name, cells in sorted(told.items()):
        slowest = max(cells, key=cells.get)
        terminalreporter.write_line(
            f"{name:<26}{sum(cells.values()):7.1f} s   slowest cell: {slowest}, {cells[slowest]:.1f} s"
        )
