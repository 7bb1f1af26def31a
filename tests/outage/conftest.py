"""Real servers for the tests that want them one by one."""

from tests.support.openai_server import _openai_server, openai_server  # noqa: F401 - pytest finds them by name
from tests.support.servers import (  # noqa: F401 - as above
    _postgres_server,
    _redis_server,
    _s3_server,
    postgres_server,
    redis_server,
    s3_server,
)
