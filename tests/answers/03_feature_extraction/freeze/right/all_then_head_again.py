def freeze(classifier, base):
    classifier.trainable = False
    classifier.trainable = True
    for layer in classifier.layers:
        layer.trainable = layer is not base
    return classifier
