import keras


PREPARE = {
    "mobilenet_v2": keras.applications.mobilenet_v2.preprocess_input,
    "resnet50": keras.applications.resnet50.preprocess_input,
    "efficientnet_v2b0": keras.applications.efficientnet_v2.preprocess_input,
    "xception": keras.applications.xception.preprocess_input,
}


class Classifier(keras.Model):
    def __init__(self, name, base, size, n_species):
        super().__init__()
        base.trainable = False
        self.resize = keras.layers.Resizing(size, size)
        self.prepare, self.base = PREPARE[name], base
        self.pool, self.head = keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(n_species, activation="softmax")

    def call(self, photos, training=False):
        maps = self.base(self.prepare(self.resize(photos)), training=training)
        return self.head(self.pool(maps))


def swap(name, base, size, n_species):
    return Classifier(name, base, size, n_species)
