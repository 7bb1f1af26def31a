"""The parts of the pricing page on a real desk: deciding, rules with their effect, labels, product lists."""

import json
import threading
from decimal import Decimal
from shutil import copyfile

import pytest

from core.pricing.assist import PriceAssistant
from core.pricing.choices import Choice
from core.pricing.desk import PriceDesk
from core.pricing.handlers import HANDLERS
from core.resilience.faults import FaultKind
from core.services.schema import products
from core.services.served import Served, Source
from tests.support.prices import NOW, enter_invoice, line, reading
from tests.support.services import Services


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """A SQLite file with all tables and what one invoice brought: yerba and rice in almacén, a soap."""
    folder = tmp_path_factory.mktemp("migrated")
    made = Services(folder)
    made.database.migrate()
    lines = [line("Yerba 1 kg", sku="y"), line("Arroz 1 kg", sku="a"), line("Detergente 500 ml", sku="d")]
    made.database.unit("test", lambda connection: enter_invoice(connection, "i1", reading(*lines)))
    made.close()
    return folder / "fusible.db"


@pytest.fixture
def services(tmp_path, migrated):
    data = tmp_path / "shop"
    data.mkdir()
    copyfile(migrated, data / "fusible.db")
    built = Services(data, handlers=dict(HANDLERS))
    yield built
    built.close()


@pytest.fixture
def desk(services, console):
    console.prices = PriceDesk(
        database=services.database,
        ledger=services.ledger,
        journal=services.journal,
        assistant=PriceAssistant(None, deadline=20),
        settings=services.settings,
        now=lambda: NOW,
    )
    return console.prices


def named(desk):
    return {it.description: it for it in desk.suggestions().value}


def labelled(elements, label):
    return next(it for it in elements if it.label == label)


def plain(text: str) -> str:
    return text.replace("\\", "")


def test_changes__keep_the_price__rejects_and_the_group_empties(open_page, desk, button, texts):
    app = button(open_page("pricing"), "Keep the 3 prices").click().run()
    assert "3 prices stay as they were" in texts(app)
    assert "There is nothing to decide" in texts(app)
    assert all(it.is_answered for it in desk.suggestions().value)


def test_changes__approved__offers_their_labels_next(open_page, desk, button):
    app = button(open_page("pricing"), "Approve all 3 shown").click().run()
    assert "Labels of the 3 just approved (PDF)" in [it.label for it in app.get("download_button")]
    assert {it.current_price for it in desk.suggestions().value} == {
        it.price for it in desk.suggestions().value
    }


def test_changes__beyond_the_cap__asks_for_a_reason_and_leaves_it_out_without_one(
    open_page, services, desk, button, texts
):
    yerba = named(desk)["Yerba 1 kg"]
    services.database.write_query(
        products.update().where(products.c.id == yerba.product_id).values(price=600, revision=9)
    )
    app = open_page("pricing")
    assert named(desk)["Yerba 1 kg"].quote.beyond_cap
    assert "One price goes beyond its limits" in texts(app)
    assert "50 %" in plain(texts(app)).replace("\u00a0", " ")
    app = button(app, "Approve all 3 shown").click().run()
    assert "1 price was left for later" in texts(app)
    assert named(desk)["Yerba 1 kg"].current_price == Decimal(600)
    labelled(app.text_input, "Reason for the prices beyond their limits").set_value("aumento")
    app = button(app.run(), "Approve the one shown").click().run()
    assert named(desk)["Yerba 1 kg"].current_price == Decimal(1300)


def test_changes__another_manager_was_first__says_who_and_at_what_price(open_page, desk, button, texts):
    yerba = named(desk)["Yerba 1 kg"]
    app = open_page("pricing", language="es", product=yerba.product_id)
    desk.approve([Choice(yerba.product_id, Decimal(1700), 0)], actor="Ana")
    app = button(app, "Aprobar este precio").click().run()
    assert "Ana lo decidió antes: $ 1.700,00" in plain(texts(app)).replace("\u00a0", " ")


def test_changes__database_out__decisions_are_held_and_say_so(open_page, services, desk, button, texts):
    desk.suggestions()
    services.faults.inject("database", FaultKind.REFUSE, actor="t", reason="t", duration_seconds=600)
    app = button(open_page("pricing"), "Approve all 3 shown").click().run()
    assert "3 decisions are kept on this machine" in texts(app)
    assert [it.held for it in desk.suggestions().value] == [True] * 3


def test_changes__held_decision_lost_to_another__says_so_until_it_is_settled(
    open_page, services, desk, texts
):
    yerba = named(desk)["Yerba 1 kg"]
    services.faults.inject("database", FaultKind.REFUSE, actor="t", reason="t", duration_seconds=600)
    desk.approve([Choice(yerba.product_id, Decimal(1700), 0)], actor="Beto")
    services.faults.stop_all("t")
    services.db_breaker.reset("t")
    services.database.write_query(products.update().values(price=1650, price_version=1, revision=9))
    services.ledger.replay()
    shown = plain(texts(open_page("pricing", language="es")))
    assert "1 decisión que estaba guardada en este equipo no se registró" in shown
    assert "- Yerba 1 kg: Beto, " in shown
    services.journal.drop(services.journal.dead_letters()[0].id, "op", "Ana was first")
    assert "no se registró" not in texts(open_page("pricing", language="es"))


