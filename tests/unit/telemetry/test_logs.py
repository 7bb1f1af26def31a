"""Logs: JSON lines with a request id, whoever writes them, and no secret in any."""

import io
import json
import logging
import warnings

import pytest
import structlog
from pydantic import SecretStr

from core.settings import Settings
from core.telemetry.context import request_scope
from core.telemetry.logs import configure_logging
from core.telemetry.masking import masker


@pytest.fixture
def stream():
    """A configured pipe that ends in memory; everything is put back afterwards."""
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers, root.level
    into = io.StringIO()
    settings = Settings(_env_file=None, openai_api_key=SecretStr("key-with-no-looks"), log_level="INFO")
    configure_logging(settings, into)
    yield into
    root.handlers = handlers
    root.setLevel(level)
    structlog.configure(**before)
    logging.captureWarnings(capture=False)


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_line__structlog__is_json_with_the_request_id(stream):
    with request_scope("till-7"):
        structlog.get_logger("core.x").info("stored", count=3)
    (line,) = lines(stream)
    assert (line["event"], line["count"], line["request_id"]) == ("stored", 3, "till-7")
    assert (line["level"], line["logger"]) == ("info", "core.x")
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize("name", ["uvicorn.error", "streamlit.runtime", "some.library"])
def test_line__standard_library__takes_the_same_pipe(stream, name):
    with request_scope("till-7"):
        logging.getLogger(name).warning("took %d s", 3)
    (line,) = lines(stream)
    assert (line["event"], line["logger"], line["request_id"]) == ("took 3 s", name, "till-7")


def test_line__library_with_its_own_handler__is_taken_over(stream):
    logger = logging.getLogger("streamlit.made_late")
    logger.addHandler(logging.StreamHandler(io.StringIO()))
    logger.propagate = False
    configure_logging(Settings(_env_file=None), stream)
    logger.error("boom")
    assert lines(stream)[-1]["event"] == "boom"


def test_line__outside_a_request__has_no_id(stream):
    import contextvars  # noqa: PLC0415

    contextvars.Context().run(lambda: structlog.get_logger().info("tick"))
    assert lines(stream)[0]["request_id"] is None


def test_line__traceback_with_a_secret__is_masked(stream):
    error = ValueError("postgresql://shop:hunter2@db:5432/x and key-with-no-looks")
    structlog.get_logger().error("failed", exc_info=error)
    text = stream.getvalue()
    assert "hunter2" not in text
    assert "key-with-no-looks" not in text
    assert "ValueError" in lines(stream)[0]["exception"]


def test_line__newline_in_a_value__stays_one_line(stream):
    structlog.get_logger().info("read", name='a\nlevel="error"')
    assert len(lines(stream)) == 1


def test_line__python_warning__is_logged(stream):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn("old way", DeprecationWarning, stacklevel=1)
    assert "old way" in lines(stream)[-1]["event"]


def test_masker__added_later__masks_from_then_on(stream):
    masker.add("token-made-at-start")
    structlog.get_logger().info("x", value=["token-made-at-start"])
    assert "token-made-at-start" not in stream.getvalue()


def test_level__below_the_setting__is_not_written(stream):
    structlog.get_logger().debug("noise")
    logging.getLogger("openai").info("HTTP Request: POST")
    assert stream.getvalue() == ""
