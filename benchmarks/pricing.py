"""How long pricing takes: 10,000 items by rules, a what-if over them, and one item while OpenAI is out.

Prints JSON. `python benchmarks/pricing.py [--items 10000]`
"""

import argparse
import http.client
import json
import logging
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import psutil
import structlog
from sqlalchemy import insert

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from core.bootstrap import Console, build_console
from core.pricing.engine import Item, Policy, price_again, price_all
from core.pricing.goods import categories
from core.pricing.rules import Rule, RuleBook, Scope, rule_book
from core.pricing.whatif import WhatIf, compare
from core.resilience.faults import FaultKind
from core.services.schema import products
from core.settings import Settings
from tests.support.console_server import ConsoleServer

POLICY = Policy("ARS", registered=True, today=date(2026, 3, 2))
ROUNDS = 5
CALLS = 300


def made_items(count: int) -> list[Item]:
    """Items of every category, two thirds of them with a price on the shelf; the same at each run."""
    chance = random.Random(20260302)
    names = [*categories(), None]
    return [
        Item(
            product_id=f"p{number:06}",
            description=f"Producto {number}",
            currency="ARS",
            cost=Decimal(chance.randint(1_000, 99_999_999)) / 10_000,
            supplier_key=f"s{number % 50}",
            category=chance.choice([name for name in names if name != "cigarrillos"]),
            quantity=Decimal(chance.randint(1, 200)),
            tax_rate=Decimal(chance.choice(["21", "10.5"])),
            price=Decimal(chance.randint(100, 15_000)) if number % 3 else None,
        )
        for number in range(count)
    ]


def made_rules() -> RuleBook:
    """The bundled rules and 500 of the shop's own, product and supplier rules among them."""
    book = rule_book((), Decimal("0.45"))
    base = book.rules[0]
    own = [
        Rule(f"own-{n}", f"Own {n}", Scope.PRODUCT, base.method, Decimal("0.4"), product_id=f"p{n * 7:06}")
        for n in range(250)
    ]
    own += [
        Rule(
            f"supplier-{n}",
            f"Supplier {n}",
            Scope.SUPPLIER_CATEGORY,
            base.method,
            Decimal("0.38"),
            supplier_key=f"s{n % 50}",
            category=categories()[n // 50],
        )
        for n in range(250)
    ]
    return RuleBook([*book.rules, *own])


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> dict[str, float]:
    """Best, median and worst of some rounds, in seconds; `cpu` is what this process itself worked in one.

    On a machine that is busy with other work, `cpu` tells what the rest of the time was waiting.
    """
    taken = []
    worked = time.process_time()
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    worked = time.process_time() - worked
    ordered = sorted(taken)
    return {
        "best": round(ordered[0], 4),
        "median": round(statistics.median(ordered), 4),
        "p99": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], 4),
        "worst": round(ordered[-1], 4),
        "cpu": round(worked / rounds, 4),
    }


def fill(console: Console, items: list[Item]) -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    rows = [
        {
            "id": it.product_id,
            "supplier_key": it.supplier_key,
            "description": it.description,
            "description_key": it.description.lower(),
            "category": it.category,
            "currency": it.currency,
            "cost": it.cost,
            "cost_quantity": it.quantity,
            "cost_at": now,
            "tax_rate": it.tax_rate,
            "price": it.price,
            "price_version": 0,
            "revision": 0,
        }
        for it in items
    ]
    for start in range(0, len(rows), 2_000):
        batch = rows[start : start + 2_000]
        console.database.unit(
            "fill", lambda connection, batch=batch: connection.execute(insert(products), batch)
        )


def measure_engine(items: list[Item]) -> dict[str, object]:
    book = made_rules()
    before = price_all(items, book, POLICY)
    by_id = {it.id: it for it in book.rules}
    category = replace(by_id["category-almacen"], rate=Decimal("0.5"))
    # The default rule's floor and cap hold for every other rule, so that changing it prices everything anew.
    default = replace(by_id["default"], minimum_margin=Decimal("0.2"))

    def what_if(rule: Rule) -> WhatIf:
        return compare(before, price_again(before, book, book.with_rule(rule), POLICY), rule.id)

    return {
        "items": len(items),
        "rules": len(book.rules),
        "price_all_seconds": seconds(lambda: price_all(items, book, POLICY)),
        "what_if_category_seconds": seconds(lambda: what_if(category)),
        "what_if_category_labels": len(what_if(category).changed),
        "what_if_default_seconds": seconds(lambda: what_if(default)),
        "what_if_default_labels": len(what_if(default).changed),
    }


