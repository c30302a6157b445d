import json
import os
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from typer.testing import CliRunner

from tlcourse.cli import app
from tlcourse.lab import LabError, jupyter_environment, prepare

SOLUTION = "def chance(n):\n    ### BEGIN SOLUTION\n    return 1 / n\n    ### END SOLUTION"
HIDDEN = "assert chance(4) == 0.25\n### BEGIN HIDDEN TESTS\nassert chance(200) == 0.005\n### END HIDDEN TESTS"


def graded(source: str, grade_id: str, **flags) -> dict:
    settings = {"grade_id": grade_id, "schema_version": 3, "grade": False, "solution": False, "locked": False}
    return new_code_cell(source, metadata={"nbgrader": {**settings, "task": False, **flags}})


def write_lesson(lessons: Path, text: str = "What does a guesser get?") -> None:
    notebook = new_notebook(
        cells=[
            new_markdown_cell(text, id="intro"),
            graded(SOLUTION, "chance", solution=True),
            graded(HIDDEN, "test_chance", grade=True, locked=True, points=1),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    for i, cell in enumerate(notebook.cells):
        cell.id = f"cell-{i}"
    notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="left from the author")]
    folder = lessons / "00_first"
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / "00_first.ipynb")
    (folder / "map.txt").write_text("beside the notebook")
    (folder / "README.md").write_text("Rubric: one point for each reason.")


@pytest.fixture
def lessons(tmp_path) -> Path:
    write_lesson(tmp_path / "lessons")
    return tmp_path / "lessons"


@pytest.fixture
def work(tmp_path) -> Path:
    return tmp_path / "my work"


def test_a_copy_has_no_solutions_hidden_tests_or_outputs(lessons, work):
    prepared = prepare(work, lessons)
    copy = (work / "00_first" / "00_first.ipynb").read_text()
    assert prepared.first == "00_first/00_first.ipynb"
    assert "def chance(n):" in copy and "assert chance(4)" in copy
    assert "1 / n" not in copy and "chance(200)" not in copy and "left from the author" not in copy
    assert (work / "00_first" / "map.txt").read_text() == "beside the notebook"
    assert not [path.name for path in work.rglob("*") if path.suffix == ".db" or path.name == "README.md"]


def test_a_second_run_changes_nothing(lessons, work):
    prepare(work, lessons)
    again = prepare(work, lessons)
    assert sorted(again.unchanged) == ["00_first/00_first.ipynb", "00_first/map.txt"]
    assert not (again.written or again.updated or again.kept or again.outdated)


def test_a_second_run_makes_no_copy_again(lessons, work, monkeypatch):
    prepare(work, lessons)
    monkeypatch.setattr("tlcourse.lab.student_copy", lambda source: pytest.fail(f"made {source} again"))
    assert prepare(work, lessons).unchanged


def test_a_copy_follows_the_courses_settings(lessons, work):
    prepare(work, lessons)
    settings = lessons.parent / "grading" / "nbgrader_config.py"
    settings.parent.mkdir()
    settings.write_text("c = get_config()\nc.ClearSolutions.code_stub = {'python': 'pass  # write here'}\n")
    assert prepare(work, lessons).updated == ["00_first/00_first.ipynb"]
    assert "pass  # write here" in (work / "00_first" / "00_first.ipynb").read_text()


def test_another_nbgrader_makes_the_copies_again(lessons, work, monkeypatch):
    prepare(work, lessons)
    monkeypatch.setattr("tlcourse.lab.student_copy", lambda source: b"by another nbgrader")
    assert not prepare(work, lessons).updated
    monkeypatch.setattr("tlcourse.lab.metadata.version", lambda name: "99")
    assert "00_first/00_first.ipynb" in prepare(work, lessons).updated


def test_an_untouched_copy_follows_the_lesson(lessons, work):
    prepare(work, lessons)
    write_lesson(lessons, "A better question")
    assert prepare(work, lessons).updated == ["00_first/00_first.ipynb"]
    assert "A better question" in (work / "00_first" / "00_first.ipynb").read_text()


def test_a_changed_notebook_is_never_overwritten(lessons, work):
    prepare(work, lessons)
    mine = work / "00_first" / "00_first.ipynb"
    mine.write_text(mine.read_text().replace("What does", "I wonder what"))
    assert prepare(work, lessons).kept == ["00_first/00_first.ipynb"]
    write_lesson(lessons, "A better question")
    for _ in range(2):
        assert prepare(work, lessons).outdated == ["00_first/00_first.ipynb"]
        assert "I wonder what" in mine.read_text()


