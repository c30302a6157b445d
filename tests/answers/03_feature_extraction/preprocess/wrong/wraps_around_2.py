def preprocess(images):
    return images * 2 / 255 - 1
