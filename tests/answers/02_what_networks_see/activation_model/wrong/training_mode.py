import keras


def activation_model(model, layer_name):
    eye = keras.Model(model.input, model.get_layer(layer_name).output)
    return lambda photos: eye(photos, training=True)
