"""The AI behind its breaker: ask, check the answer, and let the rules answer wherever that fails."""

from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

import httpx2
import openai
import structlog
from pydantic import BaseModel

from core.resilience.events import EventLog
from core.resilience.faults import FaultKind
from core.resilience.reason import Reason
from core.services.errors import AiMisconfigured, AiRefused, AiUnavailable
from core.services.guard import BreakerLike, FaultsLike, Guard, Meter
from core.services.health import Health
from core.services.openai_client import OpenAiClient
from core.services.served import Served, Source
from core.settings import Settings
from core.telemetry.clock import Monotonic, monotonic
from core.telemetry.context import current_request_id

A = TypeVar("A", bound=BaseModel)
T = TypeVar("T")

NOT_CONFIGURED = Reason("AI_NOT_CONFIGURED", "no OpenAI key is configured")

_REFUSED = {
    401: "OpenAI refuses the API key (401)",
    403: "OpenAI forbids what this key asks for (403)",
    404: "OpenAI knows no such model or address (404)",
}

log = structlog.get_logger(__name__)


class Ungrounded(Exception):  # noqa: N818 - a verdict on an answer, by the name the contract gives it
    """The answer says what the evidence does not support; `reason` says what."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


class AiService:
    """Asks an OpenAI-compatible server; where it cannot, serves the caller's fallback and says why."""

    def __init__(
        self,
        settings: Settings,
        breaker: BreakerLike,
        faults: FaultsLike,
        meter: Meter,
        *,
        events: EventLog | None = None,
        clock: Monotonic = monotonic,
    ) -> None:
        """Builds a client only where settings hold a key. `breaker` is built with `ignore=(NotAFailure,)`."""
        self._clock = clock
        self._client = _build_client(settings)
        self._guard = Guard(
            "openai",
            breaker,
            faults,
            meter,
            deadline=settings.openai_silence,
            raisers=_raisers(settings),
            classify=_classify,
            unavailable=AiUnavailable,
            events=events,
            clock=clock,
        )

    @property
    def configured(self) -> bool:
        return self._client is not None

    def ask(
        self,
        operation: str,
        *,
        system: str,
        user: str,
        answer_type: type[A],
        accept: Callable[[A], T],
        fallback: Callable[[], T],
    ) -> Served[T]:
        """The AI's answer to `user` under the instructions in `system`, or the fallback's and why.

        `operation` is a fixed name for the metrics. `accept` turns the answer into the value, and raises
        Ungrounded where the evidence does not support it. Nothing is raised for the server's sake; any other
        error of `accept` or `fallback` is the caller's own.
        """
        started = self._clock()
        client = self._client
        if client is None:
            return Served(
                value=fallback(),
                source=Source.RULES,
                request_id=current_request_id(),
                seconds=self._clock() - started,
                reason=NOT_CONFIGURED,
            )
        try:
            answer = self._guard.call(operation, lambda: client.ask(system, user, answer_type))
            return self._guard.served(accept(answer), Source.LIVE, started)
        except (AiUnavailable, AiRefused, Ungrounded) as why_not:
            reason = why_not.reason
        log.warning("ai_fallback", operation=operation, reason=str(reason))
        return self._guard.served(fallback(), Source.RULES, started, reason=reason)

    def probe(self) -> Health:
        """Ask the server for one word, through the breaker, and say how that went. Raises nothing of it."""
        started = self._clock()
        if self._client is not None:
            try:
                self._guard.call("probe", self._client.ping)
            except (AiUnavailable, AiRefused) as why_not:
                log.info("ai_probe_failed", reason=str(why_not))
                return self._guard.health(started, configured=self.configured, ok=False, detail=str(why_not))
        return self._health_as_known(started)

    def health(self) -> Health:
        """What is known without asking, for a question costs money."""
        return self._health_as_known(self._clock())

    def watch(self) -> None:
        """Follow every silence up in the background, until close (see check_up.py)."""
        if self._client is not None:
            self._guard.follow_up(self._client.ping)

    def close(self) -> None:
        """Close the connections and end the client's thread."""
        self._guard.close()
        if self._client is not None:
            self._client.close()

    def _health_as_known(self, started: float) -> Health:
        ok, detail = self._standing()
        return self._guard.health(started, configured=self.configured, ok=ok, detail=detail)

    def _standing(self) -> tuple[bool, str]:
        """Whether it is well as far as is known, and what answers or why it is not."""
        if self._client is None:
            return True, f"{NOT_CONFIGURED.text}: rules read and price"
        if self._guard.misconfigured:
            return False, self._guard.misconfigured
        if self._guard.state == "open":
            return False, "openai: the circuit is open"
        if self._guard.last_error:
            return False, f"the last question failed: {self._guard.last_error}"
        host = urlsplit(self._client.base_url).hostname
        return True, f"{self._client.model} at {host}, answers as {self._client.response_format}"


