"""A progress bar that appears only when you would start to wonder.

It writes to standard output, never to standard error: nbgrader gives a cell that writes to standard error no marks.
"""

import html
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
    """How far along something is: `label ━━━━────  41 %  12 s  note`, drawn over and over in one place."""

    def __init__(self, label: str, total: int) -> None:
        self.label, self.total, self.done, self.note = label, max(total, 1), 0, ""
        self.started = self.drawn = time.monotonic()
        self.place = None

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return min(self.done / self.total, 1.0)

    def advance(self, by: int = 1, note: str = "") -> None:
        """Count `by` more steps; `note` is shown behind the time."""
        self.done, self.note = self.done + by, note
        now = time.monotonic()
        if now - self.started > PATIENCE and now - self.drawn > PAUSE:
            self.drawn = now
            self.place = self.place or drawing_place()
            if self.place is not None:
                self.place.draw(self, now - self.started)

    def close(self) -> None:
        """Wipe the bar; a notebook keeps one line that says how long it took."""
        if self.place is not None:
            self.place.close(self, time.monotonic() - self.started)
            self.place = None


class TerminalLine:
    """A line of a terminal, wiped at the end."""

    def __init__(self) -> None:
        self.length = 0

    def draw(self, progress: Progress, seconds: float) -> None:
        """Draw the line over the one before it."""
        line = line_of(progress, seconds)
        print(f"\r{line:<{self.length}}", end="", flush=True)
        self.length = len(line)

    def close(self, progress: Progress, seconds: float) -> None:
        """Wipe the line."""
        print("\r" + " " * self.length + "\r", end="", flush=True)


class CellOutput:
    """One output of a notebook's cell, changed in place: whatever is printed stays in the saved notebook."""

    def __init__(self) -> None:
        self.handle = None

    def draw(self, progress: Progress, seconds: float) -> None:
        """Show the bar, or change the one that is shown."""
        label = html.escape(progress.label)
        bar = f'<progress aria-label="{label}" max="1" value="{progress.share:.3f}"></progress>'
        state = joined(f"{progress.share:.0%}", f"{seconds:.0f} s", progress.note)
        self.show(line_of(progress, seconds), f"{label} {bar} {html.escape(state)}")

    def close(self, progress: Progress, seconds: float) -> None:
        """Leave one line: an output can be changed, but not taken back."""
        told = joined(progress.label, f"{seconds:.0f} s", progress.note)
        self.show(told, html.escape(told))

    def show(self, text: str, marked_up: str) -> None:
        """Make the output, or change it."""
        from IPython.display import display

        data = {"text/plain": text, "text/html": f"<div>{marked_up}</div>"}
        if self.handle is None:
            self.handle = display(data, raw=True, display_id=True)
        else:
            self.handle.update(data, raw=True)


def line_of(progress: Progress, seconds: float) -> str:
    """The bar in characters."""
    bar = "━" * round(progress.share * WIDTH)
    return f"{progress.label} {bar:─<{WIDTH}} {progress.share:4.0%} {seconds:4.0f} s  {progress.note}"


def joined(*parts: str) -> str:
    """The parts that say something, with dots between."""
    return " · ".join(filter(None, parts))


def drawing_place() -> TerminalLine | CellOutput | None:
    """Where to draw: only where somebody watches, a terminal or a notebook, not in a file or a test."""
    if type(sys.stdout).__module__.startswith("ipykernel"):
        return CellOutput()
    return TerminalLine() if sys.stdout.isatty() else None


def track(items: Iterable[Item], label: str, total: int) -> Iterator[Item]:
    """Yield `items` and show how far along they are."""
    progress = Progress(label, total)
    try:
        for item in items:
            yield item
            progress.advance()
    finally:
        progress.close()
