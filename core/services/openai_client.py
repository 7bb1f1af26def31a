"""One question to an OpenAI-compatible server: a whole, well-formed answer by a deadline, or none."""

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx2
import openai
import structlog
from openai.types.chat import ChatCompletionMessageParam
from pydantic import BaseModel, ConfigDict, ValidationError

from core.resilience.reason import Reason
from core.services.errors import AiRefused
from core.telemetry.context import current_request_id

A = TypeVar("A", bound=BaseModel)
R = TypeVar("R")

MAX_ANSWER_CHARS = 1_000_000
"""An answer longer than this is malformed: no invoice needs it, and a runaway model would fill memory."""

_CLOSING_SECONDS = 2.0

_FORMATS = ("json_schema", "json_object", "text")
"""What is asked of the server, strictest first; each refusal moves one on, for good."""

log = structlog.get_logger(__name__)


class _Delta(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    """The part of a chunk (`delta`) or of a whole completion (`message`) that is used."""

    model_config = ConfigDict(from_attributes=True)
    delta: _Delta | None = None
    message: _Delta | None = None
    finish_reason: str | None = None


class _Chunk(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    choices: list[_Choice] | None = None


@dataclass(slots=True)
class _Answer:
    """What has arrived of an answer so far."""

    text: str = ""
    refusal: str = ""
    finish_reason: str | None = None

    def add(self, chunk: object) -> None:
        """Take one chunk in. Raises pydantic.ValidationError if it has not the shape of one."""
        for choice in (_Chunk.model_validate(chunk).choices or [])[:1]:
            part = choice.delta or choice.message or _Delta()
            self.text += part.content or ""
            self.refusal += part.refusal or ""
            self.finish_reason = choice.finish_reason or self.finish_reason


class OpenAiClient:
    """The openai SDK with its retries off, its silence and its whole duration bounded, its answers checked.

    Runs on an event loop in a thread of its own, because only there can a call that drips or hangs in name
    resolution be cancelled for certain at its deadline. The thread starts with the first call.
    """

    def __init__(
        self, *, api_key: str, base_url: str | None, model: str, silence: float, deadline: float
    ) -> None:
        """`silence` and `deadline` in seconds: the longest wait for a byte, and for the whole answer."""
        self.model = model
        self._deadline = deadline
        self._client = openai.AsyncOpenAI(
            api_key=api_key,
            base_url=base_url,
            max_retries=0,
            timeout=httpx2.Timeout(silence),
        )
        self._loop = _LoopThread()
        self._format = 0

    @property
    def base_url(self) -> str:
        return str(self._client.base_url)

    @property
    def response_format(self) -> str:
        """What is asked of the server: json_schema, or json_object or text where it refused the stricter."""
        return _FORMATS[self._format]

    def ask(self, system: str, user: str, answer_type: type[A]) -> A:
        """The answer as an `answer_type`.

        Raises the SDK's own exceptions (APIConnectionError, APITimeoutError, APIStatusError), for an
        answer that is cut off or not the JSON asked for too (APIResponseValidationError). AiRefused if the
        model declines.
        """
        return self._run(self._ask(system, user, answer_type))

    def ping(self) -> None:
        """A shortest question; returns if the server answers it whole. Raises as `ask` does."""
        self._run(self._complete([{"role": "user", "content": "Reply with the word OK."}], {}))

    def close(self) -> None:
        self._loop.close(self._client.close)

    def _run(self, question: Coroutine[Any, Any, R]) -> R:
        current_request_id()  # made here if there is none, for the loop works in a copy of this context
        try:
            return self._loop.run(asyncio.wait_for(question, self._deadline), self._deadline + 1)
        except (TimeoutError, httpx2.TimeoutException) as late:
            raise openai.APITimeoutError(self._request()) from late
        except (httpx2.HTTPError, OSError, ExceptionGroup) as broken:
            raise openai.APIConnectionError(request=self._request()) from broken

    async def _ask(self, system: str, user: str, answer_type: type[A]) -> A:
        while True:
            asked = self._format
            try:
                text = await self._complete(*self._question(system, user, answer_type, _FORMATS[asked]))
                return self._parse(text, answer_type)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as refused:
                if asked + 1 == len(_FORMATS) or not _names_the_format(refused):
                    raise
                self._format = max(self._format, asked + 1)

    def _question(
        self, system: str, user: str, answer_type: type[BaseModel], response_format: str
    ) -> tuple[list[ChatCompletionMessageParam], dict[str, Any]]:
        # The SDK's public way to its strict schema, which differs from pydantic's own.
        schema = openai.pydantic_function_tool(answer_type)["function"]["parameters"]
        if response_format != "json_schema":
            shape = json.dumps(schema)
            system = f"{system}\n\nAnswer with one JSON object that matches this JSON schema:\n{shape}"
        messages: list[ChatCompletionMessageParam] = [
            {"role": "system", "content": system},
            {"role": "user", "content": user},
        ]
        if response_format == "text":
            return messages, {}
        wanted: dict[str, Any] = {"type": response_format}
        if response_format == "json_schema":
            wanted["json_schema"] = {"name": answer_type.__name__, "schema": schema, "strict": True}
        return messages, {"response_format": wanted}

    async def _complete(self, messages: list[ChatCompletionMessageParam], extra: dict[str, Any]) -> str:
        """The whole text of an answer, read as it is written so that silence is noticed."""
        answer = _Answer()
        call = self._client.chat.completions.with_streaming_response.create(
            model=self.model,
            messages=messages,
            stream=True,
            extra_headers={"X-Client-Request-Id": current_request_id()},
            **extra,
        )
        async with call as response:
            try:
                if "json" in response.headers.get("content-type", ""):
                    answer.add(await response.json())  # a server that cannot stream answers at once
                else:
                    async for chunk in await response.parse():
                        answer.add(chunk)
                        _check_length(answer.text)
            except (ValueError, TypeError, RecursionError) as malformed:
                raise self._malformed("the answer is not a chat completion") from malformed
        if answer.refusal or answer.finish_reason == "content_filter":
            raise AiRefused(Reason("AI_DECLINED", "the model declined to answer"))
        if answer.finish_reason == "length":
            raise self._malformed("the answer was cut off at the server's length limit")
        if not answer.text:
            raise self._malformed("the answer is empty")
        return answer.text

    def _parse(self, text: str, answer_type: type[A]) -> A:
        # Servers that cannot be held to JSON wrap it in a sentence or a code fence.
        start, end = text.find("{"), text.rfind("}") + 1
        try:
            return answer_type.model_validate_json(text[start:end] if 0 <= start < end else text)
        except ValidationError as malformed:
            raise self._malformed(f"the answer is cut off or not a {answer_type.__name__}") from malformed

    def _malformed(self, message: str) -> openai.APIResponseValidationError:
        response = httpx2.Response(200, request=self._request())
        return openai.APIResponseValidationError(response, None, message=message)

    def _request(self) -> httpx2.Request:
        return httpx2.Request("POST", f"{self.base_url}chat/completions")


def _check_length(text: str) -> None:
    if len(text) > MAX_ANSWER_CHARS:
        raise ValueError(f"The answer is longer than {MAX_ANSWER_CHARS} characters.")


def _names_the_format(refused: openai.APIStatusError) -> bool:
    """Whether a server's 400 is about response_format, which many OpenAI-compatible ones lack or limit."""
    told = f"{refused.message} {refused.body}".casefold()
    return any(name in told for name in ("response_format", "json_schema", "json_object"))


class _LoopThread:
    """An event loop in a daemon thread, started with the first call."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def run(self, work: Coroutine[Any, Any, R], patience: float) -> R:
        """The result of `work`; raises TimeoutError after `patience` seconds, and cancels it then."""
        future = asyncio.run_coroutine_threadsafe(work, self._started())
        try:
            return future.result(patience)
        except BaseException:
            future.cancel()
            raise

    def close(self, cleanup: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run `cleanup` on the loop and end it; at most some seconds, whatever still hangs there."""
        with self._lock:
            loop, thread, self._loop, self._thread = self._loop, self._thread, None, None
        if loop is None or thread is None:
            return
        for work in (cleanup(), loop.shutdown_default_executor()):
            try:
                asyncio.run_coroutine_threadsafe(work, loop).result(_CLOSING_SECONDS)
            except TimeoutError:
                log.warning("openai_client_left_open", seconds=_CLOSING_SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_CLOSING_SECONDS)
        if not thread.is_alive():
            loop.close()

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._loop.run_forever, name="openai", daemon=True)
                self._thread.start()
            return self._loop
