"""Experiments as points that are computed one by one and kept in one file, so that a long run can be cut and go on."""

import json
import os
import platform
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

__all__ = ["Point", "Results"]

BORROWING = ("feature_extraction", "fine_tuning")  # regimes whose outcome depends on the backbone's weights
MEASURED_WITH = ("keras", "tensorflow", "numpy")


class Point(NamedTuple):
    """One measurement to make."""

    experiment: str
    photos: str
    species: int
    per_species: int
    regime: str
    seed: int


class Results:
    """A results file: facts about the experiment, and one entry for each point that has been measured.

    Points of a borrowing regime carry the digest of the weights; once other weights are in use, they count as missing.
    """

    def __init__(self, file: Path, facts: dict, digest: str):
        self.file, self.facts, self.digest = file, facts, digest
        kept = json.loads(file.read_text("utf-8")) if file.is_file() else {}
        same = kept.get("recipe") == facts["recipe"]
        self.entries = {as_point(entry): entry for entry in kept.get("points", ()) if same and self.is_current(entry)}
        self.machines = kept.get("machines", []) if same else []

    def is_current(self, entry: dict) -> bool:
        """Whether an entry was measured with the weights in use, or with none."""
        return entry["weights"] in (None, self.digest)

    def run(
        self, wanted: Iterable[Point], measure: Callable[[Point], dict | None], tell: Callable[[str], None]
    ) -> None:
        """Measure what is missing, in the order given, and write the file after each point.

        Where `measure` gives None, the photos are not at hand, and the point stays missing.
        """
        wanted = list(wanted)
        missing = [point for point in wanted if point not in self.entries]
        tell(f"{len(wanted) - len(missing)} of {len(wanted)} points are in {self.file.name}")
        for point in missing:
            measured = measure(point)
            if measured is None:
                tell(f"{' '.join(map(str, point))}: not measured, the photos are not on this machine")
                continue
            digest = self.digest if point.regime in BORROWING else None
            self.entries[point] = {**point._asdict(), **measured, "weights": digest, "machine": self.this_machine()}
            self.write(wanted)
            tell(f"{' '.join(map(str, point))}: {measured['test_accuracy']:.1%}, {measured['cpu_seconds']:.0f} CPU s")
        self.write(wanted)

    def this_machine(self) -> int:
        """The place of this machine, with its versions, in the list of machines."""
        here = {
            "processor": processor(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            **{name: version(name) for name in MEASURED_WITH},
        }
        if here not in self.machines:
            self.machines.append(here)
        return self.machines.index(here)

    def write(self, wanted: list[Point]) -> None:
        """Write beside the file, then rename: it is whole at any time. Points nobody wants any more are dropped."""
        entries = [self.entries[point] for point in sorted(set(wanted)) if point in self.entries]
        told = {**self.facts, "weights": self.digest, "machines": self.machines}
        lines = ",\n".join(f"    {json.dumps(entry)}" for entry in entries)
        text = json.dumps(told, indent=2)[:-2] + f',\n  "points": [\n{lines}\n  ]\n}}\n'
        unfinished = self.file.with_suffix(".part")
        unfinished.write_text(text, "utf-8")
        unfinished.replace(self.file)


def as_point(entry: dict) -> Point:
    """The point that an entry of the file measures."""
    return Point(**{field: entry[field] for field in Point._fields})


def processor() -> str:
    """What the processor calls itself."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
