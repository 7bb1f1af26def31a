"""A third group, drawn after the reader was written: it measures what its author had not seen."""

from benchmarks.argentina.layout import Layout
from benchmarks.argentina.unseen import (
    counter,
    debit_note,
    importer,
    meat,
    pharmacy,
    print_shop,
    produce,
    services,
    tobacco,
    warehouse,
)

UNSEEN: tuple[Layout, ...] = (
    warehouse.LAYOUT,
    pharmacy.LAYOUT,
    meat.LAYOUT,
    tobacco.LAYOUT,
    produce.LAYOUT,
    print_shop.LAYOUT,
    importer.LAYOUT,
    services.LAYOUT,
    debit_note.LAYOUT,
    counter.LAYOUT,
)
