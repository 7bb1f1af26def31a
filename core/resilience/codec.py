"""JSON that keeps money exact and times whole, for what is written to disk and must come back the same."""

import base64
import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

_TAG = "$type"

_READERS: dict[str, Any] = {
    "decimal": Decimal,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda text: timedelta(seconds=float(text)),
    "bytes": base64.b64decode,
    "uuid": UUID,
}


def pack(value: Any) -> str:
    """The value as JSON text. Takes JSON's own types, Decimal, date and time types, bytes and UUID.

    Mappings become dicts and tuples lists. Raises TypeError for any other type, and ValueError for a number
    that JSON cannot carry (NaN, infinity) or a mapping that looks like one of our own tags.
    """
    return json.dumps(_plain(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def unpack(text: str) -> Any:
    """The value that `pack` wrote. Raises ValueError for text that is not from `pack`."""
    return json.loads(text, object_hook=_restore)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return _plain_mapping(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    kind, text = _tagged(value)
    return {_TAG: kind, "value": text}


def _plain_mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    if _TAG in value:
        raise ValueError(f"a mapping may not have the key {_TAG!r}: {dict(value)!r:.200}")
    for key in value:
        if not isinstance(key, str):
            raise TypeError(f"keys must be text, not {key!r}")
    return {key: _plain(item) for key, item in value.items()}


def _tagged(value: Any) -> tuple[str, str]:
    match value:
        case Decimal():
            return "decimal", str(value)
        case datetime():
            return "datetime", value.isoformat()
        case date():
            return "date", value.isoformat()
        case time():
            return "time", value.isoformat()
        case timedelta():
            return "timedelta", repr(value.total_seconds())
        case bytes() | bytearray() | memoryview():
            return "bytes", base64.b64encode(value).decode("ascii")
        case UUID():
            return "uuid", str(value)
        case _:
            raise TypeError(f"cannot keep a {type(value).__name__}: {value!r:.200}")


def _restore(found: dict[str, Any]) -> Any:
    if _TAG not in found:
        return found
    try:
        return _READERS[found[_TAG]](found["value"])
    except (KeyError, TypeError, ArithmeticError) as error:
        raise ValueError(f"not a value written by pack: {found!r:.200}") from error
