"""Endless shuffled batches to train on."""

from collections.abc import Callable, Iterator

import numpy as np

__all__ = ["endless_batches", "steps_per_epoch"]


def steps_per_epoch(n: int, batch: int) -> int:
    """Full batches in one pass over `n` items; a set smaller than a batch is one batch."""
    return max(1, n // batch)


def endless_batches(
    items: np.ndarray,
    labels: np.ndarray,
    n_species: int,
    *,
    batch: int,
    seed: int,
    prepare: Callable[[np.ndarray, np.random.Generator], np.ndarray],
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield (float32 items, one-hot labels) for ever, in a new order each epoch.

    Every batch is of one size, so that Keras traces one step; the few items left over come in other epochs.

    Args:
        items: (n, ...), photos or features.
        labels: integers (n,).
        prepare: makes a batch ready, with a generator for what is left to chance; called anew for each batch.
    """
    rng = np.random.default_rng(seed)
    one_hot = np.eye(n_species, dtype=np.float32)
    while True:
        order = rng.permutation(len(items))
        for step in range(steps_per_epoch(len(items), batch)):
            chosen = order[step * batch : (step + 1) * batch]
            yield np.asarray(prepare(items[chosen], rng), np.float32), one_hot[labels[chosen]]
