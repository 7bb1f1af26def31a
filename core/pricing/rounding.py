"""Shelf prices as shops write them: endings such as .90, or whole tens and hundreds by price bracket."""

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import Enum
from functools import lru_cache

from core.pricing.money import ZERO

_PESOS = "<100:1;<1000:10;<10000:50;100"
_OTHER_MONEY = "0.01"
AUTO = "auto"
"""Pesos in steps that grow with the price; any other currency to the cent."""

_STEP = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,2})?")
_ENDING = re.compile(r"\.[0-9]{2}")
_LIMIT = re.compile(r"<([0-9]{1,9}):(.+)")


class Direction(Enum):
    NEAREST = ROUND_HALF_UP
    UP = ROUND_CEILING
    DOWN = ROUND_FLOOR


@dataclass(frozen=True, slots=True)
class _Bracket:
    """Prices from `low` to below `high` are `ending` plus a multiple of `step`."""

    low: Decimal
    high: Decimal | None
    step: Decimal
    ending: Decimal

    def snap(self, price: Decimal, direction: Direction) -> Decimal:
        count = ((price - self.ending) / self.step).quantize(Decimal(1), direction.value)
        snapped = count * self.step + self.ending
        # Nearest may not fall out of the bracket at its lower end (nor to zero), or it would have to be
        # rounded again there and could swing back for ever.
        lowest_reached = snapped <= ZERO or snapped < self.low
        if direction is Direction.NEAREST and lowest_reached:
            return self.snap(price, Direction.UP)
        return snapped


@dataclass(frozen=True, slots=True)
class Rounding:
    """Written as `10` (nearest ten), `.90` (ending), or by price bracket `<1000:10;<5000:50;100`."""

    spec: str
    brackets: tuple[_Bracket, ...]

    def apply(self, price: Decimal, direction: Direction = Direction.NEAREST) -> Decimal:
        """`price` as the shop would write it. Idempotent; UP never goes below, DOWN never above `price`.

        DOWN may reach zero or less, where the smallest price the spec allows is above `price`.
        """
        for _ in range(len(self.brackets) + 1):
            snapped = self._bracket(price).snap(price, direction)
            if snapped == price or snapped <= ZERO:
                return snapped
            price = snapped
        return price

    def _bracket(self, price: Decimal) -> _Bracket:
        for bracket in self.brackets:
            if bracket.high is None or price < bracket.high:
                return bracket
        raise AssertionError("the last bracket has no upper end")


@lru_cache(maxsize=256)
def parse_rounding(spec: str, currency: str) -> Rounding:
    """The rounding `spec` describes, for prices in `currency`. Raises ValueError saying what is wrong."""
    text = spec.replace(" ", "")
    if text == AUTO:
        text = _PESOS if currency == "ARS" else _OTHER_MONEY
    *limited, last = text.split(";")
    brackets: list[_Bracket] = []
    low = ZERO
    for part in limited:
        match = _LIMIT.fullmatch(part)
        if match is None:
            raise ValueError(f"rounding {spec!r}: expected `<limit:step` but found {part!r}")
        high = Decimal(match[1])
        if high <= low:
            raise ValueError(f"rounding {spec!r}: the limit {high} does not come after {low}")
        brackets.append(_bracket(low, high, match[2], spec))
        low = high
    brackets.append(_bracket(low, None, last, spec))
    return Rounding(spec, tuple(brackets))


def _bracket(low: Decimal, high: Decimal | None, step: str, spec: str) -> _Bracket:
    if _ENDING.fullmatch(step):
        return _Bracket(low, high, Decimal(1), Decimal(step))
    if not _STEP.fullmatch(step) or Decimal(step) == 0:
        raise ValueError(
            f"rounding {spec!r}: {step!r} is neither a step such as 50 nor an ending such as .90"
        )
    return _Bracket(low, high, Decimal(step), ZERO)
