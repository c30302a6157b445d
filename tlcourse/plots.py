"""Pictures of photos, training and results. Each function takes data and gives a figure that carries its alt text."""

from collections.abc import Mapping, Sequence

import numpy as np

from tlcourse.alt_text import alt_text_of, describe
from tlcourse.photos.loading import PhotoSet
from tlcourse.regimes import REGIMES

__all__ = [
    "alt_text_of",
    "compare_regimes",
    "confusion_of_sisters",
    "contact_sheet",
    "describe",
    "learning_curves",
    "save_figure",
]

INK, PALE = "#222222", "#BBBBBB"
TRAIN, TEST = "#E69F00", "#0072B2"


def contact_sheet(photos: PhotoSet, *, species: int = 8, per_species: int = 7, seed: int = 0, title: str = ""):
    """A row of photos for each of some species.

    Args:
        photos: the photo set; the figure says whether it is synthetic.
        species: how many species, drawn at random from those that have photos.
        per_species: at most this many photos of each.
        seed: which species.
        title: instead of the title that names the photo set.

    Returns:
        A matplotlib figure with `alt_text`.
    """
    import matplotlib.pyplot as plt

    present = np.unique(photos.labels)
    chosen = np.sort(np.random.default_rng(seed).choice(present, min(species, len(present)), replace=False))
    fig, axes = plt.subplots(
        len(chosen), per_species, figsize=(1.3 * per_species, 1.45 * len(chosen)), squeeze=False, layout="constrained"
    )
    for row, label in zip(axes, chosen, strict=True):
        images = photos.subset(np.flatnonzero(photos.labels == label)[:per_species]).images
        for ax, image in zip(row, images, strict=False):
            ax.imshow(image)
        for ax in row:
            ax.set_axis_off()
        row[0].set_title(photos.species[label].replace("_", " "), loc="left", fontsize=9, style="italic", color=INK)
    kind = "synthetic photos, invented species" if photos.synthetic else "photos"
    fig.suptitle(title or f"{photos.name}: {kind}", fontsize=11, color=INK)
    names = ", ".join(photos.species[label] for label in chosen)
    return describe(fig, f"Contact sheet of {kind} from {photos.name}, one row for each of these species: {names}.")


def learning_curves(history: Mapping[str, Sequence[float]], *, title: str = "", chance: float | None = None, ax=None):
    """Accuracy on training and test photos after each epoch, with the gap between them shaded.

    Args:
        history: "accuracy" and, where measured, "val_accuracy": fractions 0 to 1, one an epoch.
        title: shown above.
        chance: accuracy of a guesser (0 to 1), drawn as a dotted line.
        ax: draw here, otherwise in a new figure.

    Returns:
        The matplotlib figure, with `alt_text`.

    Raises:
        ValueError: `history` has no "accuracy".
    """
    if "accuracy" not in history:
        raise ValueError(
            f"Got a history with {sorted(history)}; expected 'accuracy'. Compile with metrics=['accuracy']."
        )
    fig, ax = axes_for(ax, (6, 3.6))
    train, test = np.asarray(history["accuracy"], float), np.asarray(history.get("val_accuracy", ()), float)
    epochs = np.arange(1, len(train) + 1)
    ax.plot(epochs, 100 * train, color=TRAIN, lw=2)
    ends = {"training photos": (100 * train[-1], TRAIN)}
    sentence = f"Training accuracy goes from {train[0]:.0%} to {train[-1]:.0%} in {len(train)} epochs"
    if len(test):
        ax.plot(epochs, 100 * test, color=TEST, lw=2)
        ends["test photos"] = (100 * test[-1], TEST)
        ax.fill_between(epochs, 100 * test, 100 * train, color=TRAIN, alpha=0.12, lw=0)
        sentence += f"; test accuracy from {test[0]:.0%} to {test[-1]:.0%}"
    if chance is not None:
        ax.plot(epochs[[0, -1]], [100 * chance] * 2, color=INK, ls=":", lw=1)
        ends["guessing"] = (100 * chance, INK)
    name_ends(ax, epochs[-1], ends)
    ax.set(xlabel="epoch", ylabel="accuracy (%)", ylim=(0, 102), xlim=(1, max(2, len(train)) * 1.28), title=title)
    ax.set_xticks([tick for tick in ax.get_xticks() if 1 <= tick <= len(train) and tick == int(tick)])
    return describe(fig, f"{alt_text_of(fig)} Learning curves. {title + '. ' if title else ''}{sentence}.".lstrip())


