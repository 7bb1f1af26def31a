"""Layouts kept aside: a reader is measured on them and its author does not look at them."""

from benchmarks.argentina.heldout import book, credit_note, landscape, roll, route
from benchmarks.argentina.layout import Layout

HELDOUT: tuple[Layout, ...] = (route.LAYOUT, landscape.LAYOUT, roll.LAYOUT, book.LAYOUT, credit_note.LAYOUT)
