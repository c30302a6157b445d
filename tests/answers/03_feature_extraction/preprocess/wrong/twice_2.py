def preprocess(images):
    images = images / 255.0
    return images / 127.5 - 1