def compare_regimes(results: Mapping[str, Mapping[str, object]], *, title: str = "", ax=None):
    """Training and test accuracy of each regime: a bar for the test photos, a mark for the training photos.

    The distance from bar to mark is what the network knows by heart only.

    Args:
        results: by regime name, `test_accuracy` (0 to 1) and optionally `train_accuracy` (0 to 1) and
            `test_interval` (low, high; 0 to 1).
        title: shown above.
        ax: draw here, otherwise in a new figure.

    Returns:
        The matplotlib figure, with `alt_text`.

    Raises:
        ValueError: a regime is unknown.
    """
    if unknown := set(results) - set(REGIMES):
        raise ValueError(f"Got the regimes {sorted(unknown)}; expected some of {', '.join(REGIMES)}.")
    names = [name for name in REGIMES if name in results]
    fig, ax = axes_for(ax, (7.5, 0.62 * len(names) + 0.9))
    for y, name in enumerate(names):
        draw_regime(ax, y, name, results[name])
    ax.set_yticks(range(len(names)), [REGIMES[name].label for name in names], color=INK)
    ax.tick_params(axis="y", length=0)
    ax.set(xlim=(0, 104), ylim=(len(names) - 0.45, -0.55), xlabel="accuracy (%)", title=title)
    told = " ".join(f"{REGIMES[name].label}: {accuracies(results[name])}." for name in names)
    return describe(fig, f"{alt_text_of(fig)} {title + '. ' if title else ''}Accuracy by regime. {told}".lstrip())


def accuracies(result: Mapping[str, object]) -> str:
    """One regime's result in words."""
    told = f"{result['test_accuracy']:.0%} on test photos"
    return told + (f", {result['train_accuracy']:.0%} on training photos" if "train_accuracy" in result else "")


def draw_regime(ax, y: int, name: str, result: Mapping[str, object]) -> None:
    """One row of `compare_regimes`."""
    colour, test = REGIMES[name].colour, 100 * result["test_accuracy"]
    reach = test
    ax.barh(y, test, height=0.62, color=colour, zorder=2)
    if "test_interval" in result:
        low, high = (100 * end for end in result["test_interval"])
        ax.plot([low, high], [y, y], color=INK, lw=1.4, zorder=4)
        reach = max(reach, high)
    if "train_accuracy" in result:
        train = 100 * result["train_accuracy"]
        ax.plot([test, train], [y, y], color=colour, lw=1.5, alpha=0.45, zorder=1)
        ax.plot(train, y, "o", mfc="white", mec=colour, mew=2, ms=8, zorder=5, clip_on=False)
        if reach < train + 2 and train < reach + 10:  # the ring stands where the label would
            reach = train + 1.5
    if reach > 92:
        ax.text(test - 1.2, y, f"{test:.0f} %", va="center", ha="right", weight="bold", color="white", zorder=6)
    else:
        box = {"boxstyle": "square,pad=0.12", "fc": "white", "ec": "none"}
        ax.text(reach + 1.2, y, f"{test:.0f} %", va="center", weight="bold", color=INK, zorder=6, bbox=box)


