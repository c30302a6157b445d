"""How long things take, side by side: `python -m tests.benchmarks`. Goes on where it was stopped.

Writes results.json after each measurement, then README.md and ratios.png beside this file.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from tests.benchmarks.contests import CONTESTS, WORLDS

HERE = Path(__file__).parent
PACKAGES = ("keras", "tensorflow", "numpy", "openvino", "onnxruntime")


def machine() -> dict:
    """What the numbers were measured on."""
    cpu = next(
        (line.split(":")[1] for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), ""
    )
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "not installed"
    return {"processor": cpu.strip(), "cores": os.cpu_count(), "python": platform.python_version(), **versions}


def plan(worlds: list[str], runs: int, only: str) -> list[tuple[str, str, int]]:
    """World, contest, seed: all contests once, then all again, so that a busy minute spoils no contest as a whole."""
    chosen = []
    for seed in range(runs):
        for world in worlds:
            for name in CONTESTS:
                once = name.startswith("growth_20000") and seed > 0
                embedded_only = name.startswith(("views", "start_up")) and world != "embedded"
                if name.startswith(tuple(only.split(","))) and not once and not embedded_only:
                    chosen.append((world, name, seed))
    return chosen


def measure(world: str, name: str, seed: int) -> dict:
    """One contest in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "result.json"
        command = [sys.executable, "-m", "tests.benchmarks.contests", world, name, str(seed), str(file)]
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
        done = subprocess.run(command, cwd=HERE.parents[1], env=environment, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{world} {name} {seed} failed:\n{done.stderr[-3000:]}")
        load = os.getloadavg()[0]
        return json.loads(file.read_text()) | {"load": round(load, 1), "when": f"{datetime.now(UTC):%Y-%m-%d %H:%M}"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--worlds", default="embedded,wide", help=f"of {', '.join(WORLDS)}")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="", help="contests whose names begin so, with commas between")
    parser.add_argument("--again", action="store_true", help="forget what was measured")
    parser.add_argument("--file", type=Path, default=HERE / "results.json")
    asked = parser.parse_args()
    results = {} if asked.again or not asked.file.exists() else json.loads(asked.file.read_text())
    results["machine"] = machine()
    for world, name, seed in plan(asked.worlds.split(","), asked.runs, asked.only):
        done = results.setdefault("measured", {}).setdefault(world, {}).setdefault(name, {})
        if str(seed) not in done:
            print(f"{world}, {name}, run {seed + 1} of {asked.runs}", flush=True)
            done[str(seed)] = measure(world, name, seed)
            asked.file.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    if asked.file.parent == HERE:
        from tests.benchmarks.page import write_page

        write_page(results, HERE)


if __name__ == "__main__":
    main()
