"""The trials at a small size; `python -m tests.grading.trials` holds them at full size."""

import subprocess

import pytest

from tests.grading.trials import MOUNTS, Class, disk_full, killed, locked_out, two_graders, worker_killed

TRIALS = {
    "killed": lambda school, folder: killed(school, folder, 3),
    "two_graders": two_graders,
    "locked_out": lambda school, folder: locked_out(school, folder, 2),
    "worker_killed": worker_killed,
}


@pytest.fixture(scope="module")
def school(tmp_path_factory, make_classroom):
    return Class.of(tmp_path_factory.mktemp("school"), 6, make_classroom)


@pytest.mark.parametrize("name", TRIALS)
def test_gradebook_is_the_same_in_the_end(school, tmp_path, name):
    same, told = TRIALS[name](school, tmp_path / "course")
    assert same, told


def test_gradebook_is_the_same_after_the_disk_was_full(school, tmp_path):
    tried = subprocess.run([*MOUNTS, "mount", "-t", "tmpfs", "tmpfs", tmp_path], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("no small disk can be mounted on this machine")
    same, told = disk_full(school, tmp_path / "course")
    assert same, told
