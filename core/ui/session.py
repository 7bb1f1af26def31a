"""What a page asks of its session: the console behind it and who is acting."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, cast

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.bootstrap import Console


def _built_console() -> Console:
    return cast("Console", importlib.import_module("core.bootstrap").get_console())


provide: Callable[[], Console] = _built_console
"""Gives the console to every page; a test puts its own in its place."""


def console() -> Console:
    """The one console of this process."""
    return provide()


def actor() -> str:
    """Name written beside each action in the record. There is no sign-in yet: it is the browser's address."""
    address = st.context.ip_address
    return f"console@{address}" if address else "console"
