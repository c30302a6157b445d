def freeze(classifier, base):
    base.layers[0].trainable = False
