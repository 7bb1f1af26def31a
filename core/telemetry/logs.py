"""Logs: one JSON object a line on standard error, each with its request id, none with a secret."""

import logging
import sys
from collections.abc import Mapping
from typing import TextIO

import structlog
from pydantic import SecretStr
from structlog.typing import EventDict, Processor, WrappedLogger

from core.settings import Settings
from core.telemetry.context import request_id_or_none
from core.telemetry.masking import masker

_ADOPTED = ("uvicorn", "websockets", "streamlit", "sqlalchemy", "alembic", "py.warnings")
"""Libraries whose loggers bring handlers of their own, which would print past the JSON."""

_QUIET = (
    *("httpx2", "httpcore2", "openai", "botocore", "boto3", "s3transfer", "urllib3"),
    *("sqlalchemy", "alembic", "PIL", "watchdog", "RapidOCR", "uvicorn.access"),
)
"""Loggers with a line for every step or request: only their warnings are kept."""


def configure_logging(settings: Settings, stream: TextIO | None = None) -> None:
    """Send structlog's and the standard library's logs through one pipe, to standard error by default.

    Call it again once other libraries are loaded: it takes over the loggers they have made since.
    """
    for value in _secrets_of(settings):
        masker.add(value)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_request_id,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _one_masked_line,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)
    logging.captureWarnings(capture=True)
    _adopt_loggers(settings.log_level)


def _adopt_loggers(level: str) -> None:
    for name in (*_ADOPTED, *logging.Logger.manager.loggerDict):
        if name.split(".")[0] in _ADOPTED:
            logger = logging.getLogger(name)
            logger.handlers = []
            logger.propagate = True
            logger.setLevel(logging.NOTSET)
    logging.getLogger("uvicorn").setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _secrets_of(settings: Settings) -> list[str]:
    values = (getattr(settings, name) for name in type(settings).model_fields)
    return [value.get_secret_value() for value in values if isinstance(value, SecretStr)]


def _add_request_id(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event.setdefault("request_id", request_id_or_none())
    return event


_render = structlog.processors.JSONRenderer(ensure_ascii=False, default=repr)


def _one_masked_line(logger: WrappedLogger, method: str, event: EventDict) -> str:
    # Masked after rendering, so that tracebacks and nested values are covered as well.
    rendered = _render(logger, method, _plain(event))
    return masker.mask(rendered if isinstance(rendered, str) else rendered.decode())


def _plain(event: Mapping[str, object]) -> EventDict:
    """The event with its message under `event` first, for people who read the lines raw."""
    return {"event": event.get("event"), **{name: value for name, value in event.items() if name != "event"}}
