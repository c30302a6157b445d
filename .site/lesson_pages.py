"""A lesson as a page: the student's text, and what the reference run showed.

Text and code are those of the student's copy, which nbgrader's own steps make: no solution, no rubric, no hidden test.
The outputs come from a run with the reference answers. What a check says there is folded, and says so.
"""

import base64
import hashlib
import html
import io
import re
from pathlib import Path

import nbformat
import numpy as np
from links import relinked, with_pictures

from tlcourse.lab import student_copy

__all__ = ["Opening", "name_of", "opening_of", "page_for"]

TASK = re.compile(r"^### `(\w+)` · (.+)$", re.MULTILINE)
HINT = re.compile(r"<details>\s*<summary>(.*?)</summary>\s*(.*?)\s*</details>", re.DOTALL)
ASIDE = re.compile(r"^\*\*(Predict|Explain|Try it|Browse|The question)\b", re.MULTILINE)
IMAGE = re.compile(r'<img src="data:image/png;base64,([^"]+)"([^>]*)>')
WIDGET = re.compile(r"\bwidgets\.\w+\(")
MOSTLY_WHITE, FEW_COLOURS = 0.6, 500  # share of pixels; colours of 4096
OWN_COPY = "You are reading a run with right answers; the answers are left out. `tlcourse lab` makes a copy to work in."
STILL = "Here a still picture. In your own notebook, sliders move it."


class Opening:
    """What the first cell of a lesson tells: number, question, how long it takes."""

    def __init__(self, source: str):
        self.title = re.search(r"^# (.+)$", source, re.MULTILINE)[1]
        self.number, _, self.question = self.title.partition(" · ")
        time = re.search(r"\*\*Time\.\*\*(.+)", source)
        minutes = re.search(r"(\d+) minutes for you", time[1]) if time else None
        self.minutes = int(minutes[1]) if minutes else None
        later = re.search(r"(\d+) more on another day", time[1]) if time else None
        self.later = int(later[1]) if later else 0


def name_of(notebook: Path) -> str:
    """What the course calls a lesson in its own links: "04 Fine-tuning"."""
    root = notebook.parents[2]
    for file in (root / "README.md", *sorted(root.glob("lessons/*/*.ipynb"))):
        if found := re.search(rf"\[({notebook.stem[:2]} [^\]]+)\]\([^)]*{notebook.name}\)", file.read_text("utf-8")):
            return found[1]
    return notebook.stem[:2] + " " + notebook.stem[3:].replace("_", " ").capitalize()


def opening_of(notebook: Path) -> Opening:
    """The opening of a lesson's notebook."""
    return Opening(nbformat.read(notebook, as_version=4).cells[0].source)


def page_for(notebook: Path, run, figures: Path, pages: set[str]):
    """The page's notebook.

    Args:
        notebook: the lesson, lessons/<name>/<name>.ipynb.
        run: the same lesson, run with the reference answers.
        figures: the folder that figures are written to; the page finds it as ../_static/figures.
        pages: the site's pages, for links between them.
    """
    name = notebook.stem
    outputs = {cell.id: cell.outputs for cell in run.cells if cell.cell_type == "code"}
    lesson = nbformat.reads(student_copy(notebook).decode(), as_version=4)
    cells, box_open, first_code = [], False, True
    for cell in lesson.cells:
        told = cell.metadata.get("nbgrader", {})
        solution, graded = told.get("solution", False), told.get("grade", False)
        if cell.cell_type == "markdown":
            text = relinked(cell.source, f"lessons/{name}/{name}.ipynb", f"lessons/{name}.ipynb", pages)
            text = with_pictures(text, notebook.parent, figures.parent)
            text, opened = prose(text) if not solution else (answer_space(text), False)
            box_open = box_open or opened
            cells.append(markdown(text))
        else:
            tags = ["hide-input"] if first_code else ["stub"] if solution else ["check"] if graded else []
            shown = [] if solution else [part for out in outputs[cell.id] if (part := shown_as(out, figures))]
            cells.append(code(cell.source, tags, folded(shown) if graded else shown))
            first_code = False
            if WIDGET.search(cell.source) and shown:
                cells.append(markdown(f"{{.still}}\n{STILL}"))
        if box_open and graded:
            cells.append(markdown("</div>"))
            box_open = False
    return nbformat.v4.new_notebook(cells=cells, metadata=lesson.metadata)


