"""The page of an invoice with a mark on what is being looked at, moved by CSS alone.

A field that has the cursor or the pointer, and the selected row of the table of lines, are known to the
browser: `:has()` shows the mark that belongs to each, and turns to its page, without asking the server. So it
is there at once, and a rerun of the script sends nothing anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import streamlit as st

from core.invoices.model import Place
from core.ui.language import gettext as _

_MARGIN = 0.004
"""Room around what is marked, as a share of the page."""
_LENS_HEIGHT = 92
"""Pixels of the strip that shows the marked line enlarged."""
_LEAST_WIDTH = 0.6
"""Share of the page's width that the strip shows at least, so that a short field is not blown up."""

_STYLE = f"""<style>
.fu-pages {{ position: relative; border: 1px solid rgba(128, 128, 128, 0.35); border-radius: 0.5rem;
  overflow: hidden; background: #fff; }}
.fu-page {{ position: relative; }}
.fu-page img {{ display: block; width: 100%; min-height: 12rem; position: relative; }}
/* Shown where the image does not come, over the browser's own mark of that. */
.fu-page img::after {{ content: attr(alt); position: absolute; inset: 0; padding: 1rem;
  background: #f3f4f6; color: #4b5563; font-size: 0.875rem; }}
.fu-mark {{ position: absolute; display: var(--fu-mark, none); border: 2px solid #b45309; border-radius: 4px;
  left: var(--fu-left); top: var(--fu-top); width: var(--fu-width); height: var(--fu-height);
  background: rgba(245, 158, 11, 0.18); box-shadow: 0 0 0 200vmax rgba(15, 23, 42, 0.13); }}
.fu-lens {{ position: relative; height: {_LENS_HEIGHT}px; overflow: hidden; background: #fff;
  border: 1px solid rgba(128, 128, 128, 0.35); border-radius: 0.5rem; }}
.fu-enlarged {{ position: absolute; left: 0; top: 0; transform-origin: 0 0; width: var(--fu-wide);
  transform: translate(var(--fu-right), calc(var(--fu-down) + {_LENS_HEIGHT // 2}px)); }}
.fu-enlarged img {{ display: block; width: 100%; }}
.fu-lens p {{ display: var(--fu-hint, block); margin: 0; padding: 0.6rem 0.8rem; color: #4b5563;
  font-size: 0.875rem; }}
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
    pages = sorted({shown} | {mark.place.page for mark in marks})
    rules = [_page_rules(page, shown) for page in pages]
    rules += [_rule(mark, pages) for mark in marks]
    st.html(f"<style>{' '.join(rules)}</style>")


def _image(invoice_id: str, page: int, alt: str) -> str:
    source = f"/api/invoices/{escape(invoice_id)}/pages/{page}"
    return f'<img src="{source}" alt="{escape(alt)}" loading="lazy">'


def _page_rules(page: int, shown: int) -> str:
    usual = "block" if page == shown else "none"
    return (
        f".fu-p{page} {{ display: var(--fu-p{page}, {usual}); }} "
        f".fu-l{page} {{ display: var(--fu-p{page}, none); }}"
    )


def _rule(mark: Mark, pages: list[int]) -> str:
    """The one rule of a mark: it sets all variables, so that of two marks at once the later is shown whole.

    The browser looks at each rule whenever the page changes, so a mark has no more than one.
    """
    place = mark.place
    turned = {f"p{page}": "block" if page == place.page else "none" for page in pages}
    variables = turned | _on_page(place) | _in_lens(place)
    values = " ".join(f"--fu-{name}: {value};" for name, value in variables.items())
    return f".stApp:has({mark.attention}) {{ {values} }}"


def _on_page(place: Place) -> dict[str, str]:
    x0, y0 = max(place.x0 - _MARGIN, 0), max(place.y0 - _MARGIN, 0)
    wide, high = min(place.x1 + _MARGIN, 1) - x0, min(place.y1 + _MARGIN, 1) - y0
    box = {"left": x0, "top": y0, "width": wide, "height": high}
    return {"mark": "block"} | {name: f"{share:.2%}" for name, share in box.items()}


def _in_lens(place: Place) -> dict[str, str]:
    """Enlarge the page until the place fills the strip's width, and bring its middle to the strip's."""
    width = min(max(place.x1 - place.x0 + 4 * _MARGIN, _LEAST_WIDTH), 1.0)
    left = min(max((place.x0 + place.x1 - width) / 2, 0.0), 1.0 - width)
    middle = (place.y0 + place.y1) / 2
    box = {"wide": 1 / width, "right": -left, "down": -middle}
    return {"hint": "none"} | {name: f"{share:.2%}" for name, share in box.items()}
