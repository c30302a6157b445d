"""The instructor's notebook, cell by cell: what is graded, what a student writes, what was handed out."""

import ast
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Check", "Template", "TemplateCell", "read_template"]


@dataclass(frozen=True)
class Check:
    """A graded cell of the form `tl.check("<lesson>.<name>", <expression>)`."""

    exercise: str
    expression: str


@dataclass(frozen=True)
class TemplateCell:
    """One cell of the instructor's notebook."""

    role: str  # "plain", "solution", "test", "written" (a person grades it), "task" or "locked"
    kind: str  # "code", "markdown" or "raw"
    source: str  # as it was handed out; tests whole
    id: str | None
    grade_id: str | None
    points: float
    check: Check | None
    metadata: dict
    rubric: str = ""  # the instructor's own answer to a written question


@dataclass(frozen=True)
class Template:
    """The instructor's notebook."""

    name: str
    cells: list[TemplateCell]
    metadata: dict

    @property
    def graded(self) -> list[TemplateCell]:
        """Cells with points, in order."""
        return [cell for cell in self.cells if cell.role in ("test", "written", "task")]

    @property
    def checks_only(self) -> bool:
        """Whether each test is a check. Then nothing of the notebook runs but what the answers need."""
        return all(cell.check for cell in self.cells if cell.role == "test")

    def by_grade_id(self) -> dict[str, TemplateCell]:
        """Cells by their name."""
        return {cell.grade_id: cell for cell in self.cells if cell.grade_id}


def read_template(path: Path, config) -> Template:
    """Read the instructor's notebook, and clear its solutions as nbgrader does for the students' copies."""
    import nbformat
    from nbgrader.preprocessors import ClearSolutions

    source = nbformat.read(path, as_version=4)
    released = ClearSolutions(config=config).preprocess(deepcopy(source), {"metadata": {"path": str(path.parent)}})[0]
    pairs = zip(source.cells, released.cells, strict=True)
    metadata = {
        name: dict(source.metadata[name]) for name in ("kernelspec", "language_info") if name in source.metadata
    }
    return Template(path.stem, [_cell(full, handed_out) for full, handed_out in pairs], metadata)


def _cell(full, handed_out) -> TemplateCell:
    marks = dict(full.metadata.get("nbgrader", {}))
    role = _role(marks)
    return TemplateCell(
        role=role,
        kind=full.cell_type,
        source=handed_out.source,
        id=full.get("id"),
        grade_id=marks.get("grade_id") if role != "plain" else None,
        points=float(marks.get("points") or 0),
        check=find_check(full.source) if role == "test" else None,
        metadata=marks,
        rubric=full.source if role in ("written", "task") and full.source != handed_out.source else "",
    )


def _role(marks: dict) -> str:
    if marks.get("task"):
        return "task"
    if marks.get("grade") and marks.get("solution"):
        return "written"
    if marks.get("grade"):
        return "test"
    if marks.get("solution"):
        return "solution"
    return "locked" if marks.get("locked") else "plain"


def find_check(source: str) -> Check | None:
    """The check that a cell consists of; None if it holds anything else."""
    try:
        (statement,) = ast.parse(source).body
        call = statement.value
        named = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
        exercise, answer = call.args
    except (SyntaxError, ValueError, AttributeError):
        return None
    if named != "check" or call.keywords or not isinstance(getattr(exercise, "value", None), str):
        return None
    return Check(exercise.value, ast.unparse(answer))
