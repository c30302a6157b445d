"""Browse what a network has learned: its filters, and which photos it finds alike."""

from collections.abc import Mapping
from functools import cache

import numpy as np

from tlcourse.alt_text import describe
from tlcourse.backbones.loading import Backbone
from tlcourse.photos.loading import PhotoSet
from tlcourse.plots import INK
from tlcourse.seeing.filters import as_pictures, by_strength, filter_responses, first_filters
from tlcourse.seeing.neighbours import find_neighbours, show_neighbours
from tlcourse.widgets.live import Choice, show_live

__all__ = ["browse_filters", "browse_neighbours", "draw_filter"]


def browse_filters(networks: Mapping[str, Backbone], photos: PhotoSet) -> None:
    """Any filter of the first layer, any photo, and what the one finds in the other.

    Args:
        networks: by name; the first is shown first.
        photos: of the networks' size.
    """
    filters = {name: first_filters(network) for name, network in networks.items()}
    ranked = {name: by_strength(kernel) for name, kernel in filters.items()}

    @cache
    def responses(network: str, photo: int) -> np.ndarray:
        return filter_responses(networks[network], photos.images[photo])

    def draw(network: str, rank: int, photo: int):
        index = ranked[network][rank - 1]
        found = responses(network, photo)[..., index]
        title = f"{network}: filter {index}, number {rank} in strength"
        return draw_filter(as_pictures(filters[network])[index], found, photos.images[photo], title=title)

    names = list(networks)
    fewest = min(kernel.shape[-1] for kernel in filters.values())
    show_live(
        {
            "network": Choice("network", names, names[0]),
            "rank": Choice("filter, strongest first", range(1, fewest + 1), 1),
            "photo": Choice("photo", range(len(photos)), 0),
        },
        draw,
    )


def draw_filter(picture: np.ndarray, response: np.ndarray, photo: np.ndarray, *, title: str = ""):
    """A filter, a photo, and where the photo looks like the filter.

    Args:
        picture: the filter as `as_pictures` gives it, (h, w, 3), 0 to 1.
        response: (h', w'); red where the photo looks like the filter, blue where it looks like its negative.
        photo: (size, size, 3), 0 to 255.

    Returns:
        A matplotlib figure with `alt_text`.
    """
    import matplotlib.pyplot as plt

    fig, axes = plt.subplots(1, 3, figsize=(7.5, 3.1), layout="constrained")
    limit = np.quantile(np.abs(response), 0.995) or 1.0  # one bright spot must not pale the rest
    axes[0].imshow(picture, interpolation="nearest")
    axes[1].imshow(np.asarray(photo, np.uint8))
    axes[2].imshow(response, cmap="RdBu_r", vmin=-limit, vmax=limit)
    for ax, name in zip(
        axes, ("the filter", "the photo", "red: like the filter\nblue: like its negative"), strict=True
    ):
        ax.set_title(name, fontsize=9, color=INK)
        ax.set_axis_off()
    fig.suptitle(title, fontsize=10, color=INK)
    told = (
        f"Like the filter (red): {np.mean(response > limit / 4):.0%} of the places; "
        f"like its negative (blue): {np.mean(response < -limit / 4):.0%}."
    )
    return describe(fig, f"{title}. {told}" if title else told)


def browse_neighbours(
    queries: PhotoSet, photos: PhotoSet, features: Mapping[str, tuple[np.ndarray, np.ndarray]], *, most: int = 5
) -> None:
    """Any photo with its nearest neighbours in the eyes of one or two networks.

    Args:
        queries: m photos to choose from.
        photos: the n photos that are searched.
        features: by network, those of the queries (m, d) and those of the photos (n, d).
        most: at most so many neighbours.
    """
    found = {name: find_neighbours(asked, known, most) for name, (asked, known) in features.items()}

    def draw(query: int, k: int):
        cut = {name: tuple(part[[query], :k] for part in pair) for name, pair in found.items()}
        label = queries.labels[query]
        title = f"Photo {query}: {queries.species[label].replace('_', ' ')}"
        figure = show_neighbours(queries.subset([query]), photos, cut, title=title)
        told = [
            f"{name} {np.sum(photos.labels[nearest] == label)} of {k}, the nearest at {distances[0, 0]:.2f}"
            for name, (nearest, distances) in cut.items()
        ]
        return describe(figure, f"{title}. Neighbours of the same species: {'; '.join(told)}.")

    show_live(
        {
            "query": Choice("photo", range(len(queries)), 0),
            "k": Choice("neighbours", range(1, most + 1), min(4, most)),
        },
        draw,
    )
