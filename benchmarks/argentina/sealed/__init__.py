"""Layouts by somebody who never saw the reader: it is measured on them before anybody tunes to them."""

from benchmarks.argentina.layout import Layout
from benchmarks.argentina.sealed import (
    dairy,
    debit_note,
    distributor,
    hardware,
    importer,
    mill,
    monotributo,
    ticket,
)

SEALED: tuple[Layout, ...] = (
    distributor.LAYOUT,
    dairy.LAYOUT,
    importer.LAYOUT,
    monotributo.LAYOUT,
    hardware.LAYOUT,
    ticket.LAYOUT,
    mill.LAYOUT,
    debit_note.LAYOUT,
)
