from scipy.optimize import minimize_scalar
from scipy.special import log_softmax


def temperature(validation_scores, validation_labels, test_scores, test_labels):
    def loss(log_t, scores, labels):
        return -log_softmax(scores / 2.0**log_t, axis=1)[range(len(labels)), labels].mean()

    found = minimize_scalar(loss, bounds=(-6, 6), args=(validation_scores, validation_labels), method="bounded")
    return 2.0**found.x, loss(found.x, test_scores, test_labels)
