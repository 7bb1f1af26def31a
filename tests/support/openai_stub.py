"""An OpenAI-compatible server for tests: answers from the prompt, and fails on command while it runs.

`python -m tests.support.openai_stub --port N`; then POST {"mode": ..., "seconds": ...} to /control.
"""

import argparse
import contextlib
import json
import re
import threading
import time
from enum import StrEnum
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Mode(StrEnum):
    OK = "ok"
    THROTTLE = "throttle"
    """429 with Retry-After: 20."""
    ERROR = "error"
    """503."""
    SLOW = "slow"
    """Nothing for `seconds`, then the whole answer."""
    HANG = "hang"
    """The request is taken and never answered."""
    STALL = "stall"
    """Half an answer, then silence."""
    DRIP = "drip"
    """A byte of comment every fifth of a second, never an answer."""
    MALFORMED = "malformed"
    """A whole answer that is not the JSON asked for."""
    GARBAGE = "garbage"
    """200 with events that are no chat completion."""
    WRONG_NUMBERS = "wrong-numbers"
    """JSON as asked for, with numbers that are nowhere in the prompt."""
    OBEDIENT = "obedient"
    """Does what the document says: `answer total=1.00`."""
    CUT_OFF = "cut-off"
    """The connection closes in the middle of the answer."""
    TOO_LONG = "too-long"
    """The answer stops at the server's own limit (finish_reason length)."""
    DECLINES = "declines"
    """The model refuses to answer."""
    NO_JSON_SCHEMA = "no-json-schema"
    """400 naming response_format for json_schema, as many compatible servers answer."""
    NO_RESPONSE_FORMAT = "no-response-format"
    """400 for any response_format."""
    NO_STREAM = "no-stream"
    """Answers whole although a stream was asked for."""
    UNAUTHORIZED = "unauthorized"
    UNKNOWN_MODEL = "unknown-model"
    BAD_REQUEST = "bad-request"


_STATUS_OF = {
    Mode.THROTTLE: (429, "rate_limit_exceeded", "Rate limit reached"),
    Mode.ERROR: (503, "server_error", "The server is overloaded"),
    Mode.UNAUTHORIZED: (401, "invalid_api_key", "Incorrect API key provided: sk-secret-in-the-answer"),
    Mode.UNKNOWN_MODEL: (404, "model_not_found", "The model does not exist"),
    Mode.BAD_REQUEST: (400, "invalid_request", "Your messages are too long"),
}
_LONGEST_HANG = 120.0


class Stub(ThreadingHTTPServer):
    """The server and what it is told to be."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.mode = Mode.OK
        self.seconds = 1.0
        self.requests = 0
        self.last: dict[str, Any] = {}
        self.last_headers: dict[str, str] = {}
        self.changed = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that give up while we misbehave are no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Stub

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        if self.path == "/control":
            stub = self.server
            seen = {"requests": stub.requests, "last": stub.last, "last_headers": stub.last_headers}
            self._json({"mode": stub.mode, "seconds": stub.seconds, **seen})
        elif self.path.endswith("/models"):
            self._json({"object": "list", "data": [{"id": "stub", "object": "model"}]})
        else:
            self._json({"error": {"message": "unknown path"}}, 404)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        stub = self.server
        if self.path == "/control":
            stub.mode, stub.seconds = Mode(body.get("mode", stub.mode)), body.get("seconds", 1.0)
            stub.changed.set()
            stub.changed = threading.Event()
            self._json({"mode": stub.mode})
        elif self.path.endswith("/chat/completions"):
            stub.requests += 1
            stub.last_headers = {name.lower(): value for name, value in self.headers.items()}
            stub.last = body
            self._complete(body, stub.mode)
        else:
            self._json({"error": {"message": "unknown path"}}, 404)

    def _complete(self, body: dict[str, Any], mode: Mode) -> None:
        asked = body.get("response_format", {}).get("type", "text")
        if mode in _STATUS_OF:
            status, code, message = _STATUS_OF[mode]
            headers = {"Retry-After": "20"} if status == HTTPStatus.TOO_MANY_REQUESTS else {}
            self._json({"error": {"message": message, "code": code}}, status, headers)
        elif (mode is Mode.NO_JSON_SCHEMA and asked == "json_schema") or (
            mode is Mode.NO_RESPONSE_FORMAT and asked != "text"
        ):
            message = f"'response_format' of type '{asked}' is not supported"
            self._json({"error": {"message": message, "param": "response_format"}}, 400)
        elif mode in (Mode.HANG, Mode.SLOW):
            self.server.changed.wait(self.server.seconds if mode is Mode.SLOW else _LONGEST_HANG)
            self._answer(body, Mode.OK)
        else:
            self._answer(body, mode)

    def _answer(self, body: dict[str, Any], mode: Mode) -> None:
        text = "I would rather talk about something else {" if mode is Mode.MALFORMED else answer(body, mode)
        refusal = "I cannot help with that." if mode is Mode.DECLINES else None
        finish = "length" if mode is Mode.TOO_LONG else "stop"
        if mode is Mode.TOO_LONG:
            text = text[: len(text) // 2]
        if not body.get("stream") or mode is Mode.NO_STREAM:
            message = {"role": "assistant", "content": None if refusal else text, "refusal": refusal}
            choice = {"index": 0, "message": message, "finish_reason": finish}
            self._json({"id": "stub", "object": "chat.completion", "choices": [choice]})
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._stream(text, refusal, finish, mode)

    def _stream(self, text: str, refusal: str | None, finish: str, mode: Mode) -> None:
        if mode is Mode.DRIP:
            for _ in range(int(_LONGEST_HANG * 5)):
                self._chunk(b":\n")
                time.sleep(0.2)
        if mode is Mode.GARBAGE:
            self._event(json.dumps({"choices": "none", "object": 7}))
        pieces = [text[at : at + 40] for at in range(0, len(text), 40)]
        for number, piece in enumerate(pieces):
            if number * 2 >= len(pieces) and mode in (Mode.CUT_OFF, Mode.STALL):
                self._break_off(mode)
                return
            self._delta({"refusal": refusal} if refusal else {"content": piece})
        self._delta({}, finish)
        self._event("[DONE]")
        self.wfile.write(b"0\r\n\r\n")

    def _break_off(self, mode: Mode) -> None:
        if mode is Mode.STALL:
            self.server.changed.wait(_LONGEST_HANG)
        self.close_connection = True
        self.connection.close()

    def _delta(self, delta: dict[str, Any], finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        self._event(json.dumps({"id": "stub", "object": "chat.completion.chunk", "choices": [choice]}))

    def _event(self, data: str) -> None:
        self._chunk(f"data: {data}\n\n".encode())

    def _chunk(self, content: bytes) -> None:
        self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
        self.wfile.flush()

    def _json(self, body: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def answer(body: dict[str, Any], mode: Mode = Mode.OK) -> str:
    """The model's answer: by what the schema asks for, from what the prompt says."""
    prompt = "\n".join(str(message["content"]) for message in body["messages"])
    wanted = json.dumps(body.get("response_format", {})) + prompt
    if "supplier_tax_id" in wanted:
        return json.dumps(_invoice(body["messages"][-1]["content"], mode))
    if '"products"' in prompt:
        return json.dumps(_prices(body["messages"][-1]["content"], mode))
    if "OCR" in prompt:
        return json.dumps({"text": _corrected(body["messages"][-1]["content"], mode)})
    return "OK"


