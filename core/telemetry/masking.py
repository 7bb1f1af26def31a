"""Keeps secrets out of what is written down: the configured ones exactly, others by how they look."""

import json
import re
from collections.abc import Iterable
from urllib.parse import quote

MASK = "***"
SHORTEST_SECRET = 6
"""Characters a configured secret must have to be masked wherever it occurs; less would blot out words."""

LONGEST_LINE = 300
"""Characters of a text that is shown on one line."""

_LOOKS = (
    # A password may hold `@` and `/`; bounds keep the search linear in a hostile text.
    (re.compile(r"(\b[a-z][a-z0-9+.-]{0,30}://)[^\s\"'\\]{0,500}@", re.IGNORECASE), rf"\1{MASK}@"),
    (re.compile(r"(\bbearer\s+)[^\s\"',;\\]+", re.IGNORECASE), rf"\1{MASK}"),
    (re.compile(r"\b(?:sk-|AKIA|ASIA)[-\w*]{8,}"), MASK),
    (
        re.compile(
            r"""((?:password|passwd|pwd|secret|token|(?:api|access)[-_ ]?key|authorization)\w{0,40}"""
            r"""\\?["']?\s{0,3}[=:]\s{0,3}\\?["']?)(?!bearer\b|null\b|none\b)[^\s"',;&)\\]+""",
            re.IGNORECASE,
        ),
        rf"\1{MASK}",
    ),
)


class Masker:
    """Replaces secrets in text. Add one with `add` as soon as it is known."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: frozenset[str] = frozenset()
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Mask `secret` from now on, in its JSON and URL spellings too."""
        if len(secret) >= SHORTEST_SECRET:
            self._secrets |= {secret, json.dumps(secret)[1:-1], quote(secret, safe="")}

    def mask(self, text: str) -> str:
        """`text` with every secret replaced by ***."""
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, MASK)
        for look, mask in _LOOKS:
            text = look.sub(mask, text)
        return text

    def line(self, text: str) -> str:
        """`text` masked, on one line of at most 300 characters."""
        line = self.mask(" ".join(text[: 4 * LONGEST_LINE].split()))
        return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"


masker = Masker()
"""The process's: whatever writes text down for people goes through it."""
