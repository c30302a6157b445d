def grouped_split(labels, nights, fraction, seed):
    raise NotImplementedError
