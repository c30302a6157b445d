"""Rows 24 to 35: cells, points, locks, metadata and outputs are changed."""

from tests.hostile.changes import (
    blobs,
    delete_tests,
    duplicate,
    edit_tests,
    fake_outputs,
    find,
    mark,
    new_graded_cell,
)
from tests.hostile.entry import WRONG, Here, Hostile, changed

__all__ = ["cells"]


def cells(here: Here) -> list[Hostile]:
    """The rows. Where the answer to count_trained is wrong, one point is missing whatever the notebook says."""
    wrong = {"count_trained": WRONG["count_trained"]}

    def test_cell(**marks):
        return lambda notebook: mark(notebook, "test_count_trained", **marks)

    return [
        changed(here, 24, "deleted_tests", delete_tests, score=4, **wrong),
        changed(here, 25, "reordered", lambda n: n["cells"].reverse()),
        changed(here, 26, "duplicate", duplicate, reason="2 cells are called 'count_trained'"),
        changed(here, 27, "edited_test", edit_tests, score=4, **wrong),
        changed(here, 28, "other_points", test_cell(points=99)),
        changed(here, 29, "not_graded", test_cell(grade=False), score=4, **wrong),
        changed(here, 30, "question_flipped", lambda n: mark(n, "why_pool", solution=False, locked=True)),
        changed(here, 31, "new_graded_cell", new_graded_cell, reason="give no points"),
        changed(here, 32, "test_to_markdown", lambda n: find(n, "test_count_trained").update(cell_type="markdown")),
        changed(here, 33, "schema_99", test_cell(schema_version=99, checksum="0" * 32)),
        changed(here, 34, "blobs", blobs),
        changed(here, 35, "saved_outputs", fake_outputs, score=4, **wrong),
    ]
