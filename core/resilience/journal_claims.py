"""Which held writes a replay may take: a claim with a lease keeps two processes from taking the same ones."""

import sqlite3
from datetime import datetime, timedelta

from core.resilience.journal_entries import HeldWrite, select_entries

_AT_ONCE = 100


def claim(connection: sqlite3.Connection, owner: str, *, now: datetime, lease: float) -> list[HeldWrite]:
    """Take the oldest entries that nothing of their key holds up; dead letters and others' claims do."""
    # A claim that ends later than one made now is from before the clock was set back: nobody's.
    until = (now + timedelta(seconds=lease)).timestamp()
    entries = select_entries(
        connection,
        """WHERE state = 'pending' AND NOT (claimed_until > :now AND claimed_until <= :until)
           AND NOT EXISTS (
               SELECT 1 FROM entries AS b WHERE b.key = e.key AND b.id < e.id AND (b.state = 'dead' OR
               (b.state = 'pending' AND b.claimed_until > :now AND b.claimed_until <= :until)))
           ORDER BY id LIMIT :most""",
        {"now": now.timestamp(), "until": until, "most": _AT_ONCE},
    )
    connection.executemany(
        "UPDATE entries SET claimed_by = ?, claimed_until = ? WHERE id = ?",
        [(owner, until, entry.id) for entry in entries],
    )
    return entries


def release_all(connection: sqlite3.Connection) -> None:
    """For when nobody else is on the journal: whoever claimed these is dead, and no lease need run out."""
    connection.execute("UPDATE entries SET claimed_by = NULL, claimed_until = 0 WHERE claimed_until > 0")
