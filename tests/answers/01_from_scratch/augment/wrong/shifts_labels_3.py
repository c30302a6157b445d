def augment(images, labels, rng, training):
    if training:
        images = rng.permutation(images)
    return images, labels
