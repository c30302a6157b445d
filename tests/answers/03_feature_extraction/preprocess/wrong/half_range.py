def preprocess(images):
    return images / 255 - 0.5
