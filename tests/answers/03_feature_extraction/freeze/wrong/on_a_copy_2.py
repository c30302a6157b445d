def freeze(classifier, base):
    base.trainabel = False
