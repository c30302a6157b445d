"""Every claim of every lesson with its measured evidence, in both worlds: `python -m tests.claims_report`.

Runs the lessons with the reference answers: in the embedded world, and in the real one where real photos and weights
are at hand (`tlcourse get eu-moths` and `tlcourse get imagenet`, or `../shared/data` beside the clone). Writes
lessons/CLAIMS.md. A lesson that was measured in a world is not run there again until its code, the photos or the
weights change, so a run that was cut goes on where it stopped; `--fresh` measures anew. What the tests have just run is
not run again either. A claim that fails is shown as failed, with its numbers, and the status is 1.
"""

import ast
import contextlib
import hashlib
import json
import os
import platform
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tests.lessons.notebooks import LESSONS, ROOT, read_lesson, run, seconds_of
from tests.lessons.runs import kept_run
from tests.lessons.runs import surroundings as kept_surroundings
from tlcourse.places import cache_folder, datasets_folder

PAGE = ROOT / "lessons" / "CLAIMS.md"
PATIENCE = 1200  # seconds for a cell: a busy machine is no reason to call a claim false
BESIDE = ROOT.parent / "shared" / "data"


@dataclass(frozen=True)
class World:
    """Photos and weights as a lesson's set-up cell takes them from the environment."""

    name: str  # "embedded" or "real"
    photos: str
    weights: str
    told: str  # both, for a reader

    def environment(self) -> dict[str, str]:
        """The variables that every lesson reads; none for the world that lessons choose by themselves."""
        return {} if self.name == "embedded" else {"TLCOURSE_PHOTOS": self.photos, "TLCOURSE_WEIGHTS": self.weights}

    def digest(self) -> str:
        """Changes when the weights or the list of photos change."""
        found = hashlib.sha256()
        for file in self.files():
            found.update(file.read_bytes())
        return found.hexdigest()[:16]

    def files(self) -> list[Path]:
        """The files that say which photos and weights these are."""
        if self.name == "embedded":
            return [datasets_folder() / "moths" / "metadata.csv", *sorted(weights_folder().glob("*.h5"))]
        photos = cache_folder() / "eu-moths" if self.photos == "eu-moths" else Path(self.photos)
        return [photos / "images.txt", *([Path(self.weights)] if self.weights != "imagenet" else [])]


def weights_folder() -> Path:
    """Where the weights that ship lie."""
    return datasets_folder() / "source_world" / "weights"


def worlds() -> list[World]:
    """The embedded world, and the real one if its photos and weights are here."""
    found = [World("embedded", "moths", "procedural", "the moths and the weights that ship, all synthetic")]
    told = "EU-Moths photos, MobileNetV2 0.35 with ImageNet weights"
    beside = sorted((BESIDE / "weights").glob("mobilenet_v2*0.35*no_top.h5"))
    if (BESIDE / "eu-moths-256" / "images.txt").is_file() and beside:
        found.append(World("real", str((BESIDE / "eu-moths-256").resolve()), str(beside[0].resolve()), told))
    elif (cache_folder() / "eu-moths" / "images.txt").is_file():
        found.append(World("real", "eu-moths", "imagenet", told))
    return found


@dataclass(frozen=True)
class Stated:
    """One claim of a lesson in one world. `held` is None where the lesson did not state it."""

    cell: str
    number: int  # which claim of its cell
    sentence: str
    held: bool | None
    evidence: dict[str, str]
    note: str = ""


@dataclass(frozen=True)
class Measured:
    """A lesson run in one world."""

    lesson: str
    world: str
    claims: list[Stated]
    seconds: float
    day: str
    errors: list[str]  # of cells that ended in an error which is no failed claim


def measure(lesson: str, world: World, tell, *, fresh: bool = False) -> Measured:
    """Run a lesson, or take the run that the tests have kept, and read what its claims left in the metadata."""
    with surroundings_of(world):
        notebook = None if fresh else kept_run(lesson)
        if notebook is None:
            notebook = run_in(lesson, world, tell)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return Measured(
        lesson,
        world.name,
        [claim for cell in cells for claim in claims_of(cell)],
        round(sum(map(seconds_of, cells)), 1),
        day_of(cells),
        [text for cell in cells if (text := error_of(cell)) and not text.startswith("ClaimError")],
    )


