def freeze(classifier, base):
    base.layers[-1].trainable = False
