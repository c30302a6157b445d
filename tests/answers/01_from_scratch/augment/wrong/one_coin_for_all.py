def augment(images, labels, rng, training):
    if training and rng.random() < 0.5:
        images = images[:, :, ::-1]
    return images, labels
