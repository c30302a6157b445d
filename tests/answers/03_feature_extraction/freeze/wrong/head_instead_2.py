def freeze(classifier, base):
    for layer in classifier.layers:
        layer.trainable = layer is base
