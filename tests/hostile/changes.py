"""What hostile students do to a notebook, or to the folder that it lies in."""

import os
from copy import deepcopy
from pathlib import Path


def find(notebook, grade_id):
    return next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def mark(notebook, grade_id, **marks):
    find(notebook, grade_id)["metadata"]["nbgrader"].update(marks)


def code(source, **more):
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None, **more}


def many_sleeps(notebook):
    sleeps = [code(f"import time\ntime.sleep(5)\nx{i} = {i}") for i in range(12)]
    notebook["cells"][2:2] = sleeps


def delete_tests(notebook):
    keep = [
        c for c in notebook["cells"] if not c["metadata"].get("nbgrader", {}).get("grade_id", "").startswith("test_")
    ]
    notebook["cells"] = keep


def edit_tests(notebook):
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id", "").startswith("test_"):
            cell["source"] = "99"


def duplicate(notebook):
    copy = deepcopy(find(notebook, "count_trained"))
    copy["id"], copy["source"] = "another", "def count_trained(*_):\n    return 0"
    notebook["cells"].append(copy)


def new_graded_cell(notebook):
    marks = {"grade": True, "grade_id": "bonus", "points": 100, "locked": True, "schema_version": 3, "solution": False}
    notebook["cells"].append(code("100", metadata={"nbgrader": marks}))


def blobs(notebook):
    notebook["metadata"]["widgets"] = {"x": "y" * 300_000}
    find(notebook, "why_pool")["attachments"] = {"a.png": {"image/png": "A" * 300_000}}


def fake_outputs(notebook):
    find(notebook, "test_count_trained")["outputs"] = [
        {"output_type": "execute_result", "data": {"text/plain": "1"}, "metadata": {}, "execution_count": 1}
    ]


def many_cells(notebook):
    notebook["cells"][:0] = [{"cell_type": "markdown", "metadata": {}, "source": str(i)} for i in range(3_000)]


def old_version(notebook, version):
    def old(cell):
        if cell["cell_type"] != "code":
            return cell
        kept = {k: v for k, v in cell.items() if k not in ("source", "id")}
        return {**kept, "input": cell["source"], "language": "python"}

    sheets = [{"cells": list(map(old, notebook["cells"]))}]
    return {"nbformat": version, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": sheets}


def extra_notebook(folder: Path):
    (folder / "notes.ipynb").write_text('{"cells": [{"cell_type": "code", "source": "1"}]}')


def symlink(folder: Path):
    (folder / "demo.ipynb").symlink_to("/etc/passwd")


def hard_link(folder: Path):
    secret = folder.parents[2] / "secret.ipynb"
    secret.write_text("{}")
    os.link(secret, folder / "demo.ipynb")


def pipe(folder: Path):
    os.mkfifo(folder / "demo.ipynb")


def shadowing(folder: Path):
    (folder / "tlcourse.py").write_text("check = lambda *_: 1.0")
    for name in ("keras.py", "random.py"):
        (folder / name).write_text("raise SystemExit('shadowed')")


def start_up_files(folder: Path):
    for name in ("sitecustomize.py", "conftest.py", "x.pth", "ipython_config.py"):
        (folder / name).write_text("import os; os._exit(1)")
