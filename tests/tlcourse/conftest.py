from pathlib import Path

import numpy as np
import pytest
from PIL import Image

REAL_DATA = Path(__file__).parents[2] / ".." / "shared" / "data"


def write_photo(path, colour=(120, 90, 60), side=24, seed=0):
    """A tiny photo of one colour with some noise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(seed).integers(-30, 30, (side, side, 3))
    Image.fromarray(np.clip(np.array(colour) + noise, 0, 255).astype(np.uint8)).save(path)


@pytest.fixture
def class_folders(tmp_path):
    """Three species of very different colour, six photos each, with two photos of each of three nights."""
    folder = tmp_path / "moths"
    for i, species in enumerate(("acronicta", "biston", "catocala")):
        colour = np.roll([200, 60, 60], i)
        for k in range(6):
            write_photo(folder / species / f"anna{k % 3 + 1}mai2017_{k}_{species}.png", colour, seed=10 * i + k)
    return folder


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    """No test reads or writes the user's cache."""
    monkeypatch.setenv("TLCOURSE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="session")
def real_data():
    if not REAL_DATA.is_dir():
        pytest.skip(f"the real photos and weights are not at {REAL_DATA}")
    return REAL_DATA.resolve()