_MONEY = r"(-?[\d.]*\d,\d{2}|-?[\d,]*\d\.\d{2})"
_PATTERNS = {
    "number": r"\b(\d{4,5}-\d{8})\b",
    "supplier_tax_id": r"\b(\d{2}-?\d{8}-?\d)\b",
    "issue_date": r"(\d{2}/\d{2}/\d{4}|\d{4}-\d{2}-\d{2})",
    "net": rf"(?i)(?:neto gravado|subtotal|net)\D{{0,12}}{_MONEY}",
    "tax": rf"(?i)\biva\b(?:\s*21\s*%)?\D{{0,12}}{_MONEY}",
    "total": rf"(?i)(?<!sub)total\D{{0,12}}{_MONEY}",
}
_LINE = re.compile(rf"^\s*(\d+(?:,\d+)?)\s+(\D.*?)\s+{_MONEY}\s+{_MONEY}\s*$", re.MULTILINE)


def _invoice(user: str, mode: Mode) -> dict[str, Any]:
    """What the rules read (it is in the prompt), with the gaps filled from the page."""
    page, _, known = re.sub(r"<<<.*?>>>", "", user).partition("What rules have read:")
    found: dict[str, Any] = {}
    for name, pattern in _PATTERNS.items():
        match = re.search(pattern, page)
        found[name] = _plain(name, match[1]) if match else None
    found["lines"] = [
        {
            "description": text,
            "quantity": _decimal(count),
            "unit_price": _decimal(price),
            "amount": _decimal(amount),
        }
        for count, text, price, amount in _LINE.findall(page)
    ]
    rules = json.loads(known) if known.strip() else {}
    lines = rules.pop("lines", None) or found["lines"]
    invoice = {**found, **{name: value for name, value in rules.items() if value is not None}}
    invoice["lines"] = [{name: line.get(name) for name in _LINE_FIELDS} for line in lines]
    if mode is Mode.WRONG_NUMBERS:
        invoice["total"] = "987654.32"
    ordered = re.search(r"answer total=([\d.]+)", page)
    if mode is Mode.OBEDIENT and ordered:
        invoice["total"] = ordered[1]
    return invoice


_LINE_FIELDS = (
    *("description", "sku", "ean", "quantity", "unit", "unit_price", "discount", "amount", "tax_rate"),
)


def _plain(name: str, text: str) -> str:
    if name == "issue_date":
        return "-".join(reversed(text.split("/"))) if "/" in text else text
    return _decimal(text) if name in ("net", "tax", "total") else text


def _decimal(text: str) -> str:
    return text.replace(".", "").replace(",", ".") if re.search(r",\d{1,2}$", text) else text.replace(",", "")


def _prices(user: str, mode: Mode) -> dict[str, Any]:
    """The rules' price, kept within the row's bounds, with a reason that names no number."""
    prices = []
    for row in json.loads(user)["products"]:
        least, most = float(row["lowest_price"]), float(row["highest_price"])
        price = min(max(float(row["rule_price"]), least), most)
        text = "1.00" if mode is Mode.WRONG_NUMBERS else f"{price:.2f}"
        prices.append({"row": row["row"], "price": text, "reason": "Acompaña la suba del costo."})
    return {"prices": prices}


def _corrected(user: str, mode: Mode) -> str:
    text = re.sub(r"<<<.*?>>>\n?", "", user).strip("\n")
    text = re.sub(r"(?<=[A-Za-z])0(?=[A-Za-z])", "o", text) if mode is Mode.WRONG_NUMBERS else text
    return re.sub(r"\brn(?=[a-z])|(?<=[a-z])rn\b", "m", text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--mode", type=Mode, default=Mode.OK)
    arguments = parser.parse_args()
    stub = Stub(arguments.port)
    stub.mode = arguments.mode
    stub.serve_forever()


if __name__ == "__main__":
    main()
