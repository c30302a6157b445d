"""Exercises of lesson 02, what networks see: what a block knows."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict

__all__ = ["EXERCISES"]

SPECIES, TRAIN, TEST, SIDE, CHANNELS = 4, 28, 40, 7, 8
FEWER = 37  # test photos of the second task: two measured shares are then equal only if both are 0 or 1
MISLABELLED = 8  # test photos with a wrong label: an honest head cannot get these right


class ProbeBlock(Exercise):
    """Test accuracy of a linear head on the pooled maps of a block.

    Two tasks tell honest numbers from others. In the first, some test photos are labelled wrongly. In the second, all
    training photos are: whoever learns from those alone is never right on the test photos.
    """

    id = "02_what_networks_see.probe_block"
    points = 3
    misconceptions = {
        "trains_on_test": "The more photos to train on, the better the measurement.",
        "scores_training_photos": "Accuracy on the photos that it trained on tells what a block knows.",
        "does_not_pool": "Each place of a map is a feature, or any axes can be averaged.",
        "percent": "An accuracy is a number up to 100.",
        "counts": "The number of right answers is the accuracy.",
        "error_rate": "The share of mistakes is the accuracy.",
        "no_number": "Predictions, or a model, are an accuracy.",
        "hard_coded": "The accuracy is the one seen in the lesson.",
        "other": "Something else.",
    }
    cases = 1
    seconds = 30.0  # a head trained with Keras, twice

    def case(self, rng):
        means = rng.permutation(np.eye(CHANNELS)[:SPECIES].T).T * 2 - 0.5
        labels, test_labels = (rng.permutation(np.arange(n) % SPECIES) for n in (TRAIN, TEST))
        mistaken = test_labels.copy()
        mistaken[:MISLABELLED] = (mistaken[:MISLABELLED] + 1) % SPECIES
        return {
            "maps": draw_maps(rng, means, labels),
            "test_maps": draw_maps(rng, means, test_labels),
            "labels": labels,
            "test_labels": test_labels,
            "mistaken": mistaken,
        }

    def probe(self, probe_block, case):
        shifted = (case["labels"] + 1) % SPECIES
        tasks = ((case["labels"], case["mistaken"]), (shifted, case["test_labels"][:FEWER]))
        found = [
            probe_block(case["maps"].copy(), labels.copy(), case["test_maps"][: len(expected)].copy(), expected.copy())
            for labels, expected in tasks
        ]
        return {"found": [np.asarray(one, np.float64) if is_number(one) else type(one).__name__ for one in found]}

    def judge(self, seen, case) -> Verdict:
        if any(isinstance(one, str) or one.size != 1 for one in seen["found"]):
            return self.wrong(
                "no_number", f"probe_block gave {shown(seen['found'][0])}. Asked for is one number, 0 to 1."
            )
        plain, shifted = (float(np.ravel(one)[0]) for one in seen["found"])
        honest = 1 - MISLABELLED / TEST
        told = f"{MISLABELLED} of {TEST} test photos are labelled wrongly, and you measure {plain:.3g}."
        if not (plain >= 0 and shifted >= 0):
            return self.wrong("other", f"You measure {plain:.3g} and {shifted:.3g}. A share is 0 at least.")
        if plain > 1 or shifted > 1:
            name = "counts" if plain == round(plain) and plain <= TEST and abs(plain - 100 * honest) > 12 else "percent"
            return self.wrong(name, f"You measure {plain:.3g}. An accuracy is a share, from 0 to 1.", 0.5)
        if plain > honest + 0.1:
            return self.wrong(
                "scores_training_photos", f"{told} Nobody can know wrong labels: which photos did you measure on?"
            )
        if plain == shifted:
            return self.wrong(
                "hard_coded", f"Two different tasks, and both times you measure {plain:.3g}. Is it measured?"
            )
        if plain > honest - 0.15 and shifted > 0.15:
            return self.wrong(
                "trains_on_test",
                f"All training labels were wrong, and still you measure {shifted:.3g} on the test photos. The head "
                "must have learned from those.",
            )
        if plain < 0.35 and shifted > 0.85:
            return self.wrong(
                "error_rate", f"{told} And {shifted:.3g} where all training labels were wrong: upside down?", 0.5
            )
        if plain <= honest - 0.15:
            return self.wrong(
                "does_not_pool",
                f"{told} A head on the mean of each map gets {honest:.2g}. Does yours learn from {CHANNELS} numbers a "
                f"photo, or from {SIDE * SIDE * CHANNELS}, or from means over other axes?",
            )
        return self.right("Trained on pooled maps of the training photos, measured on the others.")


def draw_maps(rng, means, labels):
    """Maps (n, side, side, channels) whose means tell the species; where in the map it shows is left to chance.

    Each photo has, besides, one bright and one dark spot in a channel of its own. They cancel out in the mean.
    """
    n = len(labels)
    maps = rng.normal(0, 0.3, (n, SIDE * SIDE, CHANNELS))
    spots = np.argsort(rng.random((n, SIDE * SIDE)), axis=1)
    for i, label in enumerate(labels):
        maps[i, spots[i, 0]] += SIDE * SIDE * means[label]
        channel = rng.integers(CHANNELS)
        maps[i, spots[i, 1], channel] += 200
        maps[i, spots[i, 2], channel] -= 200
    return maps.reshape(n, SIDE, SIDE, CHANNELS).astype(np.float32)


def is_number(value) -> bool:
    """Whether numpy can read numbers from it."""
    try:
        return np.asarray(value).dtype.kind in "fiu"
    except (TypeError, ValueError):
        return False


def shown(found) -> str:
    """What came back in place of a number."""
    return found if isinstance(found, str) else f"an array of shape {found.shape}"


EXERCISES = [ProbeBlock()]
