"""One lone user meets four frozen servers: nobody waits long, and every circuit opens at once."""

import time
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from core.bootstrap import build_console
from core.console import Console
from core.invoices.records import ReceiptStatus
from core.settings import Settings
from tests.support.openai_server import OpenAiServer
from tests.support.servers import PostgresServer, RedisServer, S3Server

INVOICE = b"FACTURA A\nNumero 0001-00000001\nFecha 05/03/2026\nSubtotal 200,00\nIVA 21% 42,00\nTOTAL 242,00\n"


@pytest.fixture
def console(
    tmp_path,
    postgres_server: PostgresServer,
    redis_server: RedisServer,
    s3_server: S3Server,
    openai_server: OpenAiServer,
) -> Iterator[Console]:
    """With every policy as shipped."""
    built = build_console(
        Settings(
            _env_file=None,
            data_dir=tmp_path,
            database_url=SecretStr(postgres_server.new_database()),
            redis_url=SecretStr(redis_server.url),
            s3_bucket=S3Server.BUCKET,
            s3_endpoint_url=s3_server.url,
            s3_access_key_id=SecretStr("tests"),
            s3_secret_access_key=SecretStr("tests"),
            openai_api_key=SecretStr("sk-tests"),
            openai_base_url=openai_server.base_url,
        )
    )
    built.start()
    yield built
    built.close()


def test_frozen__all_four__one_upload_is_held_within_3_s_and_opens_every_circuit_within_5(
    console, postgres_server, redis_server, s3_server, openai_server
):
    servers = (postgres_server, redis_server, s3_server, openai_server)
    warm = console.invoices.submit("warm.txt", INVOICE, actor="ana").value
    assert warm.status is ReceiptStatus.STORED
    for server in servers:
        server.freeze()
    began = time.monotonic()
    receipt = console.invoices.submit("lone.txt", INVOICE + b"lone\n", actor="ana").value
    waited = time.monotonic() - began
    while any(breaker.current_state == "closed" for breaker in console.breakers.values()):
        assert time.monotonic() - began < 5, {n: b.current_state for n, b in console.breakers.items()}
        time.sleep(0.02)
    assert receipt.status is ReceiptStatus.HELD
    assert waited < 3
    for server in servers:
        server.ensure_running()
