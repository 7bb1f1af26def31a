"""The page of an invoice with a mark on what is being looked at, moved by CSS alone.

A field that has the cursor or the pointer, and the selected row of the table of lines, are known to the
browser: `:has()` shows the mark that belongs to each, and turns to its page, without asking the server. So it
is there at once, and a rerun of the script sends nothing anew.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

import streamlit as st

from core.invoices.model import Place
from core.ui.language import gettext as _

_MOST_MARKS = 150
"""Of more lines the later ones stay unmarked: each is a rule that the browser looks at."""
_MARGIN = 0.004
"""Room around what is marked, as a share of the page."""
_LENS_HEIGHT = 92
"""Pixels of the strip that shows the marked line enlarged."""
_LEAST_WIDTH = 0.6
"""Share of the page's width that the strip shows at least, so that a short field is not blown up."""

_STYLE = f"""<style>
.fu-pages {{ position: relative; border: 1px solid rgba(128, 128, 128, 0.35); border-radius: 0.5rem;
  overflow: hidden; background: #fff; }}
.fu-page {{ position: relative; display: none; }}
.fu-page img {{ display: block; width: 100%; min-height: 12rem; position: relative; }}
/* Shown where the image does not come, over the browser's own mark of that. */
.fu-page img::after {{ content: attr(alt); position: absolute; inset: 0; padding: 1rem;
  background: #f3f4f6; color: #4b5563; font-size: 0.875rem; }}
.fu-mark {{ position: absolute; display: none; border: 2px solid #b45309; border-radius: 4px;
  background: rgba(245, 158, 11, 0.18); box-shadow: 0 0 0 200vmax rgba(15, 23, 42, 0.13); }}
.fu-lens {{ position: relative; height: {_LENS_HEIGHT}px; overflow: hidden; background: #fff;
  border: 1px solid rgba(128, 128, 128, 0.35); border-radius: 0.5rem; }}
.fu-enlarged {{ position: absolute; left: 0; top: 0; display: none; transform-origin: 0 0; }}
.fu-enlarged img {{ display: block; width: 100%; }}
.fu-lens p {{ margin: 0; padding: 0.6rem 0.8rem; color: #4b5563; font-size: 0.875rem; }}
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-lens-"]) {{
  position: sticky; top: 0.5rem; z-index: 20;
}}
@media (max-width: 640px) {{
  [data-testid="stLayoutWrapper"]:has(> [class*="st-key-lens-"]) {{ top: 3.5rem; }}
}}
</style>"""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is marked, and the CSS of the part of the page whose attention shows it."""

    attention: str
    place: Place


def of_field(key: str, place: Place) -> list[Mark]:
    """The marks of a widget by its key; the pointer counts more than the cursor."""
    return [Mark(f".st-key-{key}:focus-within", place), Mark(f".st-key-{key}:hover", place)]


def of_row(key: str, row: int, place: Place) -> Mark:
    """The mark of a row, from 0, of an editable table by its key.

    The table is drawn on a canvas; the grid it keeps for screen readers tells which cell is selected.
    """
    return Mark(f'.st-key-{key} tr[aria-rowindex="{row + 2}"] td[aria-selected="true"]', place)


def draw_pages(invoice_id: str, *, shown: int, marks: Iterable[Mark]) -> None:
    """Draw page `shown`, and behind it those that hold something to mark."""
    st.html(_STYLE)
    pages = sorted({shown} | {mark.place.page for mark in marks})
    named = _("Page {page} of the invoice")
    body = "".join(
        f'<div class="fu-page fu-p{page}">'
        f'{_image(invoice_id, page, named.format(page=page))}<div class="fu-mark"></div></div>'
        for page in pages
    )
    st.html(f'<div class="fu-pages">{body}</div>')


def draw_lens(invoice_id: str, *, marks: Iterable[Mark]) -> None:
    """Draw the strip that shows enlarged what is marked."""
    pages = sorted({mark.place.page for mark in marks})
    images = "".join(
        f'<div class="fu-enlarged fu-l{page}">{_image(invoice_id, page, "")}<div class="fu-mark"></div></div>'
        for page in pages
    )
    hint = escape(_("Select a line or a field: here it is as it stands on the page."))
    st.html(f'<div class="fu-lens"><p>{hint}</p>{images}</div>')


def draw_marks(shown: int, marks: list[Mark]) -> None:
    """Send the rules that show each mark; `shown` is the page to see while nothing is marked."""
    rules = [f".fu-p{shown} {{ display: block; }}"]
    for mark in marks[:_MOST_MARKS]:
        rules += _rules(mark, shown)
    st.html(f"<style>{' '.join(rules)}</style>")


def _image(invoice_id: str, page: int, alt: str) -> str:
    source = f"/api/invoices/{escape(invoice_id)}/pages/{page}"
    return f'<img src="{source}" alt="{escape(alt)}" loading="lazy">'


def _rules(mark: Mark, shown: int) -> Iterator[str]:
    place, there = mark.place, f".stApp:has({mark.attention})"
    x0, y0 = max(place.x0 - _MARGIN, 0), max(place.y0 - _MARGIN, 0)
    wide, high = min(place.x1 + _MARGIN, 1) - x0, min(place.y1 + _MARGIN, 1) - y0
    if place.page != shown:
        yield f"{there} .fu-p{shown} {{ display: none; }}"
        yield f"{there} .fu-p{place.page} {{ display: block; }}"
    yield (
        f"{there} :is(.fu-p{place.page}, .fu-l{place.page}) .fu-mark {{ display: block; "
        f"left: {x0:.2%}; top: {y0:.2%}; width: {wide:.2%}; height: {high:.2%}; }}"
    )
    yield from _lens_rules(place, there)


def _lens_rules(place: Place, there: str) -> Iterator[str]:
    """Enlarge the page until the place fills the strip's width, and bring its middle to the strip's."""
    width = min(max(place.x1 - place.x0 + 4 * _MARGIN, _LEAST_WIDTH), 1.0)
    left = min(max((place.x0 + place.x1 - width) / 2, 0.0), 1.0 - width)
    middle = (place.y0 + place.y1) / 2
    yield f"{there} .fu-lens p {{ display: none; }}"
    yield (
        f"{there} .fu-lens .fu-l{place.page} {{ display: block; width: {1 / width:.2%}; "
        f"transform: translate({-left:.2%}, calc({-middle:.2%} + {_LENS_HEIGHT // 2}px)); }}"
    )
