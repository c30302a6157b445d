import keras


class Classifier(keras.Model):
    def __init__(self, base, n_species):
        super().__init__()
        self.base = base
        self.base.trainable = False
        self.head = keras.layers.Dense(n_species)

    def call(self, pixels):
        maps = self.base(keras.ops.cast(pixels, "float32") / 127.5 - 1, training=False)
        return keras.ops.softmax(self.head(keras.ops.mean(maps, axis=(1, 2))))


def build_classifier(base, n_species):
    return Classifier(base, n_species)
