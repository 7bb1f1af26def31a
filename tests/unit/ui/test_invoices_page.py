"""The invoices page as a manager meets it, in good days and bad ones."""

import pytest

from core.invoices.uploads import UploadState
from core.resilience.journal import JournalUnavailable
from core.resilience.reason import Reason
from core.services.errors import NoCopy
from core.services.ledger import Refused
from core.services.served import Source
from tests.support.fake_console import HOSTILE, doubtful_reading, reading


def test_empty__says_what_to_do_first(open_page, texts):
    app = open_page()
    assert "There are no invoices yet" in texts(app)
    assert "Try the samples" in [it.label for it in app.button]


def test_samples__are_queued_with_one_click(open_page, console, button):
    button(open_page(), "Try the samples").click().run()
    assert len(console.uploads.added) == 8


def test_upload__many_files__are_queued_once(open_page, console):
    app = open_page()
    app.file_uploader[0].set_value(
        [("a.pdf", b"one", "application/pdf"), ("b.xml", b"two", "text/xml")]
    ).run()
    assert console.uploads.added == [("a.pdf", b"one"), ("b.xml", b"two")]
    app.run()
    assert len(console.uploads.added) == 2


def test_limits__are_shown_before_the_upload(open_page, texts):
    assert "up to 25 MB and 100 pages" in texts(open_page())


@pytest.mark.parametrize(
    ("state", "code", "words"),
    [
        (UploadState.QUEUED, None, "waiting"),
        (UploadState.READING, None, "being read"),
        (UploadState.HELD, None, "kept here; it is entered by itself when the database is back"),
        (UploadState.NEEDS_OPERATOR, None, "An operator has to settle that under Held work"),
        (UploadState.DUPLICATE, None, "was already here; not entered twice"),
        (UploadState.DROPPED, None, "an operator dropped it"),
        (UploadState.FAILED, "PDF_ENCRYPTED", "asks for a password"),
        (UploadState.FAILED, "INTERNAL", "Nothing was entered"),
    ],
)
def test_progress__each_state__in_words(open_page, console, texts, state, code, words):
    console.uploads.show(state, code=code)
    console.journal.hold("invoice.store", "one", {"invoice_id": "one"}, actor="ana")
    # What is shown is Markdown: its escapes are not read.
    assert words in texts(open_page()).replace("\\", "")


def test_progress__held_upload_that_was_here_already__says_so_once_it_has_landed(
    open_page, console, texts, button, monkeypatch
):
    def settle():
        console.uploads.shown.clear()
        console.uploads.show(UploadState.DUPLICATE)

    console.invoices.seed("one")
    console.uploads.show(UploadState.HELD)
    monkeypatch.setattr(console.uploads, "settle", settle)
    app = open_page()
    assert "was already here" in texts(app)
    assert button(app, "See the first one").click().run().query_params["invoice"] == "one"


def test_progress__failed__can_be_tried_again(open_page, console, button):
    console.uploads.show(UploadState.FAILED, code="READ_TIMEOUT")
    button(open_page(), "Try again").click().run()
    assert console.uploads.retried == ["item-0"]


def test_progress__file_that_can_never_be_read__is_not_offered_again(open_page, console, texts):
    for code in ("FILE_EMPTY", "PDF_ENCRYPTED"):
        console.uploads.show(UploadState.FAILED, code=code)
    app = open_page()
    assert "asks for a password" in texts(app)
    assert [it.label for it in app.button if "again" in it.label] == []


def test_progress__duplicate__leads_to_the_first(open_page, console, button, texts):
    console.invoices.seed("one")
    console.uploads.show(UploadState.DUPLICATE)
    app = button(open_page(), "See the first one").click().run()
    assert "Distribuidora Norte" in texts(app)
    assert app.query_params["invoice"] == "one"


def test_table__shows_source_status_and_warnings_in_words(open_page, console):
    console.invoices.seed("one", held=True)
    console.invoices.seed("two", doubtful_reading(), status="approved")
    table = open_page(language="es").dataframe[0].value
    assert list(table["status"]) == ["Para revisar · guardada acá", "Aprobada"]
    assert list(table["source"]) == ["Reglas (texto)"] * 2
    assert "ya hay otra de este proveedor" in table["warnings"][1]


def test_table__from_a_copy__says_how_old_it_is(open_page, console, texts):
    console.invoices.seed("one")
    console.invoices.source = Source.SNAPSHOT
    assert "the last copy saved on this machine, 4\u00a0min old" in texts(open_page())


def test_list__no_copy__says_what_is_safe_and_still_takes_uploads(open_page, console, texts):
    console.invoices.list_error = NoCopy(Reason("NO_COPY", "no copy"))
    app = open_page()
    assert "What was accepted is safe" in texts(app).replace("\\", "")
    assert app.file_uploader