@pytest.mark.parametrize("record", [None, "{ cut", '{"00_first/00_first.ipynb": "a hash"}'])
def test_without_its_record_every_differing_copy_counts_as_changed(lessons, work, record):
    prepare(work, lessons)
    (kept,) = work.glob(".*.json")
    kept.unlink() if record is None else kept.write_text(record)
    write_lesson(lessons, "A better question")
    assert prepare(work, lessons).outdated == ["00_first/00_first.ipynb"]
    assert "What does a guesser get?" in (work / "00_first" / "00_first.ipynb").read_text()


def test_a_deleted_copy_comes_back(lessons, work):
    prepare(work, lessons)
    (work / "00_first" / "00_first.ipynb").unlink()
    assert prepare(work, lessons).written == ["00_first/00_first.ipynb"]


def test_the_lessons_themselves_are_no_work_folder(lessons):
    before = (lessons / "00_first" / "00_first.ipynb").read_text()
    for folder in (lessons, lessons / "00_first"):
        with pytest.raises(LabError, match="--folder"):
            prepare(folder, lessons)
    assert (lessons / "00_first" / "00_first.ipynb").read_text() == before


def test_the_command_prepares_and_tells_what_it_kept(lessons, work, monkeypatch):
    monkeypatch.setattr("tlcourse.lab.lessons_folder", lambda: lessons)
    command = ["lab", "--prepare-only", "--folder", str(work)]
    first = CliRunner().invoke(app, command)
    assert first.exit_code == 0 and "2 new" in first.output
    mine = work / "00_first" / "00_first.ipynb"
    notebook = json.loads(mine.read_text())
    notebook["cells"][1]["source"] = "def chance(n):\n    return 1 / n"
    mine.write_text(json.dumps(notebook))
    write_lesson(lessons, "A better question")
    second = CliRunner().invoke(app, command)
    assert second.exit_code == 0 and "Kept your 00_first/00_first.ipynb" in second.output


def test_jupyterlab_opens_at_the_first_lesson(lessons, work, monkeypatch):
    started = []
    monkeypatch.setattr("tlcourse.lab.lessons_folder", lambda: lessons)
    monkeypatch.setattr("subprocess.Popen", lambda command, env: started.append((command, env)) or Stopped())
    options = ["lab", "--folder", str(work), "--no-browser", "--port", "8899"]
    assert CliRunner().invoke(app, options).exit_code == 0
    ((command, environment),) = started
    assert f"--ServerApp.root_dir={work.resolve()}" in command
    assert "--LabApp.default_url=/lab/tree/00_first/00_first.ipynb" in command
    assert "--no-browser" in command and "--port=8899" in command
    assert environment == jupyter_environment()


NOTIFICATIONS = "@jupyterlab/apputils-extension:notification"


def notification_defaults(user_settings: Path) -> dict:
    """How JupyterLab is set for a user with these settings, read as its server reads them."""
    from jupyterlab.commands import get_app_dir
    from jupyterlab_server.settings_utils import get_settings

    app = Path(get_app_dir())
    places = [str(place) for place in (app / "settings", app / "schemas", user_settings)]
    found, problems = get_settings(*places, schema_name=NOTIFICATIONS)
    assert not any(problems)
    properties = found["schema"]["properties"]
    return {name: properties[name]["default"] for name in ("fetchNews", "checkForUpdates")} | found["settings"]


def test_jupyterlab_asks_for_no_news_and_looks_for_no_updates(tmp_path, monkeypatch):
    monkeypatch.delenv("JUPYTER_CONFIG_PATH", raising=False)
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "jupyter"))
    assert notification_defaults(tmp_path) == {"fetchNews": "none", "checkForUpdates": True}  # it would ask
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", jupyter_environment()["JUPYTER_CONFIG_PATH"])
    assert notification_defaults(tmp_path) == {"fetchNews": "false", "checkForUpdates": False}


def test_a_students_own_wish_for_news_stays(tmp_path, monkeypatch):
    mine = tmp_path / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    mine.parent.mkdir(parents=True)
    mine.write_text('{"fetchNews": "true"}')
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", jupyter_environment()["JUPYTER_CONFIG_PATH"])
    assert notification_defaults(tmp_path)["fetchNews"] == "true"


def test_other_places_of_jupyter_settings_go_first(monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "mine")
    first, second = jupyter_environment()["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert first == "mine" and (Path(second) / "labconfig" / "default_setting_overrides.json").is_file()


class Stopped:
    """A JupyterLab that was stopped at once."""

    def wait(self) -> int:
        return 0
