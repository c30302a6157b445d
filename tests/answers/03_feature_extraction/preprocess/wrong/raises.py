def preprocess(images):
    images /= 127.5
    images -= 1
    return images
