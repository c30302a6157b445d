def augment(images, labels, rng, training):
    if training:
        images = images.copy()
        images[::2] = images[::2, :, ::-1]
    return images, labels
