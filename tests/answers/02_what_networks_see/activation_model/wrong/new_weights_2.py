import keras


def activation_model(model, layer_name):
    config = model.get_config()
    fresh = keras.Model.from_config(config)
    return keras.Model(fresh.input, fresh.get_layer(layer_name).output)
