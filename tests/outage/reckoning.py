"""What is really in the database and the bucket at the end, against what clients were promised."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import psycopg2
from botocore.exceptions import ClientError

from tests.outage.trade import Document
from tests.outage.world import World


@dataclass(frozen=True)
class Reckoning:
    """Numbers of promises kept, and in words each that was not."""

    uploads_promised: int
    uploads_without_receipt: int
    """Of which any may have arrived, once."""
    approvals_promised: int
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Other damage: an approval nobody asked for, costs that are not the lines'."""

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.wrong)


_INVOICES = "SELECT id, number, status, storage_key, filename FROM invoices"
_AUDIT = "SELECT action, subject, count(*) FROM audit GROUP BY action, subject"
_COSTS = "SELECT invoice_id, count(*) FROM costs GROUP BY invoice_id"


def reckon(world: World, documents: Iterable[Document]) -> Reckoning:
    """Compare every document with what PostgreSQL and S3 hold, read around the console."""
    documents = list(documents)
    connection = psycopg2.connect(world.postgres.url(world.database), connect_timeout=5)
    try:
        with connection.cursor() as cursor:
            rows = _all(cursor, _INVOICES)
            audit = {(action, subject): count for action, subject, count in _all(cursor, _AUDIT)}
            costs = dict(_all(cursor, _COSTS))
    finally:
        connection.close()
    found = Reckoning(
        uploads_promised=sum(document.invoice_id is not None for document in documents),
        uploads_without_receipt=sum(document.invoice_id is None for document in documents),
        approvals_promised=sum(document.approval_promised for document in documents),
    )
    by_id = {row[0]: row for row in rows}
    times = Counter(row[4] for row in rows)
    bucket = world.s3.client()
    for document in documents:
        name = document.filename
        if times[name] > 1:
            found.doubled.append(f"{name}: {times[name]} rows")
        if document.invoice_id is None:
            continue
        row = by_id.get(document.invoice_id)
        if row is None:
            found.lost.append(f"{name}: promised and not in the database")
            continue
        if audit.get(("invoice.upload", row[0])) != 1:
            found.doubled.append(f"{name}: entered {audit.get(('invoice.upload', row[0]), 0)} times")
        _check_original(bucket, row[3], document, found)
        _check_approval(row, audit.get(("invoice.approve", row[0]), 0), costs.get(row[0], 0), document, found)
    return found


def _check_original(bucket: object, key: str, document: Document, found: Reckoning) -> None:
    try:
        kept = bucket.get_object(Bucket="originals", Key=key)["Body"].read()
    except ClientError as error:
        found.lost.append(f"{document.filename}: its original is not in S3: {error}")
        return
    if kept != document.content:
        found.lost.append(f"{document.filename}: its original in S3 is not what was uploaded")


def _check_approval(
    row: tuple[object, ...], approvals: int, costs: int, document: Document, found: Reckoning
) -> None:
    status = row[2]
    if document.approval_promised and status != "approved":
        found.lost.append(f"{document.filename}: its approval was promised and it is {status}")
    if approvals > 1:
        found.doubled.append(f"{document.filename}: approved {approvals} times")
    if status == "approved" and not document.approval_asked:
        found.wrong.append(f"{document.filename}: approved, and nobody asked for it")
    expected = document.lines if status == "approved" else 0
    if costs != expected:
        kind = found.doubled if costs > expected else found.lost
        kind.append(f"{document.filename}: {costs} costs recorded, not {expected}")


def _all(cursor: object, query: str) -> list[tuple]:
    cursor.execute(query)
    return cursor.fetchall()
