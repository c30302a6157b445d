"""Read, cut down and run the lessons' notebooks."""

import os
from datetime import datetime
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
LESSONS = sorted(path.parent.name for path in ROOT.glob("lessons/*/*.ipynb") if path.stem == path.parent.name)


def read_lesson(name: str):
    """The notebook of a lesson as it lies in the repository."""
    return nbformat.read(ROOT / "lessons" / name / f"{name}.ipynb", as_version=4)


def run(notebook, folder: Path, *, allow_errors: bool = False, timeout: int = 180, **hooks):
    """Run all cells of a notebook in `folder`, each within `timeout` seconds; `hooks` are nbclient's own."""
    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name="python3",
        allow_errors=allow_errors,
        record_timing=True,
        resources={"metadata": {"path": str(folder)}},
        **hooks,
    )
    return client.execute(
        env={**os.environ, "MPLBACKEND": "module://matplotlib_inline.backend_inline", "TLCOURSE_WIDGETS": "off"}
    )


def seconds_of(cell) -> float:
    """How long a cell ran."""
    times = cell.metadata.get("execution", {})
    marks = [times.get("iopub.execute_input"), times.get("shell.execute_reply")]
    if None in marks:
        return 0.0
    start, end = (datetime.fromisoformat(mark.replace("Z", "+00:00")) for mark in marks)
    return (end - start).total_seconds()


def graded(cell) -> bool:
    """Whether nbgrader gives points for what this code cell does."""
    return cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade", False)


def exercises_only(notebook):
    """The set-up cell and nbgrader's cells. Exercises need nothing from the rest of a lesson."""
    first = next(i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    kept = [c for i, c in enumerate(notebook.cells) if i == first or c.metadata.get("nbgrader")]
    return nbformat.v4.new_notebook(cells=kept, metadata=notebook.metadata)
