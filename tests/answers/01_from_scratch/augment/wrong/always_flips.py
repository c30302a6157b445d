def augment(images, labels, rng, training):
    return (images[:, :, ::-1] if training else images), labels
