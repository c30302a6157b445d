def preprocess(images):
    return (images - 127) / 127.5
