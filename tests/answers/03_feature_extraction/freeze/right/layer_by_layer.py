def freeze(classifier, base):
    for layer in base.layers:
        layer.trainable = False
