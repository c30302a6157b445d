"""lessons/README.md says what the notebooks say: lessons, minutes, needs, links, traps, plans."""

import re

import pytest

from tests.lessons.notebooks import LESSONS, ROOT, read_lesson

PAGE = ROOT / "lessons" / "README.md"
TEXT = PAGE.read_text("utf-8")
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)\)")


def rows_below(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, without its head."""
    lines = TEXT.split(heading, 1)[1].splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("|"))
    table = []
    for line in lines[first:]:
        if not line.startswith("|"):
            break
        table.append([cell.strip() for cell in line.strip("|").split("|")])
    return table[2:]


PATH = {re.search(r"\((\w+)/", row[0])[1]: row for row in rows_below("# The path")}
LADDER = rows_below("## The trap ladder")
EXERCISE = re.compile(r"^### `(\w+)` · .*?(\d+) minutes( · another day)?$", re.M)
SPINE = LESSONS[:5]


def opening(lesson: str) -> str:
    return read_lesson(lesson).cells[0].source


def test_every_lesson_is_on_the_path():
    assert list(PATH) == LESSONS


@pytest.mark.parametrize("lesson", LESSONS)
def test_minutes_and_needs_are_those_of_the_notebook(lesson):
    _, _, minutes, later, needs = PATH[lesson]
    said = re.search(r"\*\*Time\.\*\* About (\d+) minutes.*?(?:; (\d+) more on another day.*)?$", opening(lesson), re.M)
    assert said and said[1] == minutes
    assert (said[2] or "–") == later
    needed = re.search(r"\*\*You need first\.\*\*.*", opening(lesson))[0]
    assert set(re.findall(r"\.\./(\d\d)_", needed)) == set(re.findall(r"\d\d", needs))


@pytest.mark.parametrize("lesson", LESSONS)
def test_minutes_are_what_reading_predicting_and_writing_take(lesson):
    """Words, lines and predictions outside the exercises, and the exercises' own minutes: reckoned as the page says."""
    now, later, reading = 0, 0, 0.0
    for cell in read_lesson(lesson).cells:
        exercise = EXERCISE.search(cell.source)
        if exercise:
            now, later = (now, later + int(exercise[2])) if exercise[3] else (now + int(exercise[2]), later)
        elif cell.metadata.get("nbgrader"):
            continue
        elif cell.cell_type == "markdown":
            reading += len(cell.source.split()) / 200 + cell.source.count("**Predict.**") / 2
        else:
            reading += sum(bool(line.strip()) for line in cell.source.splitlines()) / 40
    said, said_later = (int(text) if text != "–" else 0 for text in PATH[lesson][2:4])
    assert abs(said - reading - now) <= 4
    assert said_later == later
    assert 15 <= said <= 75 or lesson not in SPINE


def test_minutes_add_up():
    now, later = (sum(int(row[i]) for row in PATH.values() if row[i] != "–") for i in (2, 3))
    assert f"{now} in all, and {later} more" in TEXT


def test_the_graph_shows_what_the_table_says():
    edges = set(re.findall(r"L(\d\d)(?:\[[^\]]*\])? --> L(\d\d)", TEXT))
    assert edges == {(need, lesson[:2]) for lesson, row in PATH.items() for need in re.findall(r"\d\d", row[4])}


@pytest.mark.parametrize("page", sorted(ROOT.glob("lessons/**/*.md")), ids=lambda page: page.parent.name)
def test_links_lead_somewhere(page):
    targets = [target for target in LINK.findall(page.read_text("utf-8")) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_links_in_the_notebook_lead_somewhere_and_on_to_the_next_lesson(lesson):
    folder = ROOT / "lessons" / lesson
    prose = "\n".join(cell.source for cell in read_lesson(lesson).cells if cell.cell_type == "markdown")
    targets = [target for target in LINK.findall(prose) if "://" not in target]
    assert [target for target in targets if not (folder / target).exists()] == []
    after = LESSONS[LESSONS.index(lesson) + 1 :]
    following = (after or LESSONS)[0]  # the last lesson looks back to the first; a student's copies hold nothing else
    assert f"../{following}/{following}.ipynb" in LINK.findall(prose.rsplit("## Where to read on", 1)[1])


@pytest.mark.parametrize("row", LADDER, ids=lambda row: row[0][:40])
def test_a_trap_is_predicted_run_and_measured(row):
    _, link, cells, _, words = row
    lesson = re.search(r"\((\w+)/", link)[1]
    notebook = read_lesson(lesson).cells
    places = {cell.id: i for i, cell in enumerate(notebook)}
    assert words in "\n".join(cell.source for cell in notebook if cell.cell_type == "markdown")
    for cell in re.findall(r"`(l\d\d-[\w-]+)`", cells):
        at = places[cell]
        before = [c.source for c in notebook[max(0, at - 6) : at] if c.cell_type == "markdown"]
        after = [c.source for c in notebook[at : at + 5]]
        assert any("**Predict.**" in text for text in before), f"{cell}: nobody is asked to predict"
        assert any("tl.claim(" in text for text in after), f"{cell}: no number is stated"
        assert any("**Explain.**" in text for text in (c.source for c in notebook[at : at + 15])), f"{cell}: no fix"


def test_all_ten_traps_are_on_the_ladder():
    assert len(LADDER) == 10


def test_the_workshop_adds_up():
    minutes = [(int(row[0]), row[1]) for row in rows_below("## A workshop of one day")]
    pauses = sum(m for m, what in minutes if what in ("break", "lunch"))
    total = sum(m for m, _ in minutes)
    assert f"{total} minutes with breaks, {total - pauses} without" in " ".join(TEXT.split())


def test_the_five_weeks_take_each_lesson_once_and_add_up():
    weeks = rows_below("## A course of five weeks")
    at_home = [re.findall(r"\b(0\d)\b", row[2]) for row in weeks]
    assert [number for week in at_home for number in week] == [lesson[:2] for lesson in LESSONS[1:]]
    known = {lesson[:2]: sum(int(text) for text in row[2:4] if text != "–") for lesson, row in PATH.items()}
    at_home[0].append("00")
    assert [int(row[3]) for row in weeks] == [sum(known[number] for number in week) for week in at_home]
