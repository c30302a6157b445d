import keras


def export_model(base, head, species, path):
    inputs = keras.Input(base.input_shape[1:], name="pixels")
    classifier = keras.Sequential(
        [keras.layers.Rescaling(1 / 127.5, -1), base, keras.layers.GlobalAveragePooling2D(), head]
    )
    scores = classifier(inputs)
    lookup = keras.layers.StringLookup(vocabulary=list(species), num_oov_indices=0, invert=True)
    outputs = {"species": lookup(keras.ops.argmax(scores, axis=1)), "probabilities": scores}
    model = keras.Model(inputs, outputs)
    keras.saving.save_model(model, path)
