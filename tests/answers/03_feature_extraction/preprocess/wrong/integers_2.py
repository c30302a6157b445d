def preprocess(images):
    return images // 127.5 - 1
