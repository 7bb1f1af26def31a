"""Layouts after real suppliers' printouts to measure a reader blind: its author does not look at them."""

from benchmarks.argentina.fresh import (
    beverage,
    credit_note,
    drugstore,
    food_company,
    hardware,
    hygiene,
    meat,
    packaging,
    phone,
    ticket,
)
from benchmarks.argentina.layout import Layout

FRESH: tuple[Layout, ...] = (
    hygiene.LAYOUT,
    food_company.LAYOUT,
    meat.LAYOUT,
    ticket.LAYOUT,
    phone.LAYOUT,
    drugstore.LAYOUT,
    credit_note.LAYOUT,
    beverage.LAYOUT,
    hardware.LAYOUT,
    packaging.LAYOUT,
)
