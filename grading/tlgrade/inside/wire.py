"""Messages over a socket: four bytes of length, a JSON header, four bytes of length, a payload."""

import json
import socket
import struct
import time

__all__ = ["LIMIT", "ClosedError", "GarbledError", "receive", "send"]

LIMIT = 40 * 2**20  # bytes of one part of a message


class ClosedError(EOFError):
    """The other side has gone."""


class GarbledError(ValueError):
    """What came is no message."""


def send(channel: socket.socket, header: dict, payload: bytes = b"") -> None:
    """Send one message."""
    head = json.dumps(header).encode()
    try:
        channel.sendall(struct.pack(">I", len(head)) + head + struct.pack(">I", len(payload)) + payload)
    except (BrokenPipeError, ConnectionResetError) as error:
        raise ClosedError(str(error)) from None


def receive(channel: socket.socket, seconds: float | None = None, limit: int = LIMIT) -> tuple[dict, bytes]:
    """The next message as header and payload.

    Raises:
        ClosedError: the other side has gone.
        GarbledError: the bytes are no message, or it is too long.
        TimeoutError: it has not arrived whole after `seconds`.
    """
    deadline = None if seconds is None else time.monotonic() + seconds
    head = _read(channel, struct.unpack(">I", _read(channel, 4, deadline, limit))[0], deadline, limit)
    payload = _read(channel, struct.unpack(">I", _read(channel, 4, deadline, limit))[0], deadline, limit)
    try:
        header = json.loads(head)
    except (ValueError, RecursionError) as error:
        raise GarbledError(f"The header is no JSON: {error}") from None
    if not isinstance(header, dict):
        raise GarbledError("The header is no JSON object.")
    return header, payload


def _read(channel, size, deadline, limit) -> bytes:
    if size > limit:
        raise GarbledError(f"{size:,} bytes are announced; at most {limit:,} are read.")
    parts, missing = [], size
    while missing:
        channel.settimeout(None if deadline is None else max(deadline - time.monotonic(), 0.001))
        try:
            part = channel.recv(min(missing, 2**20))
        except ConnectionResetError:
            part = b""
        if not part:
            raise ClosedError("The other side has closed the channel.")
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
