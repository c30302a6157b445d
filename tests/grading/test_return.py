"""What goes back: feedback without secrets or scripts, and grade files that an LMS imports."""

import csv
import io

import pytest
from tlgrade import demo_lesson
from tlgrade.collect import collect
from tlgrade.course import CourseError
from tlgrade.export import aliases, defused, export, known_by, unambiguous
from tlgrade.feedback import write_feedback
from tlgrade.late import LatePolicy

BAD = "def count_trained(n_features, n_species):\n    return '<script>alert(1)</script>'"


@pytest.fixture(scope="module")
def graded(make_classroom, tmp_path_factory):
    """Three students as Moodle knows them, one of whom waits for a person, and a broken file."""
    import json
    import zipfile

    room = make_classroom(tmp_path_factory.mktemp("return") / "course")
    archive = tmp_path_factory.mktemp("lms") / "moodle.zip"
    empty = "Write your answer here."
    made = {
        "Ana_1": json.dumps(room.submission(why_pool=empty)),
        "Ben_2": json.dumps(room.submission(count_trained=BAD)),
        "=Cem_3": json.dumps(room.submission(why_pool=empty, share_right="def share_right(a, b):\n    return 75")),
        "Dua_4": "{",
    }
    with zipfile.ZipFile(archive, "w") as file:
        for name, content in made.items():
            file.writestr(f"{name}_assignsubmission_file_/demo.ipynb", content)
    collect(room.course, demo_lesson.LESSON, archive, "moodle")
    room.grade()
    return room


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_moodle_worksheet_is_filled_and_nothing_else_changed(graded, tmp_path):
    roster = tmp_path / "worksheet.csv"
    lines = [
        "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Feedback comments",
        "Participant 1,Ana,ana@x.org,Submitted,,8,",
        'Participant 2,Ben,ben@x.org,Submitted,3,8,"keep, this"',
        "Participant 3,=Cem,cem@x.org,Submitted,,8,=1+1",
        "Participant 9,Zed,zed@x.org,No submission,7,8,",
    ]
    roster.write_text("\n".join(lines), "utf-8-sig")
    done = export(graded.course, demo_lesson.LESSON, "moodle", roster)
    rows = table(done.file.read_text("utf-8"))
    assert [row["Grade"] for row in rows] == ["5", "3", "4", "7"]
    assert rows[1]["Feedback comments"] == "keep, this"
    assert (rows[2]["Full name"], rows[2]["Feedback comments"]) == ("'=Cem", "'=1+1")
    assert sorted(done.matched) == ["=Cem", "Ana"]
    assert set(done.unfinished) == {"Ben", "Dua"}
    assert done.untouched == 2
    assert not [line for line in done.lines() if "at most" in line]


def test_two_students_of_one_name_are_told_apart_by_number_or_not_at_all():
    ana, other = (
        aliases("Ana", {"name": "Ana", "identifier": "1"}),
        aliases("Ana 2", {"name": "Ana", "identifier": "2"}),
    )
    names = unambiguous({"Ana": ana, "Ana 2": other})
    assert names.get(known_by("Identifier", "Teilnehmer/in 2")) == "Ana 2"
    assert names.get(known_by("ID number", "2")) is None
    assert names.get(known_by("Full name", "Ana")) is None
    assert names.get(known_by("Username", "ana 2")) == "Ana 2"


def test_another_maximum_in_the_lms_is_told(graded, tmp_path):
    roster = tmp_path / "worksheet.csv"
    header = "Identifier,Full name,Email address,Status,Grade,Maximum grade,Grade can be changed,Last modified (grade)"
    roster.write_text(f"{header}\nParticipant 1,Ana,ana@x.org,Submitted for grading,,100.00,Yes,-\n")
    done = export(graded.course, demo_lesson.LESSON, "moodle", roster)
    assert table(done.file.read_text("utf-8"))[0]["Grade"] == "5"
    assert "the lesson gives 8 points, and the LMS expects at most 100: set it to 8" in done.lines()


def test_canvas_gradebook_is_filled_in_the_lessons_column(graded, tmp_path):
    roster = tmp_path / "canvas.csv"
    roster.write_text(
        "Student,ID,SIS Login ID,Section,demo (77),other (78)\n"
        "    Points Possible,,,,8,5\nAna,1,ana,A,,4\nBen,2,ben,A,,\n"
    )
    rows = table(export(graded.course, demo_lesson.LESSON, "canvas", roster).file.read_text("utf-8"))
    assert [row["demo (77)"] for row in rows] == ["8", "5", ""]
    assert rows[1]["other (78)"] == "4"


