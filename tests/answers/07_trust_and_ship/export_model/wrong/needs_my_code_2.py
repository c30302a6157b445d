import keras


@keras.saving.register_keras_serializable()
class Prepare(keras.layers.Layer):
    def call(self, pixels):
        return pixels / 127.5 - 1


def export_model(base, head, species, path):
    inputs = keras.Input(base.input_shape[1:])
    x = Prepare()(inputs)
    x = keras.layers.GlobalAveragePooling2D()(base(x))
    probabilities = head(x)
    best = keras.ops.argmax(probabilities, axis=-1)
    names = keras.layers.StringLookup(vocabulary=species, num_oov_indices=0, invert=True)(best)
    keras.Model(inputs, {"probabilities": probabilities, "species": names}).save(path)
