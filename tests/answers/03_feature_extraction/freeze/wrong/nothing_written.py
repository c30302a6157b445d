def freeze(classifier, base):
    raise NotImplementedError
