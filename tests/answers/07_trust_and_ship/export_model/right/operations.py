import keras


def export_model(base, head, species, path):
    inputs = keras.Input((None, None, 3))
    maps = base(inputs / 127.5 - 1.0)
    probabilities = head(keras.ops.mean(maps, axis=(1, 2)))
    _, best = keras.ops.top_k(probabilities, k=1)
    lookup = keras.layers.StringLookup(vocabulary=species, num_oov_indices=0, invert=True)
    model = keras.Model(inputs, {"probabilities": probabilities, "species": lookup(best[:, 0])})
    model.compile()
    model.save(path)
