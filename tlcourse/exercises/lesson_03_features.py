"""Exercises of lesson 03, feature extraction: features kept with their labels."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.quiet import import_keras

__all__ = ["EXERCISES"]


class CacheFeatures(Exercise):
    """Pooled features of all photos, in inference mode, with the labels that belong to them."""

    id = "03_feature_extraction.cache_features"
    points = 3
    seconds = 30.0
    misconceptions = {
        "shuffles_photos_only": "Photos may be shuffled on the way; labels find back to them.",
        "training_mode": "A frozen base gives the same in training mode: frozen means nothing is left to chance.",
        "not_pooled": "Feature maps are features.",
        "max_pooling": "The largest value of a map is its average.",
        "drops_last_batch": "The photos left over after the last whole batch do not matter.",
        "preprocesses_again": "Preprocessing once more does no harm.",
        "labels_missing": "Features without labels are enough to train on.",
        "hard_coded": "The number of photos is the course's own.",
        "other": "Something else.",
    }

    def case(self, rng):
        n, maps = int(rng.integers(67, 96)), int(rng.integers(4, 8))
        return {
            "pixels": rng.uniform(-1, 1, (n, 5, 5, 3)).astype(np.float32),
            "labels": rng.permutation(n),  # each label once, so that each pair can be recognised
            "kernel": rng.normal(0, 1, (3, maps)).astype(np.float32),
            "mean": rng.normal(0, 0.3, maps).astype(np.float32),
            "variance": rng.uniform(0.3, 2, maps).astype(np.float32),
        }

    def probe(self, cache_features, case):
        base = dropping_base(case)
        answers = []
        for _ in range(2):
            result = cache_features(base, case["pixels"].copy(), case["labels"].copy())
            if not isinstance(result, tuple | list) or len(result) != 2:
                return {"type": type(result).__name__}
            answers.append([np.array(part, np.float64) for part in result])
        (features, labels), (again, labels_again) = answers
        return {"features": features, "labels": labels, "again": again, "labels_again": labels_again}

    def judge(self, seen, case) -> Verdict:
        if "type" in seen:
            return self.wrong(
                "labels_missing",
                f"The function gave {seen['type']}, not the pair (features, labels). Row i of both is one photo.",
            )
        expected, n = expected_maps(case).mean(axis=(1, 2)), len(case["labels"])
        features, told = seen["features"], f"{n} photos came back as features of shape {seen['features'].shape}."
        if features.ndim == 4 or (features.ndim == 2 and features.shape[1] == 25 * expected.shape[1]):
            return self.wrong("not_pooled", f"{told} A head wants one number a map: {expected.shape[1]} a photo.", 0.5)
        if features.ndim != 2 or features.shape[1] != expected.shape[1]:
            return self.wrong("other", f"{told} Expected {n} rows of {expected.shape[1]} features.")
        if len(features) < n:
            return self.wrong("drops_last_batch", f"{told} {n - len(features)} are missing: which, and why those?", 0.5)
        if len(features) > n or seen["labels"].size != n:
            return self.wrong("hard_coded", f"{told} There are {seen['labels'].size} labels. How many should there be?")
        pairs = in_order_of_labels(features, seen["labels"], case["labels"])
        if pairs is not None and np.allclose(pairs, expected, atol=1e-3):
            return self.right("Every photo has its own label, one average a map, and the same features each time.")
        return self.judge_values(seen, case, expected)

    def judge_values(self, seen, case, expected) -> Verdict:
        """What made the numbers differ."""
        features, maps = seen["features"], expected_maps(case)
        if rows_among(features, expected):
            return self.wrong(
                "shuffles_photos_only",
                "All features are right, and they stand beside the labels of other photos. Which of the two changed "
                "its order on the way?",
            )
        if rows_among(features, maps.max(axis=(1, 2))):
            return self.wrong(
                "max_pooling", "Each feature is the largest value of its map. Asked for: the average.", 0.5
            )
        again = in_order_of_labels(seen["again"], seen["labels_again"], seen["labels"].ravel())
        if again is None or not np.allclose(again, features, atol=1e-4):
            gap = np.abs(seen["again"] - features).max() if seen["again"].shape == features.shape else np.nan
            return self.wrong(
                "training_mode",
                f"Asked twice, features of the same photo differ by up to {gap:.2g}. Something is left to chance: "
                "this base holds a Dropout layer, and freezing does not stop it. Which mode does it run in?",
            )
        if any(rows_among(features, expected_maps(case, form).mean(axis=(1, 2))) for form in further_scalings(case)):
            return self.wrong("preprocesses_again", "The pixels were scaled once more. They came in from -1 to 1.", 0.5)
        return self.wrong("other", "The features are not the averages of the base's maps. Check one photo by hand.")


def dropping_base(case: dict):
    """A frozen base with statistics of its own and a Dropout layer."""
    keras = import_keras()
    layers, maps = keras.layers, len(case["mean"])
    base = keras.Sequential(
        [
            keras.Input((5, 5, 3)),
            layers.Conv2D(maps, 1, use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Dropout(0.5),
        ]
    )
    ones, zeros = np.ones(maps, np.float32), np.zeros(maps, np.float32)
    base.set_weights([case["kernel"][None, None], ones, zeros, case["mean"], case["variance"]])
    base.trainable = False
    return base


def expected_maps(case: dict, pixels=None) -> np.ndarray:
    """The maps (n, h, w, maps) of that base in inference mode."""
    pixels = case["pixels"] if pixels is None else pixels
    scaled = (pixels @ case["kernel"] - case["mean"]) / np.sqrt(case["variance"] + 1e-3)
    return np.maximum(scaled, 0).astype(np.float64)


def further_scalings(case: dict) -> list[np.ndarray]:
    """Pixels from -1 to 1 after another preprocessing."""
    pixels = case["pixels"]
    return [pixels / 127.5 - 1, pixels / 255, pixels * 127.5 + 127.5]


def in_order_of_labels(features, labels, order) -> np.ndarray | None:
    """Features in the order in which their labels stand in `order`; None where the labels are not the same ones."""
    labels = labels.ravel()
    if not np.array_equal(np.sort(labels), np.sort(order)):
        return None
    return features[np.argsort(labels)][np.argsort(np.argsort(order))]


def rows_among(rows: np.ndarray, expected: np.ndarray) -> bool:
    """Whether each row is, but for rounding, a row of `expected`."""
    distances = np.abs(rows[:, None] - expected[None]).max(axis=2)
    return bool((distances.min(axis=1) < 1e-3).all())


EXERCISES = [CacheFeatures()]
