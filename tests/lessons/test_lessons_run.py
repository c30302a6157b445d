"""Each lesson runs from top to bottom: a claim that does not hold, or a wrong reference answer, stops it."""

import re
import shutil

from tests.lessons.notebooks import ROOT, read_lesson, run, seconds_of


def text_of(notebook) -> str:
    return "\n".join(cell.source for cell in notebook.cells)


def test_says_which_photos_are_in_use_and_makes_claims(finished, request, record_property):
    outputs = [out for cell in finished.cells if cell.cell_type == "code" for out in cell.outputs]
    printed = "".join(out.text for out in outputs if out.output_type == "stream" and out.name == "stdout")
    pictures = [out for out in outputs if "image/png" in out.get("data", {})]
    assert "synthetic" in printed or "real" in printed
    assert pictures
    assert text_of(finished).count("tl.claim(") >= 3
    seconds = {cell.id: seconds_of(cell) for cell in finished.cells if cell.cell_type == "code"}
    record_property("seconds of a lesson", [request.node.callspec.params["finished"], seconds])


def test_nothing_on_standard_error(finished):
    noise = {
        cell.id: "".join(out.text for out in cell.outputs if out.output_type == "stream" and out.name == "stderr")
        for cell in finished.cells
        if cell.cell_type == "code"
    }
    assert {id_: text for id_, text in noise.items() if text} == {}


def test_prose_states_no_measured_number(finished):
    """Percentages in the prose of a lesson would be numbers that no cell has computed."""
    prose = [c for c in finished.cells if c.cell_type == "markdown" and not c.metadata.get("nbgrader")]
    told = [cell.source for cell in prose if not cell.source.startswith("## Key points")]
    assert [text for text in told if re.search(r"\d\s?%", text)] == []


def test_every_picture_says_what_it_shows(finished):
    bare = [
        cell.id
        for cell in finished.cells
        if cell.cell_type == "code"
        for out in cell.outputs
        if "image/png" in out.get("data", {}) and not re.search('alt="[^"]{20,}', out.data.get("text/html", ""))
    ]
    assert bare == []


def test_the_last_lesson_takes_a_folder_of_ones_own(tmp_path, monkeypatch):
    """Six classes of photos that have nothing to do with moths, in a folder outside of the course."""
    mine, lesson = tmp_path / "mine", "08_your_own_photos"
    for place in sorted((ROOT / "datasets" / "fields" / "photos").iterdir())[:6]:
        shutil.copytree(place, mine / place.name)
    monkeypatch.setenv("TLCOURSE_FOLDER", str(mine))
    desk = tmp_path / "desk"
    desk.mkdir()
    finished = run(read_lesson(lesson), desk)  # a claim that does not hold would stop it
    printed = "".join(out.get("text", "") for cell in finished.cells for out in cell.get("outputs", []))
    assert f"Your own photos, in {mine}" in printed
    assert (desk / "capstone" / "report.md").is_file()
