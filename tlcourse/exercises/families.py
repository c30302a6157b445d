"""Small stand-ins for the four families of lesson 05: what differs between them, and nothing else."""

from typing import NamedTuple

import numpy as np

from tlcourse.quiet import import_keras

__all__ = ["EDGE", "FAMILIES", "expected_maps", "name_of_form", "photos_of", "trained_parts", "watched_base"]

EDGE = 0.25  # width of the frame in a photo, as a share of its side
BGR_MEAN = np.array([103.939, 116.779, 123.68])
MEAN, SPREAD = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])


class Family(NamedTuple):
    """What a family asks of those who use it."""

    form: str  # the pixels that it learned with, a name of `forms_of`
    scales_inside: bool = False
    drops_branches: bool = False  # stochastic depth: Dropout that leaves out a whole branch of a photo


FAMILIES = {
    "mobilenet_v2": Family("-1 to 1"),
    "resnet50": Family("BGR minus a mean"),
    "efficientnet_v2b0": Family("0 to 255", scales_inside=True, drops_branches=True),
    "xception": Family("-1 to 1"),
}


def forms_of(x: np.ndarray) -> dict[str, np.ndarray]:
    """Pixels 0 to 255 in all the forms that are told apart."""
    centred = x / 127.5 - 1
    return {
        "-1 to 1": centred,
        "BGR minus a mean": x[..., ::-1] - BGR_MEAN,
        "0 to 255": x,
        "RGB minus a mean": x - BGR_MEAN[::-1],
        "0 to 1": x / 255,
        "-1 to 1, twice": centred / 127.5 - 1,
        "ImageNet's mean and spread": (x / 255 - MEAN) / SPREAD,
    }


def photos_of(name: str, case: dict) -> list[np.ndarray]:
    """Three batches (8, side, side, 3): smaller than the family's size, of that size, larger.

    The first and the last hold photos of one colour, the third of them with a frame in the colour of the second. In the
    middle are a photo, the same pixels in another order, their mean everywhere, and others.
    """
    rng, size = np.random.default_rng([case["seed"], list(FAMILIES).index(name)]), case["sizes"][name]
    colours = rng.permutation(np.linspace(20, 235, 24)).reshape(8, 3)
    batches = []
    for side in (size // 2, 2 * size):
        plain = np.broadcast_to(colours[:, None, None], (8, side, side, 3)).copy()
        edge = int(EDGE * side)
        plain[2] = plain[1]
        plain[2, edge : side - edge, edge : side - edge] = colours[0]
        batches.append(plain)
    pixels = rng.integers(0, 256, (8, size * size, 3)).astype(float)
    pixels[1], pixels[2] = rng.permutation(pixels[0]), pixels[0].mean(axis=0)
    batches.insert(1, pixels.reshape(8, size, size, 3))
    return [batch.astype(np.float32) for batch in batches]


def name_of_form(name: str, passes: list[dict], case: dict) -> str:
    """The form in which photos of one colour, and those of the base's own size, reached the base."""
    found = []
    for photos, one in zip(photos_of(name, case), passes, strict=True):
        arrived = one["arrived"].astype(np.float64)
        if photos.shape != arrived.shape:
            photos, arrived = photos[3:, :1, :1], arrived.mean(axis=(1, 2), keepdims=True)[3:]
        close = [
            form
            for form, pixels in forms_of(photos.astype(np.float64)).items()
            if np.abs(arrived - pixels).max() < 2e-3 * np.ptp(pixels)
        ]
        found.append(close[0] if close else "something else")
    return found[0] if len(set(found)) == 1 else "something else"


def watched_base(name: str, case: dict):
    """A linear base of a family for photos of any size; the pixels that arrive at it, and the maps that leave it."""
    keras = import_keras()
    arrived, left = [], []

    class Watch(keras.layers.Layer):
        """Passes numbers on and writes them down; one at each end of the base."""

        def call(self, numbers):
            if not isinstance(numbers, keras.KerasTensor) and hasattr(numbers, "numpy"):
                (arrived if self.name == "doorway" else left).append(np.asarray(numbers))
            return numbers

    layers, kernel, family = keras.layers, case["kernels"][name], FAMILIES[name]
    inputs = keras.Input((None, None, 3))
    x = Watch(name="doorway")(inputs)
    x = layers.Rescaling(1 / 255)(x) if family.scales_inside else x
    x = layers.BatchNormalization()(layers.Conv2D(kernel.shape[1], 1, use_bias=False)(x))
    kernels = [kernel]
    for branch in case["branches"] if family.drops_branches else ():
        y = layers.Conv2D(kernel.shape[1], 1, use_bias=False)(x)
        x = layers.Add()([x, layers.Dropout(0.5, noise_shape=(None, 1, 1, 1))(y)])
        kernels.append(branch)
    base = keras.Model(inputs, Watch(name="exit")(x), name=name)
    new = iter(kernels)
    base.set_weights([next(new)[None, None] if weight.ndim == 4 else weight for weight in base.get_weights()])
    return base, arrived, left


def expected_maps(name: str, pixels: np.ndarray, case: dict) -> np.ndarray:
    """What that base gives for pixels in inference mode."""
    family = FAMILIES[name]
    x = (pixels / 255 if family.scales_inside else pixels) @ case["kernels"][name] / np.sqrt(1 + 1e-3)
    for branch in case["branches"] if family.drops_branches else ():
        x = x + x @ branch
    return x


def trained_parts(model, base, case: dict) -> dict[str, int]:
    """How many weights of the base, or of a copy of it, and how many others a training of `model` would change."""
    own, kernels = {id(variable) for variable in base.variables}, [w for w in base.get_weights() if w.ndim == 4]

    def of_base(variable) -> bool:
        value = np.asarray(variable)
        return id(variable) in own or any(value.shape == k.shape and np.allclose(value, k) for k in kernels)

    inside = [of_base(variable) for variable in model.trainable_variables]
    return {"trained_in_base": sum(inside), "trained_outside": len(inside) - sum(inside)}
