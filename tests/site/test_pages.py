"""What is on the site, and what must not be."""

import json
import re
import subprocess
import sys
from functools import cache
from urllib.parse import unquote, urldefrag, urljoin

import pytest

import tlcourse
from tests.lessons.notebooks import LESSONS, ROOT, read_lesson
from tlcourse.lab import student_copy

MARKS = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")
ELSEWHERE = re.compile(r"^(https?:)?//|^(mailto|data):")


def squeezed(text: str) -> str:
    """Text whose spaces and line ends do not matter."""
    return " ".join(text.split())


@cache
def released() -> str:
    """All that students are given to read, of all lessons: what one asks for, another may teach."""
    copies = [json.loads(student_copy(ROOT / "lessons" / name / f"{name}.ipynb")) for name in LESSONS]
    return squeezed("\n".join("".join(cell["source"]) for copy in copies for cell in copy["cells"]))


def secrets_of(name: str) -> set[str]:
    """The lines of a lesson that students must not see: those between nbgrader's marks which stand nowhere else."""
    source = "\n".join(cell.source for cell in read_lesson(name).cells)
    between = (re.compile(rf"### BEGIN {mark}\n(.*?)### END {mark}", re.DOTALL) for mark in MARKS)
    parts = [part for pattern in between for part in pattern.findall(source)]
    lines = {squeezed(line) for part in parts for line in part.splitlines()}
    return {line for line in lines if len(line) > 12 and re.search("[a-z]{3}", line) and line not in released()}


def code_of(page) -> list[str]:
    return [cell.get_text() for cell in page.select("div.cell_input")]


@pytest.mark.parametrize("name", LESSONS)
def test_whole_lesson_is_there_with_what_it_showed(pages, name):
    page, lesson = pages[f"lessons/{name}.html"], read_lesson(name)
    code = [cell for cell in lesson.cells if cell.cell_type == "code"]
    assert page.h1.get_text().startswith(lesson.cells[0].source.splitlines()[0].removeprefix("# "))
    assert len(code_of(page)) == len(code)
    assert len(page.select("img.figure")) >= 1
    claims = sum(cell.source.count("tl.claim(") for cell in code)
    assert len(page.select(".output.text_html strong")) >= claims >= 1
    exercises = [cell for cell in lesson.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    assert len(page.select("section > .exercise")) == len(exercises)


@pytest.mark.parametrize("name", LESSONS)
def test_first_page_leads_to_every_lesson(pages, name):
    assert pages["index.html"].select(f'ol.path a[href="lessons/{name}.html"]')


@pytest.mark.parametrize("name", LESSONS)
def test_no_answer_hidden_test_or_rubric_is_in_any_file(site, pages, name):
    secrets = secrets_of(name)
    assert secrets
    texts = {path: squeezed(page.get_text()) for path, page in pages.items()}
    for path in (*site.rglob("*.js"), *site.rglob("*.txt"), *site.rglob("*.ipynb"), *site.rglob("*.md")):
        texts[path.relative_to(site).as_posix()] = squeezed(path.read_text("utf-8", errors="replace"))
    assert [(path, secret) for path, text in texts.items() for secret in secrets if secret in text] == []


def test_marks_and_notes_for_instructors_are_nowhere(pages):
    text = "\n".join(page.get_text() for page in pages.values())
    assert [mark for mark in ("### BEGIN", "### END", "**Rubric", "Rubric (") if mark in text] == []
    assert ": notes for instructors" not in text  # the title of the page beside each lesson


def test_every_image_says_what_it_shows(pages):
    silent = {
        (path, image.get("src"))
        for path, page in pages.items()
        for image in page.select("img")
        if not image.get("alt", "").strip() and "logo__image" not in image.get("class", [])  # beside the same words
    }
    assert silent == set()


def test_links_between_pages_lead_somewhere(site, pages):
    anchors = {path: {tag["id"] for tag in page.select("[id]")} for path, page in pages.items()}
    broken = set()
    for path, page in pages.items():
        for tag, attribute in ((tag, a) for a in ("href", "src") for tag in page.select(f"[{a}]")):
            link, anchor = urldefrag(re.sub(r"\?(v|digest)=\w+", "", unquote(tag[attribute])))
            if ELSEWHERE.match(link):
                continue
            target = urljoin(f"/{path}", link).removeprefix("/") if link else path
            if not (site / target).is_file() or (anchor and target in anchors and anchor not in anchors[target]):
                broken.add((path, tag[attribute]))
    assert broken == set()


def test_nothing_is_fetched_from_elsewhere(site, pages):
    wanted = {
        (path, tag.get("src") or tag.get("href"))
        for path, page in pages.items()
        for tag in page.select("[src], link[href]:not([rel=canonical])")
        if re.match(r"(https?:)?//", tag.get("src") or tag.get("href"))
    }
    styles = {
        (path.name, found)
        for path in site.rglob("*.css")
        for found in re.findall(r"(?:url\(|@import)\s*[\"']?(https?://[^\"')]+)", path.read_text("utf-8"))
    }
    assert wanted | styles == set()


def test_every_public_name_has_its_docstring_there(pages):
    ids = {tag["id"] for path, page in pages.items() if path.startswith("reference/") for tag in page.select("dt[id]")}
    modules = [getattr(tlcourse, name) for name in tlcourse.MODULES]
    names = {f"tlcourse.{name}" for name in tlcourse.HOME}
    names |= {f"{module.__name__}.{name}" for module in modules for name in module.__all__}
    assert names - ids == set()


def test_formulas_need_no_script(tmp_path):
    (tmp_path / "index.md").write_text("# Loss\n\nInline $p_k$ and\n\n$$\n\\sum_k -y_k \\log p_k\n$$\n", "utf-8")
    (tmp_path / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT / '.site')!r})\n"
        "extensions, html_math_renderer = ['myst_parser', 'mathml'], 'mathml'\n"
        "myst_enable_extensions = ['dollarmath']\n"
    )
    command = [sys.executable, "-m", "sphinx", "-q", "-W", str(tmp_path), str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert page.count("<math") == 2
    assert not re.search(r"<script[^>]*mathjax", page, re.IGNORECASE)
