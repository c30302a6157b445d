"""The lessons as nbgrader assignments: what students get, and what they get for it."""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from .conftest import LESSONS, ROOT, exercises_only, graded, read_lesson, run

SECRETS = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN", "END HIDDEN", "Rubric")
