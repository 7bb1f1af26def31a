"""The request id: one name that ties log lines, answers and journal rows to what a person did."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)

_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


def new_request_id() -> str:
    """A fresh id of 20 hexadecimal characters."""
    return secrets.token_hex(10)


def is_well_formed(request_id: str) -> bool:
    """Whether an id from outside may be kept; anything else could forge log lines or headers, or fill them.

    Kept: 1 to 64 ASCII letters, digits, `.`, `_` and `-`, of which the first is a letter or digit.
    """
    return _WELL_FORMED.fullmatch(request_id) is not None


def current_request_id() -> str:
    """The id of the request being served; creates one for the rest of this context if there is none."""
    request_id = _request_id.get()
    if request_id is None:
        request_id = new_request_id()
        _request_id.set(request_id)
    return request_id


def request_id_or_none() -> str | None:
    """The id of the request being served; None outside one."""
    return _request_id.get()


@contextmanager
def request_scope(request_id: str | None = None) -> Iterator[str]:
    """Serve a request under `request_id`; None or a malformed one (see is_well_formed) gets a fresh id."""
    kept = request_id if request_id is not None and is_well_formed(request_id) else new_request_id()
    token = _request_id.set(kept)
    try:
        yield kept
    finally:
        _request_id.reset(token)
