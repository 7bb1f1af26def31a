"""Layouts nobody tuned the reader on, drawn by somebody who had not read it: for measuring it blind."""

from benchmarks.argentina.blind import (
    carbon,
    chemist,
    cloud,
    export,
    fiscal,
    ledger,
    official,
    plant,
    refund,
    word,
)
from benchmarks.argentina.layout import Layout

BLIND: tuple[Layout, ...] = (
    official.LAYOUT,
    ledger.LAYOUT,
    carbon.LAYOUT,
    cloud.LAYOUT,
    word.LAYOUT,
    fiscal.LAYOUT,
    plant.LAYOUT,
    chemist.LAYOUT,
    export.LAYOUT,
    refund.LAYOUT,
)
