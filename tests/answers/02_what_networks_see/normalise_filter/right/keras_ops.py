import keras


def normalise_filter(filters):
    filters = keras.ops.convert_to_tensor(filters)
    low = keras.ops.min(filters, axis=(0, 1, 2), keepdims=True)
    high = keras.ops.max(filters, axis=(0, 1, 2), keepdims=True)
    return (filters - low) / keras.ops.maximum(high - low, 1e-6)
