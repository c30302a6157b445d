"""Images that excite a unit: activation maximisation (Erhan et al., 2009; Olah et al., 2017).

The image is written as a Fourier spectrum in decorrelated colours, so that a step changes large and small structures
alike, and is shown to the network from a new distance and place at each step: what one pixel grid only would excite is
washed out.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from tlcourse.alt_text import describe
from tlcourse.backbones.loading import FAMILIES, Backbone
from tlcourse.plots import INK
from tlcourse.progress import track
from tlcourse.quiet import import_keras

__all__ = ["excite", "show_excited", "spectrum_to_images"]

RATE = 0.1  # of Adam, on the spectrum
SLOPE = 0.1  # what places below zero count, so that an image does not have to be uniform to have a high mean
CANVAS = 1.25  # side of the whole image; the network is shown a frame of side 1 in it
SHIFT, ZOOM = 0.05, 0.1  # how far the frame moves and how much it grows or shrinks
# Brightness, then yellow to blue, then magenta to green: the axes that colours of photos vary along (Ruderman, 1998),
# with the strength that each has in photos.
COLOURS = np.array([[1, 1, 1], [0.7, 0, -0.7], [0.25, -0.5, 0.25]], np.float32) * 0.58


def excite(
    backbone: Backbone, layer: str, channels: Sequence[int], *, steps: int = 96, size: int | None = None, seed: int = 0
) -> np.ndarray:
    """Images that drive some channels of a layer as high as they go, one image a channel, all at once.

    Aims at what goes into an activation function, not at what comes out: a unit that is silent at first has no slope.

    Args:
        backbone: as `load_backbone` gives it.
        layer: name of a layer, for instance from `list_blocks`.
        channels: indices of n channels of that layer.
        steps: of gradient ascent.
        size: side of the images in pixels; the backbone's own if not given. Must be the backbone's own unless its
            model takes any size.
        seed: of the noise at the start and of the frames.

    Returns:
        uint8 array (n, size, size, 3), RGB.
    """
    import tensorflow as tf

    keras = import_keras()
    size = size or backbone.size
    response = build_response(backbone, layer, channels)
    rng = np.random.default_rng(seed)
    canvas = 2 * round(size * CANVAS / 2)
    noise = 0.02 * rng.standard_normal((2, len(channels), canvas, canvas // 2 + 1, 3))
    spectrum = tf.Variable(noise, dtype=tf.float32)
    optimizer = keras.optimizers.Adam(RATE)
    optimizer.build([spectrum])

    @tf.function(jit_compile=False)
    def ascend(boxes):
        with tf.GradientTape() as tape:
            images = spectrum_to_images(spectrum, canvas)
            seen = tf.image.crop_and_resize(images, boxes, tf.range(len(channels)), (size, size))
            excited = response(seen)
            loss = -tf.reduce_sum(excited)
        optimizer.apply([unit_length(tape.gradient(loss, spectrum))], [spectrum])
        return excited

    for _ in track(range(steps), f"Exciting {len(channels)} channels of {layer}", steps):
        ascend(tf.constant(draw_frames(rng, len(channels))))
    edge = (canvas - size) // 2
    images = np.asarray(spectrum_to_images(spectrum, canvas))[:, edge : edge + size, edge : edge + size]
    return images.round().astype(np.uint8)


def build_response(backbone: Backbone, layer: str, channels: Sequence[int]):
    """A function from pixels (n, size, size, 3), 0 to 255, to the mean of channel i over image i, (n,)."""
    import tensorflow as tf

    keras = import_keras()
    found = backbone.model.get_layer(layer)
    before = isinstance(found, keras.layers.Activation | keras.layers.ReLU)
    eye = keras.Model(backbone.model.input, found.input if before else found.output)
    # Keras' own preprocessing lets gradients through, `backbone.preprocess` works on arrays only.
    prepare = getattr(keras.applications, FAMILIES[backbone.name][0]).preprocess_input
    pick = tf.stack([tf.range(len(channels)), tf.constant(list(channels), tf.int32)], axis=1)

    def response(pixels):
        maps = eye(prepare(pixels), training=False)
        return tf.gather_nd(tf.reduce_mean(tf.nn.leaky_relu(maps, SLOPE), axis=(1, 2)), pick)

    return response


def spectrum_to_images(spectrum, size: int):
    """Real and imaginary parts (2, n, size, size // 2 + 1, 3) -> images (n, size, size, 3), 0 to 255."""
    import tensorflow as tf

    down, across = np.fft.fftfreq(size)[:, None], np.fft.rfftfreq(size)[None, :]
    scale = size / np.maximum(np.hypot(down, across), 1 / size)  # photos have a spectrum that falls like 1 / frequency
    waves = tf.complex(spectrum[0], spectrum[1]) * tf.constant(scale[None, :, :, None] / 24, tf.complex64)
    planes = tf.signal.irfft2d(tf.transpose(waves, (0, 3, 1, 2)), (size, size))
    return 255 * tf.sigmoid(tf.transpose(planes, (0, 2, 3, 1)) @ COLOURS)


def unit_length(gradient):
    """Each image's gradient, scaled to the same length: a network with random weights gives some of 1e-12."""
    import tensorflow as tf

    length = tf.sqrt(tf.reduce_sum(gradient**2, axis=(0, 2, 3, 4), keepdims=True))
    return gradient / tf.maximum(length, 1e-30)


def draw_frames(rng: np.random.Generator, n: int) -> np.ndarray:
    """Frames (top, left, bottom, right) as shares of the image, (n, 4)."""
    half = 0.5 / CANVAS * (1 + rng.uniform(-ZOOM, ZOOM, (n, 1)))
    middle = 0.5 + rng.uniform(-SHIFT, SHIFT, (n, 2))
    return np.concatenate([middle - half, middle + half], axis=1).astype(np.float32)


def show_excited(columns: Mapping[str, Mapping[str, np.ndarray]], *, title: str = ""):
    """Images from `excite`, a row a layer, a column a network.

    Args:
        columns: by network ("borrowed weights", "random weights"), by layer, images (n, size, size, 3), 0 to 255.

    Returns:
        A matplotlib figure with `alt_text`.
    """
    import matplotlib.pyplot as plt

    layers = list(next(iter(columns.values())))
    n = max(len(images) for rows in columns.values() for images in rows.values())
    size = (1.05 * n * len(columns) + 1, 1.15 * len(layers) + 0.5)
    fig, axes = plt.subplots(len(layers), len(columns), figsize=size, squeeze=False, layout="constrained")
    for column, (network, rows) in zip(axes.T, columns.items(), strict=True):
        column[0].set_title(network, fontsize=10, color=INK)
        for ax, layer in zip(column, layers, strict=True):
            framed = [np.pad(image, ((2, 2), (2, 2), (0, 0)), constant_values=255) for image in rows[layer]]
            ax.imshow(np.concatenate(framed, axis=1))
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set_visible(False)
    for ax, layer in zip(axes[:, 0], layers, strict=True):
        ax.set_ylabel(layer, fontsize=8, color=INK)
    fig.suptitle(title, fontsize=11, color=INK)
    told = f"Images that excite {n} units of each of the layers {', '.join(layers)}, for {' and '.join(columns)}."
    return describe(fig, f"{title}. {told}" if title else told)
