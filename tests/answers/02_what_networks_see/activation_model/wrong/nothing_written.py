def activation_model(model, layer_name):
    raise NotImplementedError
