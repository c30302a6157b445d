"""Rows 10 to 23: what is handed in is no notebook, or comes in an odd way."""

import io
import json
import stat
import zipfile

from tests.hostile.changes import extra_notebook, hard_link, many_cells, old_version, pipe, symlink
from tests.hostile.entry import ALL, Here, Hostile, answer, changed

__all__ = ["files"]

BROKEN = {"status": "broken-file", "score": None}
ABSENT = {"status": "not-submitted", "score": None}


def files(here: Here) -> list[Hostile]:
    """The rows."""
    right = here.submission()
    text = json.dumps(right)
    return [
        Hostile(10, "giant", text.encode() + b" " * (3 * 2**20), **BROKEN, reason="MB"),
        Hostile(10, "deep", b"[" * 200_000, **BROKEN, reason="Jupyter could open"),
        Hostile(10, "long_number", b'{"cells": ' + b"9" * 100_000 + b"}", **BROKEN, reason="Jupyter could open"),
        changed(here, 10, "many_cells", many_cells, "partial", 0, "missing"),
        Hostile(11, "invalid_json", text[: len(text) // 2].encode(), **BROKEN, reason="Jupyter could open"),
        Hostile(11, "empty_file", b"", **BROKEN, reason="Jupyter could open"),
        Hostile(12, "byte_order_mark", b"\xef\xbb\xbf" + text.encode(), worth=ALL),
        Hostile(12, "utf_16", text.encode("utf-16"), worth=ALL),
        Hostile(13, "version_3", old_version(right, 3), worth=ALL),
        Hostile(14, "version_2", old_version(right, 2), worth=ALL),
        Hostile(14, "newer_version", {**right, "nbformat": 7, "nbformat_minor": 1}, worth=ALL),
        Hostile(14, "no_cells", {**right, "cells": []}, **BROKEN, reason="no cells"),
        Hostile(14, "list", b"[1, 2]", **BROKEN, reason="no notebook"),
        answer(here, 15, "nul_byte", "def count_trained(n, s):\n    return '\x00'"),
        changed(here, 16, "other_kernel", lambda n: n["metadata"].update(kernelspec={"name": "bash"})),
        Hostile(17, "renamed", right, reason="was matched", file="demo (1).ipynb", worth=ALL),
        Hostile(18, "extra_notebook", right, reason="left out", place=extra_notebook, worth=ALL),
        Hostile(19, "no_notebook", None, **ABSENT, reason="no notebook"),
        Hostile(20, "Zoë 🦋 ñ", right, worth=ALL),
        Hostile(22, "symlink", None, **ABSENT, reason="link", place=symlink),
        Hostile(22, "hard_link", None, **ABSENT, reason="link", place=hard_link),
        Hostile(22, "pipe", None, **ABSENT, reason="plain file", place=pipe),
        *archives(text.encode()),
    ]


def archives(body: bytes) -> list[Hostile]:
    """Rows 21 and 23: archives as Moodle makes them, with an entry that a student has seen to."""

    def packed(row, name, path, content, refused, kind=stat.S_IFREG):
        return Hostile(row, name, None, **ABSENT, reason=refused, archive=lambda own: zipped(own + path, content, kind))

    inner = zipped("demo.ipynb", body)
    deeper = zipped("deep.zip", zipped("deeper.zip", inner))
    encrypted = bytearray(inner)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # where a zip says that an entry is encrypted
        encrypted[encrypted.index(mark) + place] |= 1
    spoiled = inner[:60] + bytes(40) + inner[100:]
    return [
        Hostile(21, "name_with_ways_up", None, worth=ALL, archive=lambda own: zipped(f"..{own}demo.ipynb", body)),
        packed(21, "path_with_ways_up", "../../demo.ipynb", body, "a way out of the archive"),
        packed(23, "slip", "../../../../evil/demo.ipynb", body, "a way out of the archive"),
        packed(23, "backslashes", "..\\..\\demo.ipynb", body, "a way out of the archive"),
        packed(23, "bomb", "demo.ipynb", bytes(20 * 2**20), "packed too tightly"),
        packed(23, "bomb_in_an_archive", "all.zip", zipped("demo.ipynb", bytes(20 * 2**20)), "packed too tightly"),
        packed(23, "link", "demo.ipynb", b"/etc/passwd", "a link or a device", stat.S_IFLNK),
        packed(23, "device", "demo.ipynb", b"", "a link or a device", stat.S_IFCHR),
        packed(23, "nested", "all.zip", deeper, "an archive in an archive"),
        packed(23, "encrypted", "all.zip", bytes(encrypted), "encrypted"),
        packed(23, "spoiled", "all.zip", spoiled, "unreadable"),
        Hostile(23, "case_collision", None, worth=ALL, archive=lambda own: capitals(own, body)),
    ]


def zipped(path: str, content: bytes, kind: int = stat.S_IFREG) -> bytes:
    """A zip file with one entry."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(path)
        entry.external_attr, entry.compress_type = (kind | 0o644) << 16, zipfile.ZIP_DEFLATED
        archive.writestr(entry, content)
    return buffer.getvalue()


def capitals(own: str, body: bytes) -> bytes:
    """Two names that are one on some file systems; the later one counts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(f"{own}DEMO.ipynb", b"{}")
        archive.writestr(f"{own}demo.ipynb", body)
    return buffer.getvalue()
