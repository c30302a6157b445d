import keras


def build_classifier(base, n_species):
    base.trainable = False
    return keras.Sequential(
        [base, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(n_species, activation="softmax")]
    )
