def preprocess(images):
    return images / 255
