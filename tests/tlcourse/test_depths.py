"""Fine-tuning at any depth: the same weights as training the whole network, from the same start each time."""

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest

from tlcourse.alt_text import alt_text_of
from tlcourse.backbones.loading import load_backbone
from tlcourse.training.depths import DEPTHS, RATES, Top, find_depths
from tlcourse.widgets.depths import draw_depths, explore_depths

SPECIES, EPOCHS, RATE = 3, 2, 1e-3


@pytest.fixture(scope="module")
def backbone():
    return load_backbone("mobilenet_v2", "procedural", size=32)


@pytest.fixture(scope="module")
def photos():
    rng = np.random.default_rng(0)
    return rng.integers(0, 255, (6, 32, 32, 3), dtype=np.uint8), np.arange(6) % SPECIES


@pytest.fixture(scope="module")
def head():
    inputs = keras.Input((1280,))
    return keras.Model(inputs, keras.layers.Dense(SPECIES, activation="softmax")(inputs))


def whole_network(backbone, head, from_layer):
    """The usual way: everything in one model, the lower layers and BatchNormalization frozen."""
    base, top = (keras.models.clone_model(model) for model in (backbone.model, head))
    base.set_weights(backbone.model.get_weights())
    top.set_weights(head.get_weights())
    first = [layer.name for layer in base.layers].index(from_layer)
    for i, layer in enumerate(base.layers):
        layer.trainable = i >= first and not isinstance(layer, keras.layers.BatchNormalization)
    inputs = keras.Input((32, 32, 3))
    model = keras.Model(inputs, top(keras.layers.GlobalAveragePooling2D()(base(inputs))))
    model.compile(keras.optimizers.Adam(RATE), "sparse_categorical_crossentropy", jit_compile=False)
    return base, model


def test_the_top_alone_learns_what_it_learns_in_the_whole_network(backbone, head, photos):
    images, labels = photos
    top = Top(backbone, head, "block_16_expand")
    base, whole = whole_network(backbone, head, "block_16_expand")
    keras.utils.set_random_seed(0)
    whole.fit(backbone.preprocess(images), labels, batch_size=32, epochs=EPOCHS, verbose=0)
    maps, features = top.hand_up(images), np.mean(backbone.model(backbone.preprocess(images)), axis=(1, 2))
    for _ in range(2):  # a second training begins where the first one began
        seen = []
        top.train(head, maps, labels, RATE, epochs=EPOCHS, watch=lambda: seen.append(top.look(maps)))  # noqa: B023
        assert len(seen) == EPOCHS + 1, "before the first epoch and after each"
        np.testing.assert_allclose(seen[0], features, atol=1e-5)
        learned = top.free.get_layer("Conv_1").get_weights()[0]
        np.testing.assert_allclose(learned, base.get_layer("Conv_1").get_weights()[0], atol=1e-5)
        assert np.abs(learned - backbone.model.get_layer("Conv_1").get_weights()[0]).max() > RATE


def test_batchnorm_stays_and_the_backbone_is_left_alone(backbone, head, photos):
    before = backbone.model.get_weights()
    top = Top(backbone, head, "block_16_expand")
    norms = [layer for layer in top.free.layers if isinstance(layer, keras.layers.BatchNormalization)]
    kept = [layer.get_weights() for layer in norms]
    top.train(head, top.hand_up(photos[0]), photos[1], 1e-2, epochs=1)
    for layer, weights in zip(norms, kept, strict=True):
        np.testing.assert_array_equal(layer.get_weights(), weights)
    for now, then in zip(backbone.model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)


def test_every_depth_is_a_layer_of_the_backbone(backbone):
    names = {layer.name for layer in backbone.model.layers}
    assert {name for name in DEPTHS.values() if name} <= names


@pytest.fixture
def table():
    held = np.zeros((2, 2, 3))
    held[0], held[1, 0], held[1, 1] = 0.6, [0.4, 0.5, 0.6], 0.1
    return {
        "depths": ["block 16 and up", "everything"],
        "rates": [1e-4, 1e-2],
        "epochs": 8,
        "head_only": [0.5, 0.5, 0.5],
        "held": held.tolist(),
        "source": (held / 2).tolist(),
        "source_before": 0.8,
    }


def test_the_explorer_says_what_is_in_the_table(table):
    told = alt_text_of(draw_depths(table, "everything", 1e-4, {("everything", 1e-4): 0.55}))
    without = {key: value for key, value in table.items() if not key.startswith("source")}
    plain = alt_text_of(draw_depths(without, "block 16 and up", 1e-2))
    plt.close("all")
    assert (
        "After 8 epochs 50% of the photos held back are right (40% to 60% over 3 splits); the head alone has 50%"
        in told
    )
    assert "Of the source task 25% are left of 80%. Trained here: 55%." in told
    assert "source task" not in plain and "Trained here" not in plain


def test_where_no_controls_are_nothing_is_trained(table, capsys):
    explore_depths(table, {("block 16 and up", 1e-2): 0.7}, lambda depth, rate: pytest.fail("trained"))
    plt.close("all")
    assert "Free to learn: everything" in capsys.readouterr().out


def test_the_table_that_ships_is_whole(backbone):
    table = find_depths(backbone)
    assert table["depths"] == list(DEPTHS) and table["rates"] == list(RATES) and table["synthetic"]
    held = np.array(table["held"])
    assert held.shape == np.shape(table["source"]) == (len(DEPTHS), len(RATES), table["seeds"])
    assert 0 <= held.min() and held.max() <= 1
