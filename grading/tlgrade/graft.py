"""Graft: the instructor's notebook with the text of a student's answers. Nothing else of a submission comes through.

Answers are matched by grade_id. Cells that the student has added or changed stay at their place, as helpers.
Metadata, outputs, points, locks and tests of a submission are never read.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from tlgrade.notebooks import Cell
from tlgrade.template import Template, TemplateCell
from tlgrade.texts import short

__all__ = ["Graft", "Place", "graft", "match_notebook"]

# No answer needs them; who asks the judge for the right answer is shown to a person.
CHECKS = re.compile(
    r"\b(?:import|from)\s+tlgrade\b|\btlgrade\.inside\b|\b(?:tl|tlcourse)\s*\.\s*(?:exercises|checking)\b|from\s+tlcourse\s+import\b.*\b(?:exercises|checking)\b"
)
MISSING = "# This cell was missing from the submission.\nraise NotImplementedError"


@dataclass(frozen=True)
class Place:
    """One cell of the grafted notebook."""

    source: str
    kind: str
    template: TemplateCell | None  # None: a cell that the student has added
    by_student: bool
    changed: bool = False  # an answer that differs from what was handed out

    @property
    def role(self) -> str:
        """The role of the template's cell, or "helper"."""
        return self.template.role if self.template else "helper"


@dataclass(frozen=True)
class Graft:
    """The notebook to run, and what was odd about the submission."""

    places: list[Place]
    missing: list[str] = field(default_factory=list)  # answers that the submission does not have
    notes: list[str] = field(default_factory=list)

    @property
    def suspicion(self) -> str:
        """What a person should look at, before anything has run."""
        named = [found for p in self.places if p.by_student and p.kind == "code" for found in CHECKS.findall(p.source)]
        return f"the submission names the checks' own code: {short(named[0], 60)}" if named else ""


def match_notebook(template: Template, submitted: dict[str, list[Cell]]) -> tuple[str | None, list[str]]:
    """The file that answers this template, by its name or by its cells' names; and a note if it is called otherwise."""
    if f"{template.name}.ipynb" in submitted:
        return f"{template.name}.ipynb", []
    wanted = set(template.by_grade_id())
    shares = {name: len({c.grade_id for c in cells} & wanted) for name, cells in submitted.items()}
    best = max(sorted(shares), key=shares.__getitem__, default=None)
    if best is None or not wanted or shares[best] * 2 < len(wanted):
        return None, []
    return best, [f"the notebook is called {best!r} and was matched by its cells"]


def graft(template: Template, submitted: list[Cell]) -> Graft:
    """Put a student's answers in the instructor's notebook."""
    known, chosen, notes = template.by_grade_id(), {}, []
    for grade_id, cell in known.items():
        copies = [c for c in submitted if c.grade_id == grade_id]
        if len(copies) > 1:
            notes.append(f"{len(copies)} cells are called {grade_id!r}; the one at its own place counts")
        chosen[grade_id] = next((c for c in copies if c.id and c.id == cell.id), copies[0] if copies else None)
    foreign = sorted({c.grade_id for c in submitted if c.grade_id} - set(known))
    if foreign:
        notes.append(f"cells called {', '.join(map(repr, foreign[:3]))} are not part of the lesson and give no points")
    edited, added = _plain_cells(template, submitted, known)
    places, missing = [*_helpers(added[None])], []
    for cell in template.cells:
        places += _grafted(cell, chosen, edited, missing)
        places += _helpers(added[cell.grade_id or cell.id])
    if missing:
        notes.append(f"missing: {', '.join(missing)}")
    return Graft(places, missing, notes)


def _grafted(cell: TemplateCell, chosen: dict, edited: dict, missing: list[str]) -> list[Place]:
    """The template's cell, filled in; an edited cell of the lesson itself is followed by the student's version."""
    if cell.role in ("solution", "written"):
        answer = chosen[cell.grade_id]
        if answer is None:
            missing.append(cell.grade_id)
            return [Place(MISSING if cell.kind == "code" else "", cell.kind, cell, by_student=False)]
        changed = answer.source.strip() != cell.source.strip()
        return [Place(answer.source, cell.kind, cell, by_student=True, changed=changed)]
    place = Place(cell.source, cell.kind, cell, by_student=False)
    if cell.role == "plain" and cell.kind == "code" and cell.id in edited:
        return [place, Place(edited[cell.id], "code", None, by_student=True)]
    return [place]


def _plain_cells(template: Template, submitted: list[Cell], known: dict) -> tuple[dict, dict]:
    """Code cells without a name: those of the lesson that were edited, by id; those added, by the cell before them."""
    plain = {cell.id: cell for cell in template.cells if cell.role == "plain" and cell.id}
    texts = {cell.source.strip() for cell in template.cells}
    edited, added, before = {}, defaultdict(list), None
    for cell in submitted:
        if cell.grade_id in known:
            before = cell.grade_id
        elif cell.id in plain:
            before = cell.id
            if cell.kind == "code" and cell.source.strip() not in texts:
                edited[cell.id] = cell.source
        elif cell.kind == "code" and cell.source.strip() and cell.source.strip() not in texts:
            added[before].append(cell.source)
    return edited, added


def _helpers(sources: list[str]) -> list[Place]:
    return [Place(source, "code", None, by_student=True) for source in sources]
