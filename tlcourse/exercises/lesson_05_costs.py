"""Exercises of lesson 05, other backbones: what each one costs, and which one fits."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.exercises.families import FAMILIES
from tlcourse.exercises.reading import as_plain, is_number, told
from tlcourse.quiet import import_keras

__all__ = ["EXERCISES"]

COLUMNS = ("parameters", "megabytes", "features", "seconds")


class CostTable(Exercise):
    """Parameters, megabytes, features and seconds a photo of several backbones."""

    id = "05_swap_the_backbone.cost_table"
    points = 3
    seconds = 30.0
    misconceptions = {
        "trainable_only": "Only what is trained has to be stored and computed.",
        "from_a_table": "What a table on the web says is what my machine does.",
        "bytes_a_number": "A number takes some other space than the four bytes of a float32.",
        "not_millions": "Bytes, kilobytes and megabytes are a matter of taste.",
        "not_pooled": "Each place of a map is a feature, or features are the shape of the maps.",
        "all_photos": "The seconds for all photos are the seconds for one.",
        "first_pass": "The first pass through a network takes as long as all others.",
        "inverted": "Photos a second are seconds a photo.",
        "milliseconds": "A thousandth of a second is a second.",
        "own_clock": "Any clock will do.",
        "same_for_all": "What has been measured once holds for every backbone.",
        "columns_missing": "Some of the columns are enough.",
        "other": "Something else.",
    }

    def case(self, rng):
        names = [str(name) for name in rng.permutation(list(FAMILIES))][: int(rng.integers(3, 5))]
        widths = rng.choice(np.arange(500, 900), len(names), replace=False)
        return {
            "names": names,
            "widths": [int(width) for width in widths],
            "frozen": [bool(frozen) for frozen in rng.permutation([True, True, False, False])[: len(names)]],
            "a_photo": [float(s) for s in rng.uniform(0.01, 0.09, len(names))],
            "first": [float(s) for s in rng.uniform(0.8, 4, len(names))],
            "photos": int(rng.integers(33, 60)),
        }

    def probe(self, cost_table, case):
        clock = Clock()
        bases = {
            name: metered_base(clock, *rest)
            for name, *rest in zip(
                *(case[key] for key in ("names", "widths", "frozen", "a_photo", "first")), strict=True
            )
        }
        photos = np.random.default_rng(0).uniform(-1, 1, (case["photos"], 4, 4, 3)).astype(np.float32)
        table = cost_table(bases, photos, clock)
        if not isinstance(table, dict):
            return {"type": type(table).__name__}
        rows = {str(name): row for name, row in table.items() if isinstance(row, dict)}
        return {
            "asked": clock.asked,
            "rows": {name: {c: as_plain(row[c]) for c in COLUMNS if c in row} for name, row in rows.items()},
        }

    def judge(self, seen, case) -> Verdict:
        if "type" in seen:
            return self.wrong("columns_missing", f"cost_table gave {seen['type']}, no dict with a row a backbone.")
        rows, missing = seen["rows"], []
        for name in case["names"]:
            missing += [f"{name}: {column}" for column in COLUMNS if column not in rows.get(name, {})]
        if missing:
            return self.wrong("columns_missing", f"Not in the table: {', '.join(missing[:3])}. All are asked for.")
        numbers = [[rows[name][column] for column in COLUMNS] for name in case["names"]]
        if not all(is_number(value) for row in numbers for value in row[:2] + row[3:]):
            bad = next(value for row in numbers for value in row[:2] + row[3:] if not is_number(value))
            return self.wrong("other", f"One of the entries is {told(bad)}; expected a number.")
        if len({tuple(map(str, row)) for row in numbers}) == 1:
            return self.wrong(
                "same_for_all", f"All {len(numbers)} rows are the same: {numbers[0]}. The backbones differ."
            )
        for name, width, a_photo, first in zip(
            *(case[key] for key in ("names", "widths", "a_photo", "first")), strict=True
        ):
            verdict = self.judge_size(name, rows[name], width) or self.judge_seconds(
                name, rows[name]["seconds"], a_photo, first, case["photos"], seen["asked"]
            )
            if verdict:
                return verdict
        return self.right("Every weight counted, in millions of bytes, and each photo's share of a pass that was warm.")

    def judge_size(self, name, row, width) -> Verdict | None:
        """Whether parameters, megabytes and features are the base's."""
        everything = counts_of(width)["all"]
        given, mega, features = row["parameters"], row["megabytes"], row["features"]
        said = f"{name}: {given:,} parameters"
        if given > 1e6 * 1.5:
            return self.wrong("from_a_table", f"{said}. The network that was handed in is far smaller: ask it.")
        if given in (counts_of(width)["trainable"], 0):
            return self.wrong("trainable_only", f"{said}. Frozen ones, and statistics, have to be stored as well.", 0.5)
        if given != everything:
            return self.wrong("other", f"{said}; its weights hold {everything:,} numbers.", 0.25)
        right = 4 * everything / 1e6
        said = f"{name}: {told(mega)} MB for {everything:,} numbers"
        if not np.isclose(mega, right, rtol=5e-3):
            scales = [1e6, 1e3, 1e6 / 2**10, 1e6 / 2**20, 1e-3]
            if any(np.isclose(mega, right * scale, rtol=5e-3) for scale in scales):
                return self.wrong("not_millions", f"{said}. A megabyte is 1,000,000 bytes here.", 0.5)
            if any(np.isclose(mega, right / 4 * each, rtol=5e-3) for each in (1, 2, 8, 32)):
                return self.wrong("bytes_a_number", f"{said}. How many bytes does a float32 take?", 0.5)
            return self.wrong("other", f"{said}, {told(right)} expected.", 0.25)
        if not is_number(features) or features != width:
            return self.wrong(
                "not_pooled", f"{name}: features are {told(features)}. A photo has one for each of its maps.", 0.5
            )
        return None

    def judge_seconds(self, name, given, a_photo, first, n, asked) -> Verdict | None:
        """Whether the seconds are those of one photo, in a pass that is not the first."""
        said = f"{name}: {told(float(given))} s a photo"
        if np.isclose(given, a_photo, rtol=0.02):
            return None
        if not asked:
            return self.wrong("own_clock", f"{said}, and the clock that was handed in was never asked.", 0.25)
        if np.isclose(given, 1 / a_photo, rtol=0.02):
            return self.wrong("inverted", f"{said}: that is how many photos go through in one second.", 0.5)
        if np.isclose(given, 1000 * a_photo, rtol=0.02):
            return self.wrong("milliseconds", f"{said}. The clock gives seconds, and seconds are asked for.", 0.5)
        if np.isclose(given, n * a_photo, rtol=0.02):
            return self.wrong("all_photos", f"{said}. {n} photos went through in that time.", 0.5)
        beyond = (given - a_photo) * n / first
        if any(np.isclose(beyond, times, rtol=0.02) for times in (*range(1, n + 1), 1 / 2, 1 / 3, 1 / 4, 1 / 5)):
            return self.wrong(
                "first_pass",
                f"{said}; later passes are faster. In the first one, and in the first one with another number of "
                "photos, the computation is built.",
                0.5,
            )
        return self.wrong("other", f"{said}, which is neither one photo's share nor the time of all {n}.", 0.25)


