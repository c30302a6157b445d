import keras


def activation_model(model, layer_name):
    return keras.Model(model.input, model.get_layer("block_5_add").output)
