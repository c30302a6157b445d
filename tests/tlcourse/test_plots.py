import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from tlcourse import plots
from tlcourse.photos.loading import PhotoSet
from tlcourse.regimes import REGIMES


@pytest.fixture
def photos(tmp_path) -> PhotoSet:
    rng = np.random.default_rng(0)
    paths = []
    for i in range(6):
        paths.append(tmp_path / f"{i}.png")
        Image.fromarray(rng.integers(0, 255, (16, 16, 3), dtype=np.uint8)).save(paths[-1])
    labels = np.repeat([0, 1, 2], 2)
    return PhotoSet(tuple(paths), labels, ("una_a", "una_b", "duo_c"), ("",) * 6, 16, "tiny", True)


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


RESULTS = {
    "fine_tuning": {"test_accuracy": 0.54, "train_accuracy": 1.0, "test_interval": (0.51, 0.57)},
    "from_scratch": {"test_accuracy": 0.11, "train_accuracy": 0.98, "test_interval": (0.09, 0.13)},
}


def test_every_figure_says_in_words_what_it_shows(photos):
    curves = plots.learning_curves({"accuracy": [0.1, 0.9], "val_accuracy": [0.1, 0.2]}, chance=0.005)
    assert "90%" in plots.alt_text_of(curves) and "20%" in plots.alt_text_of(curves)
    sheet = plots.contact_sheet(photos, species=2, per_species=2)
    assert "synthetic" in plots.alt_text_of(sheet) and "una_" in plots.alt_text_of(sheet)
    regimes = plots.alt_text_of(plots.compare_regimes(RESULTS))
    assert "From scratch: 11% on test photos, 98% on training photos" in regimes
    sisters = plots.confusion_of_sisters([0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 2, 2], photos.species, photos=photos)
    assert "una a / una b, 2 of 4" in plots.alt_text_of(sisters)


def test_a_synthetic_photo_set_is_called_synthetic_on_its_sheet(photos):
    assert "synthetic" in plots.contact_sheet(photos).get_suptitle()


def test_regimes_keep_their_order_and_colour():
    (ax,) = plots.compare_regimes(RESULTS).axes
    assert [label.get_text() for label in ax.get_yticklabels()] == ["From scratch", "Fine-tuning"]
    colours = [matplotlib.colors.to_hex(bar.get_facecolor()).upper() for bar in ax.patches[:2]]
    assert colours == [REGIMES["from_scratch"].colour, REGIMES["fine_tuning"].colour]


def test_figures_can_share_axes():
    fig, (left, right) = plt.subplots(1, 2)
    assert plots.learning_curves({"accuracy": [0.1, 0.2]}, ax=left) is fig
    assert plots.compare_regimes(RESULTS, ax=right) is fig
    told = plots.alt_text_of(fig)
    assert told.startswith("Learning curves") and "Accuracy by regime" in told


def test_mistakes_name_what_was_expected():
    with pytest.raises(ValueError, match=r"'loss'.*metrics"):
        plots.learning_curves({"loss": [1.0]})
    with pytest.raises(ValueError, match="frozen.*feature_extraction"):
        plots.compare_regimes({"frozen": {"test_accuracy": 0.5}})


def test_a_saved_figure_carries_its_alt_text(tmp_path):
    plots.save_figure(plots.compare_regimes(RESULTS), tmp_path / "regimes.png")
    assert "Accuracy by regime" in Image.open(tmp_path / "regimes.png").text["Description"]


def test_nothing_confused_is_still_a_picture():
    assert "No photo" in plots.alt_text_of(plots.confusion_of_sisters([0, 1], [0, 1], ["a", "b"]))


@pytest.mark.parametrize("ends", [(0.62, 0.60), (0.99, 0.97), (0.01, 0.0), (0.9, 0.1)])
def test_names_of_curves_that_end_alike_can_both_be_read(ends):
    train, test = ends
    figure = plots.learning_curves({"accuracy": [0.3, train], "val_accuracy": [0.3, test]})
    figure.canvas.draw()
    names = [text.get_window_extent() for text in figure.axes[0].texts]
    assert len(names) == 2 and not names[0].overlaps(names[1])
    assert all(0 <= name.y0 and name.y1 <= figure.bbox.height for name in names)
