"""Fetch one file: resume after a cut, check size and hashes, leave nothing half-written.

What is under way lies beside the target as `<name>.part`, with the server's mark of that version beside it. The target
appears in one step, after the checks.
"""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from tlcourse.progress import Progress
from tlcourse.real.registry import RemoteFile

__all__ = ["GetError", "digest", "download"]

CHUNK = 1 << 14  # bytes; what is lost of a line that is cut
TIMEOUT = 30  # seconds without a byte
CONNECTIONS = 5  # before giving up on a line that is cut again and again
MOST_BYTES = 20_000_000_000  # where neither the registry nor the server tells a size


class GetError(Exception):
    """Something could not be fetched or is not what it should be; the message says what to do."""


class Cut(Exception):
    """The connection broke; what came before it is kept."""


def download(remote: RemoteFile, target: Path) -> None:
    """Fetch `remote` to `target`.

    Raises:
        GetError: no network, another answer than the file, or a file of another size or content.
    """
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fetch_whole(remote, part, target)
        check_or_delete(part, remote)
    except OSError as error:  # of the disk; those of the network are told apart before
        raise GetError(
            f"Cannot write {part}: {error}. Free some space, or set TLCOURSE_CACHE to another folder."
        ) from None
    os.replace(part, target)
    version_file(part).unlink(missing_ok=True)


def fetch_whole(remote: RemoteFile, part: Path, target: Path) -> None:
    """Connect as often as it takes, a few times, going on where the last connection was cut."""
    import requests

    progress = Progress(f"Fetching {target.name}", remote.size or 0)
    try:
        with requests.Session() as session:
            for left in reversed(range(CONNECTIONS)):
                try:
                    return fetch(session, remote, part, progress)
                except (Cut, requests.RequestException) as error:
                    if not left or not size_of(part) or is_final(error):
                        raise no_network(error, remote, part, target) from None
    finally:
        progress.close()


def fetch(session, remote: RemoteFile, part: Path, progress: Progress) -> None:
    """One connection: append to `part` what it lacks, or write it anew where the server cannot go on."""
    start = size_of(part)
    version = version_file(part).read_text() if start and version_file(part).is_file() else ""
    headers = {"Accept-Encoding": "identity"}  # so that the lengths told are those of the file
    if version:
        headers |= {"Range": f"bytes={start}-", "If-Range": version}
    with session.get(remote.address, headers=headers, stream=True, timeout=TIMEOUT) as answer:
        if answer.status_code == 416:  # nothing lies behind what is here: it is the whole file, or fails the check
            return
        check_answer(answer, remote)
        goes_on = answer.status_code == 206 and answer.headers.get("Content-Range", "").startswith(f"bytes {start}-")
        if answer.status_code == 206 and not goes_on:
            version_file(part).unlink(missing_ok=True)  # the next connection asks for all of it
            raise Cut("the server sent another part than was asked for")
        total = length_told(answer, start if goes_on else 0)
        if None not in (total, remote.size) and total != remote.size:
            raise GetError(
                f"{remote.address} offers {total:,} bytes, expected {remote.size:,}: the file was changed by its "
                "publisher, or something on the way answers in its place. Nothing was fetched. Look for a newer "
                "version of the course."
            )
        remember_version(part, answer.headers)
        progress.total, progress.done = max(total or remote.size or 1, 1), 0
        progress.advance(start if goes_on and total else 0)
        write_body(answer, part, "ab" if goes_on else "wb", total, progress)


def write_body(answer, part: Path, mode: str, total: int | None, progress: Progress) -> None:
    """Write what comes.

    Raises:
        Cut: it ended early.
        GetError: it does not end.
    """
    import requests

    most = total or MOST_BYTES
    with part.open(mode) as file:
        try:
            for chunk in answer.iter_content(CHUNK):
                file.write(chunk)
                if file.tell() > most:
                    raise GetError(f"{answer.url} sends more than the {most:,} bytes that it may. Stopped.")
                so_far = f"{file.tell() / 1e6:,.0f} MB"
                progress.advance(len(chunk) if total else 0, so_far if total else f"{so_far}, the server tells no size")
        except requests.RequestException as error:
            raise Cut(f"cut after {file.tell():,} bytes ({type(error).__name__})") from error
        if total and file.tell() < total:
            raise Cut(f"cut after {file.tell():,} of {total:,} bytes")


