def protect_batchnorm(base):
    waiting = [base]
    base.trainable = True
    while waiting:
        layer = waiting.pop()
        waiting.extend(getattr(layer, "layers", []))
        if type(layer).__name__ == "BatchNormalization":
            layer.trainable = False
    return base
