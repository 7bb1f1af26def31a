"""The API's bearer token: made at the first start, kept where only its owner can read it."""

import os
import secrets
from pathlib import Path

FILENAME = "api-token"
_SHORTEST = 16


class TokenError(Exception):
    """The token file cannot be used; the message says what to do."""

    code = "API_TOKEN_UNUSABLE"


def load_or_create_token(data_dir: Path) -> tuple[str, bool]:
    """The token, and whether it was made just now. Safe against two processes starting at once.

    Raises TokenError for a file that holds no token, OSError where the folder cannot be written.
    """
    path = data_dir / FILENAME
    created = not path.exists() and _create(path)
    path.chmod(0o600)
    token = path.read_text(encoding="utf-8", errors="replace").strip()
    if len(token) < _SHORTEST or not token.isascii() or not token.isprintable() or " " in token:
        raise TokenError(
            f"{path} holds no usable API token (at least {_SHORTEST} visible ASCII characters); "
            "delete the file and start again for a new one"
        )
    return token, created


def _create(path: Path) -> bool:
    """Write a new token so that the file is whole or not there. False if another process was faster."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{FILENAME}.{secrets.token_hex(4)}")
    try:
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{secrets.token_urlsafe(32)}\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink(missing_ok=True)
    return True
