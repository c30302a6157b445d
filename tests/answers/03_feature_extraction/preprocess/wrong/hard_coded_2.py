def preprocess(images):
    return images[0] / 127.5 - 1
