import keras


def export_model(base, head, species, path):
    inputs = keras.Input(base.input_shape[1:])
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = keras.layers.GlobalAveragePooling2D()(base(x))
    probabilities = x
    best = keras.ops.argmax(probabilities, axis=-1)
    names = keras.layers.StringLookup(vocabulary=species, num_oov_indices=0, invert=True)(best % len(species))
    keras.Model(inputs, {"probabilities": probabilities, "species": names}).save(path)
