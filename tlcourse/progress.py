"""A progress bar that appears only when you would start to wonder.

It writes to standard output, never to standard error: nbgrader gives a cell that writes to standard error no marks.
"""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

__all__ = ["Progress", "track"]

Item = TypeVar("Item")
PATIENCE = 2.0  # seconds before the bar appears
PAUSE = 0.2  # seconds between two drawings
WIDTH = 24  # characters


class Progress:
    """One line that is drawn over and over: `label ━━━━────  41 %  12 s  note`."""

    def __init__(self, label: str, total: int) -> None:
        self.label, self.total, self.done, self.note = label, max(total, 1), 0, ""
        self.started = self.drawn = time.monotonic()
        self.length = 0

    def advance(self, by: int = 1, note: str = "") -> None:
        """Count `by` more steps; `note` is shown behind the time."""
        self.done, self.note = self.done + by, note
        now = time.monotonic()
        if now - self.started > PATIENCE and now - self.drawn > PAUSE and drawable():
            self.drawn = now
            self.draw(now - self.started)

    def draw(self, seconds: float) -> None:
        """Draw the line over the one before it."""
        share = min(self.done / self.total, 1.0)
        bar = "━" * round(share * WIDTH)
        line = f"{self.label} {bar:─<{WIDTH}} {share:4.0%} {seconds:4.0f} s  {self.note}"
        print(f"\r{line:<{self.length}}", end="", flush=True)
        self.length = len(line)

    def close(self) -> None:
        """Wipe the line."""
        if self.length:
            print("\r" + " " * self.length + "\r", end="", flush=True)
            self.length = 0


def drawable() -> bool:
    """Whether somebody watches: a terminal or a notebook, not a file or a test."""
    return sys.stdout.isatty() or type(sys.stdout).__module__.startswith("ipykernel")


def track(items: Iterable[Item], label: str, total: int) -> Iterator[Item]:
    """Yield `items` and show how far along they are."""
    progress = Progress(label, total)
    try:
        for item in items:
            yield item
            progress.advance()
    finally:
        progress.close()
