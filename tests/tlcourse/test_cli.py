import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tlcourse import doctor
from tlcourse.cli import app
from tlcourse.doctor import BAD, GOOD, NOTE, Finding, examine

ROOT = Path(__file__).parents[2]


def test_help_names_every_command_and_loads_nothing_heavy():
    code = "import sys; from tlcourse.cli import app\ntry: app(['--help'])\nexcept SystemExit: pass\n"
    code += "print({'keras', 'tensorflow', 'numpy', 'matplotlib', 'nbgrader'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert all(command in ran.stdout for command in ("lab", "story", "get", "doctor"))
    assert ran.stdout.strip().endswith("set()")


def test_importing_keras_through_the_course_says_nothing():
    code = "from tlcourse.quiet import import_keras; import_keras(); import sys; print('still here', file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert ran.stderr == "still here\n"


@pytest.mark.parametrize("command", ["tlcourse lab", "tlcourse story", "tlcourse get", "tlcourse doctor", "pytest"])
def test_the_readme_shows_the_commands(command):
    assert command in (ROOT / "README.md").read_text("utf-8")


def test_the_readme_commands_are_exactly_those_that_are_tested():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "pip install -e . && tlcourse lab" in readme
    assert 'pip install -e ".[test]" && pytest' in readme


def test_the_doctor_goes_on_after_a_broken_check_and_says_what_to_do(monkeypatch):
    def broken():
        raise OSError("disk on fire")
        yield

    monkeypatch.setattr(doctor, "CHECKS", {"Disk": broken, "Python": doctor.check_python})
    findings = list(examine())
    assert findings[0].state == BAD and "disk on fire" in findings[0].seen and findings[0].advice
    assert any(finding.subject == "Python" and finding.state == GOOD for finding in findings)


def test_the_doctor_tells_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.setattr("tlcourse.lab.datasets_folder", lambda: tmp_path / "datasets")
    monkeypatch.setattr(doctor, "PACKAGES", ("keras", "no-such-package"))
    (lessons,) = doctor.check_lessons()
    assert lessons.state == BAD and "pip install -e ." in lessons.advice
    assert [finding.state for finding in doctor.check_packages()] == [GOOD, BAD]


def test_the_doctor_reports_photos_and_weights(monkeypatch, tmp_path):
    monkeypatch.setenv("TLCOURSE_CACHE", str(tmp_path))
    photos = {finding.subject: finding for finding in doctor.check_photos()}
    assert "1,400" in photos["Photos: moths"].seen and "synthetic" in photos["Photos: moths"].seen
    assert photos["Photos: eu-moths"].state == NOTE
    weights = {finding.subject: finding for finding in doctor.check_weights()}
    assert weights["Weights: procedural"].state == GOOD


@pytest.mark.parametrize(("state", "status"), [(NOTE, 0), (BAD, 1)])
def test_the_exit_status_tells_whether_something_must_be_mended(monkeypatch, state, status):
    monkeypatch.setattr(doctor, "examine", lambda: iter([Finding(state, "Moths", "gone", "Fetch them.")]))
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == status and "Fetch them." in result.output


def test_a_cache_that_cannot_be_written_is_reported(monkeypatch, tmp_path):
    monkeypatch.setenv("TLCOURSE_CACHE", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda *_: False)
    cache = next(finding for finding in doctor.check_machine() if finding.subject == "Cache")
    assert cache.state == BAD and "TLCOURSE_CACHE" in cache.advice
