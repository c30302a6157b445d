def freeze(classifier, base):
    base.layers.trainable = False
