"""What managers did is told by the names they know, not by ids: a file, an article, a rule."""

from datetime import UTC, datetime

from sqlalchemy import select

from core.invoices import handlers as invoice_handlers
from core.pricing import handlers as price_handlers
from core.resilience.record import ACTIONS, Action, Record
from core.services.activity import Activity
from core.services.audit import record_action
from core.services.rehearsal import DRILL_WRITE
from core.services.schema import products
from core.services.served import Source
from core.ui import activity_words
from core.ui.activity_words import subject
from tests.support.prices import enter_invoice, line, reading
from tests.support.services import Services

AT = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)


def test_activity__invoice_and_product__go_by_their_names(tmp_path):
    services = Services(tmp_path)
    services.database.migrate()

    def write(connection):
        enter_invoice(connection, "i1", reading(line("Yerba 1 kg", sku="y")))
        product = connection.execute(select(products.c.id)).scalar_one()
        for place, (action, about) in enumerate(
            [("invoice.approve", "i1"), ("price.approve", product), ("product.import", "lista.xlsx")]
        ):
            record_action(
                connection,
                at=AT.replace(second=place),
                actor="ana",
                action=action,
                subject=about,
                detail={},
                request_id="r",
            )

    services.database.unit("test", write)
    trail = Activity(services.database, Record(tmp_path / "record.sqlite3")).recent()
    services.close()
    assert trail.source is Source.LIVE
    told = {one.action: one.subject for one in trail.actions}
    assert told == {
        "invoice.approve": "i1.pdf",
        "price.approve": "Yerba 1 kg",
        "product.import": "lista.xlsx",
    }


def test_subject__of_a_rule__is_the_name_it_was_given(speak):
    speak("es")
    one = Action(AT, "ana", "price.rule.save", "category-almacen", {"rule": {"name": "Almacén"}}, None)
    assert subject(one) == "Almacén"


def test_every_kind_of_action__has_words():
    of_invoices = {invoice_handlers.STORE, *invoice_handlers.ACTIONS.values()}
    kinds = {*of_invoices, *price_handlers.HANDLERS, DRILL_WRITE, *(str(kind) for kind in ACTIONS)}
    assert kinds == set(activity_words.ACTIONS)
