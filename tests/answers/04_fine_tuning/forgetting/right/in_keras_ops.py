import keras


def forgetting(before, after, source_head, source, target):
    images, labels = (keras.ops.convert_to_tensor(part) for part in source)
    right = [
        keras.ops.equal(keras.ops.argmax(source_head(model(images)), axis=-1), keras.ops.cast(labels, "int32"))
        for model in (before, after)
    ]
    first, second = (keras.ops.mean(keras.ops.cast(hits, "float32")) for hits in right)
    return first - second
