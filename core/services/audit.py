"""Who did what, when: one row an action, written in the transaction of the action itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, insert

from core.services.schema import audit


def record_action(
    connection: Connection,
    *,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    detail: Mapping[str, Any],
    request_id: str | None,
) -> None:
    """Add a row to the audit trail. `action` is a stable name such as `invoice.approve`."""
    connection.execute(
        insert(audit).values(
            id=uuid4().hex,
            at=at,
            actor=actor,
            action=action,
            subject=subject,
            detail=dict(detail),
            request_id=request_id,
        )
    )