def test_roster_of_another_lms_is_refused(graded, tmp_path):
    roster = tmp_path / "x.csv"
    roster.write_text("a,b\n1,2\n")
    with pytest.raises(CourseError, match="no export of Moodle"):
        export(graded.course, demo_lesson.LESSON, "moodle", roster)


def test_plain_table_holds_everybody_with_a_status(graded):
    rows = {
        row["student"]: row
        for row in table(export(graded.course, demo_lesson.LESSON, "csv", None).file.read_text("utf-8"))
    }
    assert (rows["Ana"]["score"], rows["Dua"]["score"]) == ("5.0", "")
    assert rows["Dua"]["status"] == "broken-file"


@pytest.mark.parametrize("cell", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"])
def test_row_62_formulas_are_text(cell):
    assert defused(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-1", "+3.5", "4", "Ana", "12%"])
def test_numbers_and_names_stay(cell):
    assert defused(cell) == cell


def test_feedback_holds_messages_and_no_test_and_no_script(graded):
    files = {path.parts[-3]: path.read_text("utf-8") for path in write_feedback(graded.course, demo_lesson.LESSON)}
    assert set(files) == {"Ana", "Ben", "=Cem", "Dua"}
    ben = files["Ben"]
    assert "That is no number" in ben
    assert "&lt;script&gt;alert(1)" in ben
    for text in files.values():
        assert not [bad for bad in ("<script", "tl.check", "assert ", "Rubric", "0.75") if bad in text]
        assert "Content-Security-Policy" in text
    assert "no notebook that can be read" in files["Dua"]


def test_row_61_formgrader_shows_no_script(graded):
    """The page that formgrader makes of the graded notebook, with the desk's settings."""
    from nbconvert.exporters import HTMLExporter
    from nbgrader.server_extensions.formgrader import handlers
    from traitlets.config import Config

    graded.hand_in("eve", why_pool="<script>alert(6)</script> [x](javascript:alert(7))", count_trained=BAD)
    graded.grade()
    config = Config({"HTMLExporter": {"template_name": "formgrade", "sanitize_html": True}})
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    names = dict.fromkeys(
        ("base_url", "notebook_path", "student", "assignment_id", "notebook_id", "submission_id"), "x"
    )
    resources = {**names, "index": 0, "total": 1, "last_name": None, "first_name": None, "mathjax_url": ""}
    file = graded.course.folder("autograded", "eve", demo_lesson.LESSON) / "demo.ipynb"
    page, _ = HTMLExporter(config=config).from_filename(str(file), resources=resources)
    assert "alert(6)" in page
    assert not [bad for bad in ("<script>alert", "javascript:alert", "<script&gt;alert") if bad in page]


def test_late_policy():
    policy = LatePolicy(percent_per_day=10, grace_hours=1, cutoff_days=3)
    day = 86400
    assert [policy.penalty(20, late) for late in (0, 3600, 3601, day + 1, 3 * day + 1)] == [0, 0, 2, 4, 20]
    assert policy.penalty(20, 2 * day, extension_days=2) == 0
    assert LatePolicy().penalty(20, 99 * day) == 0


def test_late_submission_costs_points_in_the_gradebook(make_classroom, tmp_path):
    room = make_classroom(tmp_path / "course")
    config = room.course.root / "nbgrader_config.py"
    more = 'c.TlGrade.late = {"percent_per_day": 10}\nc.TlGrade.extensions = {"demo": {"ben": 5}}\n'
    config.write_text(config.read_text() + more)
    with room.gradebook as gradebook:
        gradebook.update_or_create_assignment("demo", duedate="2026-01-01 00:00:00 UTC")
    for student in ("ana", "ben"):
        folder = room.hand_in(student, why_pool="Write your answer here.")
        (folder / "timestamp.txt").write_text("2026-01-02 12:00:00 UTC")
    room.grade()
    with room.gradebook as gradebook:
        taken = {s.student_id: s.notebooks[0].late_submission_penalty for s in gradebook.assignment_submissions("demo")}
    assert taken == {"ana": 1.0, "ben": None}
