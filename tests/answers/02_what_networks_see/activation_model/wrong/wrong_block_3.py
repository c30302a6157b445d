import keras


def activation_model(model, layer_name):
    return keras.Model(model.input, model.layers[1].output)
