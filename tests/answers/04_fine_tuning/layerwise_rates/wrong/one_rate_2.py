import keras


class ScaledGradients(keras.optimizers.Adam):
    """Smaller gradients for lower layers; Adam divides them by their own size again."""

    def __init__(self, rates):
        super().__init__(max(rates.values()))
        self.shares = {name: rate / max(rates.values()) for name, rate in rates.items()}

    def apply(self, grads, trainable_variables=None):
        shares = [self.shares[variable.path.split("/")[-2]] for variable in trainable_variables]
        super().apply([grad * share for grad, share in zip(grads, shares)], trainable_variables)


def layerwise_rates(model, rates):
    model.compile(ScaledGradients(rates), "sparse_categorical_crossentropy")
