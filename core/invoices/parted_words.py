"""The words of a page as their writer meant them: what stands glued together is parted."""

import re
from collections.abc import Iterator
from dataclasses import replace

from core.invoices.pages import Page, Word

MOST_WORDS = 5000
"""Words of a page that are looked at: a page of small print has 2,000, a hostile one a million."""
LONGEST_WORD = 200
"""Characters; longer ones are data, and a trap for regular expressions."""
RULED = 12
"""Bars on a page from which on they are the rules of a table, drawn in characters."""
_BETWEEN_RULES = re.compile(r"[^|]+")
_DRAWN = re.compile(r"^[-+=_]{5,}$")


def _between_rules(word: Word) -> Iterator[Word]:
    """What of a word stands between rules drawn in characters: `|10|Yerba` as two words, `+----+` as none."""
    each = (word.x1 - word.x0) / len(word.text)
    for part in _BETWEEN_RULES.finditer(word.text):
        if not _DRAWN.match(part[0]):
            yield replace(
                word, text=part[0], x0=word.x0 + each * part.start(), x1=word.x0 + each * part.end()
            )


_GLUED = re.compile(r"^((?:[^\W\d]|[.°º/()])*[^\W\d](?:\.|\))?[:#])([^\s:/].*)$")
_GLUED_MONEY = re.compile(r"^([^\W\d_]{3,}\.?)(?<!USD)(\$-?\d.*)$")


def _label_and_value(word: Word) -> list[Word]:
    """`Date:25/12/2018` and `Total$1.250,00` as two words, as their writer meant them."""
    match = _GLUED.match(word.text) or _GLUED_MONEY.match(word.text)
    if match is None:
        return [word]
    split = word.x0 + (word.x1 - word.x0) * len(match[1]) / len(word.text)
    return [replace(word, text=match[1], x1=split), replace(word, text=match[2], x0=split)]


def parted_words(page: Page) -> list[Word]:
    """The page's words, each part of a glued one by itself, without tables' rules drawn in characters."""
    kept = [word for word in page.words[:MOST_WORDS] if len(word.text) <= LONGEST_WORD]
    if sum(word.text.count("|") for word in kept) >= RULED:
        kept = [part for word in kept for part in _between_rules(word)]
    return [part for word in kept for part in _label_and_value(word)]
