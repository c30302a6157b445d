def fine_tune(model, base, from_layer, images, labels, first_rate, epochs):
    raise NotImplementedError
