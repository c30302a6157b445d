def freeze(classifier, base):
    classifier.trainable = False
