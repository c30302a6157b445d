"""Archives as Moodle and Canvas make them, and as nobody honest makes them."""

import io
import json
import stat
import tarfile
import zipfile

import pytest
from tlgrade import demo_lesson
from tlgrade.archives import Refused, read_archive
from tlgrade.collect import collect
from tlgrade.course import CourseError, safe_name
from tlgrade.senders import read_senders

BODY = json.dumps(demo_lesson.lesson(with_keras=False)).encode()


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course that was never released: collecting needs no gradebook."""
    folder = tmp_path_factory.mktemp("collect")
    (folder / "source" / "demo").mkdir(parents=True)
    (folder / "source" / "demo" / "demo.ipynb").write_bytes(BODY)
    return folder


@pytest.fixture
def room(course, tmp_path):
    import shutil

    from tlgrade.course import Course

    return Course(shutil.copytree(course, tmp_path / "course"))


def zipped(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def files(course):
    base = course.root / "submitted"
    return {str(p.relative_to(base)) for p in base.rglob("*.ipynb")} if base.exists() else set()


def test_moodle_with_folders_and_flat(room, tmp_path):
    entries = {
        "Ana Díaz_101_assignsubmission_file_/demo.ipynb": BODY,
        "Ben O'Neil_102_assignsubmission_file_demo.ipynb": BODY,
        "Ben O'Neil_103_assignsubmission_file_/demo (1).ipynb": BODY,
        "Cem_104_assignsubmission_onlinetext_/onlinetext.html": b"hello",
    }
    done = collect(room, "demo", zipped(tmp_path / "a.zip", entries), "moodle")
    assert files(room) == {
        "Ana Díaz/demo/demo.ipynb",
        "Ben O'Neil 102/demo/demo.ipynb",
        "Ben O'Neil 103/demo/demo (1).ipynb",
    }
    assert [r.why for r in done.refused] == ["not a notebook"]
    assert (room.root / "submitted" / "Ana Díaz" / "demo" / "timestamp.txt").exists()


def test_canvas_names_with_underscores_and_hidden_names(room, tmp_path):
    entries = {
        "de_la_cruzana_11_5001_demo.ipynb": BODY,
        "LATE_anon_a1b2c_5002_demo.ipynb": BODY,
        "anon_d3e4f_5003_my_demo_2.ipynb": BODY,
        "oneilben_12_text.html": b"hello",
    }
    done = collect(room, "demo", zipped(tmp_path / "a.zip", entries), "canvas")
    expected = {"de_la_cruzana/demo/demo.ipynb", "anon_a1b2c/demo/demo.ipynb", "anon_d3e4f/demo/my_demo_2.ipynb"}
    assert files(room) == expected
    assert done.late == ["anon_a1b2c"]


def test_several_files_of_one_student_are_kept(room, tmp_path):
    own = "Ana_1_assignsubmission_file_/"
    entries = {f"{own}demo.ipynb": BODY, f"{own}notes.ipynb": b"{}", f"{own}report.pdf": b"%PDF"}
    done = collect(room, "demo", zipped(tmp_path / "a.zip", entries), "moodle")
    assert files(room) == {"Ana/demo/demo.ipynb", "Ana/demo/notes.ipynb"}
    assert [(r.name, r.why) for r in done.refused] == [(f"{own}report.pdf", "not a notebook")]


def test_student_whose_files_are_all_refused_keeps_a_row(room, tmp_path):
    entries = {"Ana_1_assignsubmission_file_/report.pdf": b"%PDF", "Ben_2_assignsubmission_file_/demo.ipynb": BODY}
    done = collect(room, "demo", zipped(tmp_path / "a.zip", entries), "moodle")
    assert (done.students, done.empty) == (["Ben"], ["Ana"])
    assert room.submitted_students("demo") == ["Ana", "Ben"]
    assert read_senders(room, "demo")["Ana"]["refused"] == ["report.pdf (not a notebook)"]


def test_time_is_the_lms_s_and_never_the_students(room, tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(zipfile.ZipInfo("demo.ipynb", (2001, 1, 1, 0, 0, 0)), BODY)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name, content in {"Ana_1": (".ipynb", BODY), "Ben_2": (".zip", inner.getvalue())}.items():
            entry = zipfile.ZipInfo(f"{name}_assignsubmission_file_/demo{content[0]}", (2026, 5, 4, 12, 0, 0))
            archive.writestr(entry, content[1])
    collect(room, "demo", tmp_path / "a.zip", "moodle")
    times = [(room.root / "submitted" / name / "demo" / "timestamp.txt").read_text() for name in ("Ana", "Ben")]
    assert times[0] == times[1]
    assert times[0].startswith("2026-05-04")


def test_another_student_of_the_same_name_gets_a_folder_of_her_own(room, tmp_path):
    for number in (1, 2):
        archive = zipped(tmp_path / f"{number}.zip", {f"Ana_{number}_assignsubmission_file_/demo.ipynb": BODY})
        collect(room, "demo", archive, "moodle")
    again = zipped(tmp_path / "3.zip", {"Ana_1_assignsubmission_file_/demo.ipynb": b"{}"})
    collect(room, "demo", again, "moodle")
    assert files(room) == {"Ana/demo/demo.ipynb", "Ana 2/demo/demo.ipynb"}
    assert (room.root / "submitted" / "Ana" / "demo" / "demo.ipynb").read_bytes() == b"{}"


def test_names_longer_than_a_disk_allows_are_cut(room, tmp_path):
    entries = {f"{'🦋' * 100}_1_assignsubmission_file_/{'李' * 200}.ipynb": BODY}
    done = collect(room, "demo", zipped(tmp_path / "a.zip", entries), "moodle")
    assert len(done.students) == len(files(room)) == 1


def test_canvas_last_attempt_and_late_mark(room, tmp_path):
    entries = {
        "diazana_11_5001_demo.ipynb": b"first",
        "diazana_11_5002_demo-1.ipynb": b"second",
        "diazana_11_5003_demo-10.ipynb": b"last",
        "oneilben_LATE_12_5004_demo.ipynb": BODY,
    }
    done = collect(room, "demo", zipped(tmp_path / "a.zip", entries), "canvas")
    assert files(room) == {"diazana/demo/demo.ipynb", "oneilben/demo/demo.ipynb"}
    assert (room.root / "submitted" / "diazana" / "demo" / "demo.ipynb").read_bytes() == b"last"
    assert done.late == ["oneilben"]


def test_folder_with_notebooks_folders_and_archives(room, tmp_path):
    given = tmp_path / "given"
    (given / "ana").mkdir(parents=True)
    (given / "ana" / "demo.ipynb").write_bytes(BODY)
    (given / "ben.ipynb").write_bytes(BODY)
    zipped(given / "cem.zip", {"work/demo.ipynb": BODY})
    with tarfile.open(given / "dua.tar.gz", "w:gz") as archive:
        entry = tarfile.TarInfo("demo.ipynb")
        entry.size = len(BODY)
        archive.addfile(entry, io.BytesIO(BODY))
    collect(room, "demo", given, "folder")
    assert files(room) == {"ana/demo/demo.ipynb", "ben/demo/ben.ipynb", "cem/demo/demo.ipynb", "dua/demo/demo.ipynb"}


def test_collecting_twice_changes_nothing_and_a_new_attempt_keeps_the_old(room, tmp_path):
    first = zipped(tmp_path / "a.zip", {"ana/demo.ipynb": BODY})
    collect(room, "demo", first, "folder")
    assert collect(room, "demo", first, "folder").unchanged == ["ana"]
    collect(room, "demo", zipped(tmp_path / "b.zip", {"ana/demo.ipynb": b"{}"}), "folder")
    assert (room.root / "submitted/ana/demo/demo.ipynb").read_bytes() == b"{}"
    assert (room.journal / "earlier/demo/ana.1/demo.ipynb").read_bytes() == BODY


# row 23
HOSTILE = {
    "slip": ("../../evil/demo.ipynb", "a way out of the archive"),
    "absolute": ("/etc/demo.ipynb", "a way out of the archive"),
    "windows": ("C:\\evil\\demo.ipynb", "a way out of the archive"),
    "backslash": ("a\\..\\..\\demo.ipynb", "a way out of the archive"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_row_23_slip(room, tmp_path, name):
    path, why = HOSTILE[name]
    archive = zipped(tmp_path / "a.zip", {path: BODY, "ana/demo.ipynb": BODY})
    done = collect(room, "demo", archive, "folder")
    assert [r.why for r in done.refused] == [why]
    assert files(room) == {"ana/demo/demo.ipynb"}
    assert room.submitted_students("demo") == ["ana"]
    assert not (tmp_path / "evil").exists()


def test_row_23_bomb_link_nested_and_encrypted(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("demo.ipynb", BODY)
    middle = io.BytesIO()
    with zipfile.ZipFile(middle, "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb/demo.ipynb", bytes(20 * 2**20))
        link = zipfile.ZipInfo("link/demo.ipynb")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("nested/middle.zip", middle.getvalue())
    found = list(read_archive(path))
    assert all(isinstance(entry, Refused) for entry in found)
    assert [entry.why for entry in found] == [
        "packed too tightly to be honest",
        "a link or a device",
        "an archive in an archive in an archive",
    ]


def test_row_22_links_in_a_folder_are_left_out(room, tmp_path):
    given = tmp_path / "given" / "ana"
    given.mkdir(parents=True)
    (given / "demo.ipynb").symlink_to("/etc/passwd")
    done = collect(room, "demo", given.parent, "folder")
    assert (done.students, done.empty, files(room)) == ([], ["ana"], set())


@pytest.mark.parametrize(
    "name", ["../x", "a/b", "a\\b", "..", ".", "", "a+b", "a\nb", " a", "x" * 300, "<img src=x onerror=alert(7)>"]
)
def test_row_21_names_that_lead_elsewhere(name):
    assert not safe_name(name)


@pytest.mark.parametrize("name", ["ana", "Zoë 🦋 ñ", "O'Neil, Ben", "李"])
def test_row_20_unusual_names(name):
    assert safe_name(name)


def test_names_that_differ_in_capitals_only_are_kept_apart(room, tmp_path):
    entries = {
        "Ana_1_assignsubmission_file_/demo.ipynb": b"1",
        "ANA_2_assignsubmission_file_/demo.ipynb": b"2",
    }
    collect(room, "demo", zipped(tmp_path / "a.zip", entries), "moodle")
    assert files(room) == {"Ana 1/demo/demo.ipynb", "ANA 2/demo/demo.ipynb"}


def test_wrong_lms_is_told(room, tmp_path):
    with pytest.raises(CourseError, match="Is --lms right"):
        collect(room, "demo", zipped(tmp_path / "a.zip", {"x.ipynb": BODY}), "moodle")
