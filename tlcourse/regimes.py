"""The six ways to use a network that the course compares: their names, order, labels and colours."""

from typing import NamedTuple

__all__ = ["REGIMES", "Regime"]


class Regime(NamedTuple):
    """How a regime is named and drawn, everywhere."""

    label: str
    meaning: str
    colour: str  # Okabe and Ito's palette, which colour-blind readers can tell apart


REGIMES = {
    "from_scratch": Regime("From scratch", "the same deep network, no borrowed weights", "#D55E00"),
    "small_convnet": Regime("Small convnet", "a small plain network, on these photos alone", "#E69F00"),
    "random_features": Regime("Random features", "the deep network, frozen, knowing nothing", "#999999"),
    "feature_extraction": Regime("Feature extraction", "borrowed weights, frozen; only a head learns", "#0072B2"),
    "fine_tuning": Regime("Fine-tuning", "then unfrozen, at a low learning rate", "#009E73"),
    "forgetting": Regime("Forgetting", "unfrozen, new head, rate far too high", "#CC79A7"),
}
