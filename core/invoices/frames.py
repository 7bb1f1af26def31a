"""What passes between the console and its reading workers: a JSON object and some bytes, by length.

Not pickle: a worker opens hostile files, and what it says must be no more than data.
"""

import json
import struct
from typing import Any, BinaryIO

_LENGTHS = struct.Struct(">II")
MOST_BYTES = 256 * 1024**2
"""Longest part of a frame that is believed."""


def send(channel: BinaryIO, head: dict[str, Any], body: bytes = b"") -> None:
    encoded = json.dumps(head).encode()
    channel.write(_LENGTHS.pack(len(encoded), len(body)))
    channel.write(encoded)
    channel.write(body)
    channel.flush()


def receive(channel: BinaryIO) -> tuple[dict[str, Any], bytes]:
    """Raise EOFError when the other side is gone, ValueError or TypeError when what it sends is no frame."""
    head_length, body_length = _LENGTHS.unpack(_exactly(channel, _LENGTHS.size))
    head = json.loads(_exactly(channel, head_length))
    if not isinstance(head, dict):
        raise TypeError(f"a frame starts with an object, not {type(head).__name__}")
    return head, _exactly(channel, body_length)


def _exactly(channel: BinaryIO, length: int) -> bytes:
    if length > MOST_BYTES:
        raise ValueError(f"a frame of {length} bytes is no frame of ours")
    received = channel.read(length)
    if len(received) < length:
        raise EOFError
    return received