def check_answer(answer, remote: RemoteFile) -> None:
    """Tell the file from what else a server or a network may answer."""
    if urlsplit(remote.address).scheme == "https" and urlsplit(answer.url).scheme != "https":
        raise GetError(f"{remote.address} leads to {answer.url}, which is not encrypted. Nothing was fetched.")
    if answer.status_code not in (200, 206):
        raise GetError(
            f"{remote.address} answers {answer.status_code} {answer.reason}. "
            + ("Try again later." if answer.status_code in (429, 500, 502, 503, 504) else "The file may have moved.")
        )
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        raise GetError(
            f"{remote.address} answers with a web page in place of the file: often the login page of a network. "
            "Open a page in your browser, log in, and try again."
        )


def check_or_delete(part: Path, remote: RemoteFile) -> None:
    """Check what was fetched; what fails is deleted, so that the next try begins afresh."""
    try:
        check(part, remote)
    except GetError as error:
        part.unlink()
        version_file(part).unlink(missing_ok=True)
        raise GetError(f"{error} It was deleted; try again.") from None


def check(path: Path, remote: RemoteFile) -> None:
    """Size and published hashes.

    Raises:
        GetError: the file has another size or content than its publisher says.
    """
    expected = ({"bytes": str(remote.size)} if remote.size else {}) | remote.digests
    for name, value in expected.items():
        found = str(path.stat().st_size) if name == "bytes" else digest(path, name)
        if found != value:
            raise GetError(f"{path} has {name} {found}, expected {value}: it is damaged, or not the published file.")


def digest(path: Path, algorithm: str = "sha256") -> str:
    """Hash of a file in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.new(algorithm, usedforsecurity=False)).hexdigest()


def length_told(answer, start: int) -> int | None:
    """Bytes of the whole file by the server's account, if it gives one."""
    length = answer.headers.get("Content-Length", "")
    return start + int(length) if length.isdecimal() else None


def remember_version(part: Path, headers: Mapping[str, str]) -> None:
    """Keep the server's mark of this version: only with it can a later connection go on safely."""
    mark = headers.get("ETag", "")
    mark = headers.get("Last-Modified", "") if not mark or mark.startswith("W/") else mark  # weak marks do not serve
    version_file(part).write_text(mark)


def version_file(part: Path) -> Path:
    """Where the mark of a half-fetched file lies."""
    return part.with_name(part.name + ".version")


def size_of(path: Path) -> int:
    """Bytes, 0 for a file that is not there."""
    return path.stat().st_size if path.is_file() else 0


def is_final(error: Exception) -> bool:
    """Whether another connection would fail in the same way."""
    import requests

    return isinstance(error, requests.exceptions.SSLError | requests.exceptions.InvalidURL)


def no_network(error: Exception, remote: RemoteFile, part: Path, target: Path) -> GetError:
    """What was tried, why it failed as far as we can tell, and the two ways on."""
    host, name = urlsplit(remote.address).hostname, type(error).__name__
    reasons = {
        "SSLError": f"{host} shows a certificate that this machine does not trust",
        "ProxyError": "the proxy that HTTPS_PROXY names does not answer",
        "ConnectTimeout": f"{host} does not answer",
        "ReadTimeout": f"{host} went silent for {TIMEOUT} s",
        "Cut": str(error),
    }
    kept = f"The first {size_of(part):,} bytes are kept; the next try goes on from there. " if size_of(part) else ""
    return GetError(
        f"Tried {remote.address}: {reasons.get(name, f'no connection to {host}')}. {kept}"
        "Check the network (behind a proxy, set HTTPS_PROXY), then run the command again. Or fetch that address on "
        f"another machine, put the file at {target}, and run the command again: it is checked all the same."
    )