def _build_client(settings: Settings) -> OpenAiClient | None:
    key = settings.openai_api_key.get_secret_value().strip() if settings.openai_api_key else ""
    if not key:
        return None
    return OpenAiClient(
        api_key=key,
        base_url=settings.openai_base_url,
        model=settings.openai_model,
        silence=settings.openai_silence,
        deadline=settings.openai_deadline,
    )


def _classify(error: Exception) -> Exception:
    """Tell the SDK's errors apart. What the server wrote stays out of the reasons: it may be anything."""
    match error:
        case openai.AuthenticationError() | openai.PermissionDeniedError() | openai.NotFoundError():
            return AiMisconfigured(_reason("REFUSES_US", _REFUSED[error.status_code]))
        case UnicodeError():
            return AiMisconfigured(_reason("REFUSES_US", "the OpenAI key holds characters that no key has"))
        case openai.BadRequestError() | openai.UnprocessableEntityError():
            return AiRefused(
                _reason("AI_REFUSES_REQUEST", f"OpenAI refuses the request ({error.status_code})")
            )
        case openai.OpenAIError():
            return AiUnavailable(_why(error))
        case _:
            return error


def _reason(code: str, text: str) -> Reason:
    return Reason(code, text, {"dependency": "openai"})


def _why(error: openai.OpenAIError) -> Reason:
    match error:
        case openai.RateLimitError():
            return _reason("THROTTLED", f"OpenAI limits our rate (429){_asked_to_wait(error)}")
        case openai.APIResponseValidationError():
            return _reason("FAILED", f"OpenAI answered badly: {error.message}")
        case openai.APIStatusError():
            return _reason("FAILED", f"OpenAI failed ({error.status_code})")
        case openai.APITimeoutError():
            return _reason("TIMED_OUT", "OpenAI did not answer in time")
        case openai.APIConnectionError():
            return _reason("UNREACHABLE", "OpenAI cannot be reached, or broke off")
        case _:
            return _reason("FAILED", "OpenAI reported an error in the middle of its answer")


def _asked_to_wait(error: openai.RateLimitError) -> str:
    """What a Retry-After in seconds asks for (RFC 9110, 10.2.3; these APIs do not use its date form)."""
    told = error.response.headers.get("retry-after", "")
    return f" and asks us to wait {told} s" if told.isascii() and told.isdigit() else ""


def _raisers(settings: Settings) -> Mapping[FaultKind, Callable[[], Exception]]:
    """For each kind of fault, the exception the SDK raises in the real outage."""
    base_url = settings.openai_base_url or "https://api.openai.com/v1"
    request = httpx2.Request("POST", f"{base_url.rstrip('/')}/chat/completions")

    def answered(status: int, **headers: str) -> httpx2.Response:
        return httpx2.Response(status, headers=headers, request=request)

    return {
        FaultKind.REFUSE: lambda: openai.APIConnectionError(request=request),
        FaultKind.HANG: lambda: openai.APITimeoutError(request),
        FaultKind.ERROR: lambda: openai.InternalServerError("simulated", response=answered(503), body=None),
        FaultKind.THROTTLE: lambda: openai.RateLimitError(
            "simulated", response=answered(429, **{"Retry-After": "20"}), body=None
        ),
        FaultKind.MALFORMED: lambda: openai.APIResponseValidationError(
            answered(200), None, message="the answer is not the JSON asked for"
        ),
        FaultKind.DROP: lambda: openai.APIConnectionError(message="simulated", request=request),
    }
