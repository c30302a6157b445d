"""Plain data: the only thing that crosses from a student's process to a judge."""

import io
import json
import math
import zipfile

import numpy as np

__all__ = ["NotPlainError", "pack", "unpack"]

LIMIT = 32 * 2**20  # bytes
ARRAY = "array:"


class NotPlainError(TypeError):
    """Something is not made of numbers, text, lists, dicts and numeric arrays."""


def pack(data) -> bytes:
    """Numbers, text, None, lists, dicts with text keys and numeric arrays -> bytes (an .npz archive, no pickle).

    Raises:
        NotPlainError: anything else is in it. Subclasses count as anything else: they bring behaviour along.
    """
    arrays: dict[str, np.ndarray] = {}
    tree = json.dumps(_lower(data, arrays))
    buffer = io.BytesIO()
    np.savez_compressed(buffer, tree=np.frombuffer(tree.encode(), np.uint8), **arrays)
    return buffer.getvalue()


def unpack(packed: bytes):
    """The data that `pack` was given; tuples come back as lists, numpy numbers as Python's.

    Raises:
        NotPlainError: the bytes are no such archive, or hold more than 32 MB.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > LIMIT:
            raise NotPlainError(f"{size:,} bytes were sent; at most {LIMIT:,} are read.")
        with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
            return _raise(json.loads(arrays["tree"].tobytes()), arrays)
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile, RecursionError) as error:
        raise NotPlainError(f"This is no packed observation: {error}") from None


def _lower(value, arrays):
    """JSON's own types, with arrays put aside."""
    kind = type(value)
    if value is None or kind in (bool, int):
        return value
    if kind is str:
        return "text:" + value
    if kind is float or isinstance(value, np.floating):
        number = float(value)
        return number if math.isfinite(number) else {"number": str(number)}
    if isinstance(value, np.bool_ | np.integer):
        return value.item()
    if kind is np.ndarray and value.dtype.kind in "biuf":
        name = f"a{len(arrays)}"
        arrays[name] = value
        return ARRAY + name
    if kind in (list, tuple):
        return [_lower(item, arrays) for item in value]
    if kind is dict and all(type(key) is str for key in value):
        return {"dict": {key: _lower(item, arrays) for key, item in value.items()}}
    raise NotPlainError(f"{kind.__name__} is no plain data (numbers, text, lists, dicts, numeric arrays).")


def _raise(value, arrays):
    if isinstance(value, str):
        return arrays[value.removeprefix(ARRAY)] if value.startswith(ARRAY) else value.removeprefix("text:")
    if isinstance(value, list):
        return [_raise(item, arrays) for item in value]
    if isinstance(value, dict):
        if "number" in value:
            return float(value["number"])
        return {key: _raise(item, arrays) for key, item in value["dict"].items()}
    return value
