"""No promise without a test: what docs/guarantees.md names exists."""

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
GUARANTEES = TESTS.parent / "docs" / "guarantees.md"
_NAMED = re.compile(r"`([\w/]+\.py)(?:::(\w+))?`")


def promises() -> list[str]:
    lines = GUARANTEES.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("| ") and not line.startswith("| promise ")]


def test_guarantees__each_promise__names_a_test():
    assert [line for line in promises() if not _NAMED.search(line)] == []


def test_guarantees__each_test_named__exists():
    named = [match for line in promises() for match in _NAMED.findall(line)]
    missing = [
        f"{path}::{test}"
        for path, test in named
        if not (TESTS / path).is_file()
        or (test and f"def {test}(" not in (TESTS / path).read_text(encoding="utf-8"))
    ]
    assert missing == []
    assert len(named) > len(promises()) > 50
