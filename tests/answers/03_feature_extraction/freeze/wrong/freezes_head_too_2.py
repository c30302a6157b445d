def freeze(classifier, base):
    base.trainable = False
    classifier.layers[-1].trainable = False