@contextlib.contextmanager
def surroundings_of(world: World):
    """The environment of a world, for as long as a lesson runs in it."""
    names = ("TLCOURSE_PHOTOS", "TLCOURSE_WEIGHTS")
    before = {name: os.environ.pop(name) for name in names if name in os.environ}
    os.environ.update(world.environment())
    kept_surroundings.cache_clear()
    try:
        yield
    finally:
        for name in names:
            os.environ.pop(name, None)
        os.environ.update(before)
        kept_surroundings.cache_clear()


def run_in(lesson: str, world: World, tell):
    """Run a lesson to its end, whatever fails on the way."""
    notebook, done = read_lesson(lesson), []
    code = sum(cell.cell_type == "code" for cell in notebook.cells)

    def count(cell, cell_index, **_):
        if cell.cell_type == "code":
            done.append(cell.id)
            tell(f"{lesson}, {world.name}: cell {len(done)} of {code}")

    folder = cache_folder() / "claims" / "work" / f"{lesson}-{world.name}"
    folder.mkdir(parents=True, exist_ok=True)
    return run(notebook, folder, allow_errors=True, timeout=PATIENCE, on_cell_start=count)


def day_of(cells: Sequence) -> str:
    """The day on which the cells ran."""
    times = [cell.metadata.get("execution", {}).get("iopub.execute_input", "") for cell in cells]
    return max(times, default="")[:10]


def claims_of(cell) -> list[Stated]:
    """The claims that a cell has stated, and those in its source that it has not."""
    records = [out.metadata["tlcourse"] for out in cell.outputs if "tlcourse" in out.get("metadata", {})]
    stated = [Stated(cell.id, i, r["sentence"], r["held"], dict(r["evidence"])) for i, r in enumerate(records)]
    why = error_of(cell).partition(":")[0]
    note = f"not reached, {why} before it" if why else "not stated in this world"
    silent = sentences_in(cell.source)[len(stated) :]
    return stated + [Stated(cell.id, len(stated) + i, text, None, {}, note) for i, text in enumerate(silent)]


def sentences_in(source: str) -> list[str]:
    """The sentence of each `tl.claim(...)` in a cell, in order; "" for one that is computed."""
    tree = ast.parse("\n".join(line for line in source.splitlines() if not line.lstrip().startswith(("%", "!"))))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "tl.claim"]
    first = [call.args[0] if call.args else None for call in sorted(calls, key=lambda call: call.lineno)]
    return [node.value if isinstance(node, ast.Constant) else "" for node in first]


def error_of(cell) -> str:
    """ "NameError: ..." if the cell ended so, or ""."""
    return next((f"{o.ename}: {o.evalue} (in {cell.id})" for o in cell.outputs if o.output_type == "error"), "")


def record_file(lesson: str, world: World) -> Path:
    """Where what was measured is kept; the name changes with the lesson's code, the photos and the weights."""
    code = "\0".join(cell.source for cell in read_lesson(lesson).cells if cell.cell_type == "code")
    key = hashlib.sha256(code.encode() + world.digest().encode()).hexdigest()[:16]
    return cache_folder() / "claims" / f"{lesson}-{world.name}-{key}.json"


def kept(lesson: str, world: World) -> Measured | None:
    """What an earlier run measured, if nothing has changed since."""
    file = record_file(lesson, world)
    if not file.is_file():
        return None
    record = json.loads(file.read_text("utf-8"))
    return Measured(**{**record, "claims": [Stated(**claim) for claim in record["claims"]]})


