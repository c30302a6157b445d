"""How hard is the task for someone without a network? `python -m datasets.moths.measure [folder]`.

Prints the test accuracy, in %, of colour histograms and raw pixels, at 96 px. Chance is 0.5 %. With `--weights FILE`
also that of frozen MobileNetV2 features (alpha 0.35).
"""

import argparse
import csv
from pathlib import Path

import cv2
import numpy as np

__all__ = ["colour_histograms", "histogram_accuracy", "pixel_accuracy", "read_set"]

HERE = Path(__file__).parent
SIZE = 96


def read_set(folder: Path = HERE):
    """(images uint8 (n, 96, 96, 3), labels (n,), is_test (n,)) of a folder that `make` has written."""
    with (folder / "metadata.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    images = np.stack([_read(folder / "photos" / row["photo"]) for row in rows])
    _, labels = np.unique([row["species"] for row in rows], return_inverse=True)
    return images, labels, np.array([row["split"] == "test" for row in rows])


def _read(path):
    image = cv2.imread(str(path))
    if image is None:
        raise ValueError(f"{path} is missing or no JPEG. Make the set again: python -m datasets.moths.make")
    return cv2.resize(image, (SIZE, SIZE), interpolation=cv2.INTER_AREA)[..., ::-1]


def colour_histograms(images: np.ndarray, crop: int = 0) -> np.ndarray:
    """Joint RGB histograms of 6 x 6 x 6 cells, (n, 216), square-rooted; `crop` pixels are left out all round."""
    inner = images[:, crop : images.shape[1] - crop, crop : images.shape[2] - crop].astype(np.int32) * 6 // 256
    cells = (inner[..., 0] * 6 + inner[..., 1]) * 6 + inner[..., 2]
    counts = np.stack([np.bincount(cell.ravel(), minlength=216) for cell in cells])
    return np.sqrt(counts / counts.sum(1, keepdims=True)).astype(np.float32)


def histogram_accuracy(images, labels, is_test, crop: int = 0) -> float:
    """Test accuracy, 0 to 1, of logistic regression on colour histograms, the best of three strengths."""
    from sklearn.linear_model import LogisticRegression

    histograms = colour_histograms(images, crop)
    train, test = histograms[~is_test], histograms[is_test]
    scores = []
    for strength in (30.0, 300.0, 3000.0):
        model = LogisticRegression(C=strength, max_iter=200, tol=1e-3).fit(train, labels[~is_test])
        scores.append(model.score(test, labels[is_test]))
    return max(scores)


def pixel_accuracy(images, labels, is_test) -> float:
    """Test accuracy, 0 to 1, of ridge regression on 24 x 24 pixels."""
    small = np.stack([cv2.resize(image, (24, 24), interpolation=cv2.INTER_AREA).ravel() for image in images]) / 255.0
    return ridge_accuracy(small, labels, is_test, (1.0, 10.0, 100.0))


def ridge_accuracy(features, labels, is_test, strengths=(1.0, 10.0, 100.0, 1000.0)) -> float:
    """Test accuracy, 0 to 1, of a ridge classifier on standardised features, the best of several strengths."""
    from sklearn.linear_model import RidgeClassifier

    train = features[~is_test]
    standard = (features - train.mean(0)) / (train.std(0) + 1e-3)
    models = (RidgeClassifier(alpha=a).fit(standard[~is_test], labels[~is_test]) for a in strengths)
    return max(model.score(standard[is_test], labels[is_test]) for model in models)


def _frozen_features(images, weights):
    import keras

    network = keras.applications.MobileNetV2(
        input_shape=(SIZE, SIZE, 3), alpha=0.35, include_top=False, weights=None, pooling="avg"
    )
    network.load_weights(weights)
    return network.predict(images / np.float32(127.5) - 1, verbose=0, batch_size=100)


def main() -> None:
    """Print the table of baselines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=HERE)
    parser.add_argument("--weights", help="a MobileNetV2 weights file, alpha 0.35, without top")
    wish = parser.parse_args()
    photos = read_set(wish.folder)
    print(f"colour histogram, whole photo     {100 * histogram_accuracy(*photos):5.1f} %")
    print(f"colour histogram, centre crop     {100 * histogram_accuracy(*photos, crop=24):5.1f} %")
    print(f"24 x 24 pixels, ridge regression  {100 * pixel_accuracy(*photos):5.1f} %")
    if wish.weights:
        features = _frozen_features(photos[0], wish.weights)
        print(f"frozen features, ridge regression {100 * ridge_accuracy(features, *photos[1:]):5.1f} %")


if __name__ == "__main__":
    main()
