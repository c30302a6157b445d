def freeze(classifier, base):
    for layer in base.layers:
        if hasattr(layer, "kernel"):
            layer.trainable = False
