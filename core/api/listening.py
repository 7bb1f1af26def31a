"""Lets small answers leave at once: without TCP_NODELAY each on a kept-alive connection waits 40 ms.

The server writes an answer's head and body apart, and Nagle's algorithm holds the body back until the client
has acknowledged the head, which clients put off. asyncio sets TCP_NODELAY on what it accepts, but only where
the listening socket was made with its protocol named; Streamlit's is not. What is accepted inherits it
from the socket that listens (Linux and macOS), so it is set there.
"""

import os
import socket
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import structlog

_OPEN_FILES = Path("/dev/fd")
"""Lists what this process has open, by number; Linux and macOS have it."""

log = structlog.get_logger(__name__)


def answer_at_once() -> int:
    """Set TCP_NODELAY on every TCP socket on which this process listens; return how many there are.

    None is no error: a server that binds later than it starts the application sets the option itself.
    """
    found = 0
    for listener in _listeners():
        with listener:
            try:
                listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError as error:
                log.warning("answers_may_wait", address=listener.getsockname(), error=str(error))
                continue
        found += 1
    if not found:
        log.info("no_listening_socket", effect="answers may wait 40 ms, unless the server sees to it itself")
    return found


def _listeners() -> Iterator[socket.socket]:
    """A second handle on each TCP socket that listens; closing it leaves the first one open."""
    try:
        numbers = [int(entry.name) for entry in _OPEN_FILES.iterdir()]
    except OSError as error:
        log.info("open_files_not_listed", error=str(error))
        return
    for number in numbers:
        handle = _second_handle(number)
        if handle is not None and _listens(handle):
            yield handle
        elif handle is not None:
            handle.close()


def _second_handle(number: int) -> socket.socket | None:
    """None for what is no socket, and for what was closed since it was listed."""
    with suppress(OSError):
        if stat.S_ISSOCK(os.fstat(number).st_mode):
            return socket.socket(fileno=os.dup(number))
    return None


def _listens(handle: socket.socket) -> bool:
    inet = handle.family in (socket.AF_INET, socket.AF_INET6) and handle.type == socket.SOCK_STREAM
    return inet and bool(handle.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
