"""Whether two descriptions, spelled differently, mean the same goods. Strict: a wrong one spoils a price."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

_TOKEN = re.compile(r"\d+|[a-z]+")
_FILLERS = {
    *("de", "del", "la", "el", "los", "las", "con", "en", "por", "para", "y", "x"),
    *("u", "un", "una", "uni", "unid", "unidad", "unidades", "cod", "art"),
}
"""Words that say nothing of the goods."""
_UNITS = {
    **dict.fromkeys(("gr", "grs", "gramos"), "g"),
    **dict.fromkeys(("kgs", "kilo", "kilos"), "kg"),
    **dict.fromkeys(("lt", "lts", "ltr", "litro", "litros"), "l"),
    **dict.fromkeys(("cc", "cm3"), "ml"),
}
_SHORTEST_STEM = 3
"""Letters from which `gall` may stand for `galletitas`."""
_SHORTEST_SLIP = 5
"""Letters from which a word may have a slip: `mini` and `maxi` are different goods."""
_SAME_WORD = 82.0
"""Likeness, 0 to 100, of a word with a slip in it: `clasico` and `clasica`, not `frutilla` and `vainilla`."""
_WORTH_A_LOOK = 60.0
_MOST_LOOKED_AT = 20
_LEAD = 3.0
"""How much more alike it must be than any other product, or it is a guess."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Which of the descriptions it is, and how alike, from 0 to 100."""

    key: str
    likeness: float


def most_alike(key: str, candidates: Iterable[tuple[str, str]]) -> Alike | None:
    """The description that means the goods of `key`, of pairs of a description key and its product.

    None where none does, or where descriptions of several products might.
    """
    products = dict(candidates)
    found = process.extract(
        key,
        products.keys(),
        scorer=fuzz.token_sort_ratio,
        score_cutoff=_WORTH_A_LOOK,
        limit=_MOST_LOOKED_AT,
    )
    alike = [Alike(name, score) for name, score, _ in found if means_the_same(key, name)]
    if not alike:
        return None
    best = alike[0]
    others = [it for it in alike if products[it.key] != products[best.key]]
    return None if others and best.likeness - others[0].likeness < _LEAD else best


def means_the_same(one: str, other: str) -> bool:
    """Whether both have the same figures, and each word of one is a word, stem or slip of the other's."""
    numbers, words = _parts(one)
    other_numbers, other_words = _parts(other)
    return bool(words) and numbers == other_numbers and _fit(words, other_words)


def _parts(key: str) -> tuple[list[str], list[str]]:
    tokens = [_UNITS.get(token, token) for token in _TOKEN.findall(key)]
    figures = sorted(token.lstrip("0") or "0" for token in tokens if token.isdigit())
    return figures, [token for token in tokens if not token.isdigit() and token not in _FILLERS]


def _fit(words: list[str], others: list[str]) -> bool:
    """Whether the words pair off, each with one of the others and none left over."""
    if len(words) != len(others):
        return False
    left = list(others)
    for word in sorted(words, key=len, reverse=True):
        partner = word if word in left else next((it for it in left if _is_word(word, it)), None)
        if partner is None:
            return False
        left.remove(partner)
    return True


def _is_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) >= _SHORTEST_STEM and long.startswith(short):
        return True
    return len(short) >= _SHORTEST_SLIP and fuzz.ratio(one, other) >= _SAME_WORD
