"""The pricing page: what is suggested, why, and what becomes of an approval."""

from decimal import Decimal

import pytest

from core.pricing.choices import Outcome
from core.pricing.trace import Step, StepCode, to_json
from core.resilience.reason import Reason
from core.services.errors import NoCopy
from core.ui import price_approval


def test_empty__leads_to_the_invoices(open_page, texts):
    assert "There are no products yet" in texts(open_page("pricing"))


def test_table__shows_costs_prices_and_why(open_page, console):
    console.prices.seed()
    table = open_page("pricing", language="es").dataframe[0].value
    row = table.iloc[0]
    assert (row["cost_before"], row["cost"], row["current"]) == (800.0, 1000.0, 1500.0)
    assert row["price"] == float(console.prices.shown[0].price)
    assert row["category"] == "Almacén"
    assert row["attention"] in ("subió el costo", "el precio actual deja muy poco")


def test_all_shown__are_approved_as_they_were_shown(open_page, console, button, texts):
    one = console.prices.seed()
    app = open_page("pricing")
    button(app, "Approve the one shown").click().run()
    ((choice, actor),) = console.prices.approved
    assert (choice.product_id, choice.price, choice.price_version) == ("p1", one.price, 3)
    assert actor.startswith("console")
    assert "1 price approved" in texts(app)


def test_explanation__is_in_words(open_page, console, texts):
    console.prices.seed()
    shown = texts(open_page("pricing", language="es", product="p1")).replace("\\", "")
    assert "Regla “Almacén”: recargo de 35\u00a0%." in shown
    assert "Redondeado" in shown


def test_own_price__is_approved_with_its_reason(open_page, console, button):
    console.prices.seed()
    app = open_page("pricing", language="es", product="p1")
    field = next(it for it in app.text_input if it.label == "Precio a aprobar")
    field.set_value("1.999,90")
    next(it for it in app.text_input if it.label == "Motivo (si querés)").set_value("oferta")
    button(app, "Aprobar este precio").click().run()
    ((choice, _actor),) = console.prices.approved
    assert (choice.price, choice.reason) == (Decimal("1999.90"), "oferta")


@pytest.mark.parametrize(
    ("outcome", "code", "words"),
    [
        (Outcome.HELD, None, "kept on this machine and will be entered"),
        (Outcome.HELD, "NEEDS_OPERATOR", "an operator has to settle that under Held work"),
        (Outcome.REFUSED, "PRICE_CONFLICT", "Somebody else had already changed this price"),
        (Outcome.REFUSED, "REASON_NEEDED", "write a reason"),
    ],
)
def test_approval__held_or_refused__says_so(open_page, console, button, texts, outcome, code, words):
    console.prices.seed()
    console.prices.outcome, console.prices.code = outcome, code
    app = button(open_page("pricing"), "Approve the one shown").click().run()
    assert words in texts(app).replace("\\", "")


def test_approval__of_many__shows_how_far_it_is(open_page, console, button, monkeypatch):
    console.prices.seed()
    bars = []
    monkeypatch.setattr(price_approval, "_PROGRESS_FROM", 1)
    monkeypatch.setattr(price_approval, "_show", lambda _bar, done, of: bars.append((done, of)))
    button(open_page("pricing"), "Approve the one shown").click().run()
    assert bars == [(1, 1)]


def _line_steps(*more):
    credit = Step(StepCode.TAX_CREDIT, {"amount": Decimal(6000)})
    return tuple(to_json([Step(StepCode.LINE_AMOUNT, {"amount": Decimal(6000)}), credit, *more]))


def test_explanation__price_of_several_pieces__says_so_and_what_to_do(open_page, console, texts):
    console.prices.seed(description="Fernet 750 ml x 6", cost_steps=_line_steps())
    shown = texts(open_page("pricing", language="es", product="p1")).replace("\\", "")
    assert "este es el precio de los 6 juntos" in shown
    assert "El IVA se recupera, así que no es costo" in shown, "the line named no rate"


def test_explanation__price_of_one_out_of_a_pack__has_no_such_hint(open_page, console, texts):
    pack = {"quantity": Decimal(1), "units_per_pack": Decimal(6), "units": Decimal(6)}
    console.prices.seed(description="Fernet 750 ml x 6", cost_steps=_line_steps(Step(StepCode.PACK, pack)))
    shown = texts(open_page("pricing", language="es", product="p1"))
    assert "juntos" not in shown
    assert "unidades" in shown


def test_refusal__pack_size__can_be_set(open_page, console, button, texts):
    console.prices.seed(
        cost=None, cost_issue="PACK_SIZE_MISSING", cost_issue_detail={"unit": "caja"}, price=None
    )
    app = open_page("pricing", language="es", product="p1")
    assert "no se sabe cuántas unidades trae" in texts(app).replace("\\", "")
    next(it for it in app.text_input if it.label == "Unidades por bulto").set_value("12")
    button(app, "Guardar los datos").click().run()
    ((product_id, changes, _actor),) = console.prices.edited
    assert (product_id, changes) == ("p1", {"units_per_pack": "12"})


def test_product_data__figure_that_is_none__is_told_and_nothing_is_saved(open_page, console, button, texts):
    console.prices.seed()
    app = open_page("pricing", language="es", product="p1")
    next(it for it in app.text_input if it.label == "IVA %").set_value("mucho")
    app = button(app, "Guardar los datos").click().run()
    assert "Escribí las cifras como" in texts(app)
    assert console.prices.edited == []


def test_no_copy__says_what_is_safe(open_page, console, texts):
    console.prices.error = NoCopy(Reason("NO_COPY", "no copy"))
    assert "What was accepted is safe" in texts(open_page("pricing")).replace("\\", "")


def test_assistant__is_offered_only_where_it_is_set_up(open_page, console):
    console.prices.seed()
    assert "Ask the AI for prices" not in [it.label for it in open_page("pricing").button]
    console.ai.configured = True
    assert "Ask the AI for prices" in [it.label for it in open_page("pricing").button]
