"""A page that fails says what is safe, and keeps the trace and its secrets to the log."""

from streamlit.testing.v1 import AppTest


def _failing_page():
    from core.ui.errors import on_script_error  # noqa: PLC0415 - AppTest runs this function's source by itself

    on_script_error(RuntimeError("postgresql://user:secret@host/name"))


def test_on_script_error__says_what_is_safe_without_the_error():
    app = AppTest.from_function(_failing_page, default_timeout=20)
    app.query_params["lang"] = "en"
    app.run()
    (shown,) = app.error
    assert "What was accepted before is safe" in shown.value
    assert "secret" not in shown.value
    assert not app.exception
