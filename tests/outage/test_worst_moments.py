"""Struck while it catches up: the console in mid-replay and again, S3 in mid-upload of the spool."""

import threading
import time

from tests.outage.reckoning import reckon
from tests.outage.trade import Client, Document, Kind
from tests.outage.world import Blow, Victim, World

UPLOADS = 24


def upload_some(world: World, place: int) -> list[Document]:
    """Upload from four clients at once; all got a receipt when this returns."""
    stopping = threading.Event()
    clients = [Client(world, place + n, f"worst-{place}-{n}", stopping, 0.02) for n in range(4)]
    for client in clients:
        client.start()
    while sum(deed.kind is Kind.UPLOAD and deed.is_answered for it in clients for deed in it.deeds) < UPLOADS:
        time.sleep(0.05)
    stopping.set()
    for client in clients:
        client.join()
    assert [fault for client in clients for fault in client.faults] == []
    return [document for client in clients for document in client.documents]


def test_console_killed_in_mid_replay__and_again_as_it_starts__lands_all_once(world: World) -> None:
    world.strike(Victim.POSTGRES, Blow.KILL)
    documents = upload_some(world, 4000)
    world.mend(Victim.POSTGRES)
    seen = world.console.get_json("/health")["journal_pending"]
    while seen and world.console.get_json("/health")["journal_pending"] == seen:
        time.sleep(0.002)
    world.strike(Victim.CONSOLE, Blow.KILL)
    world.mend(Victim.CONSOLE)
    world.strike(Victim.CONSOLE, Blow.KILL)
    world.mend(Victim.CONSOLE)
    world.wait_until_recovered(60)
    found = reckon(world, documents)
    assert found.is_clean, found
    assert found.uploads_promised >= UPLOADS / 2


def test_s3_killed_in_mid_upload_of_the_spool__every_original_arrives_whole(world: World) -> None:
    world.strike(Victim.S3, Blow.KILL)
    documents = upload_some(world, 4100)
    waiting = world.spooled
    assert waiting
    world.mend(Victim.S3)
    while world.spooled == waiting:
        time.sleep(0.002)
    world.strike(Victim.S3, Blow.KILL)
    world.mend(Victim.S3)
    world.wait_until_recovered(60)
    found = reckon(world, documents)
    assert found.is_clean, found
