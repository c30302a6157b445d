import keras


def activation_model(model, layer_name):
    return model.get_layer(layer_name).output
