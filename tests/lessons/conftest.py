"""The lessons, run once a session, and a table of the seconds that each took."""

import pytest

from tests.lessons.notebooks import LESSONS, SECONDS, seconds_of
from tests.lessons.runs import run_and_keep


@pytest.fixture(scope="session", params=LESSONS)
def finished(request, tmp_path_factory):
    """A lesson with its reference answers, run from top to bottom as in the repository. The site shows this run."""
    notebook = run_and_keep(request.param, tmp_path_factory.mktemp(request.param))
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    SECONDS[request.param] = {cell.id: seconds_of(cell) for cell in code}
    return notebook


def pytest_terminal_summary(terminalreporter):
    """Print what the lessons cost: two minutes each, no cell above one, is the budget on two idle cores."""
    if SECONDS:
        terminalreporter.section("seconds of computing per lesson")
    for name, cells in SECONDS.items():
        slowest = max(cells, key=cells.get)
        terminalreporter.write_line(
            f"{name:<26}{sum(cells.values()):7.1f} s   slowest cell: {slowest}, {cells[slowest]:.1f} s"
        )