def confusion_of_sisters(
    labels: np.ndarray, predicted: np.ndarray, species: Sequence[str], *, most: int = 8, photos: PhotoSet | None = None
):
    """The pairs of species that are taken for each other most often.

    Args:
        labels, predicted: integer arrays (n,): the true and the predicted species.
        species: names; the index is the label.
        most: at most this many pairs.
        photos: show one photo of each species beside its name.

    Returns:
        A matplotlib figure, with `alt_text`.
    """
    pairs = confused_pairs(np.asarray(labels), np.asarray(predicted), len(species))[:most]
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots(figsize=(7.5, 0.62 * max(len(pairs), 1) + 1.1), layout="constrained")
    tidy(ax)
    told = [f"{species[a].replace('_', ' ')} / {species[b].replace('_', ' ')}" for a, b, _, _ in pairs]
    shares = [100 * mistakes / shown for _, _, mistakes, shown in pairs]
    ax.barh(range(len(pairs)), shares, height=0.6, color=TEST)
    for y, (_, _, mistakes, shown) in enumerate(pairs):
        ax.text(shares[y] + 1, y, f"{mistakes} of {shown}", va="center", fontsize=8, color=INK)
    ax.set_yticks(range(len(pairs)), told, style="italic", fontsize=9, color=INK)
    ax.set(
        ylim=(max(len(pairs), 1) - 0.4, -0.6), xlim=(0, 112), xlabel="photos of the two species taken for the other (%)"
    )
    if photos is not None:
        for y, (a, b, _, _) in enumerate(pairs):
            add_photos(ax, photos, (a, b), y)
    most_told = (
        f" Most often: {told[0]}, {pairs[0][2]} of {pairs[0][3]} photos." if pairs else " No photo was confused."
    )
    return describe(fig, f"Species that are taken for each other, {len(pairs)} pairs.{most_told}")


def confused_pairs(labels: np.ndarray, predicted: np.ndarray, n_species: int) -> list[tuple[int, int, int, int]]:
    """(species a, species b, mistakes between the two, photos of the two), most mistakes first."""
    counts = np.zeros((n_species, n_species), int)
    np.add.at(counts, (labels, predicted), 1)
    both = np.triu(counts + counts.T, k=1)
    a, b = np.nonzero(both)
    rows = zip(a, b, both[a, b], counts[a].sum(axis=1) + counts[b].sum(axis=1), strict=True)
    return sorted((tuple(int(value) for value in row) for row in rows), key=lambda row: (-row[2], row[3], row[:2]))


def add_photos(ax, photos: PhotoSet, pair: tuple[int, int], y: int) -> None:
    """One photo of each of two species at the right end of row `y`."""
    from matplotlib.offsetbox import AnnotationBbox, OffsetImage

    for place, label in zip((101, 108), pair, strict=True):
        found = np.flatnonzero(photos.labels == label)[:1]
        for image in photos.subset(found).images:
            ax.add_artist(AnnotationBbox(OffsetImage(image, zoom=34 / photos.size), (place, y), frameon=False))


def axes_for(ax, size: tuple[float, float]):
    """The figure and axes to draw in: those of `ax`, or new ones."""
    if ax is None:
        import matplotlib.pyplot as plt

        _, ax = plt.subplots(figsize=size, layout="constrained")
    tidy(ax)
    return ax.figure, ax


def tidy(ax) -> None:
    """A frame that does not compete with the data."""
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.spines["bottom"].set_color(PALE)
    ax.tick_params(colors="#555555")
    ax.set_axisbelow(True)
    ax.grid(axis="x", color="#EEEEEE")


def name_ends(ax, x: float, ends: Mapping[str, tuple[float, str]]) -> None:
    """Name lines at their ends (%, colour), in their colours: no legend to look up. No name is written over another."""
    room, top = 14, 96  # % of the axis: what two lines of text take, and where they still fit
    below = 7 - room
    for rank, (text, (end, colour)) in enumerate(sorted(ends.items(), key=lambda item: item[1][0])):
        below = max(min(end, top - room * (len(ends) - 1 - rank)), below + room)
        share = f"{end:.1f} %" if end < 1 else f"{end:.0f} %"
        ax.annotate(f"{text}\n{share}", (x, below), (6, 0), textcoords="offset points", color=colour, va="center")


def save_figure(figure, path, **options) -> None:
    """Save as PNG (or by suffix), with the alt text in the file's own description."""
    figure.savefig(path, metadata={"Description": alt_text_of(figure)}, **options)