class Clock:
    """A clock that only networks move: a call tells its seconds."""

    def __init__(self):
        self.now, self.asked = 100.0, 0

    def __call__(self) -> float:
        self.asked += 1
        return self.now


def counts_of(width: int) -> dict[str, int]:
    """Parameters of such a base: all, and those that training can change."""
    trainable = 3 * width + 2 * width + width * width
    return {"all": trainable + 2 * width, "trainable": trainable}


def metered_base(clock: Clock, width: int, frozen: bool, a_photo: float, first: float):
    """A base whose every pass moves the clock: by its photos, and once more for each new number of photos."""
    keras = import_keras()
    known = set()

    class Meter(keras.layers.Layer):
        """Passes maps on, and moves the clock where there are numbers."""

        def call(self, maps):
            if not isinstance(maps, keras.KerasTensor) and hasattr(maps, "numpy"):
                clock.now += a_photo * len(maps) + (first if len(maps) not in known else 0)
                known.add(len(maps))
            return maps

    layers = keras.layers
    inputs = keras.Input((4, 4, 3))
    x = layers.Conv2D(width, 1, strides=2, use_bias=False, kernel_initializer="zeros")(inputs)
    x = layers.Conv2D(width, 1, use_bias=False, kernel_initializer="zeros")(layers.BatchNormalization()(x))
    base = keras.Model(inputs, Meter()(x))
    base.trainable = not frozen
    base.run_eagerly = True  # so that `predict`, too, moves the clock at every pass
    return base


EXERCISES = [CostTable()]
