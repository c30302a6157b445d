"""Calibration by hand: bins, their error, a temperature, a diagram that says what it shows."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tlcourse.alt_text import alt_text_of
from tlcourse.trust import calibration


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture
def boaster():
    """A network three times as sure of itself as it has reason to be: labels are drawn from cooler probabilities."""
    rng = np.random.default_rng(0)
    honest = rng.normal(0, 1.5, (4000, 5))
    chances = np.exp(honest) / np.exp(honest).sum(axis=1, keepdims=True)
    labels = (chances.cumsum(axis=1) > rng.uniform(size=(4000, 1))).argmax(axis=1)
    boasted = np.exp(3 * honest)
    return boasted / boasted.sum(axis=1, keepdims=True), labels


def test_bins_hold_confidence_accuracy_and_numbers():
    found = np.array([[0.9, 0.1], [0.8, 0.2], [0.45, 0.55], [0, 1]])
    confidence, accuracy, counts = calibration.calibration_bins(found, [0, 1, 1, 1], n_bins=4)
    np.testing.assert_array_equal(counts, [0, 0, 1, 3])
    np.testing.assert_allclose(confidence, [np.nan, np.nan, 0.55, 0.9])
    np.testing.assert_allclose(accuracy, [np.nan, np.nan, 1, 2 / 3])
    assert calibration.calibration_error(found, [0, 1, 1, 1], n_bins=4) == pytest.approx(0.45 / 4 + 0.7 / 4)


def test_numbers_of_photos_and_labels_have_to_agree():
    with pytest.raises(ValueError, match="3 labels"):
        calibration.calibration_bins(np.ones((2, 2)) / 2, [0, 1, 1])


def test_temperature_undoes_boasting_and_changes_no_answer(boaster):
    found, labels = boaster
    fitted = calibration.fit_temperature(found, labels)
    assert fitted == pytest.approx(3, rel=0.1)
    cooled = calibration.cool(found, fitted)
    np.testing.assert_array_equal(cooled.argmax(axis=1), found.argmax(axis=1))
    assert calibration.calibration_error(cooled, labels) < 0.03 < 0.15 < calibration.calibration_error(found, labels)
    for other in (0.9 * fitted, 1.1 * fitted):
        assert calibration.negative_log_likelihood(cooled, labels) < calibration.negative_log_likelihood(
            calibration.cool(found, other), labels
        )


def test_certainty_stays_finite():
    cooled = calibration.cool(np.array([[1.0, 0.0, 0.0]]), 5)
    assert np.isfinite(cooled).all() and cooled.argmax() == 0 and cooled.sum() == pytest.approx(1)


def test_diagram_tells_how_sure_and_how_right(boaster):
    figure = calibration.show_reliability({"boaster": boaster}, colours={"boaster": "#D55E00"}, title="Too sure")
    told = alt_text_of(figure)
    assert told.startswith("Too sure. Accuracy against confidence. boaster: ") and "sure on average" in told
