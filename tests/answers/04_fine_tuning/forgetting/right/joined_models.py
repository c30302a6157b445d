import keras


def forgetting(before, after, source_head, source, target):
    known = []
    for backbone in (before, after):
        model = keras.Sequential([backbone, source_head])
        model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
        known.append(model.evaluate(*source, verbose=0)[1])
    return known[0] - known[1]
