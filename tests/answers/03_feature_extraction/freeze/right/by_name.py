def freeze(classifier, base):
    classifier.get_layer(base.name).trainable = False
