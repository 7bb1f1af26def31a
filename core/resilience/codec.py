"""JSON that keeps money exact and times whole, for what is written to disk and must come back the same."""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any
from uuid import UUID

_TAG = "$type"

_WRITERS: tuple[tuple[type[Any] | tuple[type[Any], ...], str, Callable[[Any], str]], ...] = (
    (Decimal, "decimal", str),
    (datetime, "datetime", datetime.isoformat),  # before date, of which it is a kind
    (date, "date", date.isoformat),
    (time, "time", time.isoformat),
    (timedelta, "timedelta", lambda value: str(value // timedelta(microseconds=1))),
    ((bytes, bytearray, memoryview), "bytes", lambda value: base64.b64encode(value).decode("ascii")),
    (UUID, "uuid", str),
    (float, "float", repr),  # the ones JSON has no word for: nan, inf
)

_READERS: dict[str, Callable[[Any], Any]] = {
    "decimal": Decimal,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda text: timedelta(microseconds=int(text)),
    "bytes": lambda text: base64.b64decode(text, validate=True),
    "uuid": UUID,
    "float": float,
    "dict": dict,
}


def pack(value: Any) -> str:
    """The value as JSON text. Takes JSON's own types, Decimal, date and time types, bytes and UUID.

    Mappings become dicts and tuples lists. Raises TypeError for any other type.
    """
    return json.dumps(_plain(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def unpack(text: str) -> Any:
    """The value that `pack` wrote. Raises ValueError for text that is not from `pack`."""
    return json.loads(text, object_hook=_restore)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str) or (isinstance(value, float) and isfinite(value)):
        return value
    if isinstance(value, Mapping):
        return _plain_mapping(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    kind, text = _tagged(value)
    return {_TAG: kind, "value": text}


def _plain_mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    for key in value:
        if not isinstance(key, str):
            raise TypeError(f"keys must be text, not {key!r}")
    plain = {key: _plain(item) for key, item in value.items()}
    # A mapping from outside must not be taken for one of our tags.
    return {_TAG: "dict", "value": list(plain.items())} if _TAG in plain else plain


def _tagged(value: Any) -> tuple[str, str]:
    for kind, name, write in _WRITERS:
        if isinstance(value, kind):
            return name, write(value)
    raise TypeError(f"cannot keep a {type(value).__name__}: {value!r:.200}")


def _restore(found: dict[str, Any]) -> Any:
    if _TAG not in found:
        return found
    try:
        return _READERS[found[_TAG]](found["value"])
    except (KeyError, TypeError, ArithmeticError) as error:
        raise ValueError(f"not a value written by pack: {found!r:.200}") from error
