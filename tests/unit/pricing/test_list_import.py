"""A list lands as a whole or not at all, finds the products it means, and is told of what came between."""

from decimal import Decimal

import pytest

from core.pricing.choices import Outcome
from core.pricing.desk import Choice
from core.pricing.product_list import RowCode, check_rows, guess_columns
from core.pricing.suggestion import Attention
from core.pricing.trace import StepCode
from core.resilience.faults import FaultKind
from core.services.ledger import Refused
from core.services.schema import audit, price_decisions, products
from core.services.served import Source
from tests.support.prices import line, reading

HEADER = ("EAN", "Código", "Descripción", "Proveedor", "Costo", "Precio", "Moneda")
YERBA = ("7790895000782", "", "Yerba 1 kg", "", "1000", "1650", "")


def preview(desk, *rows):
    checked = check_rows([HEADER, *rows], 1, guess_columns(HEADER))
    return desk.preview_list(checked).value


def enter_list(desk, *rows):
    return desk.import_list(preview(desk, *rows), "lista.csv", actor="ana")


def test_import__new_products__have_cost_price_and_a_trace(desk, rows):
    served = enter_list(desk, YERBA, ("", "", "Sal fina", "", "", "500", ""))
    assert served.value == {"new": 2, "changed": 0, "prices": 2}
    shown = {it.description: it for it in desk.suggestions().value}
    yerba = shown["Yerba 1 kg"]
    assert (yerba.cost, yerba.current_price, yerba.category) == (Decimal(1000), Decimal(1650), "almacen")
    assert yerba.measure_unit == "kg"
    assert desk.suggestion(yerba.product_id).value.trace[0].code is StepCode.LISTED_COST
    assert shown["Sal fina"].attention is Attention.REFUSED
    assert [it["source"] for it in rows(price_decisions)] == ["import", "import"]
    assert [it["action"] for it in rows(audit)] == ["product.import"]


def test_import__product_known_from_an_invoice__is_found_by_ean_code_or_name(desk, enter):
    enter("i1", reading(line("Yerba", ean="7790895000782"), line("Sal", sku="S1"), line("Fideos 500 g")))
    found = preview(
        desk,
        YERBA,
        ("", "S1", "Otro nombre", "Distribuidora del Sur", "", "300", ""),
        ("", "", "FIDEOS  500 G.", "", "", "900", ""),
    )
    assert (found.new, found.changed, found.prices) == (1, 2, 3)
    named = preview(desk, ("", "S1", "Otro nombre", "distribuidora del sur S.A.", "", "300", ""))
    assert (named.new, named.changed) == (0, 1)


def test_import__same_list_twice__changes_nothing(desk):
    enter_list(desk, YERBA)
    again = preview(desk, YERBA)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    with pytest.raises(Refused) as refused:
        desk.import_list(again, "lista.csv", actor="ana")
    assert refused.value.code == "NOTHING_TO_IMPORT"


def test_import__new_cost__moves_the_old_one_back_and_asks_for_a_price(desk):
    enter_list(desk, YERBA)
    enter_list(desk, (*YERBA[:4], "1200", "1650", ""))
    (one,) = desk.suggestions().value
    assert (one.cost_before, one.cost) == (Decimal(1000), Decimal(1200))
    assert one.attention in (Attention.COST_UP, Attention.BELOW_FLOOR)


def test_import__price__is_a_decision_that_an_approval_before_it_loses_against(desk, enter):
    enter_list(desk, YERBA)
    (seen,) = desk.suggestions().value
    enter_list(desk, (*YERBA[:5], "1700", ""))
    told = desk.approve(
        [Choice(seen.product_id, Decimal(1690), seen.price_version, "x")], actor="beto"
    ).value[0]
    assert (told.outcome, told.code, told.detail["by"]) == (Outcome.REFUSED, "PRICE_CONFLICT", "ana")


def test_preview__rows_that_cannot_be_taken__are_named_and_the_others_go_on(desk):
    enter_list(desk, YERBA)
    found = preview(
        desk,
        YERBA,
        YERBA,
        ("7790895000782", "", "", "", "", "1", "USD"),
        ("", "", "Sal", "", "", "-1", ""),
        ("", "", "Arroz", "", "", "900", ""),
    )
    assert [(it.row, it.code) for it in found.problems] == [
        (3, RowCode.SAME_PRODUCT_TWICE),
        (4, RowCode.SAME_PRODUCT_TWICE),
        (5, RowCode.NOT_POSITIVE),
    ]
    assert [row.row for row, _match in found.rows] == [2, 6]
    dollars = preview(desk, ("7790895000782", "", "", "", "", "1", "USD"))
    assert [(it.code, it.value) for it in dollars.problems] == [(RowCode.CURRENCY_DIFFERS, "ARS")]


def test_import__a_row_no_longer_means_the_same__nothing_of_the_list_lands(desk, rows):
    enter_list(desk, YERBA)
    old = preview(desk, ("7790895000782", "", "", "", "", "1800", ""), ("", "", "Arroz", "", "", "9", ""))
    (one,) = desk.suggestions().value
    desk.edit_product(one.product_id, {"ean": None}, actor="beto")
    with pytest.raises(Refused) as refused:
        desk.import_list(old, "lista.csv", actor="ana")
    assert refused.value.code == "LIST_OUTDATED"
    assert [it["price"] for it in rows(products)] == [Decimal(1650)]


def test_import__in_an_outage__is_held_and_lands_as_a_whole(services, desk, rows):
    desk.suggestions()
    services.faults.inject("database", FaultKind.REFUSE, actor="t", reason="t", duration_seconds=600)
    served = enter_list(desk, YERBA, ("", "", "Arroz", "", "", "900", ""))
    assert served.source is Source.HELD
    services.faults.stop_all("test")
    services.db_breaker.reset("test")
    assert services.ledger.replay().applied == 1
    assert len(rows(products)) == 2
    assert len(rows(price_decisions)) == 2


def test_import__thousands_of_rows__land_in_one_go(desk):
    many = [("", "", f"Producto {n}", "", "100", "200", "") for n in range(1_000)]
    assert enter_list(desk, *many).value == {"new": 1_000, "changed": 0, "prices": 1_000}
    changed = [(*it[:5], "210", "") for it in many]
    assert enter_list(desk, *changed).value == {"new": 0, "changed": 1_000, "prices": 1_000}
