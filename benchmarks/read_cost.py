"""What reading costs: seconds and peak memory a page, RapidOCR's own time, memory over many documents."""

import itertools
import json
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from core.invoices.files import Limits, UnreadableFile, open_document
from core.invoices.ocr import image_frames, image_pages
from core.invoices.pictures import QR_DPI, page_picture
from core.invoices.qr import find_qr
from core.invoices.reader_pool import ReaderPool

LIMITS = Limits(max_bytes=30_000_000, max_pages=100, deadline_seconds=120.0)
PEAK = Path("/proc/self/clear_refs")
SAMPLE_EVERY = 25
"""Documents between two looks at the worker's memory."""


class Cost:
    """Seconds and peak memory of one document after another."""

    def __init__(self) -> None:
        self._pages: list[int] = []
        self._seconds: list[float] = []
        self._peaks: list[float] = []

    @contextmanager
    def of_document(self) -> Iterator[list[int]]:
        """Time what is done inside, which appends the number of pages."""
        pages: list[int] = []
        _forget_peak()
        started = time.perf_counter()
        yield pages
        spent = time.perf_counter() - started
        count = max(sum(pages), 1)
        self._pages.append(count)
        self._seconds += [spent / count] * count
        self._peaks += [_peak_mb()] * count

    def figures(self) -> dict[str, float]:
        """Over pages: a document's time is shared by its pages, its peak is every page's."""
        return {
            "pages": sum(self._pages),
            "seconds_p50": round(_percentile(self._seconds, 50), 3),
            "seconds_p95": round(_percentile(self._seconds, 95), 3),
            "peak_mb_p50": round(_percentile(self._peaks, 50)),
            "peak_mb_p95": round(_percentile(self._peaks, 95)),
        }


def _percentile(values: Sequence[float], percent: int) -> float:
    if len(values) < 2:
        return values[0] if values else 0.0
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def _forget_peak() -> None:
    """Let the kernel count this process's peak memory from now on; elsewhere than on Linux it cannot."""
    if PEAK.exists():
        PEAK.write_text("5")


def _peak_mb() -> float:
    """Peak resident memory since it was forgotten; where the system keeps none, what is resident now."""
    status = Path("/proc/self/status")
    if not status.exists():
        return psutil.Process().memory_info().rss / 1024**2
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def codes_read(folder: Path, documents: Sequence[tuple[str, dict[str, Any]]]) -> dict[str, str]:
    """How many of the documents whose truth says that they carry ARCA's QR have it read."""
    carry = [name for name, truth in documents if truth.get("qr")]
    if not carry:
        return {}
    found = sum(
        _has_code(folder / name, is_scan=bool(truth.get("scan")))
        for name, truth in documents
        if name in carry
    )
    return {"qr_read": f"{found}/{len(carry)} {found / len(carry):.1%}"}


def _has_code(path: Path, *, is_scan: bool) -> bool:
    document = open_document(path.name, path.read_bytes(), LIMITS)
    for page in range(1, document.page_count + 1):
        picture = page_picture(document, page, dpi=QR_DPI)
        if picture is not None and find_qr(picture, is_scan=is_scan) is not None:
            return True
    return False


def beside_rapidocr(paths: Sequence[Path], most: int) -> dict[str, Any]:
    """Seconds that this reader and RapidOCR as it comes need for the same pictures, taken in turn.

    RapidOCR is given its own defaults but for the angle classifier, which is off in both.
    """
    from rapidocr import RapidOCR  # noqa: PLC0415 - a second and 200 MB

    rival = RapidOCR(params={"Global.log_level": "error", "Global.use_cls": False})
    pictures = [path for path in paths if path.suffix in {".jpg", ".png"}][:most]
    ours, theirs = 0.0, 0.0
    for path in pictures[:1]:
        image_pages(path.read_bytes())  # loads the models
    for path in pictures:
        content = path.read_bytes()
        frame = next(image_frames(content))
        rival(frame, use_cls=False)
        started = time.perf_counter()
        image_pages(content)
        between = time.perf_counter()
        rival(frame, use_cls=False)
        ours += between - started
        theirs += time.perf_counter() - between
    if not pictures:
        return {}
    return {
        "beside_rapidocr": round(ours / theirs, 3),
        "rapidocr_seconds": round(theirs, 2),
        "our_seconds": round(ours, 2),
    }


def memory_over(folders: Sequence[Path], many: int) -> dict[str, Any]:
    """The resident memory of one reading worker over `many` documents in a row, sampled as it goes."""
    paths = [folder / name for folder in folders for name in _names(folder)]
    samples: list[float] = []
    refused = 0
    with_worker = ReaderPool(1)
    try:
        for number, path in enumerate(itertools.islice(itertools.cycle(paths), many), start=1):
            try:
                with_worker.read_upload(path.name, path.read_bytes(), ignore_embedded=True, limits=LIMITS)
            except UnreadableFile:
                refused += 1
            if number % SAMPLE_EVERY == 0 or number == many:
                samples.append(_children_mb())
    finally:
        with_worker.close()
    half = len(samples) // 2
    return {
        "documents": many,
        "refused": refused,
        "worker_mb": [round(sample) for sample in samples],
        "second_half_growth_mb": round(samples[-1] - samples[half], 1),
    }


def _names(folder: Path) -> list[str]:
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return sorted(truth if isinstance(truth, dict) else [record["file"] for record in truth])


def _children_mb() -> float:
    children = psutil.Process().children(recursive=True)
    return sum(child.memory_info().rss for child in children) / 1024**2
