"""What watching costs: many viewers of Overview over real websockets, and uploads meanwhile. Prints JSON.

`python -m benchmarks.console --viewers 40 --seconds 60`. A viewer asks for the next refresh two seconds after
the last one arrived, as the page's own ticker does. The server is a process of its own; viewers and uploads
run in this one, so both share the machine with it.
"""

import argparse
import asyncio
import json
import os
import random
import statistics
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.typing import Subprotocol

from tests.support.console_server import ConsoleServer

REFRESH_SECONDS = 2.0
_ROUNDS = 4
_INVOICE = """FACTURA A
Nro. 0003-{number:08d}    Fecha: 18/11/2026
Distribuidora Norte S.A.   CUIT: 30-71234567-1
Cant  Descripcion            P.Unit    Importe
10    Yerba mate 1 kg        100,00    1.000,00
Subtotal 1.000,00
IVA 21%    210,00
TOTAL    1.210,00
"""


async def _run_until_finished(socket: Any) -> tuple[str, int]:
    """Read until the script has ended; the id of the fragment that was drawn and the bytes received."""
    fragment, received = "", 0
    while True:
        raw = await asyncio.wait_for(socket.recv(), 30)
        received += len(raw)
        message = ForwardMsg.FromString(raw)
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.fragment_id:
            fragment = message.delta.fragment_id
        if kind == "script_finished":
            return fragment, received


def _order(fragment: str = "") -> bytes:
    order = BackMsg()
    order.rerun_script.query_string = ""
    order.rerun_script.fragment_id = fragment
    order.rerun_script.context_info.timezone = "America/Argentina/Buenos_Aires"
    order.rerun_script.context_info.locale = "es-AR"
    return bytes(order.SerializeToString())


class _Audience:
    """Viewers of Overview, each with a websocket session of its own, that can be told to look away."""

    def __init__(self, url: str, viewers: int) -> None:
        self._address = url.replace("http", "ws") + "/_stcore/stream"
        self._viewers = viewers
        self._watching = asyncio.Event()
        self._arrived = asyncio.Semaphore(0)
        self._tasks: list[asyncio.Task[None]] = []
        self.first_pages: list[float] = []
        self.refreshes: list[float] = []
        self.sizes: list[int] = []
        """Bytes of each refresh."""

    async def come(self) -> None:
        """Open the pages one after the other, and look away."""
        for _viewer in range(self._viewers):
            self._tasks.append(asyncio.create_task(self._view()))
            await self._arrived.acquire()

    def watches(self) -> None:
        self._watching.set()

    def sits_still(self) -> None:
        self._watching.clear()

    async def leaves(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _view(self) -> None:
        async with websockets.connect(
            self._address, subprotocols=[Subprotocol("streamlit")], max_size=None
        ) as socket:
            asked = time.perf_counter()
            await socket.send(_order())
            fragment, _bytes = await _run_until_finished(socket)
            self.first_pages.append(time.perf_counter() - asked)
            self._arrived.release()
            while True:
                await self._watching.wait()
                await asyncio.sleep(random.uniform(0.9, 1.1) * REFRESH_SECONDS)
                asked = time.perf_counter()
                await socket.send(_order(fragment))
                _fragment, received = await _run_until_finished(socket)
                self.refreshes.append(time.perf_counter() - asked)
                self.sizes.append(received)


def _upload(server: ConsoleServer, token: str) -> float:
    """Seconds until one invoice of plain text, never seen before, has its receipt."""
    text = _INVOICE.format(number=uuid4().int % 10**8).encode()
    body = (
        b'--cut\r\nContent-Disposition: form-data; name="files"; filename="factura.txt"\r\n\r\n'
        + text
        + b"\r\n--cut--\r\n"
    )
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "multipart/form-data; boundary=cut"}
    request = urllib.request.Request(f"{server.url}/api/invoices", body, headers)
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer.read()
    return time.perf_counter() - began


async def _uploads(server: ConsoleServer, ends_at: float) -> list[float]:
    taken = []
    while time.perf_counter() < ends_at:
        taken.append(await asyncio.to_thread(_upload, server, server.token))
        await asyncio.sleep(0.25)
    return taken


async def _measure(server: ConsoleServer, viewers: int, seconds: float) -> dict[str, Any]:
    load = round(os.getloadavg()[0], 1)
    process = psutil.Process(server.process.pid)
    await _uploads(server, time.perf_counter() + 3)  # the reading workers start with the first
    audience = _Audience(server.url, viewers)
    await audience.come()
    cpu, refreshes, alone_seconds = 0.0, list[float](), 0.0
    quiet, busy = list[float](), list[float]()
    # Turn and turn about, so that what else the machine does falls on both alike.
    for _round in range(_ROUNDS):
        audience.sits_still()
        await asyncio.sleep(REFRESH_SECONDS)
        quiet += await _uploads(server, time.perf_counter() + seconds / _ROUNDS / 3)
        audience.watches()
        await asyncio.sleep(REFRESH_SECONDS)
        began, spent, seen = time.perf_counter(), sum(process.cpu_times()[:2]), len(audience.refreshes)
        await asyncio.sleep(seconds / _ROUNDS / 3)
        cpu += sum(process.cpu_times()[:2]) - spent
        alone_seconds += time.perf_counter() - began
        refreshes += audience.refreshes[seen:]
        busy += await _uploads(server, time.perf_counter() + seconds / _ROUNDS / 3)
    await audience.leaves()
    return {
        "viewers": viewers,
        "cores": os.cpu_count(),
        "load_before": load,
        "first_page": _figures(audience.first_pages),
        "refresh": _figures(refreshes),
        "refresh_kilobytes": round(statistics.mean(audience.sizes) / 1024, 1),
        "server_cores_busy": round(cpu / alone_seconds, 2),
        "server_cpu_ms_a_refresh": round(1000 * cpu / max(1, len(refreshes)), 1),
        "upload_alone": _figures(quiet),
        "upload_while_watched": _figures(busy),
        "upload_ratio_median": round(statistics.median(busy) / statistics.median(quiet), 2),
    }


def _figures(seconds: list[float]) -> dict[str, float]:
    """Count, median and 95th percentile in milliseconds."""
    if len(seconds) < 2:
        return {"count": len(seconds)}
    cuts = statistics.quantiles(seconds, n=20)
    return {
        "count": len(seconds),
        "p50_ms": round(1000 * statistics.median(seconds), 1),
        "p95_ms": round(1000 * cuts[-1], 1),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=60.0)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = {"PYTHONWARNINGS": "ignore", "FUSIBLE_DEFAULT_VIEW": "operator"}
        with ConsoleServer(Path(folder), settings) as server:
            print(json.dumps(asyncio.run(_measure(server, chosen.viewers, chosen.seconds)), indent=2))


if __name__ == "__main__":
    main()
