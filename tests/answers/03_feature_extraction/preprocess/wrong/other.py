def preprocess(images):
    return 1 - images / 127.5
