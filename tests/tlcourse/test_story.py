"""The story on a toy: three colours as species, 32 px, and a backbone of one convolution in place of MobileNetV2."""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from rich.console import Console
from typer.testing import CliRunner

from tlcourse.backbones.loading import Backbone
from tlcourse.cli import app
from tlcourse.intervals import mean_and_interval
from tlcourse.plots import alt_text_of
from tlcourse.regimes import REGIMES
from tlcourse.story import experiments
from tlcourse.story.experiments import Budget
from tlcourse.story.slide import draw_slide
from tlcourse.story.telling import Story, source_text, summarise, table
from tlcourse.training import models

DEPTH = 8
TOY = Budget(1, 1, scratch_epochs=1, convnet_epochs=1, tuning_epochs=1, forgetting_epochs=1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder, rng = tmp_path_factory.mktemp("colours"), np.random.default_rng(0)
    for channel, name in enumerate(("rubra", "viridis", "caerulea")):
        (folder / name).mkdir()
        for i in range(10):
            pixels = rng.integers(0, 90, (32, 32, 3), dtype=np.uint8)
            pixels[..., channel] += 150
            Image.fromarray(pixels).save(folder / name / f"{i}.png")
    return folder


def small_backbone(name: str, weights: str, *, size: int, seed: int = 0, digest: str = "") -> Backbone:
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    inputs = keras.Input((size, size, 3))
    maps = layers.BatchNormalization()(layers.Conv2D(DEPTH, 3, strides=8, use_bias=False)(inputs))
    return Backbone(name, weights, size, keras.Model(inputs, maps, name="small"), False, digest)


@pytest.fixture(scope="module")
def told(folder, tmp_path_factory):
    """The command, run once: its result and the folder that it wrote in."""
    out = tmp_path_factory.mktemp("out")
    options = ["--photos", str(folder), "--weights", "random", "--size", "32"]
    files = ["--json", str(out / "story.json"), "--picture", str(out / "story.png")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(experiments.BUDGETS, "quick", TOY)
        patch.setattr("tlcourse.backbones.loading.load_backbone", small_backbone)
        patch.setattr("tlcourse.story.experiments.load_backbone", small_backbone)
        patch.setattr("tlcourse.training.models.build_mobilenet_from_scratch", partial(models.build_convnet, width=4))
        return CliRunner().invoke(app, ["story", *options, *files]), out


def test_the_json_holds_what_was_asked_for_and_six_regimes(told):
    result, out = told
    assert result.exit_code == 0, result.output
    data = json.loads((out / "story.json").read_text())
    assert (data["weights"], data["size"], data["seeds"]) == ("random", 32, 1)
    assert list(data)[-6:] == list(REGIMES)
    for name in REGIMES:
        assert 0 <= data[name]["test_accuracy"] <= 1 and 0 <= data[name]["train_accuracy"] <= 1
        assert data[name]["seconds"] > 0 and data[name]["trained_parameters"] > 0
    assert "source_accuracy_after" not in data["forgetting"]  # no source task ships for these weights


def test_frozen_regimes_train_a_head_only(told):
    data = json.loads((told[1] / "story.json").read_text())
    head = DEPTH * 3 + 3
    assert data["random_features"]["trained_parameters"] == data["feature_extraction"]["trained_parameters"] == head
    assert data["fine_tuning"]["trained_parameters"] > head
    # forgetting trains BatchNormalization too, fine-tuning protects it
    assert data["forgetting"]["trained_parameters"] > data["fine_tuning"]["trained_parameters"]


def test_the_terminal_shows_every_regime_and_says_that_time_was_bounded(told):
    output = told[0].output
    assert all(regime.label in output for regime in REGIMES.values())
    assert "--full" in output and "Guessing" in output


def test_the_picture_is_wide_and_described(told):
    picture = Image.open(told[1] / "story.png")
    assert picture.width >= 1600 and picture.width > 1.6 * picture.height
    assert "Feature extraction" in picture.text["Description"]


def test_wrong_photos_end_with_advice_and_no_traceback(tmp_path):
    result = CliRunner().invoke(app, ["story", "--photos", str(tmp_path / "nowhere")])
    assert result.exit_code == 1
    assert "nowhere" in result.output and "Traceback" not in result.output


def test_a_place_that_cannot_be_written_is_refused_before_the_work(tmp_path):
    result = CliRunner().invoke(app, ["story", "--json", str(tmp_path / "absent" / "story.json")])
    assert result.exit_code == 1 and "does not exist" in result.output


def a_story(**changes) -> Story:
    results = {
        name: {
            "test_accuracy": 0.1,
            "train_accuracy": 0.9,
            "test_interval": [0.05, 0.15],
            "trained_parameters": 5,
            "seconds": 1,
        }
        for name in REGIMES
    }
    for name, values in changes.items():
        results[name] |= values
    return Story("moths", "procedural", 96, 2, False, True, 200, 1400, 800, results)


def test_the_headline_claims_only_what_was_measured(folder):
    from tlcourse.photos.loading import load_photos

    photos = load_photos(folder, size=32).train
    won = a_story(feature_extraction={"test_accuracy": 0.4}, fine_tuning={"test_accuracy": 0.5})
    lost = a_story(feature_extraction={"test_accuracy": 0.4}, small_convnet={"test_accuracy": 0.6})
    assert "Borrow" in alt_text_of(draw_slide(won, photos))
    assert "Borrow" not in alt_text_of(draw_slide(lost, photos))


@pytest.fixture
def full_story(folder, monkeypatch, tmp_path):
    """Runs `tlcourse story --full` with weights of a given digest, and notes what would have been trained."""
    monkeypatch.setenv("TLCOURSE_CACHE", str(tmp_path / "cache"))
    trained = []

    def experiment(name, setting):
        trained.append(name)
        if name == interrupted[0]:
            raise KeyboardInterrupt
        return experiments.Outcome(0.9, 0.5, 10, 1.0)

    interrupted = [None]
    for name in REGIMES:
        monkeypatch.setitem(experiments.EXPERIMENTS, name, partial(experiment, name))

    def run(digest: str, interrupted_in: str | None = None):
        trained.clear()
        interrupted[0] = interrupted_in
        monkeypatch.setattr("tlcourse.backbones.loading.load_backbone", partial(small_backbone, digest=digest))
        files = ["--picture", str(tmp_path / "story.png")]
        options = ["--photos", str(folder), "--weights", "random", "--size", "32", "--full", *files]
        return CliRunner().invoke(app, ["story", *options]), list(trained)

    return run


def test_a_full_story_goes_on_where_it_was_cut(full_story):
    assert full_story("a", interrupted_in="fine_tuning")[0].exit_code != 0
    result, trained = full_story("a")
    assert result.exit_code == 0, result.output
    assert trained == ["fine_tuning", "forgetting"]
    assert result.output.count("measured in an earlier run") == 4


def test_other_weights_train_again_what_depends_on_them(full_story):
    full_story("a")
    assert full_story("b")[1] == ["feature_extraction", "fine_tuning", "forgetting"]


def test_the_source_task_is_shown_where_it_was_measured():
    source = {"source_accuracy_before": 0.62, "source_accuracy_after": 0.02}
    assert source_text(source) == "62% → 2%"
    console = Console(width=140)
    with console.capture() as shown:
        console.print(table(a_story(forgetting=source)))
    assert "62% → 2%" in shown.get()
    with console.capture() as shown:
        console.print(table(a_story()))
    assert "source task" not in shown.get()


def test_results_are_means_over_seeds():
    from tlcourse.story.experiments import Outcome

    runs = [Outcome(0.9, 0.4, 10, 2.0, 0.6, 0.2), Outcome(1.0, 0.6, 10, 4.0, 0.6, 0.4)]
    result = summarise({"fine_tuning": runs}, 800)["fine_tuning"]
    assert result["test_accuracy"] == pytest.approx(0.5) and result["seconds"] == pytest.approx(3)
    assert result["source_accuracy_after"] == pytest.approx(0.3)


def test_intervals_against_published_values():
    # Wilson's interval for 10 of 20 is 0.299 to 0.701; Student's t with 4 degrees of freedom is 2.776
    assert mean_and_interval([0.5], 20)[1] == pytest.approx((0.299, 0.701), abs=1e-3)
    values = [0.4, 0.45, 0.5, 0.55, 0.6]
    mean, (low, high) = mean_and_interval(values, 800)
    assert mean == pytest.approx(0.5)
    assert (high - low) / 2 == pytest.approx(2.776 * np.std(values, ddof=1) / 5**0.5, rel=1e-3)
    assert mean_and_interval([0.0, 1.0], 800)[1] == (0.0, 1.0)
