"""Read a notebook that somebody else has written, and believe nothing of it but the text of its cells."""

import json
from dataclasses import dataclass

__all__ = ["BrokenFileError", "Cell", "read_cells"]

SOURCE_LIMIT = 200_000  # characters of one cell
CELLS_LIMIT = 2_000


class BrokenFileError(ValueError):
    """The file is no notebook; the message is meant for its author."""


@dataclass(frozen=True)
class Cell:
    """One cell of a submission."""

    kind: str  # "code", "markdown" or "raw"
    source: str
    grade_id: str | None
    id: str | None


def read_cells(content: bytes, limit_mb: int = 20) -> list[Cell]:
    """The cells of a notebook of any version, with or without a byte-order mark.

    Raises:
        BrokenFileError: it is no notebook, or too large.
    """
    if len(content) > limit_mb * 2**20:
        size = len(content) / 2**20
        raise BrokenFileError(
            f"The notebook has {size:.0f} MB; at most {limit_mb} MB are read. Clear its outputs and hand it in again."
        )
    try:
        data = json.loads(_decode(content))
    except (ValueError, RecursionError) as error:
        raise BrokenFileError(
            f"The file is no notebook that Jupyter could open ({type(error).__name__}: {str(error)[:100]})."
        ) from None
    cells = _cells_of(data)
    if not cells:
        raise BrokenFileError("The file holds no cells.")
    return [cell for raw in cells[:CELLS_LIMIT] if (cell := _cell(raw)) is not None]


def _decode(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    return content.decode("utf-8-sig")


def _cells_of(data) -> list:
    if not isinstance(data, dict):
        raise BrokenFileError("The file is JSON, but no notebook.")
    sheets = data.get("worksheets")
    if isinstance(data.get("cells"), list):
        return data["cells"]
    if isinstance(sheets, list):  # versions 2 and 3
        return [cell for sheet in sheets if isinstance(sheet, dict) for cell in _list(sheet.get("cells"))]
    return []


def _cell(raw) -> Cell | None:
    if not isinstance(raw, dict):
        return None
    kind = {"code": "code", "raw": "raw"}.get(str(raw.get("cell_type")), "markdown")
    source = _text(raw.get("source", raw.get("input", "")))
    if len(source) > SOURCE_LIMIT:
        source = "raise ValueError('this cell was too long to be read')" if kind == "code" else source[:SOURCE_LIMIT]
    metadata = raw.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
    identity = raw.get("id")
    return Cell(
        kind,
        source,
        grade_id if isinstance(grade_id, str) else None,
        identity if isinstance(identity, str) else None,
    )


def _text(source) -> str:
    text = "".join(part for part in _list(source) if isinstance(part, str)) if isinstance(source, list) else source
    return text.encode("utf-8", "replace").decode() if isinstance(text, str) else ""


def _list(value) -> list:
    return value if isinstance(value, list) else []
