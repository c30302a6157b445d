"""Exercises of lesson 01, from scratch: reading a training, and telling learning from memorising."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.exercises.reading import as_plain, is_number, told

__all__ = ["EXERCISES"]


class GeneralisationGap(Exercise):
    """Training accuracy minus test accuracy of the network that one has in hand: after the last epoch."""

    id = "01_from_scratch.generalisation_gap"
    points = 2
    cases = 1
    misconceptions = {
        "sign": "The gap is test minus training accuracy.",
        "best_of_test": "The last epoch of the one may be compared with the best epoch of the other.",
        "best_of_each": "Each of the two accuracies counts with its best epoch.",
        "best_epoch": "The network in hand is the one of the best epoch.",
        "first_epoch": "The first entry of a history is the latest.",
        "mean_of_epochs": "The gap of a training is the mean over its epochs.",
        "every_epoch": "The gap is a curve, not a number.",
        "never_negative": "A network cannot do better on test photos than on training photos.",
        "percent": "An accuracy is a number up to 100.",
        "ratio": "A gap is a quotient.",
        "losses": "The gap of the losses is the gap of the accuracies.",
        "hard_coded": "The numbers of the example are the numbers.",
        "other": "Something else.",
    }

    def case(self, rng):
        def history(last, last_test):
            epochs = int(rng.integers(5, 9))
            train, test = np.sort(rng.uniform(0.1, last, epochs)), rng.uniform(0.1, last_test, epochs)
            train[-1], test[-1] = last, last_test
            test[epochs // 2] = last_test + rng.uniform(0.05, 0.09)
            train[-2] = last + 0.01  # the last epoch is not the best
            loss, val_loss = np.sort(rng.uniform(0.2, 3, (2, epochs)))[:, ::-1]
            history = {"accuracy": train, "loss": loss, "val_accuracy": test, "val_loss": val_loss}
            return {key: np.round(values, 4).tolist() for key, values in history.items()}

        low = rng.uniform(0.3, 0.4)
        return {"histories": [history(rng.uniform(0.8, 0.95), low), history(low, low + rng.uniform(0.1, 0.2))]}

    def probe(self, generalisation_gap, case):
        copies = [{key: list(values) for key, values in history.items()} for history in case["histories"]]
        return {"gaps": [as_plain(generalisation_gap(history)) for history in copies]}

    def judge(self, seen, case) -> Verdict:
        gaps, histories = seen["gaps"], case["histories"]
        last = " and ".join(f"{h['accuracy'][-1]:.3f} / {h['val_accuracy'][-1]:.3f}" for h in histories)
        given = f"Two trainings end at {last} (training / test); you give {told(gaps[0])} and {told(gaps[1])}."
        if isinstance(gaps[0], np.ndarray) and gaps[0].ndim:
            return self.wrong("every_epoch", f"{given} One number is wanted. Which network do you hold in your hands?")
        if not all(map(is_number, gaps)):
            return self.wrong("other", f"{given} One number each is wanted. Does the function return its result?")
        wanted = [self.gap(h) for h in histories]
        if np.allclose(gaps, wanted, atol=6e-4):
            return self.right("Both accuracies are those of the last epoch, and a negative gap stays negative.")
        if np.isclose(gaps[0], wanted[0], atol=6e-4) and np.any(np.isclose(gaps[1], [0, -wanted[1]], atol=6e-4)):
            message = (
                f"{given} The second network is better on the test photos. Can that happen, and what would you see?"
            )
            return self.wrong("never_negative", message, 0.5)
        for name, answer, question, share in self.wrong_answers():
            if np.allclose(gaps, [answer(h) for h in histories], atol=6e-4):
                return self.wrong(name, f"{given} {question}", share)
        if abs(gaps[0] - gaps[1]) < 1e-9:
            return self.wrong("hard_coded", f"{given} That is the same number for two different trainings.")
        return self.wrong("other", f"{given} Take the last entry of each list, and compute by hand.")

    def gap(self, history) -> float:
        """What is wanted."""
        return history["accuracy"][-1] - history["val_accuracy"][-1]

    def wrong_answers(self) -> list[tuple]:
        """(misconception, what it computes, what to ask about it, share of the points)."""

        def of(train, test):
            return lambda h: train(h["accuracy"]) - test(h["val_accuracy"])

        def last(values):
            return values[-1]

        two = "These are accuracies of two different networks, from two epochs. Which one do you hold in your hands?"
        best = "Choosing an epoch by its test accuracy uses the test photos up. Which epoch is your network from?"
        keys = "Those are losses. Look at the keys again."
        return [
            ("sign", lambda h: -self.gap(h), "What is taken away from what? A network that memorises is above 0.", 0.5),
            ("best_of_test", of(last, max), two, 0.0),
            ("best_of_each", of(max, max), two, 0.0),
            ("best_epoch", lambda h: max(zip(h["val_accuracy"], self.gaps(h), strict=True))[1], best, 0.0),
            (
                "first_epoch",
                lambda h: self.gaps(h)[0],
                "A history begins with the first epoch. Where does it end?",
                0.0,
            ),
            (
                "mean_of_epochs",
                lambda h: np.mean(self.gaps(h)),
                "A mean over epochs belongs to no network at all.",
                0.0,
            ),
            ("percent", lambda h: 100 * self.gap(h), "In this course an accuracy is a fraction: all right is 1.", 0.5),
            ("ratio", lambda h: h["accuracy"][-1] / h["val_accuracy"][-1], "Then no gap at all would be 1.", 0.0),
            ("losses", lambda h: h["loss"][-1] - h["val_loss"][-1], keys, 0.0),
            ("losses", lambda h: h["val_loss"][-1] - h["loss"][-1], keys, 0.0),
        ]

    def gaps(self, history) -> list[float]:
        """The gap after each epoch."""
        return [train - test for train, test in zip(history["accuracy"], history["val_accuracy"], strict=True)]


class ShuffledLabels(Exercise):
    """Labels that say nothing about the photos: the training labels in a random order, the test labels untouched."""

    id = "01_from_scratch.shuffled_labels"
    points = 2
    misconceptions = {
        "shuffles_test": "Test labels are shuffled along with the training labels.",
        "draws_new_labels": "Random labels are the same as shuffled ones.",
        "renames_species": "Another number for each species takes the meaning away (as does reversing sorted labels).",
        "hardly_shuffles": "The order changes somewhere, and that is enough.",
        "changes_the_originals": "The true labels are no longer needed: they may be shuffled where they are.",
        "forgets_test": "Only what changes has to be given back.",
        "other": "Something else.",
    }

    def case(self, rng):
        n_species = int(rng.integers(9, 13))
        train = np.repeat(np.arange(n_species), rng.integers(5, 8))
        test = rng.permutation(np.repeat(np.arange(n_species), 3))
        return {"train": train, "test": test, "seed": int(rng.integers(2**31))}

    def probe(self, shuffled_labels, case):
        train, test = case["train"].copy(), case["test"].copy()
        given = shuffled_labels(train, test, np.random.default_rng(case["seed"]))
        parts = list(given) if isinstance(given, list | tuple) else [given]
        return {"parts": [as_plain(part) for part in parts], "train_after": train, "test_after": test}

    def judge(self, seen, case) -> Verdict:
        parts, before, test = seen["parts"], case["train"], case["test"]
        if changed := np.mean(seen["train_after"] != before):
            message = f"{changed:.0%} of the labels that you were given are now others: the true labels are lost."
            share = 0.5 if self.compare(parts, before, test).misconception is None else 0.0
            return self.wrong("changes_the_originals", f"{message} What shuffles a copy?", share)
        return self.compare(parts, before, test)

    def compare(self, parts, before, test_before) -> Verdict:
        """Judge what came back."""
        shapes = [part.shape if isinstance(part, np.ndarray) else None for part in parts]
        if shapes == [before.shape]:
            message = "You give one array. Wanted are two: the training labels and the test labels."
            return self.wrong("forgets_test", message)
        if shapes != [before.shape, test_before.shape]:
            wanted = f"Wanted are {len(before)} training labels and {len(test_before)} test labels"
            return self.wrong("other", f"{wanted}, in this order; you give {', '.join(map(told, parts))[:200]}.")
        if moved := np.mean(parts[1] != test_before):
            message = f"{moved:.0%} of the test labels are others. What would an accuracy on such photos tell?"
            return self.wrong("shuffles_test", message)
        return self.compare_order(parts[0], before)

    def compare_order(self, train, before) -> Verdict:
        """Judge the training labels."""
        right = np.mean(train == before)
        if right > 0.4:
            message = f"{right:.0%} of the training labels are still the right ones. Such labels can be learned."
            return self.wrong("hardly_shuffles", message)
        if len(set(zip(before.tolist(), train.tolist(), strict=True))) == len(set(before.tolist())):
            message = (
                "All photos of a species share their new label. They have a new name, and the name can be learned."
            )
            return self.wrong("renames_species", f"{message} What has to be torn apart?")
        if not np.array_equal(np.sort(train), np.sort(before)):
            counts = [int(np.sum(labels == before[0])) for labels in (before, train)]
            most = f"Species {before[0]} had {counts[0]} photos, and now has {counts[1]}."
            return self.wrong(
                "draws_new_labels", f"{most} Shuffling changes the order of the labels, and nothing else.", 0.5
            )
        return self.right(f"{right:.0%} of the labels are still right, by chance; the test labels are untouched.")


EXERCISES = [GeneralisationGap(), ShuffledLabels()]
