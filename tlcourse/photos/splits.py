"""Which photos are trained on and which are tested on."""

from collections.abc import Sequence

import numpy as np

from tlcourse.photos.decoding import PhotoError
from tlcourse.photos.layouts import Catalogue

__all__ = ["choose_per_species", "split_catalogue", "split_groups"]

SPLITS = ("official", "by_night", "random")
TEST_SHARE = 0.3  # of the photos, where neither the publisher nor `per_species` says


def split_catalogue(
    catalogue: Catalogue, split: str, per_species: int | None, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Indices (n_train,) and (n_test,) into the catalogue, each sorted.

    Raises:
        PhotoError: `split` is unknown, or a species has fewer than `per_species` photos to train on.
    """
    if split not in SPLITS:
        raise PhotoError(f"split={split!r} is unknown. Choose one of {', '.join(SPLITS)}.")
    labels = catalogue.labels
    if split == "by_night":
        share = TEST_SHARE if per_species is None else 1 - per_species * len(catalogue.species) / len(labels)
        train, test = split_groups(labels, catalogue.nights, float(np.clip(share, 0.1, 0.9)), seed)
        return at_most_per_species(train, labels, per_species, seed), test
    published = catalogue.official_test if split == "official" else None
    pool = np.arange(len(labels)) if published is None else np.flatnonzero(~published)
    train = choose_training_photos(pool, labels[pool], per_species, seed, catalogue.species, published is None)
    rest = np.setdiff1d(np.arange(len(labels)), train)
    test = rest if published is None or catalogue.spare_is_test else np.flatnonzero(published)
    if not len(test):
        raise PhotoError(
            f"per_species={per_species} leaves no photo to test on: the set has {len(labels)}. Ask for fewer."
        )
    return train, test


def choose_training_photos(
    pool: np.ndarray, labels: np.ndarray, k: int | None, seed: int, species: Sequence[str], hold_back: bool
) -> np.ndarray:
    """`k` of each species from `pool`; with None all of it, or all but a test share where `hold_back`."""
    if k is not None:
        return np.sort(pool[choose_per_species(labels, k, seed, species)])
    if not hold_back:
        return pool
    kept = [within[: max(1, round(len(within) * (1 - TEST_SHARE)))] for within in shuffled_by_label(labels, seed)]
    return np.sort(pool[np.concatenate(kept)])


def shuffled_by_label(labels: np.ndarray, seed: int, n_species: int | None = None) -> list[np.ndarray]:
    """For each label the indices of its photos, in an order that depends on nothing but the seed and the label."""
    count = int(labels.max(initial=-1)) + 1 if n_species is None else n_species
    return [np.random.default_rng([seed, label]).permutation(np.flatnonzero(labels == label)) for label in range(count)]


def choose_per_species(labels: np.ndarray, k: int, seed: int, species: Sequence[str]) -> np.ndarray:
    """Sorted indices of `k` photos of each species; a smaller `k` gives a subset.

    Raises:
        PhotoError: a species has fewer than `k` photos.
    """
    if k < 1:
        raise PhotoError(f"per_species={k} asks for no photos. Give 1 or more.")
    groups = shuffled_by_label(labels, seed, len(species))
    short = [(name, len(group)) for name, group in zip(species, groups, strict=True) if len(group) < k]
    if short:
        name, count = min(short, key=lambda pair: pair[1])
        raise PhotoError(
            f"{k} photos of each species were asked for, but {name!r} has {count} ({len(short)} of {len(species)} "
            f"species have too few). Ask for at most {count}, or add photos."
        )
    return np.sort(np.concatenate([group[:k] for group in groups]))


def at_most_per_species(train: np.ndarray, labels: np.ndarray, k: int | None, seed: int) -> np.ndarray:
    """Thin `train` out to at most `k` photos of each species."""
    if k is None:
        return train
    return np.sort(train[np.concatenate([group[:k] for group in shuffled_by_label(labels[train], seed)])])


def split_groups(
    labels: np.ndarray, nights: Sequence[str], fraction: float, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Sorted indices of two parts without a common night; the second has about `fraction` of each species.

    Nights go one by one, large ones first, to the side where they bring the species closer to their share.
    """
    if not 0 < fraction < 1:
        raise PhotoError(f"fraction={fraction} is no share of the photos. Give a number between 0 and 1, such as 0.3.")
    groups = photos_by_night(nights, seed)
    n_species = int(labels.max(initial=-1)) + 1
    total = np.bincount(labels, minlength=n_species)
    missing = np.stack([total * (1 - fraction), total * fraction])  # photos each side still wants, by species
    sides = np.zeros(len(labels), int)
    for group in groups:
        counts = np.bincount(labels[group], minlength=n_species)
        side = int(np.argmax(missing @ counts / [1 - fraction, fraction]))
        missing[side] -= counts
        sides[group] = side
    return np.flatnonzero(sides == 0), np.flatnonzero(sides == 1)


def photos_by_night(nights: Sequence[str], seed: int) -> list[np.ndarray]:
    """The photos of each night, large nights first, otherwise shuffled; a photo of unknown night stands alone."""
    keys = [night or f"photo {i}" for i, night in enumerate(nights)]
    _, groups = np.unique(keys, return_inverse=True)
    members = [np.flatnonzero(groups == g) for g in np.random.default_rng(seed).permutation(groups.max(initial=-1) + 1)]
    return sorted(members, key=len, reverse=True)
