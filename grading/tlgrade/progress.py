"""What an instructor sees of a run: n of N, rate, time left, how many of each status."""

import sys
import time
from collections import Counter

from rich.console import Console
from rich.table import Table

__all__ = ["Progress", "show_rows"]

COLOURS = {"graded": "green", "needs-manual": "cyan", "partial": "yellow", "not-submitted": "dim"}


class Progress:
    """Told by the runner; writes to standard error, so that output can be piped."""

    def __init__(self):
        self.console = Console(stderr=True, highlight=False)
        self.total, self.seen, self.counts, self.started = 0, 0, Counter(), time.monotonic()

    def __call__(self, what: str, *details) -> None:
        """One event: start, done or draining."""
        if what == "start":
            self.total, self.started = details[0], time.monotonic()
            if self.total:
                self.console.print(f"{self.total} to grade")
        elif what == "draining":
            self.console.print("Stopping: what is running is brought to its end. Ctrl-C again ends at once.")
        elif what == "done":
            self.seen += 1
            self.counts[details[0]] += details[1]
            self.line()

    def line(self) -> None:
        """The state of the run, in one line that is written over on a terminal."""
        minutes = (time.monotonic() - self.started) / 60
        rate = self.seen / minutes if minutes else 0
        left = (self.total - self.seen) / rate if rate else 0
        counts = ", ".join(f"{count} {status}" for status, count in self.counts.most_common())
        text = f"{self.seen}/{self.total} · {rate:.0f} a minute · {left:.1f} min left · {counts}"
        if self.console.is_terminal:
            sys.stderr.write(f"\r\x1b[K{text[: self.console.width - 1]}" + ("\n" if self.seen == self.total else ""))
            sys.stderr.flush()
        else:
            self.console.print(text, soft_wrap=True)


def show_rows(rows: list[dict]) -> None:
    """The table of `tlgrade status`."""
    table = Table("student", "status", "points", "reason", show_lines=False)
    for row in rows:
        points = "–" if row["score"] is None else f"{row['score']:g}"
        status = f"[{COLOURS.get(row['status'], 'red')}]{row['status']}[/]"
        table.add_row(
            escaped(row["student"]), status, f"{points} of {row['max_score']:g}", escaped(row["reason"][:160])
        )
    console = Console(highlight=False)
    console.print(table)
    counts = Counter(row["status"] for row in rows)
    console.print(", ".join(f"{count} {status}" for status, count in counts.most_common()))


def escaped(text: str) -> str:
    """Text of a submission is no markup."""
    from rich.markup import escape

    return escape(text)
