"""StorageService on moto's S3, reached through a forwarder that is killed and frozen."""

import time

import pytest

from core.services.errors import StorageError, StorageUnavailable
from core.services.served import Source
from core.settings import BreakerSettings
from tests.support.servers import S3Server

QUICK = BreakerSettings(fail_max=5, reset_timeout=0.3)
PDF = "application/pdf"


def _settings(s3_server, **more):
    return {
        "s3_bucket": S3Server.BUCKET,
        "s3_endpoint_url": s3_server.url,
        "s3_access_key_id": "tests",
        "s3_secret_access_key": "tests",
        "s3_breaker": QUICK,
        **more,
    }


@pytest.fixture
def stored(s3_server, services):
    return services(**_settings(s3_server))


def _in_bucket(s3_server, key: str) -> bytes:
    return s3_server.client().get_object(Bucket=S3Server.BUCKET, Key=key)["Body"].read()


def test_put_get_delete__bytes_come_back_unchanged(stored, s3_server):
    content = bytes(range(256)) * 1000
    served = stored.storage.put("a/ñandú 1.pdf", content, PDF)
    assert served.source is Source.LIVE
    assert stored.storage.get("a/ñandú 1.pdf").value == content
    assert _in_bucket(s3_server, "a/ñandú 1.pdf") == content
    stored.storage.delete("a/ñandú 1.pdf")
    with pytest.raises(StorageError) as caught:
        stored.storage.get("a/ñandú 1.pdf")
    assert caught.value.code == "NOT_FOUND"
    assert stored.s3_breaker.current_state == "closed"


@pytest.mark.parametrize("outage", ["kill", "freeze"])
def test_outage__originals_are_spooled_served_and_uploaded_once_it_is_back(stored, s3_server, outage):
    stored.storage.put(f"{outage}/before.pdf", b"before", PDF)
    getattr(s3_server, outage)()
    started = time.monotonic()
    while stored.s3_breaker.current_state == "closed":
        one = time.monotonic()
        served = stored.storage.put(f"{outage}/held.pdf", b"held", PDF)
        assert served.source is Source.HELD
        assert time.monotonic() - one < stored.settings.s3_deadline + 0.3
        stored.storage.health()
    assert time.monotonic() - started < 5
    stored.storage.put(f"{outage}/second.pdf", b"second", PDF)
    assert stored.storage.get(f"{outage}/held.pdf").source is Source.HELD
    with pytest.raises(StorageUnavailable):
        stored.storage.get(f"{outage}/before.pdf")
    assert stored.storage.upload_spooled().stopped_by is not None
    assert stored.storage.spooled_count == 2
    s3_server.ensure_running()
    time.sleep(0.35)
    report = stored.storage.upload_spooled()
    assert (report.uploaded, report.waiting, report.stopped_by) == (2, 0, None)
    assert _in_bucket(s3_server, f"{outage}/held.pdf") == b"held"
    assert stored.storage.get(f"{outage}/second.pdf").source is Source.LIVE


def test_get__content_changed_behind_our_back__is_refused(stored, s3_server):
    stored.storage.put("changed.pdf", b"true", PDF)
    head = s3_server.client().head_object(Bucket=S3Server.BUCKET, Key="changed.pdf")
    s3_server.client().put_object(
        Bucket=S3Server.BUCKET, Key="changed.pdf", Body=b"false", Metadata=head["Metadata"]
    )
    with pytest.raises(StorageError) as caught:
        stored.storage.get("changed.pdf")
    assert caught.value.code == "CONTENT_DAMAGED"


def test_unknown_bucket__is_misconfigured_and_originals_are_held(s3_server, services):
    built = services(**_settings(s3_server, s3_bucket="nobodys"))
    assert built.storage.health().misconfigured
    assert built.storage.put("a.pdf", b"1", PDF).source is Source.HELD
    assert built.storage.health().misconfigured


def test_no_bytes_left_behind__of_credentials_in_errors(s3_server, services):
    built = services(**_settings(s3_server, s3_secret_access_key="s3cret-wrong"))
    s3_server.kill()
    assert "s3cret" not in repr(built.storage.health())
