"""Pricing's writes on PostgreSQL: two at once never lose, double or lock each other out."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from core.pricing.assist import PriceAssistant
from core.pricing.desk import Choice, Outcome, PriceDesk
from core.pricing.handlers import HANDLERS
from core.pricing.product_list import check_rows, guess_columns
from core.pricing.refusals import RefusalCode
from core.services.errors import ServiceError
from core.services.schema import costs, price_decisions, products
from tests.support.prices import NOW, enter_invoice, line, reading

TOGETHER = 6


@pytest.fixture
def shop(postgres_server, services):
    return services(database_url=postgres_server.new_database(), handlers=dict(HANDLERS))


@pytest.fixture
def desk(shop):
    return PriceDesk(
        database=shop.database,
        ledger=shop.ledger,
        journal=shop.journal,
        assistant=PriceAssistant(None, deadline=20),
        settings=shop.settings,
        now=lambda: NOW,
    )


def enter(shop, invoice_id, read):
    return shop.database.unit("test", lambda connection: enter_invoice(connection, invoice_id, read))


def at_once(work):
    """What `work(number)` gave or raised, from threads that start together."""
    barrier = threading.Barrier(TOGETHER)

    def run(number):
        barrier.wait()
        try:
            return work(number)
        except ServiceError as error:
            return error

    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(run, range(TOGETHER)))


def test_approve__managers_at_once__one_wins_and_the_others_are_told(shop, desk):
    enter(shop, "i1", reading(line()))
    one = desk.suggestions().value[0]

    def approve(number):
        choice = Choice(one.product_id, one.price + number * 10, one.price_version)
        return desk.approve([choice], actor=f"manager {number}").value[0]

    answers = at_once(approve)
    assert sorted(it.outcome for it in answers) == [Outcome.APPROVED] + [Outcome.REFUSED] * (TOGETHER - 1)
    assert {it.code for it in answers if it.outcome is Outcome.REFUSED} == {"PRICE_CONFLICT"}
    winner = next(it.choice.price for it in answers if it.outcome is Outcome.APPROVED)
    assert desk.suggestions().value[0].current_price == winner
    assert len(shop.database.read_query(select(price_decisions)).value) == 1


def test_record__invoices_with_the_same_new_products_at_once__enter_each_product_once(shop):
    lines = [line(f"Producto {n}", sku=str(n)) for n in range(40)]

    def approve(number):
        shuffled = lines[number:] + lines[:number]
        return enter(shop, f"i{number}", reading(*shuffled))

    answers = at_once(approve)
    assert all(isinstance(it, dict) for it in answers), answers
    assert len(shop.database.read_query(select(products.c.id)).value) == 40
    assert len(shop.database.read_query(select(costs.c.id)).value) == 40 * TOGETHER


def test_save_rule__two_change_the_same_version__one_wins(desk):
    rule = next(it for it in desk.rules().value if it.id == "category-almacen")
    answers = at_once(lambda number: desk.save_rule(replace(rule, priority=number), actor="ana"))
    refused = [it for it in answers if isinstance(it, ServiceError)]
    assert {it.code for it in refused} == {"RULE_CONFLICT"}
    assert len(refused) == TOGETHER - 1


def test_prices__the_whole_path__is_exact_to_the_cent(shop, desk):
    taxes = [{"kind": "impuestos internos", "amount": "0.07"}]
    enter(
        shop,
        "i1",
        reading(line(quantity="3", unit_price="33333.33", amount="99999.99"), line("Sal"), taxes=taxes),
    )
    yerba = next(it for it in desk.suggestions().value if "Yerba" in it.description)
    # 99999.99 of 109999.99 carries 0.06 of the 0.07, over 3 units.
    assert yerba.cost == Decimal("33333.3500")
    assert desk.edit_product(yerba.product_id, {"units_per_pack": "6"}, actor="ana").value
    assert desk.suggestion(yerba.product_id).value.cost == Decimal("5555.5583")
    assert desk.history(yerba.product_id).value.costs[0]["quantity"] == Decimal(18)


def test_suggestions__line_without_a_cost__say_with_its_figures_why(shop, desk):
    enter(shop, "i1", reading(line(unit="bulto"), line("Sal")))
    refusals = {it.description: it.refusal for it in desk.suggestions().value}
    assert (refusals["Yerba mate 500 g"].code, refusals["Yerba mate 500 g"].detail) == (
        RefusalCode.PACK_SIZE_MISSING,
        {"unit": "bulto"},
    )
    assert refusals["Sal"] is None


def test_import__four_thousand_rows__land_within_the_deadlines(shop, desk):
    shop.database.migrate()
    header = ("Descripción", "Costo", "Precio")

    def enter_list(price):
        rows = [header, *((f"Producto {number}", "100", price) for number in range(4_000))]
        preview = desk.preview_list(check_rows(rows, 1, guess_columns(header))).value
        return desk.import_list(preview, "lista.csv", actor="ana")

    assert enter_list("200").value == {"new": 4_000, "changed": 0, "prices": 4_000}
    assert enter_list("210").value == {"new": 0, "changed": 4_000, "prices": 4_000}
