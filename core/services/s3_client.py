"""An S3 bucket through boto3, with every wait bounded and its errors told apart."""

from collections.abc import Callable
from contextlib import closing
from typing import Any

import boto3
import botocore.exceptions as boto
import urllib3.exceptions
from botocore.config import Config
from botocore.handlers import add_expect_header

from core.resilience.faults import FaultKind
from core.resilience.reason import Reason
from core.services.errors import StorageError, StorageMisconfigured, StorageUnavailable
from core.services.folder import StoredObject, check_content
from core.services.guard import Raisers
from core.services.helpers import Helpers
from core.settings import Settings

_DIGEST = "sha256"
_REFUSED_US = {
    "AccessDenied",
    "AllAccessDisabled",
    "AccountProblem",
    "AuthorizationHeaderMalformed",
    "ExpiredToken",
    "InvalidAccessKeyId",
    "InvalidToken",
    "NoSuchBucket",
    "PermanentRedirect",
    "SignatureDoesNotMatch",
}
_OUTAGE = {"RequestTimeout", "SlowDown", "Throttling", "ThrottlingException", "TooManyRequests"}
_SLOWEST = 256 * 1024
"""Bytes a second below which a transfer is taken to hang: 25 MB in 100 s."""
_SERVER_ERROR, _TOO_MANY = 500, 429


class S3Bucket:
    """One bucket. Safe from any thread. Raises boto3's errors; `classify` says what each means."""

    def __init__(self, settings: Settings, bucket: str) -> None:
        """Connects to nothing yet. The deadline covers connect and answer; content has more, by its size."""
        deadline = self._deadline = settings.s3_deadline
        self._endpoint = settings.s3_endpoint_url or "S3"
        self._helpers = Helpers("s3")
        key_id, secret = settings.s3_access_key_id, settings.s3_secret_access_key
        self._bucket = bucket
        self._client = boto3.client(
            "s3",
            region_name=settings.s3_region,
            endpoint_url=settings.s3_endpoint_url,
            aws_access_key_id=None if key_id is None else key_id.get_secret_value(),
            aws_secret_access_key=None if secret is None else secret.get_secret_value(),
            config=Config(
                connect_timeout=deadline * 0.4,
                read_timeout=deadline * 0.6,
                retries={"total_max_attempts": 1, "mode": "standard"},
                max_pool_connections=16,
                tcp_keepalive=True,
                # Newer checksums and virtual hosts are what other S3 servers most often lack.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                s3={"addressing_style": "path" if settings.s3_endpoint_url else "auto"},
            ),
        )
        # It waits a second for "100 Continue", whatever the deadline, before it sends anything.
        self._client.meta.events.unregister("before-call.s3", add_expect_header)
        self.shown = f"s3://{bucket}"

    def put(self, described: StoredObject, content: bytes) -> None:
        self._within(
            lambda: self._client.put_object(
                Bucket=self._bucket,
                Key=described.key,
                Body=content,
                ContentType=described.content_type,
                Metadata={_DIGEST: described.sha256},
            ),
            len(content),
        )

    def get(self, key: str) -> bytes | None:
        """The content, or None. Raises StorageError where it is not what was put."""
        try:
            answer = self._within(lambda: self._client.get_object(Bucket=self._bucket, Key=key))
        except self._client.exceptions.NoSuchKey:
            return None

        def read() -> bytes:
            # Closed where it is read: a late read goes on after its caller has gone.
            with closing(answer["Body"]) as body:
                content: bytes = body.read()
            return content

        content = self._within(read, int(answer["ContentLength"]))
        return check_content(content, answer["Metadata"].get(_DIGEST), key)

    def delete(self, key: str) -> None:
        self._within(lambda: self._client.delete_object(Bucket=self._bucket, Key=key))

    def check(self) -> None:
        """Ask for the bucket."""
        self._within(lambda: self._client.head_bucket(Bucket=self._bucket))

    def tidy(self) -> None:
        """Nothing: S3 takes an object whole or not at all."""

    def close(self) -> None:
        self._helpers.close()
        self._client.close()

    def _within(self, work: Callable[[], Any], size: int = 0) -> Any:
        """The result of `work`, which moves `size` bytes, in the time that may take."""
        try:
            return self._helpers.run(work, self._deadline + size / _SLOWEST)
        except TimeoutError as late:
            raise boto.ReadTimeoutError(endpoint_url=self._endpoint) from late


def classify(error: Exception) -> Exception:
    """The service's own error for what boto3 raised; others pass unchanged."""
    match error:
        case boto.ClientError():
            return _answered(error)
        case boto.NoCredentialsError() | boto.PartialCredentialsError() | boto.ParamValidationError():
            return StorageMisconfigured(_reason("REFUSES_US", f"S3 cannot be asked: {error}"))
        case boto.ReadTimeoutError() | boto.ConnectTimeoutError():
            return StorageUnavailable(_reason("TIMED_OUT", "S3 did not answer in time"))
        case boto.HTTPClientError() | boto.ConnectionError():
            return StorageUnavailable(_reason("UNREACHABLE", "S3 cannot be reached, or broke off"))
        case boto.BotoCoreError() | urllib3.exceptions.HTTPError() | OSError():
            return StorageUnavailable(_reason("FAILED", f"S3 failed: {type(error).__name__}"))
    return error


def _answered(error: boto.ClientError) -> Exception:
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    words = f"{error.operation_name}: {code}"
    if status >= _SERVER_ERROR or status == _TOO_MANY or code in _OUTAGE:
        return StorageUnavailable(_reason("FAILED", f"S3 failed ({words})"))
    # HEAD has no body, so an unknown bucket says no more than 404 there.
    if code in _REFUSED_US or status in {301, 401, 403} or (error.operation_name == "HeadBucket"):
        return StorageMisconfigured(_reason("REFUSES_US", f"S3 refuses us ({words})"))
    return StorageError(f"S3 does not take this ({words})", code="REFUSED")


def _reason(code: str, text: str) -> Reason:
    return Reason(code, text, {"dependency": "s3"})


def _client_error(code: str, status: int) -> Callable[[], Exception]:
    answer: Any = {
        "Error": {"Code": code, "Message": "injected fault"},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    return lambda: boto.ClientError(answer, "PutObject")


RAISERS: Raisers = {
    FaultKind.REFUSE: lambda: boto.EndpointConnectionError(endpoint_url="(injected fault)"),
    FaultKind.HANG: lambda: boto.ReadTimeoutError(endpoint_url="(injected fault)"),
    FaultKind.ERROR: _client_error("InternalError", 500),
    FaultKind.THROTTLE: _client_error("SlowDown", 503),
    FaultKind.MALFORMED: lambda: (
        boto.ResponseParserError("malformed answer (injected fault)")
        if hasattr(boto, "ResponseParserError")
        else boto.IncompleteReadError(actual_bytes=0, expected_bytes=1)
    ),
    FaultKind.DROP: lambda: boto.ConnectionClosedError(endpoint_url="(injected fault)"),
}
