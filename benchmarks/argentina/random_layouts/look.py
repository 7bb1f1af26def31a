"""What all parts of a random page share: paper, letters and the habit of printing figures."""

from dataclasses import dataclass
from random import Random

from benchmarks.argentina.numbers import FOREIGN, LOCAL, LOCAL_LONG, PLAIN, PLAIN_LONG, NumberStyle

PAPERS = ((210, 297), (210, 297), (210, 297), (216, 356), (297, 210), (216, 279))
POINTED = NumberStyle("", ".")
"""1234.56"""


@dataclass(frozen=True)
class Look:
    width: float
    """Of the paper, in millimetres, as every length here."""
    height: float
    left: float
    right: float
    """Where print ends, from the paper's left edge."""
    face: str
    size: float
    """Of most letters, in points."""
    style: NumberStyle
    places: int
    """Decimals of amounts of money: 2, or 0 where the supplier prints whole pesos."""
    sign: str
    """What stands before the amounts of the table and the totals."""

    @classmethod
    def draw(cls, rng: Random, *, whole: bool, foreign: bool) -> "Look":
        width, height = rng.choice(PAPERS)
        left = rng.uniform(7, 16)
        styles = (LOCAL, LOCAL, LOCAL, LOCAL_LONG, PLAIN, FOREIGN, PLAIN_LONG, POINTED)
        return cls(
            width=width,
            height=height,
            left=left,
            right=width - left - rng.choice((0, 0, 6)),
            face=rng.choice(("sans", "sans", "serif", "mono", "wide")),
            size=rng.choice((6.5, 7, 7.5, 8, 8.5, 9)),
            style=rng.choice((LOCAL, LOCAL, FOREIGN)) if whole else rng.choice(styles),
            places=0 if whole else 2,
            sign=rng.choice(("", "", "", "U$S " if foreign else "$", "US$ " if foreign else "$ ")),
        )
