"""How the pages look beyond Streamlit's theme: the style sheet, and its colours in light and dark."""

from functools import cache
from pathlib import Path

import streamlit as st

from core.ui.language import gettext as _

_SHEET = Path(__file__).with_name("console.css")
_LIGHT = {
    "text": "#1b2526",
    "muted": "#4d5d5d",
    "line": "#cfd8d8",
    "green": "#0f6b3c",
    "orange": "#8f4a00",
    "red": "#b3261e",
    "blue": "#1a4f9c",
}
_DARK = {
    "text": "#e6eded",
    "muted": "#a9b8b8",
    "line": "#39474a",
    "green": "#74d3a0",
    "orange": "#f2b263",
    "red": "#ff9a90",
    "blue": "#90c2ff",
}
"""Each at least 4.5 to 1 against its theme's background."""

_STREAMLIT = """<style>
:has(> :is([data-testid="stSidebarLogo"], [data-testid="stHeaderLogo"])) {
  display: flex; align-items: center; gap: 0.6rem; color: inherit; text-decoration: none;
}
:is([data-testid="stSidebarLogo"], [data-testid="stHeaderLogo"]) { flex: none; }
:has(> :is([data-testid="stSidebarLogo"], [data-testid="stHeaderLogo"]))::after {
  content: "Fusible"; font-size: 1.25rem; font-weight: 650; letter-spacing: 0.01em;
}
[data-testid="stFileUploaderDropzoneInstructions"] { display: none; }
[data-testid="stFileUploaderDropzone"] button p { font-size: 0; }
[data-testid="stFileUploaderDropzone"] button p::after { font-size: 0.875rem; content: "%(choose)s"; }
/* Streamlit's own CSV of a table leaves texts as they are: one that begins with = runs in a spreadsheet. */
[data-testid="stElementToolbarButton"]:has([aria-label^="Download as CSV"]) { display: none; }
[data-testid="stMarkdownContainer"] :is(p, li) { overflow-wrap: anywhere; }
[data-testid="stMarkdownContainer"] table { width: 100%%; }
[data-testid="stMarkdownContainer"] :is(th, td) {
  padding: 0.15rem 0.5rem; font-size: 0.875rem; white-space: nowrap;
}
@media (max-width: 480px) {
  [data-testid="stMarkdownContainer"] :is(th, td) { padding: 0.15rem 0.3rem; font-size: 0.8rem; }
}
@media (min-width: 700px) {
  [data-testid="stMainBlockContainer"] { padding-left: 2.5rem; padding-right: 2.5rem; }
}
</style>"""

# The primary colour of the dark theme carries white text; as text itself it would be too dark to read.
_DARK_STYLE = """<style>
button:is([aria-checked="true"], [aria-pressed="true"])[data-variant],
button:is([aria-checked="true"], [aria-pressed="true"])[data-variant] p,
[role="tab"][aria-selected="true"] p,
[data-testid="stSliderThumbValue"] :is(p, span) { color: #5fd0c3 !important; }
</style>"""


def style() -> None:
    """Send the style sheets; the uploader's own words too, which Streamlit knows in English only."""
    is_dark = st.context.theme.type == "dark"
    st.html(_STREAMLIT % {"choose": _("Choose files")})
    st.html(_sheet(is_dark=is_dark))
    if is_dark:
        st.html(_DARK_STYLE)


def colours(*, is_dark: bool) -> dict[str, str]:
    """The colours of one theme by name."""
    return dict(_DARK if is_dark else _LIGHT)


@cache
def _sheet(*, is_dark: bool) -> str:
    variables = "".join(f"--fz-{name}: {value};" for name, value in colours(is_dark=is_dark).items())
    return f"<style>:root {{ {variables} }}\n{_SHEET.read_text(encoding='utf-8')}</style>"
