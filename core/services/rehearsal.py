"""A drill's own calls through the real services, and the reckoning of what was promised while it ran."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from pydantic import BaseModel
from sqlalchemy import Connection

from core.resilience.drill_report import Reckoning
from core.resilience.journal import Journal, JournalUnavailable
from core.services.ai import AiService
from core.services.cache import CacheService
from core.services.database import DatabaseService
from core.services.errors import DatabaseUnavailable, ServiceError, StorageError, StorageUnavailable
from core.services.ledger import Ledger
from core.services.storage import StorageService
from core.telemetry.context import request_scope

log = structlog.get_logger(__name__)

DRILL_WRITE = "drill.write"
ACTOR = "drill"
_AI_CALLS_PER_SECOND = 1.0
"""At most: each costs a little money."""
_STOP_PATIENCE = 5.0
_CACHE_SECONDS = 60.0
_CONTENT_TYPE = "text/plain"


def write_nothing(_connection: Connection, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The handler of a drill's writes: the ledger's own row is all they leave, and what is looked for."""
    return {"number": payload["number"]}


class _Word(BaseModel):
    word: str


class ServiceRehearsal:
    """Synthetic traffic of one drill; one dependency that hangs holds up no other's calls."""

    def __init__(
        self,
        drill_id: str,
        *,
        ai: AiService,
        database: DatabaseService,
        cache: CacheService,
        storage: StorageService,
        ledger: Ledger,
        journal: Journal,
    ) -> None:
        self._id = drill_id
        self._ai = ai
        self._database = database
        self._cache = cache
        self._storage = storage
        self._ledger = ledger
        self._journal = journal
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._promised: set[str] = set()
        self._originals: dict[str, bytes] = {}

    # Traffic

    def start(self, targets: tuple[str, ...], calls_per_second: float) -> None:
        calls: dict[str, Callable[[int], None]] = {
            "openai": self._ask,
            "database": self._write,
            "redis": self._remember,
            "s3": self._store,
        }
        for target in targets:
            most = _AI_CALLS_PER_SECOND if target == "openai" else calls_per_second
            pause = 1 / min(calls_per_second, most)
            thread = threading.Thread(
                target=self._repeat, args=(calls[target], pause), name=f"drill-{target}", daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(_STOP_PATIENCE)

    def _repeat(self, call: Callable[[int], None], pause: float) -> None:
        number = 0
        while not self._stopping.wait(pause if number else 0):
            number += 1
            with request_scope():
                try:
                    call(number)
                except (ServiceError, JournalUnavailable) as error:
                    # It got no receipt, so nothing was promised: the breaker has counted it.
                    log.debug("drill_call_refused", drill=self._id, reason=str(error))

    def _write(self, number: int) -> None:
        key = f"drill-{self._id}-{number}"
        payload = {"drill": self._id, "number": number}
        self._ledger.write(DRILL_WRITE, f"drill-{self._id}", payload, actor=ACTOR, idempotency_key=key)
        with self._lock:
            self._promised.add(key)

    def _remember(self, number: int) -> None:
        self._cache.set(f"drill:{self._id}", str(number).encode(), _CACHE_SECONDS)
        self._cache.get(f"drill:{self._id}")

    def _store(self, number: int) -> None:
        key, content = f"drills/{self._id}/{number}.txt", f"drill {self._id}, file {number}\n".encode()
        self._storage.put(key, content, _CONTENT_TYPE)
        with self._lock:
            self._originals[key] = content

    def _ask(self, _number: int) -> None:
        self._ai.ask(
            "drill",
            system="You answer in JSON.",
            user='Answer exactly {"word": "ready"}.',
            answer_type=_Word,
            accept=lambda answer: answer,
            fallback=lambda: _Word(word="rules"),
        )

    # Reckoning

    def settled(self, held: frozenset[str]) -> bool:
        if self._storage.spooled_count:
            return False
        try:
            pending = {entry.idempotency_key for entry in self._journal.pending()}
        except JournalUnavailable:
            return False
        with self._lock:
            mine = held | self._promised
        return not (mine & pending)

    def reckon(self, held: frozenset[str]) -> Reckoning:
        with self._lock:
            promised = held | self._promised
        waiting, dead, landed = frozenset[str](), frozenset[str](), frozenset[str]()
        lost = None
        try:
            # The journal first: what lands in between is then counted as waiting, never as lost.
            waiting = promised & {entry.idempotency_key for entry in self._journal.pending()}
            dead = promised & {entry.idempotency_key for entry in self._journal.dead_letters()}
            landed = self._ledger.landed(promised - waiting - dead)
            lost = len(promised - waiting - dead - landed)
        except (DatabaseUnavailable, JournalUnavailable) as outage:
            log.warning("drill_not_reckoned", drill=self._id, reason=str(outage))
        return Reckoning(
            promised=len(promised),
            held=len(held),
            landed=len(landed),
            waiting=len(waiting),
            dead=len(dead),
            lost=lost,
            originals=len(self._originals),
            originals_lost=self._originals_lost(),
        )

    def _originals_lost(self) -> int | None:
        """Test files that do not come back as they were put; those that do are removed."""
        lost = 0
        for key, content in self._originals.items():
            try:
                lost += self._storage.get(key).value != content
                self._storage.delete(key)
            except StorageError as error:
                log.warning("drill_file_missing", key=key, reason=str(error))
                lost += 1
            except StorageUnavailable as outage:
                log.warning("drill_files_not_reckoned", drill=self._id, reason=str(outage))
                return None
        return lost
