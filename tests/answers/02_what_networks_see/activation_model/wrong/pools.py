import keras


def activation_model(model, layer_name):
    x = model.get_layer(layer_name).output
    return keras.Model(model.input, keras.layers.GlobalAveragePooling2D()(x))
