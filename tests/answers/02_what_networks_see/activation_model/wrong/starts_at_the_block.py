import keras


def activation_model(model, layer_name):
    layer = model.get_layer(layer_name)
    return keras.Model(layer.input, layer.output)
