import keras


def activation_model(model, layer_name):
    layer = next(layer for layer in model.layers if layer.name == layer_name)
    return keras.Model(inputs=model.inputs, outputs=layer.output)
