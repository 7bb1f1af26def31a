"""Layouts drawn from a seed: every document has a page of its own, so that none can be tuned on.

Three parts make a page, each with its own grammar: header.py, table.py (its columns in columns.py) and
totals.py. A reader is developed on one range of seeds and measured on another.
"""

from random import Random

from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.random_layouts import columns, header, table, totals
from benchmarks.argentina.random_layouts.look import Look
from benchmarks.argentina.sheet import Sheet

COPIES = (("ORIGINAL",), ("ORIGINAL",), ("ORIGINAL", "DUPLICADO"), ("ORIGINAL", "DUPLICADO", "TRIPLICADO"))


def random_layouts(seed: int, count: int) -> tuple[Layout, ...]:
    """`count` layouts; the same seed gives the same ones, whatever the count."""
    return tuple(_layout(f"random_{seed}_{number:03d}") for number in range(count))


def _layout(name: str) -> Layout:
    rng = Random(name)
    goods = columns.draw_goods(rng)
    look = Look.draw(rng, whole=goods.whole, foreign=goods.recipe.currency != "ARS")
    drawn = columns.draw_columns(rng, look, goods)
    grid = table.draw_table(rng, look, drawn.columns)
    head = header.draw_header(rng, look)
    foot = totals.draw_totals(rng, look)

    def draw(sheet: Sheet, invoice: Invoice) -> None:
        grid.draw(sheet, invoice, head, foot)

    return Layout(
        name,
        goods.recipe,
        draw,
        drawn.shown,
        size=(look.width, look.height),
        face=look.face,
        copies=rng.choice(COPIES),
    )
