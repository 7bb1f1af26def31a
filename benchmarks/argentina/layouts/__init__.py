"""The layouts a reader may be tuned on; those it may not are in benchmarks.argentina.heldout."""

from benchmarks.argentina.layout import Layout
from benchmarks.argentina.layouts import (
    beverage,
    butcher,
    classic,
    credit,
    deli,
    dot_matrix,
    erp,
    letter_m,
    stationery,
    wholesale,
)

TUNED: tuple[Layout, ...] = (
    *classic.LAYOUTS,
    *dot_matrix.LAYOUTS,
    *wholesale.LAYOUTS,
    *beverage.LAYOUTS,
    *stationery.LAYOUTS,
    *butcher.LAYOUTS,
    *erp.LAYOUTS,
    *credit.LAYOUTS,
    *letter_m.LAYOUTS,
    *deli.LAYOUTS,
)
