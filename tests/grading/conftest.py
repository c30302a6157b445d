"""A small released course without Keras, so that these tests are quick."""

import pytest

from tests.grading.classroom import released_course


@pytest.fixture(scope="session")
def make_classroom(tmp_path_factory):
    """Makes further copies of a course that nbgrader has released once."""
    return released_course(tmp_path_factory.mktemp("released") / "course")


@pytest.fixture
def classroom(make_classroom, tmp_path):
    return make_classroom(tmp_path / "course")
