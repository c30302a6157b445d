"""Exercises of lesson 00, where everything starts."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.exercises.reading import as_plain, is_number, told

__all__ = ["EXERCISES"]


class ChanceAccuracy(Exercise):
    """The accuracy of a guesser, when every species is equally frequent."""

    id = "00_start_here.chance_accuracy"
    points = 1
    misconceptions = {
        "counts_photos": "The more photos there are, the harder it is to guess: photos are counted, not species.",
        "percent": "An accuracy is a number up to 100.",
        "even_odds": "An answer is right or wrong, so a guess is right every other time.",
        "chance_of_error": "The chance of a wrong answer is asked for.",
        "rounds": "Rounding in between costs nothing.",
        "hard_coded": "There are always 200 species.",
        "other": "Something else.",
    }

    def case(self, rng):
        n_species = int(rng.integers(110, 180))  # 1/n, 100/n, 1/2 and the like are far apart
        return {"n_species": n_species, "n_photos": n_species * int(rng.integers(3, 15))}

    def probe(self, chance_accuracy, case):
        return {"chance": as_plain(chance_accuracy(case["n_species"], case["n_photos"]))}

    def judge(self, seen, case) -> Verdict:
        chance, species, photos = seen["chance"], case["n_species"], case["n_photos"]
        given = f"For {species} species and {photos:,} photos you give {told(chance)}."
        if not is_number(chance):
            return self.wrong("other", f"{given} One number is wanted. Does the function return its result?")
        if np.isclose(chance, 1 / species, rtol=1e-6):
            return self.right(f"One guess in {species} is right, however many photos there are.")
        if np.any(np.isclose(chance, [1 / photos, photos / species, species / photos])):
            return self.wrong(
                "counts_photos", f"{given} Photos are counted there. What does a guesser choose from: photos, or names?"
            )
        if abs(chance - 100 / species) < 0.01:
            return self.wrong("percent", f"{given} In this course an accuracy is a fraction: all right is 1.", 0.5)
        if chance == 0.5:
            return self.wrong(
                "even_odds",
                f"{given} Two outcomes are not two equal chances. How often is a name picked blindly right?",
            )
        if np.isclose(chance, 1 - 1 / species):
            return self.wrong(
                "chance_of_error", f"{given} So often is a guesser wrong. Accuracy counts right answers.", 0.5
            )
        if np.isclose(chance, 1 / 200):
            return self.wrong("hard_coded", f"{given} That belongs to our 200 moths; this case has other numbers.")
        if abs(chance - 1 / species) < 0.01:
            return self.wrong(
                "rounds",
                f"{given} That is near, and too coarse: chance is small here. Leave rounding to the printing.",
                0.5,
            )
        return self.wrong("other", f"{given} Try it with 2 species: how many of 100 blind guesses are right?")


class PhotosPerSpecies(Exercise):
    """How many training photos each species has."""

    id = "00_start_here.photos_per_species"
    points = 2
    misconceptions = {
        "counts_test_too": "All photos count, also those that are kept to test on.",
        "counts_the_test": "`is_test` marks the photos to train on.",
        "drops_empty_species": "A species without a photo needs no entry.",
        "loses_order": "The counts are asked for, in whatever order.",
        "counts_from_one": "Labels start at 1.",
        "one_for_all": "One number describes all species.",
        "shares": "Shares are as good as counts.",
        "gives_a_dict": "A dictionary by label is the same as a list by label.",
        "hard_coded": "Every species has seven photos.",
        "other": "Something else.",
    }

    def case(self, rng):
        n = int(rng.integers(6, 12))
        train, test = rng.integers(2, 8, n), rng.integers(1, 5, n)
        train[-1] = 0  # nobody has a training photo of the last species yet
        train[:2] = rng.permutation([8, 9])
        labels = np.concatenate([np.repeat(np.arange(n), train), np.repeat(np.arange(n), test)])
        order = rng.permutation(len(labels))
        is_test = np.arange(len(labels)) >= train.sum()
        return {"labels": labels[order], "is_test": is_test[order], "n_species": n}

    def probe(self, photos_per_species, case):
        counts = photos_per_species(case["labels"].copy(), case["is_test"].copy(), case["n_species"])
        return {"counts": as_plain(counts)}

    def judge(self, seen, case) -> Verdict:
        counts, n = seen["counts"], case["n_species"]
        if isinstance(counts, dict) and counts["type"] in ("dict", "Counter", "defaultdict"):
            return self.wrong("gives_a_dict", f"A dictionary came. Wanted are {n} numbers, as a list or an array.", 0.5)
        if is_number(counts):
            return self.wrong("one_for_all", f"One number came, {told(counts)}, for {n} species. Are all alike?")
        if not isinstance(counts, np.ndarray) or counts.ndim != 1:
            return self.wrong("other", f"You give {told(counts)}. Wanted are {n} numbers, as a list or an array.")
        train, test = (np.bincount(case["labels"][case["is_test"] == part], minlength=n) for part in (False, True))
        return self.compare(counts, train, test)

    def compare(self, counts, train, test) -> Verdict:
        """Judge a row of numbers against the true counts."""
        n, like = len(train), lambda wanted: len(counts) == len(wanted) and np.allclose(counts, wanted)
        seen = f"Your counts add up to {counts.sum():.4g}; {train.sum()} photos are to train on, {test.sum()} to test."
        if like(train):
            return self.right(f"{n} species, {train.sum()} training photos, and an honest 0 where there is none.")
        if like(train + test):
            return self.wrong("counts_test_too", f"{seen} Which photos may a network learn from?", 0.5)
        if like(test):
            return self.wrong("counts_the_test", f"{seen} Which of the two does True in `is_test` mark?")
        if like(train[train > 0]):
            message = f"You give {len(counts)} counts for {n} species. What about a species without a training photo?"
            return self.wrong("drops_empty_species", message, 0.5)
        if like(np.append(0, train)):
            return self.wrong("counts_from_one", f"You give {len(counts)} counts for {n} species. Labels start at 0.")
        if like(train / max(train.sum(), 1)):
            return self.wrong("shares", f"{seen} Wanted are numbers of photos, not shares of all photos.")
        if counts.size == n and np.allclose(np.sort(counts), np.sort(train)):
            message = f"The counts are right, their order is not: species 0 has {train[0]}, you give {counts[0]:g}."
            return self.wrong("loses_order", message, 0.5)
        if counts.size and np.all(counts == 7):
            return self.wrong("hard_coded", f"You give 7 for each. {seen} Count the labels that you are given.")
        return self.wrong("other", f"{seen} Count by hand for species 0, and compare.")


class Shapes(Exercise):
    """A batch as every network of the course takes it: shape (n, height, width, 3), uint8, 0 to 255."""

    id = "00_start_here.shapes"
    points = 2
    misconceptions = {
        "channels_first": "The colours come before height and width.",
        "scaled": "Pixels have to be scaled before a network gets them, whatever the network does.",
        "other_dtype": "The type of the numbers does not matter.",
        "still_a_list": "A list of photos is a batch.",
        "no_batch_axis": "Photos are put side by side, or on top of each other.",
        "batch_axis_elsewhere": "It does not matter which axis counts the photos.",
        "swaps_height_and_width": "Width comes before height, as in the size of a screen.",
        "one_photo": "A network takes one photo at a time.",
        "shape_only": "The shape is the answer, not the batch.",
        "flattened": "A network takes rows of numbers.",
        "loses_colour": "Three colours can be one.",
        "swaps_colours": "Blue, green, red is as good as red, green, blue.",
        "hard_coded": "Every batch is as large as the one in the lesson.",
        "other": "Something else.",
    }

    def case(self, rng):
        n, height, width = (int(rng.integers(*ends)) for ends in ((4, 7), (7, 10), (10, 14)))
        return {"photos": list(rng.integers(0, 256, (n, height, width, 3)).astype(np.uint8))}

    def probe(self, shapes, case):
        batch = shapes([photo.copy() for photo in case["photos"]])
        photos_still = isinstance(batch, list | tuple) and len(batch) > 0 and np.ndim(batch[0]) > 1
        return {"batch": {"type": "list"} if photos_still else as_plain(batch)}

    def judge(self, seen, case) -> Verdict:
        batch, wanted = seen["batch"], np.stack(case["photos"])
        n, height, width = wanted.shape[:3]
        given = f"{n} photos, {height} px high and {width} px wide, come out as {told(batch)}."
        if isinstance(batch, dict) and batch["type"] == "list":
            return self.wrong(
                "still_a_list", f"{given} A network takes one array in which the first axis counts photos."
            )
        if not isinstance(batch, np.ndarray):
            return self.wrong("other", f"{given} Wanted is one array. Does the function return it?")
        if batch.shape == wanted.shape:
            return self.compare(batch, wanted)
        unknown = (
            "other" if len(batch) == n else "hard_coded",
            "Look at the shape of one photo, and count the photos.",
        )
        name, question = self.asked(n, height, width).get(batch.shape, unknown)
        return self.wrong(name, f"{given} {question}")

    def asked(self, n, height, width) -> dict:
        """What each wrong shape is called, and what to ask about it."""
        one = ("one_photo", "Where are the other photos?")
        grown = ("no_batch_axis", "The photos have grown into one. Which axis would tell them apart?")
        elsewhere = ("batch_axis_elsewhere", "Which axis does batch[0] look along, and is that one photo?")
        grey = ("loses_colour", "Where have the colours gone?")
        return {
            (n, 3, height, width): ("channels_first", "Where does a photo keep its colours: first, or last?"),
            (n, width, height, 3): ("swaps_height_and_width", "Rows come first: what is the first axis of one photo?"),
            (n, height * width * 3): ("flattened", "A convolution looks at neighbours: keep rows and columns apart."),
            (n, 96, 96, 3): ("hard_coded", "These photos have a size of their own."),
            (4,): ("shape_only", "That is the shape. Wanted is what has this shape: the batch."),
            **dict.fromkeys([(height, width, 3), (1, height, width, 3)], one),
            **dict.fromkeys([(n * height, width, 3), (height, n * width, 3), (height, width, 3 * n)], grown),
            **dict.fromkeys([(height, n, width, 3), (height, width, n, 3), (height, width, 3, n)], elsewhere),
            **dict.fromkeys([(n, height, width), (n, height, width, 1)], grey),
        }

    def compare(self, batch, wanted) -> Verdict:
        """Judge a batch that has the right shape."""
        low, high = float(batch.min()), float(batch.max())
        given = f"The shape {batch.shape} is right. The pixels go from {low:.3g} to {high:.3g}, {batch.dtype}."
        if np.array_equal(batch, wanted):
            if batch.dtype == np.uint8:
                return self.right(f"{given[:-1]}, as they were.")
            return self.wrong(
                "other_dtype", f"{given} The photos came as uint8; that takes a quarter of the memory.", 0.5
            )
        if np.array_equal(batch, wanted[..., ::-1]):
            return self.wrong(
                "swaps_colours", f"{given} Compare batch[0, 0, 0] with photos[0][0, 0], number by number."
            )
        if any(np.allclose(batch, scaled, atol=1e-2) for scaled in (wanted / 255, wanted / 127.5 - 1)):
            return self.wrong(
                "scaled", f"{given} The networks of the course scale inside: theirs would be the second time.", 0.5
            )
        return self.wrong("other", f"{given} They are not the pixels of the photos. Compare batch[0] with photos[0].")


EXERCISES = [ChanceAccuracy(), PhotosPerSpecies(), Shapes()]
