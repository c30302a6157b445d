def freeze(classifier, base):
    base.trainable = False
