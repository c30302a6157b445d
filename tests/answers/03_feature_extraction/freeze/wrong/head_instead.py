def freeze(classifier, base):
    classifier.layers[-1].trainable = False
