"""The two networks that are trained from scratch. Both take pixels 0 to 255 and scale them inside."""

from tlcourse.quiet import import_keras

__all__ = ["build_convnet", "build_mobilenet_from_scratch"]


def build_convnet(n_species: int, size: int = 96, *, width: int = 32, seed: int = 0):
    """A small plain convnet, the honest rival: four convolutions, each with BatchNormalization and pooling.

    The first convolution is 5 x 5 and takes every second pixel. That is four times cheaper than 3 x 3 on every pixel,
    and on these photos far better, because all that follows sees more of the moth at once.

    Args:
        n_species: number of classes.
        size: side of the photos in pixels.
        width: filters of the first convolution; each further one has twice as many.
        seed: initial weights.

    Returns:
        An uncompiled `keras.Model`: pixels (n, size, size, 3) in 0 to 255 -> probabilities (n, n_species).
    """
    keras = import_keras()
    layers = keras.layers

    keras.utils.set_random_seed(seed)
    inputs = keras.Input((size, size, 3), name="pixels")
    x = layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    for i, filters in enumerate((width, 2 * width, 4 * width, 8 * width), start=1):
        kernel, stride = (5, 2) if i == 1 else (3, 1)
        x = layers.Conv2D(filters, kernel, stride, padding="same", use_bias=False, name=f"conv_{i}")(x)
        x = layers.BatchNormalization(momentum=0.9, name=f"norm_{i}")(x)
        x = layers.ReLU(name=f"relu_{i}")(x)
        if i < 4:
            x = layers.MaxPooling2D(name=f"pool_{i}")(x)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    x = layers.Dropout(0.3, name="dropout")(x)
    outputs = layers.Dense(n_species, activation="softmax", name="species")(x)
    return keras.Model(inputs, outputs, name="small_convnet")


def build_mobilenet_from_scratch(n_species: int, size: int = 96, *, alpha: float = 0.35, seed: int = 0):
    """MobileNetV2 with random weights and a new head: the backbone's own architecture, knowing nothing.

    BatchNormalization gets momentum 0.9 in place of Keras' 0.999: in the thousand steps of a run on 1,400 photos the
    latter's moving statistics never settle, and the network looks worse in inference than it is.

    Returns:
        An uncompiled `keras.Model`: pixels (n, size, size, 3) in 0 to 255 -> probabilities (n, n_species).
    """
    keras = import_keras()
    layers = keras.layers

    keras.utils.set_random_seed(seed)
    base = keras.applications.MobileNetV2(
        input_shape=(size, size, 3), alpha=alpha, include_top=False, weights=None, pooling="avg"
    )
    for layer in base.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.momentum = 0.9
    inputs = keras.Input((size, size, 3), name="pixels")
    x = base(layers.Rescaling(1 / 127.5, offset=-1)(inputs))
    outputs = layers.Dense(n_species, activation="softmax", name="species")(x)
    return keras.Model(inputs, outputs, name="mobilenet_from_scratch")
