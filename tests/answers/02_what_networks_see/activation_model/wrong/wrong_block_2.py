import keras


def activation_model(model, layer_name):
    number = int(layer_name.split("_")[1])
    return keras.Model(model.input, model.layers[number - 1].output)
