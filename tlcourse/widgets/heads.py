"""Train a head while you watch."""

import numpy as np

from tlcourse.alt_text import describe
from tlcourse.photos.loading import PhotoSet
from tlcourse.photos.splits import choose_per_species
from tlcourse.plots import INK, PALE, learning_curves
from tlcourse.widgets.live import Choice, show_live

__all__ = ["quick_head", "retrain_head"]

STEPS = 11  # an epoch, however many photos there are: few photos must not mean little training
WEIGHT_DECAY = np.float32(3.0)  # as train_head's
RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3)


def retrain_head(
    train: PhotoSet, train_features: np.ndarray, test: PhotoSet, test_features: np.ndarray, *, epochs: int = 8
) -> None:
    """A head on frozen features, trained anew at each change of a control: photos a species, dropout, learning rate.

    Args:
        train, test: photo sets; only their labels are used.
        train_features, test_features: float32 (n, d), from `extract_features`.
        epochs: of each training.
    """
    before: list[list[float]] = []

    def draw(photos: int, dropout: float, rate: float):
        chosen = choose_per_species(train.labels, photos, 0, train.species)
        known, labels = train_features[chosen], train.labels[chosen]
        history = quick_head(
            known, labels, test_features, test.labels, epochs=epochs, dropout=dropout, learning_rate=rate
        )
        title = f"{photos} photos a species, dropout {dropout:g}, learning rate {rate:g}"
        figure = learning_curves(history, chance=1 / len(train.species))
        figure.axes[0].set_title(title, loc="left", fontsize=10, pad=14, color=INK)
        told = (
            f"{title}: {history['accuracy'][-1]:.0%} of the training photos, {history['val_accuracy'][-1]:.1%} of the "
        )
        told += "test photos"
        if before:
            told += f" ({before[-1][-1]:.1%} with the setting before)"
            draw_before(figure.axes[0], before.pop())
        before.append(history["val_accuracy"])
        return describe(figure, f"{told}.")

    most = int(np.bincount(train.labels).min())
    show_live(
        {
            "photos": Choice("photos a species", range(1, most + 1), most),
            "dropout": Choice("dropout", [tenths / 10 for tenths in range(10)], 0.5),
            "rate": Choice("learning rate", RATES, 0.003),
        },
        draw,
    )


def draw_before(ax, accuracies: list[float]) -> None:
    """The test accuracies of the setting before, as a thin line under the others."""
    epochs = np.arange(1, len(accuracies) + 1)
    ax.plot(epochs, 100 * np.asarray(accuracies), color=PALE, ls="--", lw=1.5, zorder=1)
    ax.annotate("before", (epochs[0], 100 * accuracies[0]), (2, 4), textcoords="offset points", color=INK, fontsize=8)


def quick_head(
    features: np.ndarray,
    labels: np.ndarray,
    test_features: np.ndarray,
    test_labels: np.ndarray,
    *,
    epochs: int = 8,
    dropout: float = 0.5,
    learning_rate: float = 0.003,
) -> dict[str, list[float]]:
    """What `train_head` does, in plain numpy and in larger steps: no model to build and no step to compile.

    A softmax head without bias on features brought to one scale, trained with AdamW (Loshchilov and Hutter, 2019) and
    cosine decay from weights of zero.

    Returns:
        After each epoch, "accuracy" on the training photos and "val_accuracy" on the test photos, both 0 to 1 and
        without dropout.
    """
    mean, spread = features.mean(axis=0), features.std(dtype=np.float64) or 1.0
    known, new = (((part - mean) / spread).astype(np.float32) for part in (features, test_features))
    rng, n_species = np.random.default_rng(0), int(max(labels.max(), test_labels.max())) + 1
    weights = np.zeros((features.shape[1], n_species), np.float32)
    momentum, square = np.zeros_like(weights), np.zeros_like(weights)
    history, done, total = {"accuracy": [], "val_accuracy": []}, 0, epochs * STEPS
    for _ in range(epochs):
        for chosen in np.array_split(rng.permutation(len(known)), STEPS):
            shown = hide(known[chosen], dropout, rng)
            rate, done = learning_rate * (0.5 + 0.5 * np.cos(np.pi * done / total)), done + 1
            slope = gradient(weights, shown, labels[chosen])
            momentum += 0.1 * (slope - momentum)
            square += 0.001 * (slope * slope - square)
            step = momentum / (1 - 0.9**done) / (np.sqrt(square / (1 - 0.999**done)) + 1e-7)
            weights -= np.float32(rate) * (step + WEIGHT_DECAY * weights)
        history["accuracy"].append(float(np.mean((known @ weights).argmax(axis=1) == labels)))
        history["val_accuracy"].append(float(np.mean((new @ weights).argmax(axis=1) == test_labels)))
    return history


def hide(features: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """Dropout: a share of the features set to zero, the others scaled up to make up for it."""
    kept = rng.random(features.shape, dtype=np.float32) >= share
    return features * kept / np.float32(1 - share)


def gradient(weights: np.ndarray, features: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Of the mean cross-entropy of a softmax on `features @ weights`."""
    if not len(features):
        return np.zeros_like(weights)
    scores = features @ weights
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    error = scores / scores.sum(axis=1, keepdims=True)
    error[np.arange(len(labels)), labels] -= 1
    return features.T @ error / np.float32(len(labels))
