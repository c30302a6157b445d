def shapes(photos):
    raise NotImplementedError
