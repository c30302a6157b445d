"""Photograph the source world into shards: `python -m datasets.source_world.make POOL --photos 100000`.

A shard is one .npy file of 2,000 photos, uint8 (2000, size, size, 3); photo i of the world shows class i modulo the
number of classes, so labels need no file. Shards that exist are kept: the same command resumes.
"""

import argparse
import multiprocessing
import os
import time
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
from rich.progress import track

from datasets.source_world.things import SISTERS, render, thing

CLASSES = 128 * SISTERS
SHARD = 2000

cached_thing = lru_cache(maxsize=CLASSES)(thing)


def photo(i: int, seed: int = 11, size: int = 96) -> np.ndarray:
    """Photo number `i`, uint8 (size, size, 3); the same number gives the same pixels."""
    return render(cached_thing(i % CLASSES, seed), np.random.default_rng([seed, 3, i]), size)


def path_of(number: int, pool: Path) -> Path:
    """Where shard `number` lies."""
    return pool / f"shard_{number:05d}.npy"


def make_shard(number: int, pool: Path, size: int) -> int:
    """Write shard `number` beside its place and rename it there, so that no reader sees half of one."""
    path = path_of(number, pool)
    if not path.exists():
        photos = np.stack([photo(i, size=size) for i in range(number * SHARD, (number + 1) * SHARD)])
        partial_path = path.with_suffix(".partial")
        with partial_path.open("wb") as file:
            np.save(file, photos)
        partial_path.rename(path)
    return number


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pool", type=Path)
    parser.add_argument("--photos", type=int, default=100_000, help="how many")
    parser.add_argument("--first", type=int, default=0, help="number of the first photo: photos not made before")
    parser.add_argument("--size", type=int, default=96, help="pixels a side")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    args = parser.parse_args()
    args.pool.mkdir(parents=True, exist_ok=True)
    shards = range(args.first // SHARD, -(-(args.first + args.photos) // SHARD))
    with multiprocessing.Pool(args.workers) as workers:
        job = partial(make_shard, pool=args.pool, size=args.size)
        missing = sum(not path_of(number, args.pool).exists() for number in shards)
        started = time.monotonic()
        list(track(workers.imap(job, shards), "Photographing", total=len(shards)))
    if missing:
        rate = missing * SHARD / (time.monotonic() - started)
        print(f"{missing * SHARD:,} new photos of {args.size} px: {rate:.0f} a second with {args.workers} workers.")


if __name__ == "__main__":
    main()
