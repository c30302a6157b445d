def preprocess(images):
    images = images / 127.5 - 1
