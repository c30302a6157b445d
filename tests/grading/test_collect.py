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
    with pytest.raises(CourseError, match="No submission was found"):
        collect(room, "demo", given.parent, "folder")


@pytest.mark.parametrize("name", ["../x", "a/b", "a\\b", "..", ".", "", "a+b", "a\nb", " a", "x" * 300])
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
