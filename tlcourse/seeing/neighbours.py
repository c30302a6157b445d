"""Fingerprints: which photos a network finds alike."""

from collections.abc import Mapping

import numpy as np

from tlcourse.alt_text import describe
from tlcourse.photos.loading import PhotoSet
from tlcourse.plots import INK
from tlcourse.seeing.probes import left_singular

__all__ = ["find_neighbours", "principal_map", "same_species_share", "show_map", "show_neighbours"]

SAME = "#009E73"


def find_neighbours(queries: np.ndarray, features: np.ndarray, k: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """The `k` most similar rows of `features` for each query, by cosine distance.

    Both are centred on the mean of `features` first: features after a ReLU all point into one corner, and would all
    look alike.

    Args:
        queries: (m, d). A query must not be among `features`, or it is its own nearest neighbour.
        features: (n, d), n >= k.

    Returns:
        Indices (m, k) into `features`, nearest first, and distances (m, k): 0 same direction, 1 unrelated, 2 opposite.
    """
    mean = np.asarray(features, np.float64).mean(axis=0)
    distances = 1 - unit_rows(queries - mean) @ unit_rows(features - mean).T
    nearest = np.argsort(distances, axis=1, kind="stable")[:, :k]
    return nearest, np.take_along_axis(distances, nearest, axis=1)


def unit_rows(features: np.ndarray) -> np.ndarray:
    """Each row divided by its length; a row of zeros stays zero."""
    length = np.linalg.norm(features, axis=1, keepdims=True)
    return features / np.where(length > 0, length, 1)


def same_species_share(nearest: np.ndarray, labels: np.ndarray, query_labels: np.ndarray) -> float:
    """Share (0 to 1) of the queries' neighbours that are of the query's own species.

    Args:
        nearest: indices (m, k) into `labels`.
        labels, query_labels: integers (n,) and (m,).
    """
    return float(np.mean(np.asarray(labels)[nearest] == np.asarray(query_labels)[:, None]))


def show_neighbours(
    queries: PhotoSet, photos: PhotoSet, found: Mapping[str, tuple[np.ndarray, np.ndarray]], *, title: str = ""
):
    """Each query photo with its nearest neighbours in the eyes of one or two networks.

    Args:
        queries: m photos.
        photos: the n photos that were searched.
        found: by network, what `find_neighbours` gave.

    Returns:
        A matplotlib figure with `alt_text`. A tick and a green frame mark the query's own species.
    """
    import matplotlib.pyplot as plt

    k = next(iter(found.values()))[0].shape[1]
    columns = 1 + len(found) * (k + 1)
    size = (0.86 * columns, 1.05 * len(queries) + 0.6)
    widths = [1, *([0.25] + [1] * k) * len(found)]
    fig, axes = plt.subplots(
        len(queries), columns, figsize=size, squeeze=False, layout="constrained", gridspec_kw={"width_ratios": widths}
    )
    for ax in axes.flat:
        ax.set_axis_off()
    for row, query in zip(axes, range(len(queries)), strict=True):
        row[0].imshow(queries.images[query])
        for place, (nearest, distances) in enumerate(found.values()):
            start = 2 + place * (k + 1)
            for ax, index, distance in zip(row[start : start + k], nearest[query], distances[query], strict=True):
                frame_photo(ax, photos.images[index], photos.labels[index] == queries.labels[query], distance)
    axes[0, 0].set_title("photo\n", fontsize=10, color=INK)
    fig.suptitle(f"{title}\n", fontsize=10, color=INK)
    for place, network in enumerate(found):
        ax = axes[0, 2 + place * (k + 1)]
        # A heading wider than its photo must not push the columns apart.
        ax.text(
            0, 1.3, f"{network}: nearest first, with distances", transform=ax.transAxes, fontsize=10, color=INK
        ).set_in_layout(False)
    told = ", ".join(
        f"{name} {same_species_share(nearest, photos.labels, queries.labels):.0%}"
        for name, (nearest, _) in found.items()
    )
    return describe(
        fig, f"{len(queries)} photos with their {k} nearest neighbours. Neighbours of the same species: {told}."
    )


def frame_photo(ax, image: np.ndarray, same: bool, distance: float) -> None:
    """One neighbour with its distance and whether it is of the same species, in words and in colour."""
    ax.imshow(image)
    ax.set_title(f"{'✓' if same else ' '} {distance:.2f}", fontsize=9, color=SAME if same else INK, pad=2)
    ax.set_axis_on()
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set(color=SAME if same else "none", linewidth=2.5)


def principal_map(features: np.ndarray) -> tuple[np.ndarray, float]:
    """Positions (n, 2) of the features on their two principal axes, and the share (0 to 1) of variance on these two."""
    centred = np.asarray(features, np.float64) - np.mean(features, axis=0, dtype=np.float64)
    u, s = left_singular(centred)
    return (u * s)[:, :-3:-1], float((s[-2:] ** 2).sum() / max((s**2).sum(), 1e-300))


def show_map(photos: PhotoSet, features: np.ndarray, *, most: int = 150, seed: int = 0, title: str = "", ax=None):
    """Photos laid out on the two principal axes of their features: a flat shadow of many dimensions.

    Args:
        photos: n photos.
        features: (n, d).
        most: draw at most this many, chosen at random.
        ax: draw here, otherwise in a new figure.

    Returns:
        The matplotlib figure with `alt_text`.
    """
    import matplotlib.pyplot as plt
    from matplotlib.offsetbox import AnnotationBbox, OffsetImage

    if ax is None:
        _, ax = plt.subplots(figsize=(7, 6), layout="constrained")
    places, share = principal_map(features)
    chosen = np.random.default_rng(seed).permutation(len(photos))[:most]
    ax.scatter(*places[chosen].T, s=1, color="none")
    for index, image in zip(chosen, photos.images[chosen], strict=True):
        ax.add_artist(AnnotationBbox(OffsetImage(image, zoom=24 / photos.size), places[index], frameon=False))
    of_all = f"{share:.0%} of the variance lies on these two axes"
    ax.set(xticks=[], yticks=[], title=f"{title}: {of_all}" if title else of_all)
    ax.spines[:].set_color("#BBBBBB")
    told = f"{len(chosen)} photos on the two principal axes of their features, which hold {share:.0%} of the variance."
    return describe(ax.figure, f"{title}. {told}" if title else told)
