"""The catalogue of hostile and broken submissions: each with its expected status and score."""

from tests.hostile.cells import cells
from tests.hostile.entry import Here, Hostile
from tests.hostile.files import files
from tests.hostile.further import further
from tests.hostile.giving_back import giving_back
from tests.hostile.kernel import kernel
from tests.hostile.reach import reach
from tests.hostile.running import running

__all__ = ["ROWS", "catalogue"]

ROWS = range(1, 65)  # those of the specification; what is beyond is our own


def catalogue(here: Here) -> list[Hostile]:
    """All of it, by row."""
    parts = (running, files, cells, kernel, reach, giving_back, further)
    return sorted((entry for part in parts for entry in part(here)), key=lambda entry: entry.row)
