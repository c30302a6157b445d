import keras


def activation_model(model, layer_name):
    photo = keras.Input(model.input_shape[1:])
    x = photo
    for layer in model.layers[1:]:
        x = layer(x)
        if layer.name == layer_name:
            break
    return keras.Model(photo, x)
