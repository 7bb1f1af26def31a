"""The console's own disk runs full in an outage: what cannot be kept is refused whole, with its reason."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.support.console_server import ConsoleServer
from tests.support.eventually import eventually
from tests.support.servers import PostgresServer, S3Server
from tests.support.small_disk import SmallDisk, quota, tmpfs


@pytest.fixture(params=["tmpfs", "quota"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SmallDisk]:
    if request.param == "quota":
        yield quota(tmp_path / "disk")
        return
    with tmpfs(tmp_path / "disk") as made:
        if made is None:
            pytest.skip("no tmpfs may be mounted here; the quota stands in for it")
        yield made


only_tmpfs = pytest.mark.parametrize("disk", ["tmpfs"], indirect=True)


@pytest.fixture
def start(disk: SmallDisk, postgres_server: PostgresServer) -> Iterator[Callable[..., ConsoleServer]]:
    """Start a console on the small disk, over PostgreSQL, with breakers that recover within a second."""
    started: list[ConsoleServer] = []

    def make(**settings: str) -> ConsoleServer:
        quick = {
            "DATABASE_URL": postgres_server.new_database(),
            "FUSIBLE_DB_BREAKER__RESET_TIMEOUT": "0.7",
            "FUSIBLE_S3_BREAKER__RESET_TIMEOUT": "0.7",
            "FUSIBLE_SETTLE_SECONDS": "0.5",
            "FUSIBLE_RECOVERY_INTERVAL": "2",
        }
        started.append(ConsoleServer(disk.folder / "data", quick | settings))
        return started[-1].start()

    yield make
    for console in started:
        console.stop()


def with_s3(s3_server: S3Server) -> dict[str, str]:
    return {
        "S3_BUCKET": S3Server.BUCKET,
        "S3_ENDPOINT_URL": s3_server.url,
        "AWS_ACCESS_KEY_ID": "tests",
        "AWS_SECRET_ACCESS_KEY": "tests",
    }


def invoice(number: int) -> bytes:
    return f"FACTURA A\nN° 0001-{number:08d}\nCUIT: 30-71234567-1\nTotal 1.210,00\n".encode()


def upload(console: ConsoleServer, number: int) -> tuple[int, dict]:
    return console.upload((f"factura-{number}.txt", invoice(number)))


def keys(s3_server: S3Server) -> list[str]:
    listed = s3_server.client().list_objects_v2(Bucket=S3Server.BUCKET)
    return [one["Key"] for one in listed.get("Contents", [])]


def level(console: ConsoleServer) -> int:
    return console.get_json("/health")["level"]


def entered(console: ConsoleServer) -> list[str]:
    answer = console.get_json("/api/invoices")
    assert answer["source"] == "live"
    return sorted(one["filename"] for one in answer["value"] if not one["held"])


def test_journal_disk_full__writes_are_refused_with_the_reason_at_level_5_and_it_recovers(
    start, disk: SmallDisk, postgres_server: PostgresServer, s3_server: S3Server
) -> None:
    console = start(**with_s3(s3_server))
    assert upload(console, 1)[0] == 201
    assert entered(console) == ["factura-1.txt"]
    postgres_server.kill()
    assert upload(console, 2)[0] == 202

    disk.fill(console.process.pid)
    status, problem = upload(console, 3)
    assert (status, problem["code"]) == (503, "JOURNAL_UNAVAILABLE")
    assert "journal" in problem["detail"]
    health = console.get_json("/health")
    assert (health["level"], health["level_name"]) == (5, "EMERGENCY")
    assert "the journal cannot be written" in health["words"]
    # A file that cannot grow by a byte may leave what the journal holds unread; the rest is shown.
    assert "factura-1.txt" in {one["filename"] for one in console.get_json("/api/invoices")["value"]}

    disk.make_room(console.process.pid)
    eventually(lambda: level(console) == 3)
    assert upload(console, 3)[0] == 202
    postgres_server.start()
    eventually(lambda: level(console) == 0)
    assert entered(console) == ["factura-1.txt", "factura-2.txt", "factura-3.txt"]
    assert console.get_json("/health")["journal_dead_letters"] == 0


@only_tmpfs  # on a real disk, space set aside is given back for it
def test_journal_disk_full__database_back__what_was_held_lands_all_the_same(
    start, disk: SmallDisk, postgres_server: PostgresServer, s3_server: S3Server
) -> None:
    console = start(**with_s3(s3_server))
    postgres_server.kill()
    assert upload(console, 1)[0] == 202
    disk.fill(console.process.pid)
    assert upload(console, 2)[0] == 503
    postgres_server.start()
    eventually(lambda: console.get_json("/health")["journal_pending"] == 0)
    assert entered(console) == ["factura-1.txt"]


@only_tmpfs
def test_spool_unreadable__s3_well__upload_is_refused_whole_and_said(
    start, disk: SmallDisk, s3_server: S3Server
) -> None:
    console = start(**with_s3(s3_server))
    key = f"originals/{sha256(invoice(7)).hexdigest()[:32]}/factura-7.txt"
    # What a disk that fails gives for a file, a folder in its place gives on a disk that is well.
    in_the_way = disk.folder / "data" / "spool" / f"{key}.meta.json"
    in_the_way.mkdir(parents=True)
    status, problem = upload(console, 7)
    assert (status, problem["code"]) == (503, "STORAGE_UNAVAILABLE")
    assert "what waits on this machine's disk is out of reach" in problem["detail"]
    assert (entered(console), key in keys(s3_server)) == ([], False)
    in_the_way.rmdir()
    assert upload(console, 7)[0] == 201
    assert key in keys(s3_server)


@only_tmpfs
def test_spool_disk_full__original_cannot_be_kept__upload_is_refused_whole(
    start, disk: SmallDisk, s3_server: S3Server
) -> None:
    console = start(**with_s3(s3_server))
    s3_server.kill()
    disk.fill(console.process.pid)
    status, problem = upload(console, 9)
    assert (status, problem["code"]) == (503, "STORAGE_UNAVAILABLE")
    assert "disk takes nothing" in problem["detail"]
    assert entered(console) == []
    disk.make_room(console.process.pid)
    assert upload(console, 9)[0] == 201
    s3_server.start()
    key = f"originals/{sha256(invoice(9)).hexdigest()[:32]}/factura-9.txt"
    eventually(lambda: key in keys(s3_server))
    assert s3_server.client().get_object(Bucket=S3Server.BUCKET, Key=key)["Body"].read() == invoice(9)
