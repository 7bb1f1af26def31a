"""Domain writes that land exactly once: in the database now, or held in the journal and replayed in order."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Connection, select, update

from core.resilience.codec import pack, unpack
from core.resilience.journal import Check, HeldWrite, Journal, JournalUnavailable, ReplayReport
from core.resilience.reason import Reason
from core.services.database import DatabaseService
from core.services.errors import DatabaseUnavailable, QueryError, ServiceError
from core.services.inserts import insert_once
from core.services.schema import applied_writes
from core.services.served import Served, Source
from core.services.slow_writes import SlowWrites
from core.telemetry.clock import Monotonic, WallClock, monotonic, utc_now
from core.telemetry.context import current_request_id, request_scope

log = structlog.get_logger(__name__)

Handler = Callable[[Connection, Mapping[str, Any]], Mapping[str, Any]]
"""Applies one kind of write inside the transaction; returns plain data. May run again after a rollback."""

_BEHIND = Reason("BEHIND_HELD_WRITES", "earlier writes of the same key are still held")
NEEDS_OPERATOR = Reason(
    "NEEDS_OPERATOR", "it, or an earlier write of the same key, was refused; an operator has to settle that"
)
"""Of a write that is held, and that no replay will land by itself."""
_KEY_LENGTH = 80
_KEYS_AT_ONCE = 500
_WRITES_AT_ONCE = 50
"""In one transaction: most of what a write costs alone is its commit. Others wait for these at most."""


class Refused(ServiceError):  # noqa: N818 - the contract's name
    """The write cannot be applied for a reason of the domain, now or ever; `code` says which."""

    def __init__(self, code: str, message: str, detail: Mapping[str, str] | None = None) -> None:
        """`detail`: figures for the words of the catalog, such as who was first."""
        super().__init__(message)
        self.code = code
        self.detail = dict(detail or {})


@dataclass(frozen=True, slots=True)
class Write:
    """One of many writes of a kind; see `Ledger.write`."""

    key: str
    payload: Mapping[str, Any]
    idempotency_key: str
    check: Check | None = None
    """Raises Refused where what is held of the key rules it out."""


Written = Served[dict[str, Any]] | Refused | QueryError | JournalUnavailable
"""What became of one write: served, live or held, or what `Ledger.write` would have raised."""


class Ledger:
    """Writes, each under an idempotency key that the database itself holds unique."""

    def __init__(
        self,
        database: DatabaseService,
        journal: Journal,
        handlers: Mapping[str, Handler],
        *,
        bulk: Collection[str] = (),
        clock: Monotonic = monotonic,
        now: WallClock = utc_now,
    ) -> None:
        """`bulk`: the kinds that write thousands of rows, and so may take longer than others."""
        self._database = database
        self._bulk = frozenset(bulk)
        self._journal = journal
        self._handlers = dict(handlers)
        self._clock = clock
        self._now = now
        self._slow = SlowWrites(lambda: database.health().ok)

    def write(
        self,
        kind: str,
        key: str,
        payload: Mapping[str, Any],
        *,
        actor: str,
        idempotency_key: str,
        check: Check | None = None,
    ) -> Served[dict[str, Any]]:
        """Apply a write, or hold it on disk (`Source.HELD` and the journal id) while the database is out.

        Writes of one `key` land in the order they were made. The same idempotency key again gives the first
        one's result and changes nothing. What is held behind a dead letter, or is one, says so by the reason
        NEEDS_OPERATOR. Raises Refused and QueryError where the write is at fault,
        JournalUnavailable where it can neither be applied nor held, ValueError for an unknown `kind` or an
        idempotency key that is empty or above 80 characters.
        """
        started = self._clock()
        self._check(kind, idempotency_key)
        # What a handler sees is the same, applied now or replayed.
        kept: dict[str, Any] = unpack(pack(dict(payload)))
        reason = _BEHIND
        if not self._journal.holds(key):
            try:
                result = self._apply(kind, kept, idempotency_key)
                return self._served(result, Source.LIVE, started)
            except DatabaseUnavailable as outage:
                self._slow.note_commit([idempotency_key], outage)
                reason = outage.reason
        held = self._journal.hold(kind, key, kept, actor=actor, idempotency_key=idempotency_key, check=check)
        if held.needs_operator:
            reason = NEEDS_OPERATOR
        self._database.count_fallback(reason)
        log.info("write_held", kind=kind, key=key, entry=held.id, reason=str(reason))
        value = {"journal_id": held.id, "idempotency_key": idempotency_key, "held_at": held.held_at}
        return self._served(value, Source.HELD, started, reason)

    def write_all(
        self,
        kind: str,
        writes: Sequence[Write],
        *,
        actor: str,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Written]:
        """Write each as `write` does, independent of the others and back in their order, many in one commit.

        `progress` is told how many are done, of how many. Raises ValueError as `write` does.
        """
        for each in writes:
            self._check(kind, each.idempotency_key)
        # In one order, so that two people's writes never wait for each other.
        order = sorted(range(len(writes)), key=lambda place: writes[place].key)
        done: dict[int, Written] = {}
        for start in range(0, len(order), _WRITES_AT_ONCE):
            places = order[start : start + _WRITES_AT_ONCE]
            written = self._write_together(kind, [writes[place] for place in places], actor)
            done.update(zip(places, written, strict=True))
            if progress is not None:
                progress(len(done), len(writes))
        return [done[place] for place in range(len(writes))]

    def _write_together(self, kind: str, writes: Sequence[Write], actor: str) -> list[Written]:
        """All in one transaction; where that cannot be, each in its own or held."""
        started = self._clock()
        try:
            if not any(self._journal.holds(it.key) for it in writes):
                results = self._apply_all(kind, writes)
                return [
                    it if isinstance(it, Refused) else self._served(it, Source.LIVE, started)
                    for it in results
                ]
        except (DatabaseUnavailable, QueryError, JournalUnavailable) as error:
            self._slow.note_commit([it.idempotency_key for it in writes], error)
            log.info("written_one_by_one", kind=kind, writes=len(writes), reason=str(error))
        return [self._write_alone(kind, it, actor) for it in writes]

    def _write_alone(self, kind: str, one: Write, actor: str) -> Written:
        try:
            return self.write(
                kind,
                one.key,
                one.payload,
                actor=actor,
                idempotency_key=one.idempotency_key,
                check=one.check,
            )
        except (Refused, QueryError, JournalUnavailable) as error:
            return error

    def replay(self, landed: Callable[[HeldWrite], object] = lambda _: None) -> ReplayReport:
        """Land what is held, telling `landed` of each write that the database has taken.

        What the database or the domain refuses becomes a dead letter for the operator. Raises
        JournalUnavailable.
        """

        def land(held: HeldWrite) -> None:
            self._land(held)
            landed(held)

        return self._journal.replay(land, refused=(Refused, QueryError))

    def landed(self, idempotency_keys: Iterable[str]) -> frozenset[str]:
        """Those of the keys whose write the database holds. Raises DatabaseUnavailable."""
        asked = list(idempotency_keys)
        column = applied_writes.c.idempotency_key

        def find(connection: Connection) -> frozenset[str]:
            pieces = (asked[at : at + _KEYS_AT_ONCE] for at in range(0, len(asked), _KEYS_AT_ONCE))
            found = (connection.scalars(select(column).where(column.in_(piece))) for piece in pieces)
            return frozenset(key for keys in found for key in keys)

        return self._database.unit("ledger.landed", find)

    def _land(self, held: HeldWrite) -> None:
        with request_scope(held.request_id):
            try:
                self._apply(held.kind, held.payload, held.idempotency_key)
                self._slow.forget(held.idempotency_key)
            except DatabaseUnavailable as outage:
                self._slow.note_commit([held.idempotency_key], outage)
                if (why := self._slow.verdict(held.idempotency_key, outage)) is not None:
                    raise Refused("TOO_SLOW", why) from outage
                raise
            except (Refused, QueryError):
                raise
            except Exception as error:
                # A handler's own mistake must not stop others' writes: an operator sees it and can retry.
                log.exception("held_write_failed", kind=held.kind, entry=held.id)
                raise Refused("HANDLER_FAILED", f"{type(error).__name__}: {error}") from error

    def _check(self, kind: str, idempotency_key: str) -> None:
        if kind not in self._handlers:
            raise ValueError(f"no handler for the kind of write {kind!r}")
        if not 0 < len(idempotency_key) <= _KEY_LENGTH:
            raise ValueError(
                f"an idempotency key has 1 to {_KEY_LENGTH} characters: {idempotency_key!r:.100}"
            )

    def _apply(self, kind: str, payload: Mapping[str, Any], idempotency_key: str) -> dict[str, Any]:
        if kind not in self._handlers:
            raise Refused("UNKNOWN_KIND", f"this version of Fusible has no handler for {kind!r}")
        return self._database.unit(
            kind, lambda it: self._apply_in(it, kind, payload, idempotency_key), bulk=kind in self._bulk
        )

    def _apply_all(self, kind: str, writes: Sequence[Write]) -> list[dict[str, Any] | Refused]:
        """The results in one commit; one that is refused leaves nothing, and the others their own."""
        kept: list[dict[str, Any]] = [unpack(pack(dict(it.payload))) for it in writes]

        def apply(connection: Connection, payload: dict[str, Any], key: str) -> dict[str, Any] | Refused:
            try:
                with connection.begin_nested():
                    return self._apply_in(connection, kind, payload, key)
            except Refused as refused:
                return refused

        def work(connection: Connection) -> list[dict[str, Any] | Refused]:
            return [
                apply(connection, payload, it.idempotency_key)
                for it, payload in zip(writes, kept, strict=True)
            ]

        return self._database.unit(kind, work, bulk=True)

    def _apply_in(
        self, connection: Connection, kind: str, payload: Mapping[str, Any], idempotency_key: str
    ) -> dict[str, Any]:
        """The handler's result, or the one it gave when the write landed."""
        mine = applied_writes.c.idempotency_key == idempotency_key
        if not self._enter(connection, kind, idempotency_key):
            known: dict[str, Any] | None = connection.execute(
                select(applied_writes.c.result).where(mine)
            ).scalar_one()
            return known or {}
        result = dict(self._handlers[kind](connection, payload))
        connection.execute(update(applied_writes).where(mine).values(result=result))
        return result

    def _enter(self, connection: Connection, kind: str, idempotency_key: str) -> bool:
        """Whether the key is new. One that another transaction is about to commit is waited for."""
        row = {"idempotency_key": idempotency_key, "kind": kind, "applied_at": self._now()}
        return connection.execute(insert_once(connection, applied_writes).values(row)).rowcount == 1

    def _served(
        self, value: dict[str, Any], source: Source, started: float, reason: Reason | None = None
    ) -> Served[dict[str, Any]]:
        return Served(
            value=value,
            source=source,
            request_id=current_request_id(),
            seconds=self._clock() - started,
            breaker_state=self._database.breaker_state,
            reason=reason,
        )
