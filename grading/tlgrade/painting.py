"""The graded notebook, as nbgrader's formgrader, feedback and export expect it, made of harmless parts only."""

import base64
import binascii
import re

from tlcourse.exercises import Verdict
from tlgrade.execution import Run
from tlgrade.graft import Graft, Place
from tlgrade.template import Template
from tlgrade.texts import clean, printable_output, short

__all__ = ["paint"]

PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
MOST = 60  # outputs of a cell
LINK = re.compile(r"(?i)(javascript|vbscript|data|file)\s*(:|&colon;|&#0*58;|&#x0*3a;)")
# MathJax runs in the browser, after all cleaning, and makes links and marks of its own.
MATH = re.compile(r"\\(?=href|url|require|html|style|class|cssId|data|unicode|includegraphics|mmlToken)")


def paint(template: Template, graft: Graft, run: Run, notice: str) -> dict:
    """The notebook with the student's text, what their cells showed, and the points in the test cells."""
    cells = [_cell(i, place, run) for i, place in enumerate(graft.places)]
    if notice:
        cells.insert(
            0, {"cell_type": "markdown", "id": "tlgrade-notice", "metadata": {}, "source": harmless_markdown(notice)}
        )
    for i in reversed(range(len(graft.places))):
        rubric = graft.places[i].template.rubric if graft.places[i].template else ""
        if rubric:
            place = {"tlgrade": "rubric"}
            text = f"**For the grader only**\n\n{rubric}"
            cell = {"cell_type": "markdown", "id": f"rubric-{i}", "metadata": place, "source": text}
            cells.insert(i + 1 + bool(notice), cell)
    return {"cells": cells, "metadata": template.metadata, "nbformat": 4, "nbformat_minor": 5}


def _cell(number: int, place: Place, run: Run) -> dict:
    cell = {"cell_type": place.kind, "id": f"cell-{number}", "metadata": {}, "source": place.source}
    if place.template and place.template.grade_id:
        cell["metadata"]["nbgrader"] = dict(place.template.metadata)
    if place.by_student:
        cell["source"] = clean(place.source) if place.kind == "code" else harmless_markdown(place.source)
    if place.kind == "code":
        outputs = run.outputs.get(number, [])
        if place.role == "test":
            outputs = verdict_outputs(run.verdicts.get(number), place.template.points)
        cell |= {"execution_count": None, "outputs": [out for raw in list(outputs)[:MOST] if (out := _output(raw))]}
    return cell


def verdict_outputs(verdict: Verdict | None, points: float) -> list[dict]:
    """Outputs that nbgrader reads as these points."""
    if verdict is None:
        told = "Not graded by the machine: a person looks at this."
        return [{"output_type": "error", "ename": "NotGraded", "evalue": told, "traceback": [told]}]
    text = f"{verdict.points:g} of {points:g} points. {verdict.message}\n"
    number = {"output_type": "execute_result", "data": {"text/plain": repr(float(verdict.points))}}
    return [{"output_type": "stream", "name": "stdout", "text": text}, number]


def harmless_markdown(text: str) -> str:
    """Markdown that renders to text, pictures attached to nothing, and links that run nothing."""
    return MATH.sub("\\\\backslash ", LINK.sub(r"\1 \2", clean(text).replace("<", "&lt;")))


def _output(raw) -> dict | None:
    """One output in the form of the notebook format; None if it is of no known kind."""
    if not isinstance(raw, dict):
        return None
    kind = raw.get("output_type")
    if kind == "stream":
        name = "stderr" if raw.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": printable_output(str(raw.get("text", "")))}
    if kind == "error":
        lines = [clean(str(line))[:500] for line in list(raw.get("traceback") or [])[:40]]
        told = {"ename": short(str(raw.get("ename", "")), 80), "evalue": short(str(raw.get("evalue", "")))}
        return {"output_type": "error", **told, "traceback": lines}
    if kind in ("display_data", "execute_result") and isinstance(raw.get("data"), dict):
        shown = {"output_type": kind, "metadata": {}, "data": _data(raw["data"])}
        return {**shown, "execution_count": None} if kind == "execute_result" else shown
    return None


def _data(data: dict) -> dict:
    kept = {}
    if isinstance(data.get("text/plain"), str):
        kept["text/plain"] = printable_output(data["text/plain"])
    for mime, magic in PICTURES.items():
        if isinstance(data.get(mime), str):
            try:
                picture = base64.b64decode("".join(data[mime].split()), validate=True)
            except (ValueError, binascii.Error):
                continue
            if picture.startswith(magic):
                kept[mime] = base64.b64encode(picture).decode()
    return kept
