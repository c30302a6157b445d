def layerwise_rates(model, rates):
    raise NotImplementedError
