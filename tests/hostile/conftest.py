"""The small course of the grading tests."""

from tests.grading.conftest import make_classroom

__all__ = ["make_classroom"]
