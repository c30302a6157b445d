"""The long experiments of lesson 06: what is measured once stays, what depends on the weights follows them."""

import json
from pathlib import Path

import numpy as np
import pytest

from datasets.results import when_it_helps
from datasets.results.grid import Point, Results
from datasets.results.when_it_helps import GRID, coarse, shown_in_training
from tlcourse import load_backbone

POINTS = [
    Point("size", "moths", 20, k, regime, seed)
    for k in (3, 10)
    for regime in ("small_convnet", "feature_extraction")
    for seed in (0, 1)
]
FACTS = {"command": "python -m somewhere", "recipe": 1}


def measure_and_note(calls, stop_after=99):
    def measure(point):
        if len(calls) == stop_after:
            raise KeyboardInterrupt
        calls.append(point)
        return {"test_accuracy": 0.5, "cpu_seconds": 1.0}

    return measure


def run(file, digest, *, facts=FACTS, measure=None, points=POINTS):
    calls = []
    Results(file, facts, digest).run(points, measure or measure_and_note(calls), lambda text: None)
    return calls


def test_a_run_that_is_cut_goes_on_where_it_stopped(tmp_path):
    file, first = tmp_path / "results.json", []
    with pytest.raises(KeyboardInterrupt):
        run(file, "aa", measure=measure_and_note(first, stop_after=3))
    assert [p["seed"] for p in json.loads(file.read_text())["points"]]  # whole, though the run was cut
    second = run(file, "aa")
    assert first + second == POINTS
    assert run(file, "aa") == []


def test_other_weights_call_for_the_points_that_depend_on_them_and_no_others(tmp_path):
    file = tmp_path / "results.json"
    run(file, "aa")
    again = run(file, "bb")
    assert {point.regime for point in again} == {"feature_extraction"}
    assert len(again) == 4
    told = json.loads(file.read_text())
    assert told["weights"] == "bb"
    assert {p["weights"] for p in told["points"]} == {None, "bb"}


def test_another_recipe_measures_everything_again_and_points_nobody_wants_are_dropped(tmp_path):
    file = tmp_path / "results.json"
    run(file, "aa")
    assert run(file, "aa", facts=FACTS | {"recipe": 2}) == POINTS
    run(file, "aa", facts=FACTS | {"recipe": 2}, points=POINTS[:2])
    assert len(json.loads(file.read_text())["points"]) == 2


def test_photos_that_are_not_at_hand_leave_the_points_as_they_are(tmp_path):
    file = tmp_path / "results.json"
    run(file, "aa", points=POINTS[:2])
    Results(file, FACTS, "aa").run(POINTS, lambda point: None, lambda text: None)
    assert len(json.loads(file.read_text())["points"]) == 2


def test_each_entry_says_on_which_machine_it_was_measured(tmp_path):
    file = tmp_path / "results.json"
    run(file, "aa")
    told = json.loads(file.read_text())
    assert {p["machine"] for p in told["points"]} == {0}
    assert {"processor", "cores", "python", "keras", "tensorflow", "numpy"} == set(told["machines"][0])


def test_larger_sets_are_shown_more_photos_and_small_ones_more_often():
    shown = [shown_in_training("small_convnet", n) for n in (60, 200, 600, 2000)]
    passes = [photos / n for photos, n in zip(shown, (60, 200, 600, 2000), strict=True)]
    assert shown == sorted(shown)
    assert passes == sorted(passes, reverse=True)


def test_coarse_pixels_are_means_of_cells():
    images = np.zeros((1, 96, 96, 3), np.uint8)
    images[0, :4, 4:8] = [10, 20, 30]
    rows = coarse(images).reshape(1, 24, 24, 3)
    assert rows[0, 0, 1].tolist() == [10, 20, 30]
    assert rows.sum() == 60


@pytest.fixture(scope="module")
def shipped():
    return json.loads(Path(when_it_helps.FILE).read_text("utf-8"))


def test_the_file_that_ships_is_complete(shipped):
    measured = {tuple(entry[field] for field in Point._fields) for entry in shipped["points"]}
    assert {tuple(point) for point in GRID} == measured


def test_the_file_that_ships_was_measured_with_the_weights_that_ship(shipped):
    assert shipped["weights"] == load_backbone().digest, f"Run `{shipped['command']}` again: minutes, not hours."
