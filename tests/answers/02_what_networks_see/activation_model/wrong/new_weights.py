import keras


def activation_model(model, layer_name):
    copy = keras.models.clone_model(model)
    return keras.Model(copy.input, copy.get_layer(layer_name).output)
