import keras


def activation_model(model, layer_name):
    names = [layer.name for layer in model.layers]
    used = model.layers[1 : names.index(layer_name) + 1]
    return keras.Sequential([keras.Input(model.input_shape[1:]), *used])
