"""Runs the pages without a server, on a console in memory."""

import re
from html import unescape
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.ui import session, ticks
from core.ui.language import KEY
from tests.support.fake_console import fake_console

MAIN = Path(__file__).resolve().parents[3] / "core" / "ui" / "main.py"


@pytest.fixture
def console(tmp_path, monkeypatch):
    made = fake_console(tmp_path)
    monkeypatch.setattr(session, "provide", lambda: made)
    monkeypatch.setattr(ticks, "SHARED_SECONDS", 0.0)
    yield made
    made.drills.close()
    made.journal.close()


@pytest.fixture
def open_page(console):
    """Open a page by its file name, in a language."""

    def opened(page="invoices", *, language="en", **query) -> AppTest:
        app = AppTest.from_file(str(MAIN), default_timeout=20)
        app.query_params[KEY] = language
        app.run()
        for name, value in query.items():
            app.query_params[name] = value
        app.switch_page(f"../../pages/{page}.py")
        app.run()
        assert not app.exception, [it.message for it in app.exception]
        return app

    return opened


@pytest.fixture
def texts():
    """Everything a person reads on the page as one text."""

    def read(app: AppTest) -> str:
        kinds = ("title", "subheader", "caption", "markdown", "success", "info", "warning", "error")
        told = [str(element.value) for kind in kinds for element in getattr(app, kind)]
        panels = [
            re.sub(r"<[^>]*>", " ", it.proto.body) for it in app.get("html") if "<style>" not in it.proto.body
        ]
        return "\n".join([*told, *(unescape(" ".join(it.split())) for it in panels)])

    return read


@pytest.fixture
def button():
    """The button with these words."""

    def find(app: AppTest, label: str):
        found = [it for it in app.button if it.label == label]
        assert found, f"no button {label!r} among {[it.label for it in app.button]}"
        return found[0]

    return find


@pytest.fixture
def speak():
    """Choose the language outside a page."""

    def choose(language: str) -> None:
        st.session_state[KEY] = language

    yield choose
    st.session_state.clear()
