"""Read what an answer gives back: for probes as plain data, for judges as a number, for messages as words."""

import numpy as np

__all__ = ["as_plain", "is_number", "told"]


def as_plain(value):
    """A number, an array, None; anything else comes as {"type": its name}. For probes."""
    if value is None or isinstance(value, bool | str | dict):
        return None if value is None else {"type": type(value).__name__}
    try:
        array = np.asarray(value)
        array = array.astype(float) if array.dtype == object else array  # fractions, lists of tensors
    except (TypeError, ValueError, OverflowError):
        return {"type": type(value).__name__}
    if array.dtype.kind not in "biuf":
        return {"type": "text" if array.dtype.kind == "U" else type(value).__name__}
    return array if array.ndim else array.item()


def is_number(value) -> bool:
    """Whether an observed value is one number. For judges."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def told(value) -> str:
    """An observed value in a few words. For messages."""
    if isinstance(value, dict):
        return f"something of type {value['type']}"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    return f"{value:.4g}" if isinstance(value, float) else f"{value!r}"
