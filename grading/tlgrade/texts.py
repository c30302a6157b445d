"""Text from a submission, made harmless: no control characters, no text that runs backwards, not endless."""

import re

__all__ = ["clean", "fitting", "printable_output", "short"]

ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")


def clean(text: str) -> str:
    """Without escape sequences, control and bidirectional characters; tabs and line ends stay."""
    text = text.replace("\r\n", "\n").encode("utf-8", "replace").decode()
    return CONTROL.sub("", ANSI.sub("", text))


def short(text: str, length: int = 400) -> str:
    """One clean line of at most `length` characters."""
    line = " ".join(clean(text).split())
    return line if len(line) <= length else line[: length - 1] + "…"


def fitting(name: str, most: int) -> str:
    """The beginning of a name that takes at most `most` bytes on a disk."""
    return name.encode("utf-8", "replace")[:most].decode("utf-8", "ignore")


def printable_output(text: str, lines: int = 400, length: int = 40_000) -> str:
    """What a cell printed, cut where it is too long, and told so."""
    text = clean(text[: 2 * length])
    kept = "\n".join(text.split("\n")[:lines])[:length]
    return kept if kept == text else f"{kept}\n… (more was printed; it is left out here)\n"
