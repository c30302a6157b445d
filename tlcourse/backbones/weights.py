"""Weights files: find them, check them, load them, and say plainly what is wrong with them."""

import hashlib
import os
import shutil
import tempfile
import warnings
from pathlib import Path

import numpy as np

from tlcourse.places import cache_folder, datasets_folder

__all__ = ["WeightsError", "digest_of", "find_weights", "load_weights"]

HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"
PROCEDURAL = "source_world/weights/mobilenet_v2_0.35.weights.h5"
IMAGENET = {  # the file names that Keras Applications gives its downloads
    "mobilenet_v2": "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_{alpha}_{side}_no_top.h5",
    "resnet50": "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5",
    "efficientnet_v2b0": "efficientnetv2-b0_notop.h5",
    "xception": "xception_weights_tf_dim_ordering_tf_kernels_notop.h5",
}


class WeightsError(ValueError):
    """Weights that cannot be used; the message says what was found and what to do."""


def find_weights(name: str, weights: str | Path, alpha: float, size: int) -> Path:
    """The file that holds the weights asked for, checked against its sha256 where we know it."""
    if weights == "procedural":
        return find_procedural(name, alpha)
    if weights == "imagenet":
        return find_imagenet(name, alpha, size)
    path = Path(weights).expanduser()
    if path.is_dir():
        raise WeightsError(f"{path} is a folder. Give the weights file inside it, a name that ends in .h5.")
    if not path.exists():
        raise WeightsError(
            f"weights={str(weights)!r} is neither 'procedural', 'imagenet' or 'random' nor a file. "
            "Give one of these, or the path of an HDF5 weights file (.h5) without the top."
        )
    return path


def find_procedural(name: str, alpha: float) -> Path:
    """The weights that ship with the course."""
    if name != "mobilenet_v2" or alpha != 0.35:
        raise WeightsError(
            f"The procedural weights are for mobilenet_v2 with alpha 0.35; asked for {name} with alpha {alpha}. "
            "Use that backbone, or weights='imagenet' or a file."
        )
    path = datasets_folder() / PROCEDURAL
    expected = path.with_name(path.name + ".sha256")
    if not path.is_file() or not expected.is_file():
        raise WeightsError(f"{path} or its .sha256 is missing. Restore both from the repository (`git checkout`).")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != expected.read_text().split()[0]:
        raise WeightsError(
            f"{path} has sha256 {found[:12]}, expected {expected.read_text()[:12]}: it is cut or changed. "
            "Restore it from the repository (`git checkout`)."
        )
    return path


def find_imagenet(name: str, alpha: float, size: int) -> Path:
    """The ImageNet weights, as downloaded by the course or by Keras; nothing is downloaded here."""
    sides = sorted((96, 128, 160, 192, 224), key=lambda side: (side != size, -side))
    files = list(dict.fromkeys(IMAGENET[name].format(alpha=alpha, side=side) for side in sides))
    for folder in (cache_folder() / "weights", keras_cache()):
        for file in files:
            if (folder / file).is_file():
                return folder / file
    raise WeightsError(
        f"No ImageNet weights of {name} on this machine: {files[0]} is neither in {cache_folder() / 'weights'} nor in "
        f"{keras_cache()}. Get it with `tlcourse get imagenet --backbone {name}`, or give the path of a "
        "weights file."
    )


def keras_cache() -> Path:
    """Where Keras Applications keeps its own downloads."""
    return Path(os.environ.get("KERAS_HOME", Path.home() / ".keras")) / "models"


def load_weights(model, path: Path) -> None:
    """Load an HDF5 file, of Keras 3 or older, into `model`.

    Raises:
        WeightsError: the file is cut, is text or HTML, or belongs to another model.
    """
    check_signature(path)
    try:
        with warnings.catch_warnings():  # Keras warns of each group that differs before it raises
            warnings.simplefilter("ignore")
            load_by_content(model, path)
    except (OSError, KeyError) as error:
        raise WeightsError(
            f"{path} ({path.stat().st_size:,} bytes) cannot be read to its end: the file is cut or damaged "
            f"({first_line(error)}). Download it again."
        ) from error
    except ValueError as error:
        raise WeightsError(
            f"{path} does not fit {model.name}: it belongs to another model or another alpha, or includes the top "
            f"({first_line(error)}). {widths(model, path)}Give a file for this backbone without the top "
            "(its name says no_top), or the alpha that the file was made with."
        ) from error


def check_signature(path: Path) -> None:
    """Tell an HDF5 file from what a failed download leaves behind."""
    with path.open("rb") as file:
        head = file.read(512)
    if head.startswith(HDF5_SIGNATURE):
        return
    if not head:
        found = "an empty file"
    elif b"<html" in head.lower() or b"<!doctype" in head.lower():
        found = "an HTML page, often a login or error page that was saved in place of the weights"
    elif head.startswith(b"version https://git-lfs"):
        found = "a Git LFS pointer, not the weights that it points to"
    else:
        found = f"a file that begins with {head[:12]!r}"
    raise WeightsError(f"{path} is {found}. Expected an HDF5 weights file (.h5): download it again.")


def load_by_content(model, path: Path) -> None:
    """Keras picks the format by the file's name; pick it by the content, so that a renamed file loads too."""
    suffix = ".h5" if is_legacy(path) else ".weights.h5"
    if path.name.endswith(".weights.h5") == (suffix == ".weights.h5"):
        return model.load_weights(path)
    with tempfile.TemporaryDirectory() as folder:
        return model.load_weights(shutil.copy(path, Path(folder) / f"renamed{suffix}"))


def is_legacy(path: Path) -> bool:
    """Whether the file has the layout of Keras 2, as Keras Applications still uses."""
    import h5py

    with h5py.File(path) as file:
        return "layer_names" in file.attrs or "model_weights" in file


def widths(model, path: Path) -> str:
    """A sentence that compares the first kernels, which differ between the alphas of one family."""
    import h5py

    kernels = []
    with h5py.File(path) as file:
        file.visititems(lambda _, item: kernels.append(item.shape) if getattr(item, "ndim", 0) == 4 else None)
    found = [shape[-1] for shape in kernels if shape[2] == 3]
    expected = next((weight.shape[-1] for weight in model.weights if len(weight.shape) == 4), None)
    return f"Its first convolution has {found[0]} filters, expected {expected}. " if found[:1] != [expected] else ""


def first_line(error: Exception) -> str:
    """Keras' messages run over many lines; the first one says enough."""
    return str(error).strip("'\"").splitlines()[0][:160] if str(error) else type(error).__name__


def digest_of(model) -> str:
    """sha256 over all weights in order, as 64 hexadecimal digits: equal for equal weights, whatever their file."""
    digest = hashlib.sha256()
    for variable in model.weights:
        array = np.asarray(variable.value.value())  # what get_weights gives, in half the time
        digest.update(str(array.shape).encode())
        digest.update(array.tobytes())
    return digest.hexdigest()
