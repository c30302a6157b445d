def augment(images, labels, rng, training):
    if training:
        for image in images:
            if rng.random() < 0.5:
                image = image[:, ::-1]
    return images, labels
