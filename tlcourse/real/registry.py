"""The registry of real photos and weights: `datasets/registry.toml`, read."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tlcourse.places import datasets_folder

__all__ = ["Entry", "RemoteFile", "read_registry"]


@dataclass(frozen=True)
class RemoteFile:
    """One file to fetch: what is known of it; None where its publisher says nothing."""

    address: str
    file: str
    size: int | None = None
    md5: str | None = None
    sha256: str | None = None
    licence: str | None = None

    @property
    def digests(self) -> dict[str, str]:
        """The published hashes by algorithm, perhaps none."""
        return {name: value for name in ("sha256", "md5") if (value := getattr(self, name))}


@dataclass(frozen=True)
class Entry:
    """A set of the registry: what you agree to, and its files by name; `facts` holds what only some sets have."""

    name: str
    title: str
    page: str
    licence: str
    citation: str
    files: Mapping[str, RemoteFile]
    facts: Mapping[str, Any] = field(default_factory=dict)


def read_registry() -> dict[str, Entry]:
    """All sets by name, in the order of the file."""
    text = (datasets_folder() / "registry.toml").read_text(encoding="utf-8")
    return {name: as_entry(name, table) for name, table in tomllib.loads(text).items()}


def as_entry(name: str, table: dict[str, Any]) -> Entry:
    """One table of the file as an entry."""
    files = {key: RemoteFile(**fields) for key, fields in table.pop("files").items()}
    texts = {key: table.pop(key).strip() for key in ("title", "page", "licence", "citation")}
    return Entry(name=name, files=files, facts=table, **texts)
