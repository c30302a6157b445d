def freeze(classifier, base):
    for layer in base.layers[:-2]:
        layer.trainable = False
