def augment(images, labels, rng, training):
    if not training:
        return images, labels
    images = images.copy()
    flipped = rng.random(len(images)) < 0.5
    images[flipped] = images[flipped, :, ::-1]
    return images, labels
