import keras
import numpy as np


def fine_tune(model, base, from_layer, images, labels, first_rate, epochs):
    base.trainable = True
    layers = base.layers
    while layers[0].name != from_layer:
        layers[0].trainable = False
        layers = layers[1:]
    for layer in layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False
    one_hot = np.eye(model.output_shape[-1])[labels]
    model.compile(keras.optimizers.Adam(0.05 * first_rate), "categorical_crossentropy", jit_compile=False)
    for _ in range(epochs):
        model.train_on_batch(images, one_hot)
