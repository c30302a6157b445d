"""The commands as an instructor types them."""

import json

from tlgrade.cli import app
from typer.testing import CliRunner

FIELDS = ["student", "lesson", "status", "score", "max_score", "reason", "isolation", "seconds", "exercises"]


def tlgrade(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_from_collecting_to_export(classroom, tmp_path):
    given, root = tmp_path / "given", classroom.course.root
    given.mkdir()
    (given / "ana.ipynb").write_text(json.dumps(classroom.submission(why_pool="Write your answer here.")))
    assert "1 submissions collected" in tlgrade("collect", "demo", given, "--course", root).output
    graded = tlgrade("grade", "demo", "--course", root, "--json", tmp_path / "rows.json")
    assert graded.exit_code == 0, graded.output
    assert "Isolation: " in graded.output
    (row,) = json.loads((tmp_path / "rows.json").read_text())
    assert list(row) == FIELDS
    assert list(row["exercises"][0]) == ["grade_id", "points", "max_points", "misconception", "message"]
    tlgrade("status", "demo", "--course", root, "--json", tmp_path / "status.json")
    assert json.loads((tmp_path / "status.json").read_text()) == [row]
    assert "1 files" in tlgrade("feedback", "demo", "--course", root).output
    assert "1 grades written" in tlgrade("export", "demo", "--course", root).output


def test_errors_are_told_in_words(tmp_path, classroom):
    missing = tlgrade("grade", "nothing", "--course", classroom.course.root)
    assert missing.exit_code == 1
    assert "There is no lesson 'nothing'" in missing.output
    assert "There are: demo" in missing.output
    refused = tlgrade("grade", "demo", "--isolation", "none", "--course", classroom.course.root)
    assert refused.exit_code == 1
    assert "--trust-students" in refused.output


def test_demo_holds_thirty_submissions(tmp_path):
    done = tlgrade("demo", tmp_path / "demo")
    assert done.exit_code == 0, done.output
    assert len(list((tmp_path / "demo" / "submitted").iterdir())) == 30
