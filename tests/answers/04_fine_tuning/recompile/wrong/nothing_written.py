def recompile(model, base, learning_rate):
    raise NotImplementedError
