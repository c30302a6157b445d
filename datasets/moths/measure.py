"""How hard is the task for someone without a network? `python -m datasets.moths.measure [photos]`.

Prints the test accuracy, in %, of colour histograms and raw pixels, at 96 px. Chance is 0.5 %. With `--weights` also
that of frozen MobileNetV2 features (alpha 0.35). `photos` may be a folder of real moths.
"""

import argparse

import cv2
import numpy as np

from tlcourse import extract_features, load_backbone, load_photos

__all__ = ["colour_histograms", "histogram_accuracy", "pixel_accuracy", "read_set"]

SIZE = 96


def read_set(photos: str = "moths", per_species: int = 7):
    """(images uint8 (n, 96, 96, 3), labels (n,), is_test (n,)) of a photo set or folder."""
    train, test = load_photos(photos, size=SIZE, per_species=per_species)
    is_test = np.repeat([False, True], [len(train), len(test)])
    return np.concatenate([train.images, test.images]), np.concatenate([train.labels, test.labels]), is_test


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

    train = features[~is_test].astype(np.float64)
    spread = train.std(0)
    standard = (features - train.mean(0)) / np.where(spread > 0, spread, 1)  # random weights: a spread of 1e-11
    models = (RidgeClassifier(alpha=a).fit(standard[~is_test], labels[~is_test]) for a in strengths)
    return max(model.score(standard[is_test], labels[is_test]) for model in models)


def main() -> None:
    """Print the table of baselines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photos", nargs="?", default="moths", help="a photo set or a folder (default: moths)")
    parser.add_argument("--per-species", type=int, default=7, help="photos of each species to train on (default 7)")
    parser.add_argument("--weights", help="procedural, imagenet, random, or a MobileNetV2 weights file, alpha 0.35")
    wish = parser.parse_args()
    photos = read_set(wish.photos, wish.per_species)
    print(f"colour histogram, whole photo     {100 * histogram_accuracy(*photos):5.1f} %")
    print(f"colour histogram, centre crop     {100 * histogram_accuracy(*photos, crop=24):5.1f} %")
    print(f"24 x 24 pixels, ridge regression  {100 * pixel_accuracy(*photos):5.1f} %")
    if wish.weights:
        backbone = load_backbone("mobilenet_v2", wish.weights, size=SIZE)
        features = extract_features(backbone, photos[0], cache=False)
        print(f"frozen features, ridge regression {100 * ridge_accuracy(features, *photos[1:]):5.1f} %")


if __name__ == "__main__":
    main()
