"""The claims report reads what claims leave behind, keeps what it measured, and hides no failure."""

import nbformat
import pytest

from tests import claims_report
from tests.claims_report import Measured, Stated, World, claims_of, evidence_of, keep, kept, measure, page_of, tally

LESSON = """
import tlcourse as tl
tl.claim("Two beat one", {"two": 2, "one": 1}, "two > one")
"""
WORLD = World("embedded", "moths", "procedural", "what ships")


@pytest.fixture
def notebook(monkeypatch, tmp_path):
    """A lesson: a claim that holds, one that fails with another behind it, one of another world, a broken cell."""
    sources = [
        LESSON,
        'tl.claim("One beats two", {"two": 0.25, "one": 0.125}, "one > two")\ntl.claim("Later", {}, True)',
        'import os\nif os.environ.get("TLCOURSE_PHOTOS"):\n    tl.claim("Real only", {}, True)',
        "1 / 0",
    ]
    cells = [nbformat.v4.new_code_cell(source, id=f"c{i}") for i, source in enumerate(sources)]
    monkeypatch.setattr(claims_report, "read_lesson", lambda name: nbformat.v4.new_notebook(cells=cells))
    monkeypatch.setenv("TLCOURSE_CACHE", str(tmp_path))
    monkeypatch.setattr(claims_report, "kept_run", lambda name: None)


@pytest.fixture
def measured(notebook):
    return measure("00_start_here", WORLD, lambda text: None)


def test_claims_are_read_with_their_numbers(measured):
    first, failed, later, left_out = measured.claims
    assert (first.sentence, first.held, first.evidence) == ("Two beat one", True, {"two": "2", "one": "1"})
    assert (failed.sentence, failed.held, failed.evidence) == (
        "One beats two",
        False,
        {"two": "25.0 %", "one": "12.5 %"},
    )
    assert (later.held, later.note) == (None, "not reached, ClaimError before it")
    assert (left_out.held, left_out.note) == (None, "not stated in this world")
    assert measured.errors == ["ZeroDivisionError: division by zero (in c3)"]


def test_a_failed_claim_and_a_broken_cell_stand_on_the_page(measured):
    page = page_of([measured], [WORLD])
    assert "✘ **does not hold**<br>two: 25.0 %<br>one: 12.5 %" in page
    assert "ZeroDivisionError: division by zero (in c3)" in page
    assert tally(measured).startswith("1 hold, **1 fail**, 2 not stated, **1 cells ended in an error**")


def test_what_was_measured_is_kept_until_the_photos_change(measured, monkeypatch):
    assert kept("00_start_here", WORLD) is None
    keep(measured, claims_report.record_file("00_start_here", WORLD))
    assert kept("00_start_here", WORLD) == measured
    monkeypatch.setattr(World, "digest", lambda self: "other weights")
    assert kept("00_start_here", WORLD) is None


def test_a_world_that_was_not_measured_says_so():
    claim = Stated("c0", 0, "Two beat one", True, {"two": "2 | 3"})
    assert evidence_of(claim) == "✔ two: 2 \\| 3"
    assert evidence_of(None) == "–"
    found = Measured("00_start_here", "embedded", [claim], 1.0, "2026-01-01", [])
    page = page_of([found], [WORLD, World("real", "x", "y", "real ones")])
    assert "| 1 hold (2026-01-01, 1 s) | not measured |" in page


def test_a_computed_sentence_is_no_obstacle():
    cell = nbformat.v4.new_code_cell("%matplotlib inline\nif x:\n    tl.claim(f'{x} wins', {}, True)", id="c")
    assert [claim.sentence for claim in claims_of(cell)] == [""]
