import keras


class PerLayerAdam(keras.optimizers.Adam):
    """Adam whose steps are made shorter where a layer has a lower rate."""

    def __init__(self, rates):
        super().__init__(max(rates.values()))
        self.shares = {name: rate / max(rates.values()) for name, rate in rates.items()}

    def apply(self, grads, trainable_variables=None):
        before = [variable + 0 for variable in trainable_variables]
        super().apply(grads, trainable_variables)
        for variable, old in zip(trainable_variables, before):
            variable.assign(old + self.shares[variable.path.split("/")[-2]] * (variable - old))


def layerwise_rates(model, rates):
    model.compile(PerLayerAdam(rates), "sparse_categorical_crossentropy")
