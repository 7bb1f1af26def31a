"""Runs the pages without a server, on a console in memory."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.ui import session
from tests.support.fake_console import fake_console

MAIN = Path(__file__).resolve().parents[3] / "core" / "ui" / "main.py"


@pytest.fixture
def console(tmp_path, monkeypatch):
    made = fake_console(tmp_path)
    monkeypatch.setattr(session, "provide", lambda: made)
    yield made
    made.journal.close()


@pytest.fixture
def open_page(console):
    """Open a page by its file name, in a language."""

    def opened(page="invoices", *, language="en", **query) -> AppTest:
        app = AppTest.from_file(str(MAIN), default_timeout=20)
        app.query_params["lang"] = language
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        if page != "invoices":
            app.switch_page(f"../../pages/{page}.py").run()
        assert not app.exception, [it.message for it in app.exception]
        return app

    return opened


@pytest.fixture
def texts():
    """Everything a person reads on the page as one text."""

    def read(app: AppTest) -> str:
        kinds = ("title", "caption", "markdown", "success", "info", "warning", "error", "subheader")
        return "\n".join(str(element.value) for kind in kinds for element in getattr(app, kind))

    return read
