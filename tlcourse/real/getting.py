"""`tlcourse get`: real photos and weights, from the registry into the cache, checked.

The one place where the course uses the network.
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tlcourse.places import cache_folder
from tlcourse.real.downloading import GetError, check, digest, download
from tlcourse.real.registry import Entry, RemoteFile, read_registry
from tlcourse.real.unpacking import unpack

__all__ = ["GetError", "Got", "get", "half_fetched", "place_of"]


class Got(NamedTuple):
    """What is here now: where, what was checked and what could not be, and how to use it."""

    place: Path
    checked: str
    unchecked: str
    use: str


def get(
    name: str,
    agree: Callable[[Entry, RemoteFile], bool],
    *,
    backbone: str = "mobilenet_v2",
    alpha: float | None = None,
) -> Got:
    """Fetch a set of the registry, unless it is here.

    Args:
        name: "eu-moths", "imagenet" or "pneumoniamnist".
        agree: asked with the set and the file before anything is fetched; False stops.
        backbone: whose weights, for "imagenet".
        alpha: width of MobileNetV2, 0.35 if not given.

    Raises:
        GetError: unknown, not agreed to, no network, or not what it should be. Nothing half-written is left but a
            `.part` file that the next try goes on from.
    """
    entry, remote = look_up(name, backbone, alpha)
    place = place_of(entry, remote)
    if place.exists():
        return Got(place, "here already, nothing fetched", "", use_of(name, place, backbone, alpha))
    if not agree(entry, remote):
        raise GetError("Nothing was fetched: it takes your agreement to the licence.")
    fetched = cache_folder() / "downloads" / remote.file
    if fetched.is_file():  # put there by hand, or left by a run that was stopped while unpacking
        try:
            check(fetched, remote)
        except GetError as error:
            raise GetError(f"{error} Delete it and run the command again.") from None
    else:
        download(remote, fetched)
    try:
        checked, unchecked = SETS[name](entry, remote, fetched, place)
    except OSError as error:
        raise GetError(
            f"Cannot write {place}: {error}. Free some space, or set TLCOURSE_CACHE, and run the command again; "
            f"what was fetched is kept in {fetched}."
        ) from None
    fetched.unlink(missing_ok=True)
    return Got(place, checked, unchecked, use_of(name, place, backbone, alpha))


def look_up(name: str, backbone: str, alpha: float | None) -> tuple[Entry, RemoteFile]:
    """The set and its file."""
    try:
        registry = read_registry()
    except FileNotFoundError as error:
        raise GetError(f"{error.filename} is missing. Install the course from its clone: pip install -e .") from None
    if name not in registry:
        raise GetError(f"There is no set {name!r}. Choose one of {', '.join(registry)}.")
    entry = registry[name]
    if name != "imagenet":
        return entry, next(iter(entry.files.values()))
    if alpha is not None and backbone != "mobilenet_v2":
        raise GetError(f"Only mobilenet_v2 comes in several widths. Leave alpha out for {backbone}.")
    key = f"{backbone}_{alpha or 0.35}" if backbone == "mobilenet_v2" else backbone
    if key not in entry.files:
        raise GetError(f"There are no weights {key!r} in the registry. It has {', '.join(entry.files)}.")
    return entry, entry.files[key]


def place_of(entry: Entry, remote: RemoteFile) -> Path:
    """Where `load_photos` and `load_backbone` look for it."""
    return cache_folder() / "weights" / remote.file if entry.name == "imagenet" else cache_folder() / entry.name


def use_of(name: str, place: Path, backbone: str, alpha: float | None) -> str:
    """The line of Python that uses it."""
    if name == "imagenet":
        width = f", alpha={alpha}" if alpha else ""
        return f'load_backbone("{backbone}", "imagenet"{width})'
    return f'load_photos("{name}")' if name == "eu-moths" else f'load_photos(r"{place}", per_species=None)'


def half_fetched() -> list[Path]:
    """The files of downloads that were cut and not gone on with."""
    return sorted((cache_folder() / "downloads").glob("*.part"))


def place_eu_moths(entry: Entry, remote: RemoteFile, archive: Path, place: Path) -> tuple[str, str]:
    """Unpack the photos, and hold them against the published lists."""
    facts = entry.facts
    unpack(
        archive,
        place,
        most_bytes=facts["most_bytes"],
        most_files=facts["most_files"],
        check=lambda folder: check_photos(folder, entry),
    )
    checked = f"archive whole, {facts['photos']:,} photos of {facts['species']} species, lists as published (sha256)"
    return checked, "each photo's content: no hash is published for it"


def check_photos(folder: Path, entry: Entry) -> None:
    """Whether the lists are the published ones and the photos are all there."""
    from PIL import Image

    from tlcourse.photos.layouts import read_catalogue
    from tlcourse.photos.loading import PhotoError

    for name, expected in entry.facts.get("lists", {}).items():
        if not (folder / name).is_file() or digest(folder / name) != expected:
            raise GetError(f"{name} of {entry.name} is missing or not the published one. Nothing was kept. Try again.")
    try:
        catalogue = read_catalogue(folder)
    except PhotoError as error:
        raise GetError(f"{entry.name} was not kept: {error}") from None
    found, expected = (len(catalogue.paths), len(catalogue.species)), (entry.facts["photos"], entry.facts["species"])
    if found != expected:
        raise GetError(
            f"{entry.name} holds {found[0]:,} photos of {found[1]} species, expected {expected[0]:,} of {expected[1]}. "
            "Nothing was kept. Try again."
        )
    for path in catalogue.paths:
        try:
            Image.open(path).close()  # reads the head only
        except OSError:
            raise GetError(f"{entry.name} was not kept: {path.name} is no photo. Try again later.") from None


def place_weights(entry: Entry, remote: RemoteFile, file: Path, place: Path) -> tuple[str, str]:
    """Load the weights into their network; a file that does not fit is deleted."""
    from tlcourse.backbones.loading import WeightsError, load_backbone

    key = next(key for key, known in entry.files.items() if known == remote)
    backbone, alpha = (key.rsplit("_", 1)[0], float(key.rsplit("_", 1)[1])) if "mobilenet" in key else (key, None)
    seen = digest(file)
    try:
        load_backbone(backbone, file, size=224, alpha=alpha)
    except WeightsError as error:
        file.unlink()
        raise GetError(f"{error} The file was deleted.") from None
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(file, place)
    told = " and ".join(remote.digests)
    checked = ", ".join(
        filter(None, ["size" if remote.size else "", told, "HDF5 structure, names and shapes of all weights"])
    )
    return checked, "" if told else f"the values: their publisher gives no hash. Yours has sha256 {seen}"


def place_pneumoniamnist(entry: Entry, remote: RemoteFile, file: Path, place: Path) -> tuple[str, str]:
    """The arrays as a folder per class with a metadata file: the layout that `load_photos` reads."""
    from tlcourse.photos.arrays import write_photos

    with tempfile.TemporaryDirectory(prefix=f".{place.name}-", dir=cache_folder()) as beside:
        inner = Path(beside) / "photos-and-table"
        inner.mkdir()
        write_photos(file, inner, ("normal", "pneumonia"))
        check_photos(inner, entry)
        inner.rename(place)
    return " and ".join(remote.digests) + f" as published, {entry.facts['photos']:,} pictures", ""


SETS = {"eu-moths": place_eu_moths, "imagenet": place_weights, "pneumoniamnist": place_pneumoniamnist}
