def preprocess(images):
    raise NotImplementedError