def markdown(source: str):
    return nbformat.v4.new_markdown_cell(source)


def code(source: str, tags: list[str], outputs: list):
    return nbformat.v4.new_code_cell(source, metadata={"tags": tags}, outputs=outputs)


def prose(text: str) -> tuple[str, bool]:
    """A cell's Markdown for the site, and whether it opens an exercise's box."""
    text = HINT.sub(r'<details class="hint">\n<summary>\1</summary>\n\n\2\n\n</details>', text)
    text = ASIDE.sub(lambda m: f"{{.{m[1].lower().replace(' ', '-')}}}\n{m[0]}", text)
    if text.startswith("# "):
        text = opening_card(text)
    return TASK.sub(task, text), bool(TASK.search(text))


def opening_card(text: str) -> str:
    """The first cell: title and question stay, the rest goes on a card beside what to do with the page."""
    head, _, rest = text.partition("**Afterwards you can**")
    card = f"::::{{container}} opening\n**Afterwards you can**{rest}\n::::\n\n{{.own-copy}}\n{OWN_COPY}"
    return head + card if rest else text


def task(match: re.Match) -> str:
    """The heading of an exercise, and under it the start of its box with what it costs."""
    name, facts = match.groups()
    chips = "".join(f"<li>{chip(fact)}</li>" for fact in facts.split(" · "))
    return f'### Exercise: `{name}`\n\n<div class="exercise">\n<ul class="facts">{chips}</ul>\n'


def chip(fact: str) -> str:
    """ "difficulty 2" with two of five dots, other facts as they are."""
    words, _, number = fact.rpartition(" ")
    if words not in ("difficulty", "importance"):
        return html.escape(fact)
    dots = "●" * int(number) + "○" * (5 - int(number))
    drawn = f'<span class="dots" aria-hidden="true">{dots}</span>'
    return f'{words} {drawn}<span class="visually-hidden">{number} of 5</span>'


def answer_space(text: str) -> str:
    """Where a student writes."""
    return f"{{.answer-space}}\n{text}"


def shown_as(output, figures: Path):
    """An output for the site: figures in files of their own, bare values of checks left out."""
    data = output.get("data", {})
    if output.output_type == "stream":
        return output
    if "text/html" in data:
        page = IMAGE.sub(lambda m: figure_tag(m[1], m[2], figures), data["text/html"])
        return html_output(page)
    if "image/png" in data:
        alt = output.metadata.get("image/png", {}).get("alt", "")
        return html_output(figure_tag(data["image/png"], f' alt="{html.escape(alt)}"', figures))
    return output


def figure_tag(png: str, attributes: str, figures: Path) -> str:
    """An image tag for a PNG (in base64) that is written beside the site's other static files."""
    content = base64.b64decode(png)
    file = figures / f"{hashlib.sha256(content).hexdigest()[:16]}.png"
    file.write_bytes(content)
    kind = "figure drawn" if is_drawn(content) else "figure"
    return f'<img class="{kind}" src="../_static/figures/{file.name}"{attributes} loading="lazy">'


def is_drawn(png: bytes) -> bool:
    """Whether a figure is lines, bars and words on white, without photos or maps of colours: that can turn dark."""
    from PIL import Image

    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))[::2, ::2].reshape(-1, 3)
    white = (pixels > 247).all(axis=1).mean()
    return bool(white > MOSTLY_WHITE and len(np.unique(pixels >> 4, axis=0)) < FEW_COLOURS)


def html_output(page: str):
    return nbformat.v4.new_output("display_data", {"text/html": page})


def folded(shown: list) -> list:
    """The outputs of a check, folded: a reader may want to try first. The points, a bare number, are left out."""
    boxes = [out.data["text/html"] for out in shown if "text/html" in out.get("data", {})]
    summary = "<summary>What the check says to a right answer</summary>"
    return [html_output(f'<details class="verdict">{summary}{"".join(boxes)}</details>')] if boxes else []
