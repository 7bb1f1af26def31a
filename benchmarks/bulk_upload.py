"""Drop every file of a folder on the page at once, in a real browser, and measure how the console bears it.

    python -m benchmarks.bulk_upload FOLDER

Prints JSON: seconds until the page has taken the files and until all are through, how often a second browser
that only looks was answered and how fast, the most memory of the server and of all its processes, and what
became of the files. The page is reloaded half-way: the list must still be there.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Page, sync_playwright

from tests.support.browser import LAUNCH_ARGS, find_chromium
from tests.support.console_server import ConsoleServer

PATIENCE = 3600.0
READABLE = {".pdf", ".xml", ".txt", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp"}


def run(folder: Path) -> dict[str, Any]:
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in READABLE)
    if not files:
        raise SystemExit(f"no invoices in {folder}")
    with (
        tempfile.TemporaryDirectory() as data,
        ConsoleServer(Path(data)) as server,
        sync_playwright() as play,
    ):
        chromium = play.chromium.launch(executable_path=find_chromium(), args=list(LAUNCH_ARGS))
        page = chromium.new_page(locale="en-US", viewport={"width": 1280, "height": 1000})
        page.goto(f"{server.url}/invoices")
        began = time.monotonic()
        page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(files)
        page.get_by_test_id("stProgress").wait_for(timeout=PATIENCE * 1000)
        taken = time.monotonic() - began
        seen = _watch(server, page, len(files))
        seen |= {"files": len(files), "seconds_until_taken": round(taken, 1)}
        seen["seconds_in_all"] = round(time.monotonic() - began, 1)
        listed = server.get_json("/api/invoices?limit=1000")["value"]
        seen["entered"] = len(listed)
        seen["read_by"] = dict(Counter(one["source"] for one in listed))
        page.screenshot(path="artifacts/bulk-upload.png")
        chromium.close()
    return seen


def _watch(server: ConsoleServer, page: Page, count: int) -> dict[str, Any]:
    """Look until all are through; reload once half are."""
    process = psutil.Process(server.process.pid)
    own, all_of_it, answers, reloaded = 0, 0, [], False
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and not page.get_by_text("files are ready").count():
        asked = time.monotonic()
        entered = len(server.get_json("/api/invoices?limit=1000")["value"])
        answers.append(time.monotonic() - asked)
        if not reloaded and entered >= count // 2:
            page.reload()
            page.get_by_test_id("stProgress").wait_for(timeout=60_000)
            reloaded = True
        rss = [process.memory_info().rss, *map(_rss, process.children(recursive=True))]
        own, all_of_it = max(own, rss[0]), max(all_of_it, sum(rss))
        page.wait_for_timeout(1000)
    return {
        "list_still_there_after_reload": reloaded,
        "api_median_ms": round(statistics.median(answers) * 1000, 1),
        "api_worst_ms": round(max(answers) * 1000, 1),
        "server_mb": round(own / 2**20),
        "all_processes_mb": round(all_of_it / 2**20),
    }


def _rss(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    print(json.dumps(run(parser.parse_args().folder), indent=2))
