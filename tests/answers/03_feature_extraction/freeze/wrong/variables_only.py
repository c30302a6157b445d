def freeze(classifier, base):
    for variable in base.trainable_variables:
        variable.trainable = False