def keep(measured: Measured, file: Path) -> None:
    """Write beside, then rename: a cut leaves the whole record or none."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".part")
    unfinished.write_text(json.dumps(asdict(measured), ensure_ascii=False, indent=1), "utf-8")
    unfinished.replace(file)


def page_of(found: Sequence[Measured], known: Sequence[World]) -> str:
    """The whole page, in Markdown."""
    names = [world.name for world in known]
    lessons = sorted({measured.lesson for measured in found})
    by_place = {(measured.lesson, measured.world): measured for measured in found}
    lines = [
        "# Every claim, and what was measured",
        "",
        "A lesson states nothing that it has not just shown: `tl.claim` puts the measured numbers under the sentence",
        "and stops the lesson if they do not support it. These are all claims of all lessons, with one run's numbers.",
        "Written by `python -m tests.claims_report`; do not edit by hand.",
        "",
        *(f"- **{world.name}**: {world.told}." for world in known),
        f"- Python {platform.python_version()}, Keras {version('keras')}, TensorFlow {version('tensorflow')}, "
        f"{platform.system()}, {os.cpu_count()} cores. Seconds depend on the machine and on what else it does.",
        "",
        "| lesson | " + " | ".join(names) + " |",
        "| --- |" + " --- |" * len(names),
        *(row_of(name, [by_place.get((name, w)) for w in names]) for name in LESSONS),
        "",
    ]
    for lesson in lessons:
        lines += section_of(lesson, [by_place.get((lesson, name)) for name in names], names)
    return "\n".join(lines)


def row_of(lesson: str, measured: Sequence[Measured | None]) -> str:
    """A lesson's row of the summary; it links to the lesson's table if there is one."""
    name = f"[{lesson}](#{lesson})" if any(measured) else lesson
    return f"| {name} | " + " | ".join(map(tally, measured)) + " |"


def tally(measured: Measured | None) -> str:
    """How many claims of a lesson held, in a few words."""
    if measured is None:
        return "not measured"
    held = [claim.held for claim in measured.claims]
    parts = [f"{held.count(True)} hold"]
    parts += [f"**{held.count(False)} fail**"] * (False in held) + [f"{held.count(None)} not stated"] * (None in held)
    parts += [f"**{len(measured.errors)} cells ended in an error**"] * bool(measured.errors)
    return ", ".join(parts) + f" ({measured.day}, {measured.seconds:.0f} s)"


def section_of(lesson: str, measured: Iterable[Measured | None], names: Sequence[str]) -> list[str]:
    """A lesson's table: a row for each claim, a column for each world."""
    measured = list(measured)
    columns = [{(c.cell, c.number): c for c in m.claims} if m else {} for m in measured]
    order = list(dict.fromkeys(place for column in columns for place in column))
    rows = []
    for place in order:
        there = [column[place] for column in columns if place in column]
        sentence = next((claim.sentence for claim in there if claim.sentence), "(worded by the measurement)")
        rows.append(f"| {cell_text(sentence)} | " + " | ".join(evidence_of(c.get(place)) for c in columns) + " |")
    errors = [f"- {name}: `{cell_text(e)}`" for name, m in zip(names, measured, strict=True) if m for e in m.errors]
    link = f"[the lesson]({lesson}/{lesson}.ipynb)"
    table = [f"| claim | {' | '.join(names)} |", "| --- |" + " --- |" * len(names), *rows]
    return [f"## {lesson}", "", f"Open {link}.", "", *table, "", *errors, *([""] if errors else [])]


def evidence_of(claim: Stated | None) -> str:
    """One world's numbers for a claim."""
    if claim is None or claim.held is None:
        return claim.note if claim else "–"
    told = "<br>".join(f"{name}: {text}" for name, text in claim.evidence.items())
    return ("✔ " if claim.held else "✘ **does not hold**<br>") + cell_text(told)


def cell_text(text: str) -> str:
    """Text that does not end a cell of a Markdown table."""
    return " ".join(text.replace("|", "\\|").split())


def main(
    lessons: Annotated[list[str] | None, typer.Argument(help="Lessons to measure; all if none is named.")] = None,
    world: Annotated[str | None, typer.Option(help="Only this world: embedded or real.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Measure again what was measured before.")] = False,
) -> None:
    """Measure every claim of every lesson in both worlds and write lessons/CLAIMS.md."""
    console, known = Console(highlight=False), worlds()
    if unknown := set(lessons or ()) - set(LESSONS):
        raise typer.BadParameter(f"There is no lesson {', '.join(sorted(unknown))}. There are: {', '.join(LESSONS)}.")
    if world and world not in [w.name for w in known]:
        raise typer.BadParameter(f"The world {world!r} is not here. Here: {', '.join(w.name for w in known)}.")
    for lesson in lessons or LESSONS:
        for place in known:
            if world not in (None, place.name) or (not fresh and kept(lesson, place)):
                continue
            started, file = time.monotonic(), record_file(lesson, place)  # named before: a lesson may change meanwhile
            with console.status(f"{lesson}, {place.name}: starting") as status:
                measured = measure(lesson, place, status.update, fresh=fresh)
            keep(measured, file)
            console.print(f"{lesson}, {place.name}: {tally(measured)}, {time.monotonic() - started:.0f} s in all")
    found = [measured for lesson in LESSONS for place in known if (measured := kept(lesson, place))]
    PAGE.write_text(page_of(found, known), "utf-8")
    console.print(f"Written: {PAGE.relative_to(ROOT)}")
    bad = [m for m in found if m.errors or any(claim.held is False for claim in m.claims)]
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    typer.run(main)
