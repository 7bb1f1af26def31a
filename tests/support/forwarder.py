"""Passes TCP connections on, in a process that a test can kill or freeze without what is behind it.

`python forwarder.py PORT BEHIND MANNERS`: the file MANNERS, which may come and go at any time, says in
JSON how to behave meanwhile: {"late": seconds} before each answer, or {"status": 503, "code": "SlowDown"} to
answer every HTTP request with.
"""

import asyncio
import json
import re
import sys
from pathlib import Path
from typing import Any

_CHUNK = 65_536


class Forwarder:
    def __init__(self, behind: int, manners: Path) -> None:
        self._behind = behind
        self._manners = manners

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._behind)
        except OSError:
            writer.close()
            return
        await asyncio.gather(self._ask(reader, there_writer, writer), self._answer(there_reader, writer))

    async def _ask(
        self, reader: asyncio.StreamReader, there: asyncio.StreamWriter, back: asyncio.StreamWriter
    ) -> None:
        try:
            while data := await reader.read(_CHUNK):
                if "status" in (manners := self._behave()):
                    await _refuse(data, reader, back, manners)
                    return
                there.write(data)
                await there.drain()
        except OSError:
            pass  # the other side is gone; closing ours is all there is to tell
        finally:
            there.close()

    async def _answer(self, there: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            while data := await there.read(_CHUNK):
                await asyncio.sleep(self._behave().get("late", 0))
                back.write(data)
                await back.drain()
        except OSError:
            pass  # as above
        finally:
            back.close()

    def _behave(self) -> dict[str, Any]:
        try:
            return json.loads(self._manners.read_text())
        except FileNotFoundError:
            return {}


async def _refuse(
    data: bytes, reader: asyncio.StreamReader, back: asyncio.StreamWriter, manners: dict[str, Any]
) -> None:
    """Read the request to its end, as S3 does before it answers, and answer it with an error of S3's."""
    while b"\r\n\r\n" not in data and (more := await reader.read(_CHUNK)):
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    missing = (int(length[1]) if length else 0) - len(body)
    if missing > 0:
        await reader.readexactly(missing)
    error = (
        f"<Error><Code>{manners['code']}</Code><Message>Please reduce your request rate.</Message></Error>"
    )
    back.write(
        f"HTTP/1.1 {manners['status']} Not now\r\nContent-Type: application/xml\r\nConnection: close\r\n"
        f"Content-Length: {len(error)}\r\n\r\n{error}".encode()
    )
    await back.drain()


async def _serve(port: int, behind: int, manners: Path) -> None:
    server = await asyncio.start_server(Forwarder(behind, manners).connected, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))
