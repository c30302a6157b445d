"""Memory that is freed and asked for again, step after step, is not cleared anew by the kernel each time."""

import platform
import subprocess
import sys

import pytest

PROGRAM = """
import resource
import numpy as np
from tlcourse.memory import keep_freed_memory

assert keep_freed_memory()
for step in range(6):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    held = [np.ones(2**20 * megabytes // 8) for megabytes in (48, 1, 96, 7)]
    del held
    print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""
PAGES = (48 + 1 + 96 + 7) * 2**20 // 4096


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be told")
def test_a_step_finds_the_memory_of_the_step_before():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    faults = [int(line) for line in done.stdout.split()]
    assert max(faults[1:]) < PAGES / 50, "the kernel was asked for pages again"


def test_where_it_cannot_be_set_nothing_happens(monkeypatch):
    from tlcourse import memory

    monkeypatch.setattr(memory.sys, "platform", "darwin")
    assert memory.keep_freed_memory() is False
