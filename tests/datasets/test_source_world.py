"""The source world: the same number gives the same photo, sisters share a family, the shipped weights are whole."""

import hashlib
import json
from pathlib import Path

import numpy as np

from datasets.source_world.make import CLASSES, make_shard, photo
from datasets.source_world.things import SISTERS, thing

FOLDER = Path(__file__).parents[2] / "datasets" / "source_world"


def test_the_same_number_gives_the_same_pixels():
    assert np.array_equal(photo(12), photo(12))
    assert not np.array_equal(photo(12), photo(12 + CLASSES)), "two photos of one class are two photos"


def test_sisters_share_parts_and_differ_in_markings():
    first, sister, stranger = thing(0), thing(1), thing(SISTERS)
    assert first["family"] == sister["family"] != stranger["family"]
    assert [part["at"] for part in first["parts"]] == [part["at"] for part in sister["parts"]]
    assert not np.array_equal(first["parts"][0]["pattern"]["palette"], sister["parts"][0]["pattern"]["palette"])


def test_photos_use_the_whole_range_and_no_photo_is_blank():
    spread = [photo(i * 37).std() for i in range(40)]
    assert min(spread) > 4
    assert np.median(spread) > 25


def test_a_shard_that_exists_is_kept(tmp_path):
    shard = tmp_path / "shard_00003.npy"
    shard.write_bytes(b"already here")
    make_shard(3, tmp_path, size=16)
    assert shard.read_bytes() == b"already here"


def test_weights_are_the_ones_that_the_card_describes():
    weights = FOLDER / "weights" / "mobilenet_v2_0.35.weights.h5"
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    assert weights.with_name(f"{weights.name}.sha256").read_text().split()[0] == digest
    assert json.loads((FOLDER / "figures.json").read_text())["sha256"] == digest


def tiny_network(alpha):
    """What `pretrain.build` gives, but quick to compile."""
    import keras

    from datasets.source_world import pretrain

    inputs = keras.Input((None, None, 3))
    maps = keras.layers.BatchNormalization()(keras.layers.Conv2D(4, 3)(inputs))
    features = keras.layers.GlobalAveragePooling2D()(maps)
    sizes = {"species": pretrain.CLASSES, "family": pretrain.FAMILIES}
    return keras.Model(inputs, {name: keras.layers.Dense(size, name=name)(features) for name, size in sizes.items()})


def test_the_network_tells_classes_and_families():
    from datasets.source_world import pretrain

    shapes = {name: output.shape for name, output in pretrain.build(0.35).output.items()}
    assert shapes == {"species": (None, 1024), "family": (None, 128)}
    assert shapes == {name: output.shape for name, output in tiny_network(0.35).output.items()}


def test_pretraining_resumes_where_it_stopped(tmp_path, monkeypatch, capsys):
    from datasets.source_world import pretrain

    monkeypatch.setattr(pretrain, "SHARD", 20)
    monkeypatch.setattr(pretrain, "build", tiny_network)
    pool = tmp_path / "pool"
    pool.mkdir()
    for number in range(2):
        np.save(pool / f"shard_{number:05d}.npy", np.stack([photo(number * 20 + i, size=32) for i in range(20)]))
    command = ["pretrain", str(pool), str(tmp_path / "run"), "--size", "32", "--batch", "4", "--steps", "1"]
    for photos in ("4", "8"):
        monkeypatch.setattr("sys.argv", [*command, "--photos", photos])
        pretrain.main()
    steps = [line.split(",")[1] for line in (tmp_path / "run" / "log.csv").read_text().splitlines()[1:]]
    assert steps == ["1", "2"], "the second command goes on from the first one's checkpoint"
    assert not list((tmp_path / "run").glob("*partial*"))


def test_experiments_see_the_first_classes_only_with_their_attributes(tmp_path, monkeypatch):
    from datasets.source_world import experiments, pretrain

    monkeypatch.setattr(pretrain, "SHARD", 20)
    monkeypatch.setattr(experiments, "SEEN", 30)
    for number in range(2):
        np.save(tmp_path / f"shard_{number:05d}.npy", np.full((20, 96, 96, 3), number, np.uint8))
    variant = experiments.Variant(attributes=True, crops="none")
    photos, labels = experiments.VariantBatches(tmp_path, 1, 16, 32, seed=0, variant=variant)[0]
    assert photos.shape == (16, 32, 32, 3) and np.allclose(photos, 1 / 127.5 - 1)  # the first shard is held out
    assert labels["species"].min() >= 20 and labels["species"].max() < 30
    kinds = [experiments.KINDS.index(experiments.thing(int(species))["kind"]) for species in labels["species"]]
    assert labels["kind"].tolist() == kinds
    assert all(labels[name].max() < values for name, values in experiments.ATTRIBUTES.items())
