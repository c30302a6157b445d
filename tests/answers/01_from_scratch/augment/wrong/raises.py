def augment(images, labels, rng, training):
    if training and rng.random(len(images)) < 0.5:
        images = images[:, :, ::-1]
    return images, labels
