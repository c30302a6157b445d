"""Exercises of lesson 03, feature extraction: a head on features, measured where it has not learned."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict

__all__ = ["EXERCISES"]

EPOCHS = 12


class TrainHead(Exercise):
    """A head trained on the training features, and its accuracy on the test features."""

    id = "03_feature_extraction.train_head"
    points = 3
    cases = 1
    seconds = 45.0
    misconceptions = {
        "fits_on_test": "The test photos are further photos to learn from.",
        "labels_of_the_other_split": "Labels are labels; any of the right number will do.",
        "label_form": "A loss takes labels in any form.",
        "no_softmax": "Scores are probabilities.",
        "hard_coded": "The number of species is the course's own.",
        "not_trained": "A head that is built and compiled has learned.",
        "reports_training_accuracy": "The accuracy on the training photos is the accuracy.",
        "reports_loss": "The first number that Keras gives is the accuracy.",
        "percent": "An accuracy is a number from 0 to 100.",
        "accuracy_missing": "A trained head is the whole answer.",
        "other": "Something else.",
    }

    def case(self, rng):
        species, n, size = int(rng.integers(4, 7)), 300, 256
        known, unknown = rng.normal(0, 1, (species, size)), rng.normal(0, 1, (8, species, size))
        train, shift = rng.integers(0, species, n), int(rng.integers(1, species))
        # The test label at each place is another one than the training label there, always by the same shift: a head
        # that was taught with the wrong labels has learned just that. Two in five test photos look like nothing in
        # the training photos: only who has learned from them knows them.
        test, views = (train + shift) % species, rng.integers(0, 8, n)
        looks = np.where((rng.uniform(size=n) < 0.4)[:, None], unknown[views, test], known[test])
        noise = rng.normal(0, 0.3, (2, n, size))
        return {
            "species": species,
            "shift": shift,
            "train_features": (known[train] + noise[0]).astype(np.float32),
            "train_labels": train,
            "test_features": (looks + noise[1]).astype(np.float32),
            "test_labels": test,
            "known": known.astype(np.float32),
            "unknown": unknown.reshape(-1, size).astype(np.float32),
        }

    def probe(self, train_head, case):
        names = ("train_features", "train_labels", "test_features", "test_labels")
        try:
            answer = train_head(*(case[name].copy() for name in names), case["species"], EPOCHS)
        except Exception as error:  # TensorFlow's own errors are no ValueError
            if not any(word in str(error) for word in ("target", "logits", "one-hot", "compile_loss")):
                raise
            return {"refused": " ".join(str(error).split())[:120]}
        if not isinstance(answer, tuple | list) or len(answer) != 2:
            return {"type": type(answer).__name__}
        head, accuracy = answer
        looked_at = {name: np.array(head(case[name]), np.float64) for name in ("known", "unknown", *names[::2])}
        return {"accuracy": np.array(accuracy, np.float64), **looked_at}

    def judge(self, seen, case) -> Verdict:
        if "refused" in seen:
            return self.wrong(
                "label_form", f"Keras refused loss and labels: “{seen['refused']}”. Whole numbers, or one-hot rows?"
            )
        if "type" in seen:
            return self.wrong("accuracy_missing", f"The function gave {seen['type']}, not the pair (head, accuracy).")
        known, unknown, k = seen["known"], seen["unknown"], case["species"]
        if known.shape != (k, k):
            return self.wrong("hard_coded", f"{k} photos of {k} species gave outputs of shape {known.shape}.")
        if not np.allclose(known.sum(axis=1), 1, atol=1e-3) or known.min() < 0:
            told = f"add up to {known.sum(axis=1)[0]:.3g}, from {known.min():.3g} to {known.max():.3g}"
            return self.wrong("no_softmax", f"The outputs of a photo {told}. Are these probabilities?", 0.5)
        of_right = float(np.diag(known).mean())
        of_shifted = float(known[np.arange(k), (np.arange(k) + case["shift"]) % k].mean())
        of_unknown = float(unknown[np.arange(len(unknown)), np.arange(len(unknown)) % k].mean())
        if of_unknown > 0.5:
            return self.wrong(
                "fits_on_test",
                f"The head is {of_unknown:.0%} sure of looks that occur among the test photos only. "
                "What has it been fitted on?",
            )
        if of_shifted > 0.5:
            return self.wrong(
                "labels_of_the_other_split",
                f"On clean training photos the head gives the right species {of_right:.0%}, and always the same wrong "
                f"one {of_shifted:.0%}. Which labels stood beside these features?",
            )
        if of_right < 0.5:
            return self.wrong(
                "not_trained",
                f"On clean training photos the right species gets {of_right:.0%}; a guesser has {1 / k:.0%}. "
                "Was it fitted, for the epochs asked for?",
            )
        return self.judge_accuracy(seen, case)

    def judge_accuracy(self, seen, case) -> Verdict:
        """Whether the number that came back is the share of right answers on the test photos."""
        scores, labels, given = seen["test_features"], case["test_labels"], seen["accuracy"]
        right = float((scores.argmax(axis=1) == labels).mean())
        trained = float((seen["train_features"].argmax(axis=1) == case["train_labels"]).mean())
        of_label = scores[np.arange(len(labels)), labels]
        losses = [-np.log(np.maximum(of_label, smallest)).mean() for smallest in (1e-7, 1e-30)]  # Keras clips or not
        told = f"The head is right, and you report {np.round(given, 3).tolist()}."
        if given.size == 1 and abs(given.item() - right) < 0.02:
            return self.right("Learned from the training photos only, and measured on the test photos.")
        if given.size != 1 or np.isclose(losses, given.item(), rtol=0.002).any():
            return self.wrong("reports_loss", f"{told} `evaluate` gives more than one number: which is which?", 0.5)
        if abs(given.item() - 100 * right) < 2:
            return self.wrong("percent", f"{told} An accuracy in this course is a fraction, 0 to 1.", 0.5)
        if abs(given.item() - trained) < 0.1:
            return self.wrong(
                "reports_training_accuracy",
                f"{told} On the training photos it has {trained:.2f}. What was asked for?",
                0.5,
            )
        return self.wrong(
            "other", f"{told} On the test photos the head has {right:.2f}. What is it that you measure?", 0.5
        )


EXERCISES = [TrainHead()]
