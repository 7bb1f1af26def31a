"""Shows a page from its top once it shows something else: Streamlit leaves it scrolled as it was."""

from functools import cache
from typing import Any

import streamlit as st
from streamlit.components.v2 import component

_SCRIPT = """
export default function ({ data }) {
  const page = document.querySelector('[data-testid="stMain"]');
  if (!page || page.dataset.shows === data.shows) return;
  page.dataset.shows = data.shows;
  page.scrollTo({ top: 0, behavior: "instant" });
}
"""


def from_the_top(shows: str) -> None:
    """Scroll up when `shows`, the name of what is shown, is another than before."""
    with st.container(key="page-top"):
        _component()(key="top", data={"shows": shows})


@cache
def _component() -> Any:
    return component("fusible_top", js=_SCRIPT)
