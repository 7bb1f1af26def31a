"""An open invoice as a manager works through it: marks on its page, products, parking, reasons, history."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.invoices.changes import Deed
from core.invoices.model import DocumentKind, Line, Origin, Place
from core.invoices.suppliers import SupplierHow, SupplierMatch
from core.pricing.known import How, Match
from core.pricing.matching import LineMatch, OfferedProduct
from core.resilience.reason import Reason
from core.services.errors import NoCopy
from core.services.ledger import Refused
from core.ui import invoice_queue
from tests.support.fake_console import doubtful_reading, reading

TOTAL = Place(page=2, x0=0.7, y0=0.9, x1=0.9, y1=0.92)
ROW = Place(page=1, x0=0.1, y0=0.4, x1=0.9, y1=0.42)
AT = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)


def placed(**changes):
    line = reading().lines[0].model_copy(update={"place": ROW})
    return reading(lines=(line,), places={"total": TOTAL}, pages=2, **changes)


def html_of(app) -> str:
    return "\n".join(str(it.proto.body) for it in app.get("html"))


def plain_texts(texts, app) -> str:
    return texts(app).replace("\\", "")


# Marks


def rule_of(shown: str, attention: str) -> dict[str, str]:
    """The variables that are set while something has this attention."""
    (body,) = re.findall(re.escape(f".stApp:has({attention})") + r" \{([^}]*)\}", shown)
    return dict(re.findall(r"--fu-([\w-]+): ([^;]+);", body))


def row_of(shown: str, row: int) -> dict[str, str]:
    return rule_of(shown, f'.st-key-lines-one-en tr[aria-rowindex="{row}"] td[aria-selected="true"]')


def test_marks__field_and_line__show_their_box_on_their_page(console, open_page):
    console.invoices.seed("one", placed())
    shown = html_of(open_page(invoice="one"))
    assert '<img src="/api/invoices/one/pages/1"' in shown
    assert '<img src="/api/invoices/one/pages/2"' in shown
    total = rule_of(shown, ".st-key-total-one-en:focus-within")
    assert (total["left"], total["top"], total["mark"]) == ("69.60%", "89.60%", "block")
    assert row_of(shown, 2)["top"] == "39.60%"


def test_marks__field_on_another_page__turns_to_it_and_the_line_turns_back(console, open_page):
    console.invoices.seed("one", placed())
    shown = html_of(open_page(invoice="one"))
    total, line = rule_of(shown, ".st-key-total-one-en:focus-within"), row_of(shown, 2)
    assert (total["p1"], total["p2"]) == ("none", "block")
    assert (line["p1"], line["p2"]) == ("block", "none")


def test_marks__first_line_taken_out__the_next_row_keeps_its_own_place(console, open_page):
    other = Place(page=1, x0=0.1, y0=0.6, x1=0.9, y1=0.62)
    lines = (
        Line(description="uno", amount=Decimal(400), place=ROW),
        Line(description="dos", amount=Decimal(600), place=other),
    )
    console.invoices.seed("one", reading(lines=lines))
    app = open_page(invoice="one")
    app.session_state["lines-one-en"] = {"edited_rows": {}, "added_rows": [], "deleted_rows": [0]}
    assert row_of(html_of(app.run()), 2)["top"] == "59.60%"


def test_marks__long_invoice__its_last_line_is_marked_too(console, open_page):
    line = Line(description="uno", amount=Decimal(1), place=ROW)
    last = line.model_copy(update={"place": TOTAL})
    console.invoices.seed("one", reading(lines=(*[line] * 299, last), pages=2))
    shown = html_of(open_page(invoice="one"))
    assert row_of(shown, 301)["p2"] == "block"


def test_page__electronic_invoice__has_none_and_says_so(console, open_page, texts):
    console.invoices.content_type = "application/xml"
    console.invoices.seed("one")
    app = open_page(invoice="one")
    assert "This file has no page to show" in texts(app)
    assert "<img" not in html_of(app)


def test_page__originals_out_of_reach__is_told_and_the_fields_are_there(console, open_page, texts):
    console.invoices.seed("one")
    console.storage.is_out = True
    app = open_page(invoice="one")
    assert "the originals are out of reach" in texts(app)
    assert app.text_input(key="supplier_name-one").value == "Distribuidora Norte S.A."


# Products


def match(index=0, how=How.SIMILAR, likeness=93.0, product_id="p1", description="Yerba mate 1 kg"):
    return LineMatch(index, Match(product_id, how, likeness), description, Decimal(100), Decimal(90))


def test_products__shows_which_and_by_what(console, open_page):
    console.invoices.seed("one")
    console.products.matches = [match()]
    console.products.shown = [OfferedProduct("p1", "Yerba mate 1 kg", "Norte")]
    table = open_page(language="es", invoice="one").dataframe[0].value
    assert list(table["product"]) == ["p1"]
    assert list(table["how"]) == ["parecido, 93\u00a0%"]


def test_products__another_one_chosen__goes_with_the_approval(console, open_page, button):
    console.invoices.seed("one")
    console.products.matches = [match()]
    console.products.shown = [OfferedProduct(it, it, None) for it in ("p1", "p2")]
    app = open_page(invoice="one")
    app.session_state["lines-one-en"] = {
        "edited_rows": {0: {"product": "p2"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    button(app.run(), "Approve").click().run()
    ((_, approved, _),) = console.invoices.approved
    assert [line.product_id for line in approved.lines] == ["p2"]


def test_products__untouched__the_names_go_on_deciding(console, open_page, button):
    console.invoices.seed("one")
    console.products.matches = [match()]
    console.products.shown = [OfferedProduct("p1", "Yerba mate 1 kg", None)]
    button(open_page(invoice="one"), "Approve").click().run()
    assert [line.product_id for line in console.invoices.approved[0][1].lines] == [None]


# The sums, at once


def test_line_edited__its_arithmetic_is_judged_at_once(console, open_page, texts):
    console.invoices.seed("one")
    app = open_page(invoice="one")
    assert "The sums are right" in texts(app)
    app.session_state["lines-one-en"] = {
        "edited_rows": {0: {"quantity": "9"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    shown = plain_texts(texts, app.run())
    assert "Line 1, amount: quantity times price does not give the amount" in shown


def test_sum_of_lines__says_how_far_it_is_from_the_net(console, open_page, texts):
    console.invoices.seed("one", reading(net=Decimal("1100.00"), total=Decimal("1310.00")))
    shown = plain_texts(texts, open_page(invoice="one"))
    assert "The lines add up to **$\u00a01,000.00**" in shown.replace("ARS", "$")
    assert "Difference to the net" in shown


# What is done with it


def test_approve__sums_are_wrong__asks_for_a_reason_and_sends_it(console, open_page, button):
    console.invoices.seed("one", reading(total=Decimal("1300.00")))
    app = open_page(invoice="one")
    app.text_input(key="why-one").set_value("rounded by hand").run()
    button(app, "Approve all the same").click().run()
    assert console.invoices.reasons == ["rounded by hand"]


def test_approve__sums_are_right__asks_for_no_reason(console, open_page, button):
    console.invoices.seed("one")
    app = open_page(invoice="one")
    assert not [it for it in app.text_input if it.key == "why-one"]
    button(app, "Approve").click().run()
    assert console.invoices.reasons == [None]


def test_approve__credit_note__promises_no_articles_under_pricing(console, open_page, button, texts):
    console.invoices.seed("one", reading(kind=DocumentKind.CREDIT_NOTE))
    app = button(open_page(invoice="one"), "Approve").click().run()
    assert "It changes no prices" in texts(app)


def test_approved__its_warnings_are_told_as_what_it_was_approved_with(console, open_page, texts):
    console.invoices.seed("one", doubtful_reading(), status="approved")
    console.invoices.supplier = None
    shown = plain_texts(texts, open_page(invoice="one"))
    assert "It was approved in spite of this" in shown
    assert "before you approve" not in shown
    assert "New supplier" not in shown


def test_review__without_lines__does_not_say_that_sums_are_right(console, open_page, texts):
    console.invoices.seed("one", reading(lines=()))
    shown = plain_texts(texts, open_page(invoice="one"))
    assert "it has no lines" in shown
    assert "The sums are right" not in shown


def test_approve__without_the_reason__says_what_is_missing(console, open_page, button, texts):
    console.invoices.seed("one", reading(total=Decimal("1300.00")))
    app = open_page(invoice="one")
    console.invoices.error = Refused("CONFIRMATION_NEEDED", "TOTAL_MISMATCH")
    app = button(app, "Approve all the same").click().run()
    assert "Say why you approve it all the same" in plain_texts(texts, app)


def test_save__keeps_the_correction_as_written_by_hand(console, open_page, button, texts):
    console.invoices.seed("one")
    app = open_page(invoice="one")
    assert button(app, "Save without approving").disabled
    app.text_input(key="supplier_name-one").set_value("Norte SA").run()
    app = button(app, "Save without approving").click().run()
    ((_, corrected, _),) = console.invoices.corrected
    assert (corrected.supplier_name, corrected.origins) == ("Norte SA", {"supplier_name": Origin.PERSON})
    assert "Your corrections are saved" in texts(app)
    assert app.query_params["invoice"] == ["one"] or app.query_params["invoice"] == "one"


def test_park__sends_the_reason_and_closes(console, open_page, texts):
    console.invoices.seed("one")
    app = open_page(invoice="one", language="es")
    app.text_input(key="park-one").set_value("falta el remito").run()
    app.button(key="park-now-one").click().run()
    ((_, _, _, reason),) = console.invoices.parked
    assert reason == "falta el remito"
    assert "quedó apartada" in texts(app)
    assert "invoice" not in app.query_params


def test_parked__says_why_and_can_be_taken_up_again(console, open_page, button, texts):
    console.invoices.seed("one", status="parked")
    app = open_page(invoice="one", language="es")
    assert "falta el remito" in texts(app)
    button(app, "Retomar").click().run()
    assert [it[0] for it in console.invoices.resumed] == ["one"]


# One after the other


@pytest.fixture
def clock(monkeypatch):
    """Seconds that pass only as a test says."""
    now = [100.0]
    monkeypatch.setattr(invoice_queue, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def three(console):
    """Newest first, as the list has them."""
    for name in ("c", "b", "a"):
        console.invoices.seed(name)


def opened(app) -> str:
    (value,) = app.query_params["invoice"]
    return value


def test_queue__approve__opens_the_next_that_came_and_says_how_many_are_left(
    console, three, open_page, button, texts
):
    app = open_page(invoice="b")
    app = button(app, "Approve and see the next (2 left)").click().run()
    assert opened(app) == "c"
    assert "is approved" in texts(app)
    assert console.invoices.approved[0][0] == "b"


def test_queue__newest_is_approved__goes_on_with_the_oldest(console, three, open_page, button):
    app = button(open_page(invoice="c"), "Approve and see the next (2 left)").click().run()
    assert opened(app) == "a"


def test_queue__what_is_approved_or_put_aside__is_passed_over(console, three, open_page, button):
    console.invoices.seed("b", status="parked")
    app = open_page(language="es", invoice="a")
    assert opened(button(app, "Aprobar y ver la siguiente (queda 1)").click().run()) == "c"


def test_queue__last_one__leads_to_the_list(console, open_page, button):
    console.invoices.seed("one")
    app = button(open_page(invoice="one"), "Approve").click().run()
    assert "invoice" not in app.query_params


def test_queue__put_aside__opens_the_next_too(console, three, open_page):
    app = open_page(invoice="a")
    app.text_input(key="park-a").set_value("no delivery note").run()
    assert opened(app.button(key="park-now-a").click().run()) == "b"


def test_queue__this_one_can_be_left_for_later(console, three, open_page, button):
    app = open_page(invoice="a")
    assert opened(button(app, "See the next of 2 that wait").click().run()) == "b"
    assert console.invoices.approved == []


def test_queue__list_out_of_reach__the_invoice_can_be_approved_all_the_same(
    console, three, open_page, button
):
    console.invoices.list_error = NoCopy(Reason("NO_COPY", "no copy"))
    app = button(open_page(invoice="a"), "Approve").click().run()
    assert "invoice" not in app.query_params
    assert [it[0] for it in console.invoices.approved] == ["a"]


def test_queue__refused__stays_where_it_is(console, three, open_page, button):
    app = open_page(invoice="a")
    console.invoices.error = Refused("CHANGED_MEANWHILE", "by luis")
    app = app.button(key="approve-a").click().run()
    assert opened(app) == "a"


def test_queue__double_click__does_not_approve_the_next_unseen(console, three, open_page, clock, texts):
    app = open_page(invoice="a")
    app.button(key="approve-a").click().run()
    app.button(key="approve-b").click().run()
    assert [it[0] for it in console.invoices.approved] == ["a"]
    assert "Look at it first" in texts(app)
    clock[0] += 1.5
    app.button(key="approve-b").click().run()
    assert [it[0] for it in console.invoices.approved] == ["a", "b"]


def test_reason_wanted__what_is_wrong_is_told_beside_the_buttons(console, open_page):
    console.invoices.seed("one", reading(total=Decimal("1300.00")))
    app = open_page(invoice="one")
    told = [it.value.replace("\\", "") for it in app.caption]
    assert any("net plus taxes does not give the total" in it for it in told)


# Left and opened again


def test_corrections__invoice_left_and_opened_again__are_there_and_said_to_be_unsaved(
    console, open_page, button, texts
):
    console.invoices.seed("one")
    app = open_page(invoice="one")
    app.text_input(key="supplier_name-one").set_value("Norte SA").run()
    app.session_state["lines-one-en"] = {
        "edited_rows": {0: {"quantity": "9"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    assert "not saved yet" not in texts(app.run())
    app = button(app, "Back to the list").click().run()
    app.query_params["invoice"] = "one"
    app.run()
    assert app.text_input(key="supplier_name-one").value == "Norte SA"
    assert list(app.dataframe[0].value["quantity"]) == ["9"]
    assert "not saved yet" in texts(app)
    button(app, "Save without approving").click().run()
    assert console.invoices.corrected[0][1].supplier_name == "Norte SA"


def test_corrections__changed_by_somebody_else_meanwhile__starts_from_theirs(console, open_page, button):
    console.invoices.seed("one")
    app = open_page(invoice="one")
    app.text_input(key="supplier_name-one").set_value("Norte SA").run()
    app = button(app, "Back to the list").click().run()
    console.invoices.seed("one", reading(supplier_name="Norte S.R.L."))
    app.query_params["invoice"] = "one"
    assert app.run().text_input(key="supplier_name-one").value == "Norte S.R.L."


def test_corrections__changed_by_somebody_else_under_the_hand__are_told_and_overwrite_nothing(
    console, open_page, button, texts
):
    console.invoices.seed("one", revision=3)
    app = open_page(invoice="one")
    app.text_input(key="supplier_name-one").set_value("Norte SA").run()
    console.invoices.seed("one", reading(number="0003-00000777"), revision=4)
    app.run()
    assert "Somebody else changed it in the meantime" in texts(app)
    console.invoices.error = Refused("CHANGED_MEANWHILE", "somebody else was first")
    app = button(app, "Approve").click().run()
    assert console.invoices.expected == [3]
    console.invoices.error = None
    app = button(app, "Back to the list").click().run()
    app.query_params["invoice"] = "one"
    app.run()
    assert app.text_input(key="number-one").value == "0003-00000777"
    assert "Somebody else" not in texts(app)
    button(app, "Approve").click().run()
    assert console.invoices.expected == [3, 4]


# Who did what, and where things came from


def test_history__shows_each_field_before_and_after(console, open_page, texts):
    console.invoices.seed("one")
    console.invoices.deeds = [
        Deed(AT, "ana", "invoice.upload", None, {}),
        Deed(
            AT,
            "luis",
            "invoice.approve",
            "redondeo",
            {
                "total": {"before": "1300.00", "after": "1210.00"},
                "lines.0.-": {"before": "Flete", "after": None},
            },
            overridden=("TOTAL_MISMATCH",),
        ),
    ]
    shown = plain_texts(texts, open_page(invoice="one", language="es"))
    assert "Total: 1.300,00 → **1.210,00**" in shown
    assert "Renglón 1, eliminado: Flete" in shown
    assert "Motivo: redondeo" in shown
    assert "neto más impuestos" in shown


@pytest.mark.parametrize(
    ("match_", "words"),
    [
        (None, "New supplier"),
        (
            SupplierMatch("30-71234567-1", "Norte", SupplierHow.TAX_ID),
            "Norte (by its tax id)",
        ),
        (SupplierMatch("30-71234567-1", "Norte", SupplierHow.SIMILAR, 93.0), "by a similar name, 93"),
    ],
)
def test_supplier__says_by_what_it_was_recognised(console, open_page, texts, match_, words):
    console.invoices.seed("one")
    console.invoices.supplier = match_
    assert words in plain_texts(texts, open_page(invoice="one"))


def test_origins__the_page_says_which_fields_came_from_where(console, open_page, texts):
    origins = {"net": Origin.AI, "due_date": Origin.AI, "total": Origin.QR}
    console.invoices.seed("one", reading(origins=origins))
    shown = plain_texts(texts, open_page(invoice="one"))
    assert "Read by the AI: net, due date" in shown
    assert "From the QR code: total" in shown
