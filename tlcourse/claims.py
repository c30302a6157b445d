"""State a finding together with the numbers that it rests on, and refuse to state it when they disagree."""

import html
import math
import operator
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

__all__ = ["Claim", "ClaimError", "claim"]

COMPARISONS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
STYLE = "border-left:4px solid {0};padding:.5em .9em;margin:.4em 0;background:{0}14;border-radius:3px"
HELD, FAILED = "#009E73", "#D55E00"

Number = float | int


class ClaimError(AssertionError):
    """What was measured does not support the sentence."""


@dataclass(frozen=True)
class Claim:
    """A sentence, its evidence as (name, text) pairs, and whether the evidence supported it."""

    sentence: str
    evidence: tuple[tuple[str, str], ...]
    held: bool = True

    def __str__(self) -> str:
        mark = "✔" if self.held else "✘ Not shown:"
        return f"{mark} {self.sentence}\n  {self.numbers()}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        style = STYLE.format(HELD if self.held else FAILED)
        sentence = html.escape(self.sentence if self.held else f"Not shown: {self.sentence}")
        return f'<div style="{style}"><strong>{sentence}</strong><br><small>{html.escape(self.numbers())}</small></div>'

    def record(self) -> dict[str, object]:
        """The claim as plain data. A notebook keeps it in the output's metadata, for reports that need no scraping."""
        return {"sentence": self.sentence, "held": self.held, "evidence": dict(self.evidence)}

    def numbers(self) -> str:
        """The evidence on one line."""
        return " · ".join(f"{name}: {text}" for name, text in self.evidence)


def claim(
    sentence: str,
    evidence: Mapping[str, Number | bool | str],
    holds: bool | str | Callable[[Mapping[str, Number]], bool] | None = None,
    *,
    unit: str = "%",
) -> None:
    """Show `sentence` with its measured numbers, or raise if they do not support it.

    Args:
        sentence: the finding, in plain words.
        evidence: measured numbers by name. The key "holds" may carry the condition instead of the argument `holds`.
        holds: the condition: a bool; a comparison of evidence names and numbers such as "frozen > scratch >= 0.005",
            where terms may be added and subtracted ("frozen - scratch > 0.05"); or a function of the evidence.
        unit: how numbers that are no integers are shown. "%" shows fractions from -1 to 1 in percent; any other text is
            put behind the number.

    Raises:
        ClaimError: the condition does not hold, or a number was not measured (NaN). A notebook shows the numbers, too.
        ValueError: no condition was given, or it names something that the evidence does not have.

    Example:
        >>> claim("Borrowing beats starting over", {"frozen": 0.61, "scratch": 0.14}, "frozen > scratch")
        ✔ Borrowing beats starting over
          frozen: 61.0 % · scratch: 14.0 %
    """
    numbers = {name: value for name, value in evidence.items() if name != "holds"}
    condition = evidence.get("holds") if holds is None else holds
    if condition is None:
        raise ValueError(
            f"claim({sentence!r}) got evidence but no condition. Give holds=True/False or a comparison such as 'a > b'."
        )
    stated = Claim(sentence, tuple((name, as_text(value, unit)) for name, value in numbers.items()))
    missing = [name for name, value in numbers.items() if isinstance(value, float) and math.isnan(value)]
    if missing:
        show_failed(stated)
        raise ClaimError(f"Not shown: “{sentence}”. {', '.join(missing)} was not measured (NaN). Run its cell again.")
    if not is_true(condition, numbers):
        show_failed(stated)
        wanted = f" Expected: {condition}." if isinstance(condition, str) else ""
        raise ClaimError(f"Not shown: “{sentence}”. Measured: {stated.numbers()}.{wanted}")
    show(stated)


def is_true(condition: bool | str | Callable, numbers: Mapping[str, Number]) -> bool:
    """Whether the numbers meet the condition."""
    if callable(condition):
        return bool(condition(numbers))
    return compare(condition, numbers) if isinstance(condition, str) else bool(condition)


def compare(text: str, numbers: Mapping[str, Number]) -> bool:
    """Evaluate a chain of comparisons, such as "a > b >= 0.2"."""
    parts = [part.strip() for part in re.split(r"(>=|<=|>|<)", text)]
    if len(parts) < 3:
        raise ValueError(f"{text!r} compares nothing. Write a comparison with >, >=, < or <=, such as 'a > b'.")
    values = [term(part, numbers) for part in parts[::2]]
    pairs = zip(parts[1::2], values, values[1:], strict=False)
    return all(COMPARISONS[sign](left, right) for sign, left, right in pairs)


def term(text: str, numbers: Mapping[str, Number]) -> float:
    """The value of an evidence name, of a number, or of a sum or difference of them (with spaces around the sign)."""
    if text in numbers:
        return float(numbers[text])
    if parts := re.fullmatch(r"(.+) ([+-]) (.+)", text):
        right = term(parts[3].strip(), numbers)
        return term(parts[1].strip(), numbers) + (right if parts[2] == "+" else -right)
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{text!r} is no number and not in the evidence ({', '.join(numbers)}).") from None


def as_text(value: Number | bool | str, unit: str) -> str:
    """A number as a reader wants it: percent for fractions, separators in thousands."""
    if isinstance(value, bool | str):
        return {True: "yes", False: "no"}.get(value, str(value))
    if float(value).is_integer() and (isinstance(value, int) or abs(value) > 1):
        return f"{int(value):,}"
    if unit == "%" and abs(value) <= 1:
        return f"{100 * value:.1f} %"
    return f"{value:.3g}" + (f" {unit}" if unit not in ("", "%") else "")


def show(stated: Claim) -> None:
    """Render in a notebook, print elsewhere."""
    if not in_notebook():
        print(stated)
        return
    from IPython.display import display

    display(stated, metadata={"tlcourse": stated.record()})


def show_failed(stated: Claim) -> None:
    """In a notebook, the sentence marked as not shown, with its numbers; elsewhere the error says it all."""
    if in_notebook():
        show(replace(stated, held=False))


def in_notebook() -> bool:
    """Whether a notebook's kernel is running this."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return hasattr(shell, "kernel")
