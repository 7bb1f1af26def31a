"""A real S3 interface: moto behind a forwarder."""

import sys
from pathlib import Path

import boto3
from botocore.config import Config

from tests.support.servers.forwarded import Forwarded
from tests.support.servers.server import Server


class S3Server(Forwarded):
    """moto's S3 behind a forwarder, which is what is killed or frozen: moto keeps all in memory."""

    BUCKET = "originals"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, _Moto(folder).start())
        self.client().create_bucket(Bucket=self.BUCKET)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self) -> "boto3.client":
        """A client that goes around the forwarder: what the bucket really holds."""
        return _s3_client(self._behind.port)

    def close(self) -> None:
        self.kill()
        self._behind.kill()


class _Moto(Server):
    def command(self) -> list[str]:
        return [str(Path(sys.executable).with_name("moto_server")), "-H", "127.0.0.1", "-p", str(self.port)]

    def check(self) -> None:
        _s3_client(self.port).list_buckets()


def _s3_client(port: int) -> "boto3.client":
    return boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name="us-east-1",
        aws_access_key_id="tests",
        aws_secret_access_key="tests",
        config=Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=5),
    )
