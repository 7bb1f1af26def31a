"""Clients who upload, approve and look at invoices over HTTP, and write down what they were promised."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Self

import requests

from tests.outage.world import World
from tests.support.documents import pdf

PATIENCE = 30.0
"""Seconds after which a client gives up on an answer; what it waited is kept all the same."""
_PRODUCTS = ("Yerba mate", "Azucar", "Harina", "Aceite de girasol", "Arroz largo fino", "Fideos")


class Kind(StrEnum):
    UPLOAD = "upload"
    APPROVE = "approve"
    LOOK = "look"


@dataclass(frozen=True)
class Deed:
    """One request: what was asked when, and what came of it."""

    kind: Kind
    began: float
    """Monotonic seconds."""
    seconds: float
    status: int
    """0 where the connection failed."""
    source: str = ""
    """live, cache, held and so on, as the answer says."""

    @property
    def is_answered(self) -> bool:
        """Whether the user got what was asked for, live or by a fallback."""
        return 200 <= self.status < 300


@dataclass
class Document:
    """An invoice and what is known of its fate."""

    number: str
    filename: str
    content: bytes
    lines: int
    invoice_id: str | None = None
    """From the receipt; without a receipt it may have arrived or not."""
    approval_asked: bool = False
    approval_promised: bool = False


def make_document(number: str, rng: random.Random) -> Document:
    """A factura A whose sums are right: plain text, now and then a PDF of it."""
    rows = [(name, rng.randint(1, 40), rng.randint(1, 90) * 100) for name in rng.sample(_PRODUCTS, 3)]
    net = sum(quantity * price for _, quantity, price in rows)
    body = [f"{count}  {name}  {_money(price)}  {_money(count * price)}" for name, count, price in rows]
    text = "\n".join(
        [
            "FACTURA A",
            f"N° {number}",
            "Fecha: 18/11/2026",
            "Distribuidora Norte S.A.",
            "CUIT: 30-71234567-1",
            "",
            "Cantidad  Descripción  Precio unitario  Importe",
            *body,
            "",
            f"Neto gravado {_money(net)}",
            f"IVA 21% {_money(net * 0.21)}",
            f"Total {_money(net * 1.21)}",
        ]
    )
    if rng.random() < 0.1:
        return Document(number, f"factura-{number}.pdf", pdf(text), len(rows))
    return Document(number, f"factura-{number}.txt", text.encode(), len(rows))


def _money(value: float) -> str:
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


@dataclass
class Client(threading.Thread):
    """Uploads mostly; approves and looks now and then; asks again for what it got no receipt for."""

    world: World
    place: int
    """Point of sale on its invoices: keeps their numbers apart from other clients'."""
    seed: str
    stopping: threading.Event
    pause: float
    """Longest pause between two requests, in seconds."""
    only_uploads: bool = False
    deeds: list[Deed] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """What must never happen, such as a 500."""

    def __post_init__(self) -> None:
        super().__init__(name=f"client-{self.place}", daemon=True)
        self._rng = random.Random(self.seed)
        self._to_approve: list[Document] = []
        self._again: list[Callable[[], None]] = []

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        with requests.Session() as session:
            session.headers.update(self.world.headers())
            self._session = session
            try:
                while not self.stopping.is_set():
                    self._choose()()
                    self.stopping.wait(self._rng.uniform(0, self.pause))
                for ask_again in tuple(self._again):  # as people do once the console is back
                    ask_again()
            except Exception as error:
                self.faults.append(f"the client itself failed: {error!r}")
                raise

    def _choose(self) -> Callable[[], None]:
        luck = 1.0 if self.only_uploads else self._rng.random()
        if self._again and luck < 0.5:
            return self._again.pop(0)
        if self._to_approve and luck < 0.75:
            document = self._to_approve.pop(self._rng.randrange(len(self._to_approve)))
            return lambda: self._approve(document)
        if luck < 0.85:
            return self._look
        document = make_document(f"{self.place:04d}-{len(self.documents) + 1:08d}", self._rng)
        self.documents.append(document)
        return lambda: self._upload(document)

    def _upload(self, document: Document) -> None:
        files = {"files": (document.filename, document.content)}
        status, body = self._ask(Kind.UPLOAD, "POST", "/api/invoices", files=files)
        if status in (200, 201, 202):
            is_new, document.invoice_id = document.invoice_id is None, _invoice_id(body)
            if is_new and self._rng.random() < 0.6:
                self._to_approve.append(document)
            if self._rng.random() < 0.05:
                self._again.append(lambda: self._upload(document))
        else:
            self._again.append(lambda: self._upload(document))

    def _approve(self, document: Document) -> None:
        asked_before, document.approval_asked = document.approval_asked, True
        status, body = self._ask(Kind.APPROVE, "POST", f"/api/invoices/{document.invoice_id}/approve")
        if status in (200, 202):
            document.approval_promised = True
        elif status == 409 and asked_before:
            document.approval_promised = True  # an answer that got lost was a yes
        elif status in (0, 503):
            self._again.append(lambda: self._approve(document))
        else:
            self.faults.append(f"approval of {document.number}: {status} {body}")

    def _look(self) -> None:
        self._ask(Kind.LOOK, "GET", "/api/invoices?limit=20")

    def _ask(self, kind: Kind, method: str, path: str, **more: Any) -> tuple[int, Any]:
        began = time.monotonic()
        try:
            answer = self._session.request(method, self.world.console.url + path, timeout=PATIENCE, **more)
            status, body = answer.status_code, answer.json()
        except (requests.RequestException, ValueError) as error:
            status, body = 0, type(error).__name__
        seconds = time.monotonic() - began
        deed = Deed(kind, began, seconds, status, _source_of(body))
        self.deeds.append(deed)
        lost_connection_or_outage = status in (0, HTTPStatus.SERVICE_UNAVAILABLE)
        if not (deed.is_answered or lost_connection_or_outage or status == HTTPStatus.CONFLICT):
            self.faults.append(f"{method} {path}: {status} {body}")
        return status, body


def _invoice_id(body: Any) -> str:
    return str(body["files"][0]["answer"]["value"]["invoice_id"])


def _source_of(body: Any) -> str:
    if not isinstance(body, dict):
        return ""
    if "files" in body:
        body = body["files"][0].get("answer") or {}
    return str(body.get("source", ""))


class Trade:
    """Clients at work for as long as the block lasts."""

    def __init__(self, world: World, place: int, clients: int = 6, *, only_uploads: bool = False) -> None:
        """`place`: the first client's point of sale; each has one of its own."""
        self.stopping = threading.Event()
        self.clients = [
            Client(world, place + n, f"{place}-{n}", self.stopping, pause=0.3, only_uploads=only_uploads)
            for n in range(clients)
        ]

    def __enter__(self) -> Self:
        for client in self.clients:
            client.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        for client in self.clients:
            client.join()

    @property
    def deeds(self) -> list[Deed]:
        return [deed for client in self.clients for deed in client.deeds]
