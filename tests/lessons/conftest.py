"""The lessons, run once a session."""

import pytest

from tests.lessons.notebooks import LESSONS
from tests.lessons.runs import run_and_keep


@pytest.fixture(scope="session", params=LESSONS)
def finished(request, turns, tmp_path_factory):
    """A lesson with its reference answers, run from top to bottom as in the repository. The site shows this run."""
    with turns.taken(alone=True):
        return run_and_keep(request.param, tmp_path_factory.mktemp(request.param))
