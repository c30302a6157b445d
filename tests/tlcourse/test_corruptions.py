"""The breeze moves photos a little, and nothing else."""

import numpy as np

from tlcourse.trust.corruptions import breeze, turned

PHOTOS = np.random.default_rng(0).integers(60, 200, (2, 40, 40, 3), np.uint8)


def test_five_versions_of_the_same_photos():
    versions = breeze(PHOTOS)
    assert list(versions) == ["untouched", "turned", "blurred", "noisy", "other light"]
    assert versions["untouched"] is PHOTOS
    for name, images in versions.items():
        assert images.shape == PHOTOS.shape and images.min() >= 0 and images.max() <= 255
        assert name == "untouched" or not np.array_equal(images, PHOTOS)


def test_each_change_does_what_it_is_called():
    versions = breeze(PHOTOS)
    change = {name: images.astype(float) - PHOTOS for name, images in versions.items()}
    assert versions["blurred"].std() < PHOTOS.std()
    assert abs(change["noisy"].std() - 12) < 1
    red, _, blue = change["other light"].mean(axis=(0, 1, 2))
    assert red < 0 < blue
    np.testing.assert_array_equal(turned(PHOTOS[0], 0), PHOTOS[0])


def test_a_stronger_breeze_changes_more_and_the_same_call_gives_the_same():
    once, twice = breeze(PHOTOS), breeze(PHOTOS, 2)
    for name in ("blurred", "noisy", "other light"):
        assert np.abs(twice[name] - PHOTOS.astype(float)).mean() > np.abs(once[name] - PHOTOS.astype(float)).mean()
    np.testing.assert_array_equal(breeze(PHOTOS)["noisy"], once["noisy"])