def test_list__only_what_is_held__says_that_the_rest_is_safe_and_not_that_there_is_nothing(
    open_page, console, texts
):
    console.invoices.source = Source.HELD
    shown = texts(open_page())
    assert "Only what is kept on this machine. The rest is safe" in shown
    assert "There are no invoices yet" not in shown
    console.invoices.seed("one")
    assert "Only what is kept on this machine. The rest is safe" in texts(open_page())


def test_review__hostile_supplier__is_shown_as_text(open_page, console, texts):
    console.invoices.seed("two", doubtful_reading())
    app = open_page(invoice="two")
    shown = texts(app)
    for live in (":red[pay]", "[x](javascript", "<script>"):
        assert live not in shown
    assert app.text_input(key="supplier_name-two").value == HOSTILE


def test_review__wrong_total__is_pointed_out_until_it_is_corrected(open_page, console, texts):
    console.invoices.seed("two", reading(total="1300.00"))
    app = open_page(invoice="two")
    assert "net plus taxes does not give the total" in texts(app)
    app.text_input(key="total-two-en").set_value("1,210.00").run()
    assert "The sums are right" in texts(app)


def test_review__approve__carries_the_corrections(open_page, console, button, texts):
    console.invoices.seed("one")
    app = open_page(language="es", invoice="one")
    app.text_input(key="supplier_name-one").set_value("Norte SA")
    app.text_input(key="net-one-es").set_value("1000,00")
    button(app, "Aprobar").click().run()
    ((invoice_id, approved, _actor),) = console.invoices.approved
    assert (invoice_id, approved.supplier_name) == ("one", "Norte SA")
    assert approved.lines == console.invoices.details["one"].reading.lines
    assert "aprobada" in texts(app)
    assert "invoice" not in app.query_params


def test_review__what_is_no_number__cannot_be_approved(open_page, console, button, texts):
    console.invoices.seed("one")
    app = open_page(invoice="one")
    app.text_input(key="total-one-en").set_value("12x").run()
    assert "is not a number" in texts(app)
    assert button(app, "Approve").disabled


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Refused("ALREADY_APPROVED", "by ana"), "Somebody else had already approved it"),
        (JournalUnavailable("disk full"), "It could not be kept safely"),
    ],
)
def test_review__refused_approval__says_why(open_page, console, button, texts, error, words):
    console.invoices.seed("one")
    app = open_page(invoice="one")
    console.invoices.error = error
    app = button(app, "Approve").click().run()
    assert not app.exception
    assert words in texts(app).replace("\\", "")


def test_review__approved__is_read_only(open_page, console):
    console.invoices.seed("one", status="approved")
    app = open_page(invoice="one")
    assert all(it.disabled for it in app.text_input)
    assert "Approve" not in [it.label for it in app.button]


def test_review__unknown_address__says_so(open_page, texts):
    assert "There is no invoice at this address" in texts(open_page(invoice="nothing"))


def test_review__language_switched_midway__keeps_what_was_corrected(open_page, console):
    console.invoices.seed("one")
    app = open_page(language="es", invoice="one")
    app.text_input(key="total-one-es").set_value("1.234,50").run()
    app.segmented_control(key="lang").set_value("en").run()
    assert app.text_input(key="total-one-en").value == "1,234.50"


def test_bulk__300_files__are_counted_and_all_in_one_table(open_page, console, texts):
    for number in range(297):
        console.uploads.show(UploadState.STORED, f"{number}.pdf")
    console.uploads.show(UploadState.HELD, "held.pdf")
    console.journal.hold("invoice.store", "one", {"invoice_id": "one"}, actor="ana")
    console.uploads.show(UploadState.FAILED, "broken.pdf", code="PDF_DAMAGED")
    console.uploads.show(UploadState.FAILED, "locked.pdf", code="PDF_ENCRYPTED")
    app = open_page()
    shown = texts(app).replace("\\", "")
    assert "Not entered: 2" in shown
    assert "Kept here: 1" in shown
    assert "Entered: 297" in shown
    assert "broken.pdf" in shown
    table = app.dataframe[0].value
    assert len(table) == 300
    assert list(table["file"][:2]) == ["broken.pdf", "locked.pdf"]
    assert "asks for a password" in table["state"][1]


def test_bulk__failed_files__are_tried_again_all_at_once(open_page, console, button):
    for name in "ab":
        console.uploads.show(UploadState.FAILED, f"{name}.pdf", code="READ_TIMEOUT")
    button(open_page(), "Try the 2 that failed again").click().run()
    assert console.uploads.retried == ["item-0", "item-1"]


def test_duplicate__can_be_entered_all_the_same__with_a_reason(open_page, console, button):
    console.uploads.show(UploadState.DUPLICATE)
    app = open_page()
    assert app.button(key="again-now-item-0").disabled
    app.text_input(key="again-item-0").set_value("two equal deliveries").run()
    app.button(key="again-now-item-0").click().run()
    assert console.uploads.again == [("item-0", "two equal deliveries")]
