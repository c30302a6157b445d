"""Explore what a lesson has measured: overfitting epoch by epoch, and photos in a stiff breeze."""

from collections.abc import Mapping, Sequence

import numpy as np

from tlcourse.alt_text import describe
from tlcourse.plots import INK, PALE, learning_curves
from tlcourse.widgets.live import Choice, show_live

__all__ = ["draw_breeze", "draw_until", "explore_breeze", "explore_overfitting"]

RIGHT, WRONG = "#009E73", "#D55E00"


def explore_overfitting(histories: Mapping[str, Mapping[str, Sequence[float]]], *, chance: float | None = None) -> None:
    """Stop a training at any epoch and read off what was learned and what was learned by heart.

    Args:
        histories: by training, "accuracy" and "val_accuracy" (0 to 1), one an epoch.
        chance: accuracy of a guesser (0 to 1).
    """
    longest = max(len(history["accuracy"]) for history in histories.values())

    def draw(training: str, epoch: int):
        return draw_until(histories[training], epoch, title=training, chance=chance)

    names = list(histories)
    show_live(
        {
            "training": Choice("training", names, names[0]),
            "epoch": Choice("stopped after epoch", range(1, longest + 1), longest),
        },
        draw,
    )


def draw_until(history: Mapping[str, Sequence[float]], epoch: int, *, title: str = "", chance: float | None = None):
    """Learning curves up to an epoch, what came after it pale, and the gap in words.

    Args:
        history: "accuracy" and "val_accuracy" (0 to 1), one an epoch.
        epoch: counted from 1; one after the end means the end.
    """
    train, test = (np.asarray(history[key], float) for key in ("accuracy", "val_accuracy"))
    epoch, epochs = min(epoch, len(train)), np.arange(1, len(train) + 1)
    seen = {"accuracy": train[:epoch], "val_accuracy": test[:epoch]}
    gap = f"gap {100 * (train[epoch - 1] - test[epoch - 1]):.0f} points"
    best = int(test.argmax()) + 1
    figure = learning_curves(seen, chance=chance)
    ax = figure.axes[0]
    ax.set_title(f"{title}, stopped after epoch {epoch}: {gap}", loc="left", fontsize=10, pad=14, color=INK)
    for rest in (train, test):
        ax.plot(epochs[epoch - 1 :], 100 * rest[epoch - 1 :], color=PALE, lw=1, zorder=1)
    ax.set_xlim(1, max(2, len(train)) * 1.28)
    told = f"{title}, stopped after epoch {epoch} of {len(train)}: {train[epoch - 1]:.0%} of the training photos, "
    told += f"{test[epoch - 1]:.0%} of the test photos, {gap}. The test accuracy is best after epoch {best}."
    return describe(figure, told)


def explore_breeze(
    versions: Mapping[str, np.ndarray], scores: Mapping[str, np.ndarray], labels: np.ndarray, species: Sequence[str]
) -> None:
    """Any photo in any of its versions, with what a network takes it for.

    Args:
        versions: by change, images (n, size, size, 3), 0 to 255; the first is the untouched one.
        scores: by change, the network's probabilities (n, n_species).
        labels: integers (n,), the true species.
        species: names; the index is the label.
    """

    def draw(change: str, photo: int):
        return draw_breeze(versions, scores, labels, species, change=change, photo=photo)

    names = list(versions)
    show_live(
        {
            "change": Choice("change", names, names[min(1, len(names) - 1)]),
            "photo": Choice("photo", range(len(labels)), 0),
        },
        draw,
    )


def draw_breeze(versions, scores, labels, species, *, change: str, photo: int):
    """A photo untouched and changed, each with the network's answer. Arguments as of `explore_breeze`."""
    import matplotlib.pyplot as plt

    untouched = next(iter(versions))
    fig, axes = plt.subplots(1, 2, figsize=(6.4, 4.3), layout="constrained")
    told = []
    for ax, name in zip(axes, (untouched, change), strict=True):
        row = np.asarray(scores[name][photo])
        answer, accuracy = int(row.argmax()), float(np.mean(np.argmax(scores[name], axis=1) == labels))
        right = answer == labels[photo]
        said = f"{'✓' if right else '✗'} {species[answer].replace('_', ' ')}, {row[answer]:.0%} sure"
        ax.imshow(np.asarray(versions[name][photo]).clip(0, 255).astype(np.uint8))
        ax.set_title(f"{name}\n{said}", fontsize=9, color=RIGHT if right else WRONG)
        ax.set_xlabel(f"of all {len(labels)} here: {accuracy:.0%} right", color=INK)
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
        told.append(f"{name}: {'right' if right else 'wrong'}, {said[2:]}; {accuracy:.0%} of all {len(labels)} right")
    true = species[labels[photo]].replace("_", " ")
    fig.suptitle(f"Photo {photo}: {true}", fontsize=10, color=INK)
    return describe(fig, f"Photo {photo}, a {true}. " + ". ".join(told) + ".")