def measure_desk(items: list[Item], folder: Path) -> dict[str, object]:
    console = build_console(
        Settings(
            _env_file=None, data_dir=folder, openai_api_key="none", openai_base_url="http://127.0.0.1:9/v1"
        )
    )
    try:
        console.database.migrate()
        fill(console, items)
        console.faults.inject("openai", FaultKind.REFUSE, actor="bench", reason="bench", duration_seconds=600)
        while console.breakers["openai_breaker"].current_state != "open":
            console.prices.generate_pricing(items[:1])
        started = time.perf_counter()
        console.prices.suggestions()
        first = time.perf_counter() - started
        rule = next(it for it in console.prices.rules().value if it.id == "category-almacen")
        chosen = iter(random.Random(1).choices(items, k=CALLS))
        asked = iter(random.Random(2).choices(items, k=CALLS))
        default = next(it for it in console.prices.rules().value if it.id == "default")
        floor = replace(default, minimum_margin=Decimal("0.2"))
        return {
            "suggestions_first_seconds": round(first, 4),
            "suggestions_again_seconds": seconds(console.prices.suggestions),
            "what_if_seconds": seconds(lambda: console.prices.what_if(replace(rule, rate=Decimal("0.5")))),
            "what_if_default_seconds": seconds(lambda: console.prices.what_if(floor)),
            "xlsx_seconds": seconds(lambda: console.prices.export_xlsx("es"), 3),
            "labels_of_240_seconds": seconds(
                lambda: console.prices.labels([it.product_id for it in items if it.price is not None][:240]),
                3,
            ),
            "csv_seconds": seconds(lambda: console.prices.export_csv("es"), 3),
            "openai_circuit": console.breakers["openai_breaker"].current_state,
            "one_item_seconds": seconds(lambda: console.prices.suggestion(next(chosen).product_id), CALLS),
            "one_item_with_ai_out_seconds": seconds(
                lambda: console.prices.generate_pricing([next(asked)]), CALLS
            ),
        }
    finally:
        console.close()


def measure_request(folder: Path) -> dict[str, object]:
    """One item over HTTP with the circuit to OpenAI open: the whole request, as a client waits for it."""
    out = {
        "OPENAI_API_KEY": "none",
        "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
        "FUSIBLE_OPENAI_BREAKER__RESET_TIMEOUT": "600",
    }
    item = {"description": "Yerba mate 1 kg", "cost": "1000.00", "tax_rate": "21", "price": "1500"}
    body = json.dumps({"items": [item]}).encode()
    with ConsoleServer(folder / "server", out) as server:
        while server.get_json("/health")["breakers"]["openai_breaker"] != "open":
            server.post("/ai/pricing", body)
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        headers = {"Authorization": f"Bearer {server.token}", "Content-Type": "application/json"}

        def ask() -> None:
            connection.request("POST", "/ai/pricing", body, headers)
            answer = json.load(connection.getresponse())
            if answer["source"] != "rules":
                raise RuntimeError(f"expected the rules to answer, not {answer['source']}")

        for _warm in range(20):
            ask()
        before = sum(psutil.Process(server.process.pid).cpu_times()[:2])
        taken = seconds(ask, CALLS)
        worked = sum(psutil.Process(server.process.pid).cpu_times()[:2]) - before
        connection.close()
    return {
        "one_item_over_http_with_ai_out_seconds": taken,
        "server_cpu_seconds_a_request": round(worked / CALLS, 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    items = made_items(parser.parse_args().items)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as folder:
        report = {
            "engine": measure_engine(items),
            "desk": measure_desk(items, Path(folder)),
            "request": measure_request(Path(folder)),
        }
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
