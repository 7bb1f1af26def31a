"""Refusals: what pricing will not guess, each with a stable code that core/ui has words for."""

from collections.abc import Mapping
from enum import StrEnum


class RefusalCode(StrEnum):
    """Why a line gave no cost or an item no price. The names of `detail` stand behind each."""

    DESCRIPTION_MISSING = "DESCRIPTION_MISSING"
    NOT_A_NUMBER = "NOT_A_NUMBER"
    """field, value"""
    COST_MISSING = "COST_MISSING"
    COST_NOT_POSITIVE = "COST_NOT_POSITIVE"
    """cost"""
    COST_OUT_OF_RANGE = "COST_OUT_OF_RANGE"
    """cost"""
    QUANTITY_MISSING = "QUANTITY_MISSING"
    QUANTITY_NOT_POSITIVE = "QUANTITY_NOT_POSITIVE"
    """quantity"""
    QUANTITY_OUT_OF_RANGE = "QUANTITY_OUT_OF_RANGE"
    """quantity, most"""
    PACK_SIZE_MISSING = "PACK_SIZE_MISSING"
    """unit"""
    PACK_SIZE_INVALID = "PACK_SIZE_INVALID"
    """units_per_pack"""
    CURRENCY_UNKNOWN = "CURRENCY_UNKNOWN"
    """currency"""
    CURRENCY_CHANGED = "CURRENCY_CHANGED"
    """before, currency"""
    TAX_RATE_MISSING = "TAX_RATE_MISSING"
    TAX_RATE_INVALID = "TAX_RATE_INVALID"
    """rate"""
    TAX_BASIS_UNKNOWN = "TAX_BASIS_UNKNOWN"
    """lines, net, total: the line amounts add up to neither."""
    LINE_ARITHMETIC = "LINE_ARITHMETIC"
    """quantity, unit_price, amount"""
    FIXED_PRICE_MISSING = "FIXED_PRICE_MISSING"
    """category"""
    PRICE_OUT_OF_RANGE = "PRICE_OUT_OF_RANGE"
    """price"""


class PricingRefused(ValueError):  # noqa: N818 - a refusal is an answer, not a fault
    """Nothing is priced on a guess: `code` says what is wrong, `row` where, `detail` with which figures."""

    def __init__(self, code: RefusalCode, row: str, detail: Mapping[str, str] | None = None) -> None:
        self.code = code
        self.row = row
        self.detail = dict(detail or {})
        figures = ", ".join(f"{name} {value}" for name, value in self.detail.items())
        super().__init__(f"{row}: {code.value}" + (f" ({figures})" if figures else ""))
