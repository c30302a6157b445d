def freeze(classifier, base):
    classifier.base.trainable = False
