"""Unpack an archive that nobody has looked into yet."""

import gzip
import io
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from tlcourse.real.downloading import GetError

__all__ = ["unpack"]


def unpack(archive: Path, target: Path, *, most_bytes: int, most_files: int, check: Callable[[Path], None]) -> None:
    """Unpack a .tar.gz, without its top folder, to `target`, which must not exist.

    Only plain files and folders inside the archive's own folder are written; `target` appears in one step, after
    `check` has looked at what came out.

    Raises:
        GetError: the archive is cut or damaged, holds a link or a path that leads out of it, or unpacks to more than
            `most_bytes` or `most_files`; or `check` raised it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as beside:
        inner = Path(beside) / "unpacked"
        inner.mkdir()
        try:
            with gzip.open(archive) as raw:
                write_members(Bounded(raw, most_bytes), inner, most_files)
        except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise refuse(archive, f"it is cut or damaged ({error})") from None
        except Unsafe as error:
            raise refuse(archive, str(error)) from None
        check(inner)
        inner.rename(target)


class Unsafe(Exception):
    """An archive that is not unpacked."""


class Bounded(io.RawIOBase):
    """Reads on from another file up to a bound, which every byte counts against, headers too."""

    def __init__(self, inner, most: int) -> None:
        self.inner, self.most, self.read_so_far = inner, most, 0

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes."""
        data = self.inner.read(size)
        self.read_so_far += len(data)
        if self.read_so_far > self.most:
            raise Unsafe(f"it unpacks to more than {self.most:,} bytes")
        return data


def write_members(stream: Bounded, folder: Path, most_files: int) -> None:
    """Write every file of the archive under `folder`."""
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        for count, member in enumerate(tar, 1):
            if count > most_files:
                raise Unsafe(f"it holds more than {most_files:,} files")
            place = folder.joinpath(*safe_parts(member))
            if member.isdir():
                place.mkdir(parents=True, exist_ok=True)
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                with place.open("xb") as file:  # "x": a second file of that name is refused
                    shutil.copyfileobj(tar.extractfile(member), file)
            except FileExistsError:
                raise Unsafe(f"it holds {member.name!r} twice") from None
    while stream.read(1 << 20):  # to the end, where gzip checks its sum
        pass


def safe_parts(member: tarfile.TarInfo) -> tuple[str, ...]:
    """Where a member goes below the top folder.

    Raises:
        Unsafe: it is a link, a device or a sparse file, or its path leads elsewhere on some platform.
    """
    if not (member.isreg() or member.isdir()) or member.issparse():  # a sparse file may be huge and cost no byte
        raise Unsafe(f"{member.name!r} is a link, a device or a sparse file")
    parts = PurePosixPath(member.name).parts
    if any(part in ("/", "..") or set(part) & set('\\:\0<>|"?*') for part in parts):
        raise Unsafe(f"the path {member.name!r} leads out of it")
    if not parts[1:] and not member.isdir():
        raise Unsafe(f"the file {member.name!r} lies beside its top folder")
    return parts[1:]


def refuse(archive: Path, why: str) -> GetError:
    """The error for an archive that is not unpacked."""
    return GetError(f"{archive} was not unpacked: {why}. Delete it and run the command again.")
