"""What a page asks of its session: the console behind it and who is acting."""

from collections.abc import Callable

import streamlit as st

from core.bootstrap import Console, get_console

provide: Callable[[], Console] = get_console
"""Gives the console to every page; a test puts its own in its place."""


def console() -> Console:
    """The one console of this process."""
    return provide()


def actor() -> str:
    """Name written beside each action in the record. There is no sign-in yet: it is the browser's address."""
    address = st.context.ip_address
    return f"console@{address}" if address else "console"
