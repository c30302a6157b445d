"""Take notebooks out of an archive that others have packed. Nothing is unpacked to a path that the archive names.

The time of an entry is the LMS's. In an archive that a student has packed, times are the student's own: what is in it
has the time that the LMS gave the archive.

Refused: ways up and absolute paths, links and devices, encrypted and unreadable entries, bombs (by size, by ratio, by
number), archives in archives in archives. What is not a notebook is left out, and told.
"""

import io
import lzma
import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from tlgrade.course import CourseError
from tlgrade.submissions import read_plain_file
from tlgrade.texts import short

__all__ = ["Packed", "Refused", "read_archive", "read_folder"]

FILE_MB, ALL_MB, ENTRIES, RATIO, DEPTH = 50, 2000, 50_000, 200, 2
NESTED = (".zip", ".tar", ".tar.gz", ".tgz")
UNREADABLE = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError)


@dataclass(frozen=True)
class Packed:
    """One notebook of an archive: its folders, its name, its content, and when the LMS got it."""

    folders: tuple[str, ...]
    name: str
    content: bytes
    time: datetime | None = None


@dataclass(frozen=True)
class Refused:
    """One entry that was not taken, and why."""

    name: str
    why: str


@dataclass
class Budget:
    """What one archive may hold in all."""

    mb: float = ALL_MB
    entries: int = ENTRIES


def read_archive(path: Path) -> Iterator[Packed | Refused]:
    """The notebooks of a zip file, and what was refused.

    Raises:
        CourseError: it is no zip file.
    """
    if not zipfile.is_zipfile(path):
        raise CourseError(f"{path} is no zip file. Give the archive as the LMS has made it, or a folder.")
    with zipfile.ZipFile(path) as archive:
        yield from _zip(archive, (), None, Budget(), 1)


def read_folder(path: Path) -> Iterator[Packed | Refused]:
    """The notebooks in a folder and the folders in it; links are not followed."""
    budget = Budget()
    for file in sorted(path.rglob("*")):
        if file.is_dir() and not file.is_symlink():
            continue
        content = read_plain_file(file, FILE_MB)
        if content is None:
            yield Refused(file.relative_to(path).as_posix(), "a link or no plain file")
        else:
            yield from _entry(file.relative_to(path).parts, content, None, budget, 1)


def _zip(archive: zipfile.ZipFile, above: tuple, time, budget: Budget, depth: int) -> Iterator[Packed | Refused]:
    for info in archive.infolist():
        budget.entries -= 1
        why = _refusal(info, budget)
        if info.is_dir() and not why:
            continue
        if not why:
            try:
                with archive.open(info) as file:
                    content = file.read(FILE_MB * 2**20 + 1)
            except (*UNREADABLE, RuntimeError) as error:  # zipfile's own for a password, or a method it lacks
                why = f"unreadable: {short(str(error), 80)}"
        if why:
            yield Refused("/".join((*above, *_parts(info.filename))), why)
        else:
            received = _time(info) if depth == 1 else time
            yield from _entry((*above, *_parts(info.filename)), content, received, budget, depth)


def _tar(archive: tarfile.TarFile, above: tuple, time, budget: Budget, depth: int) -> Iterator[Packed | Refused]:
    for member in archive:
        budget.entries -= 1
        parts = _parts(member.name)
        if member.isdir():
            continue
        if not member.isreg() or ".." in parts or member.name.startswith("/") or budget.entries < 0 or budget.mb < 0:
            yield Refused("/".join((*above, *parts)), "a link, a device, a way out of the archive, or too much")
            continue
        if member.size > FILE_MB * 2**20:  # to go on, all of it would have to be unpacked
            yield Refused("/".join((*above, *parts)), "packed too tightly to be honest")
            return
        content = archive.extractfile(member).read(FILE_MB * 2**20 + 1)
        yield from _entry((*above, *parts), content, time, budget, depth)


def _entry(parts: tuple, content: bytes, time, budget: Budget, depth: int) -> Iterator[Packed | Refused]:
    """A file: a notebook, an archive to look into, or something to leave out."""
    *folders, name = parts
    budget.mb -= len(content) / 2**20
    if len(content) > FILE_MB * 2**20 or budget.mb < 0:
        yield Refused("/".join(parts), f"larger than {FILE_MB} MB, or too much in all")
    elif name.lower().endswith(".ipynb"):
        yield Packed(tuple(folders), name, content, time)
    elif name.lower().endswith(NESTED):
        yield from _nested(parts, content, time, budget, depth)
    elif not name.startswith("."):
        yield Refused("/".join(parts), "not a notebook")


def _nested(parts: tuple, content: bytes, time, budget: Budget, depth: int) -> Iterator[Packed | Refused]:
    if depth >= DEPTH:
        yield Refused("/".join(parts), "an archive in an archive in an archive")
        return
    try:
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                yield from _zip(archive, parts, time, budget, depth + 1)
        else:
            with tarfile.open(fileobj=io.BytesIO(content)) as archive:
                yield from _tar(archive, parts, time, budget, depth + 1)
    except UNREADABLE as error:
        yield Refused("/".join(parts), f"an archive that cannot be read: {short(str(error), 80)}")


def _refusal(info: zipfile.ZipInfo, budget: Budget) -> str:
    parts, kind = _parts(info.filename), stat.S_IFMT(info.external_attr >> 16)
    if ".." in parts or info.filename.startswith(("/", "\\")) or ":" in info.filename[:3] or not parts:
        return "a way out of the archive"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "a link or a device"
    if info.flag_bits & 1:
        return "encrypted"
    if info.file_size > FILE_MB * 2**20 or budget.mb < 0 or budget.entries < 0:
        return "too much"
    if info.file_size > 2**20 and info.file_size > RATIO * max(info.compress_size, 1):
        return "packed too tightly to be honest"
    return ""


def _parts(name: str) -> tuple[str, ...]:
    name = unicodedata.normalize("NFC", name.replace("\\", "/"))
    return PurePosixPath(name).parts


def _time(info: zipfile.ZipInfo) -> datetime | None:
    try:
        return datetime(*info.date_time).astimezone()
    except (ValueError, OverflowError, OSError):
        return None
