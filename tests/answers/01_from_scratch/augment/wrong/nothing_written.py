def augment(images, labels, rng, training):
    raise NotImplementedError
