"""All four servers out at once, then back in each of the 24 orders, with every page open in a real browser.

`python -m benchmarks.all_out --out FOLDER`. See docs/outages.md.
"""

import argparse
import itertools
import json
import statistics
import sys
import traceback
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.outage.orders import OrderReport, run_order
from tests.outage.pages import Pages
from tests.outage.world import SERVERS, Victim, a_world
from tests.support.browser import LAUNCH_ARGS, find_chromium

RESET_TIMEOUT = 1.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=24, help="how many of the orders")
    parser.add_argument("--out", type=Path, help="folder for all-out.json and all-out.md")
    wanted = parser.parse_args()
    orders = list(itertools.permutations(SERVERS))[: wanted.orders]
    reports: list[OrderReport] = []
    failed: dict[str, str] = {}
    for _ in _run(orders, reports, failed):
        summary = _summary(reports, failed)
        if wanted.out is not None:
            wanted.out.mkdir(parents=True, exist_ok=True)
            (wanted.out / "all-out.json").write_text(json.dumps(summary, indent=2))
            (wanted.out / "all-out.md").write_text(_table(summary))
    print(json.dumps(summary, indent=2))
    print(_table(summary))
    return 1 if failed or not all(report.is_clean for report in reports) else 0


def _run(
    orders: list[tuple[Victim, ...]], reports: list[OrderReport], failed: dict[str, str]
) -> Iterator[None]:
    """Try the orders one by one, adding to `reports` and `failed`."""
    with ExitStack() as stack:
        world = stack.enter_context(a_world(RESET_TIMEOUT))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(LAUNCH_ARGS))
        stack.callback(browser.close)
        for number, back in enumerate(orders):
            name = ", ".join(back)
            pages = Pages(browser, world.console.url)
            try:
                report = run_order(world, back, place=1 + 10 * number, look=pages.look)
            except Exception as error:  # noqa: BLE001 - one order that fails must not end the others
                failed[name] = f"{type(error).__name__}: {error}"
                traceback.print_exc()
                world.mend_all()
            else:
                reports.append(report)
                print(f"{name}: {'clean' if report.is_clean else report}", file=sys.stderr, flush=True)
            finally:
                pages.close()
            yield


def _summary(reports: list[OrderReport], failed: dict[str, str]) -> dict[str, Any]:
    return {
        "orders": [
            {
                "back": list(it.back),
                "level_5_after": round(it.level_5_after, 2),
                "held": it.held,
                "spooled": it.spooled,
                "caught_up": round(it.caught_up, 2),
                "uploads_promised": it.reckoning.uploads_promised,
                "approvals_promised": it.reckoning.approvals_promised,
                "longest_wait": round(max(deed.seconds for deed in it.deeds), 2),
                "wrong": it.wrong,
                "reckoning": {
                    name: value for name, value in asdict(it.reckoning).items() if isinstance(value, list)
                },
            }
            for it in reports
        ],
        "failed": failed,
    }


def _table(summary: dict[str, Any]) -> str:
    orders = summary["orders"]
    if not orders:
        return f"no order went through: {summary['failed']}\n"

    def spread(name: str) -> str:
        values = [it[name] for it in orders]
        return f"{statistics.median(values):g} / {max(values):g}"

    lost = sum(len(it["reckoning"]["lost"]) for it in orders)
    doubled = sum(len(it["reckoning"]["doubled"]) for it in orders)
    wrong = sum(len(it["wrong"]) + len(it["reckoning"]["wrong"]) for it in orders)
    lines = [
        (
            f"{len(orders)} orders, {len(summary['failed'])} that failed. Lost: {lost}. Doubled: {doubled}. "
            f"Pages and requests that went wrong: {wrong}. Median / most:"
        ),
        "",
        "| figure | |",
        "|---|---|",
        f"| seconds to level 5 | {spread('level_5_after')} |",
        f"| writes held | {spread('held')} |",
        f"| originals spooled | {spread('spooled')} |",
        f"| seconds from the last server to all landed and level 0 | {spread('caught_up')} |",
        f"| longest wait of a request, seconds | {spread('longest_wait')} |",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