def test_assistant__answered__says_which_products_keep_the_rules_price_and_why(
    open_page, console, desk, services, button, texts
):
    class Ai:
        configured = True

        def ask(self, _operation, *, user, answer_type, accept, **_rest):
            rows = json.loads(user)["products"]
            prices = [
                {"row": it["row"], "price": it["rule_price"] if place else "1", "reason": "Se lee mejor"}
                for place, it in enumerate(rows)
            ]
            answer = accept(answer_type.model_validate({"prices": prices}))
            return Served(answer, Source.LIVE, "r", 0.0)

    desk._assistant = PriceAssistant(Ai(), deadline=20)
    console.ai.configured = True
    app = button(open_page("pricing"), "Ask the AI for prices").click().run()
    for thread in threading.enumerate():
        if thread.name == "assistant":
            thread.join(10)
    # It may have answered within the first run already.
    shown = plain(texts(app) + texts(app.run()))
    assert "The AI gave 2 prices." in shown
    assert "1 keeps the price of the rules" in shown
    kept = [it for it in desk.suggestions().value if not it.is_from_ai]
    assert [it.source_reason.code for it in kept] == ["OUT_OF_GUARD"]
    assert kept[0].description in shown.partition("keeps the price")[2]


def test_rule__changed__shows_its_effect_before_it_is_saved(open_page, desk, button, texts):
    app = open_page("pricing", language="es", view="rules", rule="category-almacen")
    labelled(app.text_input, "Recargo sobre el costo, %").set_value("50")
    app = app.run()
    shown = plain(texts(app))
    assert "Un recargo de 50\u00a0% es un margen de 33,3\u00a0%" in shown
    assert "Decide el precio de 2 productos" in shown
    assert "Cambiarían 2 precios" in shown
    assert {it.rate for it in desk.rules().value if it.id == "category-almacen"} == {Decimal("0.35")}
    app = button(app, "Guardar la regla").click().run()
    assert "guardada" in texts(app)
    assert {it.rate for it in desk.rules().value if it.id == "category-almacen"} == {Decimal("0.5")}


def test_rule__that_cannot_be__says_why_and_cannot_be_saved(open_page, desk, button, texts):
    app = open_page("pricing", language="es", view="rules", rule="category-almacen")
    labelled(app.text_input, "Recargo sobre el costo, %").set_value("-5")
    app = app.run()
    assert "Un recargo va de 0 a 10.000 %" in plain(texts(app))
    assert button(app, "Guardar la regla").disabled


def test_rule__new__is_written_for_what_is_chosen(open_page, desk, button):
    app = open_page("pricing", language="es", view="rules", rule="new")
    labelled(app.selectbox, "Para").set_value(labelled(app.selectbox, "Para").options[0])
    app = app.run()
    product = labelled(app.selectbox, "Producto")
    product.set_value("Yerba 1 kg")
    app = app.run()
    app = button(app, "Guardar la regla").click().run()
    (own,) = [it for it in desk.rules().value if not it.bundled]
    assert own.product_id == named(desk)["Yerba 1 kg"].product_id


def test_rule__somebody_else_saved_first__is_told(open_page, desk, button, texts):
    app = open_page("pricing", language="es", view="rules", rule="category-almacen")
    labelled(app.text_input, "Recargo sobre el costo, %").set_value("50")
    app = app.run()
    rule = next(it for it in desk.rules().value if it.id == "category-almacen")
    desk.save_rule(rule, actor="ana")
    app = button(app, "Guardar la regla").click().run()
    assert "Otra persona cambió esta regla" in texts(app)


def test_labels__of_what_changed__can_be_printed(open_page, desk):
    desk.approve([Choice(it.product_id, it.price, 0) for it in desk.suggestions().value], actor="ana")
    app = open_page("pricing", view="labels")
    assert "Print 3 labels (PDF)" in [it.label for it in app.get("download_button")]


def test_list__with_bad_rows__is_entered_without_them_only_once_that_is_ticked(
    open_page, desk, button, texts
):
    app = open_page("pricing", language="es", view="list")
    content = "Artículo;Precio\nFideos 500 g;900\nSal;-3\nYerba 1 kg;1700\n".encode()
    app.get("file_uploader")[0].set_value([("lista.csv", content, "text/csv")])
    app = app.run()
    shown = plain(texts(app))
    assert "1 producto nuevo, 1 cambia" in shown
    assert "1 fila no se puede tomar: tiene que ser mayor que cero" in shown
    assert button(app, "Registrar 2 productos").disabled
    app.checkbox[0].check()
    app = button(app.run(), "Registrar 2 productos").click().run()
    assert "lista.csv: registrada, con 1 nuevos y 1 cambiados" in plain(texts(app))
    assert named(desk)["Yerba 1 kg"].current_price == Decimal(1700)
    assert "Sal" not in named(desk)


def test_list__that_is_none__says_what_to_do(open_page, desk, texts):
    app = open_page("pricing", view="list")
    app.get("file_uploader")[0].set_value([("lista.xlsx", b"PK not a workbook", "text/csv")])
    assert "Save it again as XLSX or CSV" in texts(app.run())
