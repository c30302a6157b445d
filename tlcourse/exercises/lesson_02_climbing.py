"""Exercises of lesson 02, what networks see: a step towards what excites a unit."""

import numpy as np

from tlcourse.exercises import Exercise, Verdict
from tlcourse.quiet import import_keras

__all__ = ["EXERCISES"]


class GradientAscentStep(Exercise):
    """One step that makes an image excite a channel more."""

    id = "02_what_networks_see.gradient_ascent_step"
    points = 3
    misconceptions = {
        "returns_nothing": "The image changes by itself.",
        "updates_weights": "Gradients are for weights.",
        "descends": "A step goes against the gradient, as in training.",
        "all_channels": "The mean of the whole output is the mean of one channel.",
        "wrong_channel": "The channel is the one of the example.",
        "image_unchanged": "Computing a gradient moves the image.",
        "returns_step": "The step is the new image.",
        "unnormalised": "The gradient has the right length as it is.",
        "other_length": "Any way to scale the gradient gives the same step.",
        "sign_only": "Only the sign of a gradient counts.",
        "other": "Something else.",
    }

    def case(self, rng):
        channels = int(rng.integers(3, 6))
        return {
            "into": rng.normal(0, 0.8, (3, 6)).astype(np.float32),
            "out": rng.normal(0, 0.8, (6, channels)).astype(np.float32),
            "image": rng.uniform(-0.5, 0.5, (1, 5, 5, 3)).astype(np.float32),
            "channel": int(rng.integers(1, channels)),
            "rate": float(rng.uniform(0.02, 0.08)),
        }

    def probe(self, gradient_ascent_step, case):
        keras = import_keras()
        inputs = keras.Input((5, 5, 3))
        x = keras.layers.Conv2D(6, 1, activation="tanh", use_bias=False)(inputs)
        model = keras.Model(inputs, keras.layers.Conv2D(case["out"].shape[1], 1, use_bias=False)(x))
        model.set_weights([case["into"][None, None], case["out"][None, None]])
        result = gradient_ascent_step(model, case["image"].copy(), case["channel"], case["rate"])
        return {
            "result": None if result is None else np.asarray(result, np.float64),
            "weights": [np.asarray(weight) for weight in model.get_weights()],
        }

    def judge(self, seen, case) -> Verdict:
        before = (case["into"][None, None], case["out"][None, None])
        if not all(np.array_equal(a, b) for a, b in zip(seen["weights"], before, strict=True)):
            return self.wrong(
                "updates_weights",
                "The network's weights have changed. It is the image that has to move, not the network.",
            )
        result, image = seen["result"], np.asarray(case["image"], np.float64)
        if result is None:
            return self.wrong("returns_nothing", "gradient_ascent_step gave None. Does it return the new image?")
        if result.shape != image.shape:
            return self.wrong("other", f"An image of shape {image.shape} came back as {result.shape}.")
        if not np.isfinite(result).all():
            return self.wrong("other", "The new image holds NaN. What is the gradient divided by?")
        return self.judge_step(result, image, case)

    def judge_step(self, result, image, case) -> Verdict:
        """Where the step goes, then how far."""
        step, slopes = result - image, slopes_of(case)
        wanted = slopes[case["channel"]]
        length, rate = np.sqrt(np.mean(step**2)), case["rate"]
        if length < 1e-6:
            return self.wrong("image_unchanged", "The image came back as it was. Is the gradient added to it?")
        if alike(result, wanted) > 0.999:
            return self.wrong("returns_step", "You return the way to go, without the image that goes there.", 0.5)
        if alike(step, wanted) < -0.999:
            return self.wrong(
                "descends",
                f"After the step, channel {case['channel']} is excited less. Training goes down; here?",
                0.25,
            )
        if alike(step, wanted) > 0.999:
            return self.judge_length(length, rate, np.sqrt(np.mean(wanted**2)))
        if abs(alike(step, sum(slopes))) > 0.999:
            return self.wrong(
                "all_channels",
                f"The step raises all {len(slopes)} channels together. Only {case['channel']} was asked for.",
            )
        if any(abs(alike(step, slope)) > 0.999 for slope in slopes):
            return self.wrong(
                "wrong_channel", f"The step raises another channel than the one asked for, {case['channel']}."
            )
        if alike(step, np.sign(wanted)) > 0.999:
            return self.wrong(
                "sign_only",
                "Every pixel moves equally far, whether it matters or not: only the gradient's sign is left.",
                0.5,
            )
        return self.wrong("other", f"The step and the gradient point apart: their cosine is {alike(step, wanted):.2f}.")

    def judge_length(self, length: float, rate: float, slope: float) -> Verdict:
        """The direction is right; the root mean square of the step should be the rate."""
        told = f"The direction is right. Per pixel the step is {length:.2g} (root mean square), the rate {rate:.2g}."
        if abs(length / rate - 1) < 0.02:
            return self.right("The image moves towards what excites the channel, and the network stays as it is.")
        if any(abs(length / (rate * slope * k) - 1) < 0.02 for k in (1, 25)):
            return self.wrong(
                "unnormalised", f"{told} In a deep layer the gradient is tiny: bring it to one length.", 0.5
            )
        return self.wrong("other_length", f"{told} Which length was the gradient divided by?", 0.5)


def slopes_of(case) -> list:
    """For each channel, the gradient of its mean with respect to the image, computed by hand."""
    into, out = (np.asarray(case[part], np.float64) for part in ("into", "out"))
    inner = 1 - np.tanh(np.asarray(case["image"], np.float64) @ into) ** 2
    return [(inner * column) @ into.T / 25 for column in out.T]


def alike(one, other) -> float:
    """Cosine of the angle between two arrays."""
    return float((one * other).sum() / (np.linalg.norm(one) * np.linalg.norm(other) + 1e-30))


EXERCISES = [GradientAscentStep()]
