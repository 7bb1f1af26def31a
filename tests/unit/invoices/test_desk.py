"""What the desk does with an invoice: corrections, parking, duplicates, approval, and who did it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.invoices.model import Line, WarningCode
from core.invoices.records import ReceiptStatus
from core.services.ledger import Refused
from tests.support.fake_console import reading

WRONG_TOTAL = {"total": Decimal("1300.00")}
LATER = date(2026, 12, 31)
"""Another due date makes another file of the same invoice."""


def codes(reading_of_it):
    return [warning.code for warning in reading_of_it.warnings]


def code_of(refused) -> str:
    return refused.value.code


# Approval


def test_approve__database_out_since_the_very_commit_of_the_upload__is_held(shop, monkeypatch):
    write = shop.services.ledger.write

    def write_and_lose_the_database(*given, **named):
        written = write(*given, **named)
        shop.database_goes_out()
        return written

    with monkeypatch.context() as struck:
        struck.setattr(shop.services.ledger, "write", write_and_lose_the_database)
        receipt = shop.submit()
    assert receipt.status is ReceiptStatus.STORED
    approved = shop.desk.approve(receipt.invoice_id, receipt.reading, actor="ana").value
    assert approved.status is ReceiptStatus.HELD
    assert shop.get(receipt.invoice_id).summary.status == "approved"
    shop.database_comes_back()
    assert shop.invoices[0]["status"] == "approved"


def test_approve__sums_are_wrong__needs_a_reason_which_is_kept(shop):
    receipt = shop.submit(**WRONG_TOTAL)
    with pytest.raises(Refused, match="TOTAL_MISMATCH") as refused:
        shop.desk.approve(receipt.invoice_id, receipt.reading, actor="ana")
    assert code_of(refused) == "CONFIRMATION_NEEDED"
    assert shop.invoices[0]["status"] == "received"
    shop.desk.approve(receipt.invoice_id, receipt.reading, actor="ana", reason="  rounding by hand ")
    assert shop.invoices[0]["status"] == "approved"
    (deed,) = [it for it in shop.desk.history(receipt.invoice_id).value if it.action == "invoice.approve"]
    assert (deed.actor, deed.reason, deed.overridden) == ("ana", "rounding by hand", ("TOTAL_MISMATCH",))


def test_approve__warnings_sent_by_the_caller__are_not_believed(shop):
    receipt = shop.submit(**WRONG_TOTAL)
    cleaned = receipt.reading.model_copy(update={"warnings": ()})
    with pytest.raises(Refused) as refused:
        shop.desk.approve(receipt.invoice_id, cleaned, actor="ana")
    assert code_of(refused) == "CONFIRMATION_NEEDED"


def test_submit__sums_are_right_or_wrong__nothing_is_approved_by_itself(shop):
    shop.submit("right.txt")
    shop.submit("wrong.txt", number="0003-00000777", **WRONG_TOTAL)
    assert {row["status"] for row in shop.invoices} == {"received"}


def test_approve__changed_meanwhile_by_somebody_else__is_refused(shop):
    receipt = shop.submit()
    seen = shop.get(receipt.invoice_id)
    other = receipt.reading.model_copy(update={"supplier_name": "Norte SA"})
    shop.desk.correct(receipt.invoice_id, other, actor="luis", expected_revision=seen.summary.revision)
    with pytest.raises(Refused) as refused:
        shop.desk.approve(
            receipt.invoice_id, receipt.reading, actor="ana", expected_revision=seen.summary.revision
        )
    assert code_of(refused) == "CHANGED_MEANWHILE"
    assert shop.get(receipt.invoice_id).reading.supplier_name == "Norte SA"


# Corrections, and who made them


def test_correct__every_change__is_kept_with_before_after_actor_and_time(shop):
    receipt = shop.submit()
    line = receipt.reading.lines[0].model_copy(update={"quantity": Decimal(8), "amount": Decimal("800.00")})
    added = Line(description="Flete", amount=Decimal("200.00"))
    corrected = receipt.reading.model_copy(update={"due_date": date(2026, 12, 18), "lines": (line, added)})
    shop.desk.correct(receipt.invoice_id, corrected, actor="luis")
    upload, deed = shop.desk.history(receipt.invoice_id).value
    assert (upload.action, upload.actor) == ("invoice.upload", "ana")
    assert (deed.action, deed.actor) == ("invoice.correct", "luis")
    assert deed.at > upload.at
    assert deed.changes == {
        "due_date": {"before": None, "after": "2026-12-18"},
        "lines.0.amount": {"before": "1000.00", "after": "800.00"},
        "lines.0.quantity": {"before": "10", "after": "8"},
        "lines.1.+": {"before": None, "after": "Flete · 200.00"},
    }
    assert shop.get(receipt.invoice_id).reading.lines == (line, added)
    assert shop.get(receipt.invoice_id).summary.status == "received"


def test_correct__first_line_taken_out__is_one_change(shop):
    lines = tuple(Line(description=name, amount=Decimal(100)) for name in ("uno", "dos", "tres"))
    receipt = shop.submit(lines=lines)
    shop.desk.correct(
        receipt.invoice_id, receipt.reading.model_copy(update={"lines": lines[1:]}), actor="ana"
    )
    changes = shop.desk.history(receipt.invoice_id).value[-1].changes
    assert changes == {"lines.0.-": {"before": "uno · 100", "after": None}}


def test_correct__wrong_total_put_right__takes_its_warning_away(shop):
    receipt = shop.submit(**WRONG_TOTAL)
    assert WarningCode.TOTAL_MISMATCH in codes(receipt.reading)
    shop.desk.correct(
        receipt.invoice_id, receipt.reading.model_copy(update={"total": Decimal("1210.00")}), actor="ana"
    )
    assert codes(shop.get(receipt.invoice_id).reading) == []


# Parking


def test_park__keeps_reason_actor_and_corrections__and_can_be_taken_up_again(shop):
    receipt = shop.submit()
    half = receipt.reading.model_copy(update={"supplier_name": "Norte SA"})
    shop.desk.park(receipt.invoice_id, half, actor="ana", reason="falta el remito")
    parked = shop.get(receipt.invoice_id)
    assert (parked.summary.status, parked.summary.parked_by) == ("parked", "ana")
    assert parked.summary.parked_reason == "falta el remito"
    assert parked.reading.supplier_name == "Norte SA"
    shop.desk.resume(receipt.invoice_id, actor="luis")
    resumed = shop.get(receipt.invoice_id).summary
    assert (resumed.status, resumed.parked_by, resumed.parked_reason) == ("received", None, None)
    deeds = [(it.action, it.actor, it.reason) for it in shop.desk.history(receipt.invoice_id).value]
    assert deeds[1:] == [("invoice.park", "ana", "falta el remito"), ("invoice.resume", "luis", None)]


def test_park__without_a_reason__is_refused(shop):
    receipt = shop.submit()
    with pytest.raises(Refused) as refused:
        shop.desk.park(receipt.invoice_id, receipt.reading, actor="ana", reason="  ")
    assert code_of(refused) == "REASON_MISSING"


def test_park__approved_invoice__is_refused_with_who_approved_it(shop):
    receipt = shop.submit()
    shop.desk.approve(receipt.invoice_id, receipt.reading, actor="luis")
    with pytest.raises(Refused, match="luis") as refused:
        shop.desk.park(receipt.invoice_id, receipt.reading, actor="ana", reason="espera")
    assert code_of(refused) == "ALREADY_APPROVED"


def test_park__database_out__is_held_shown_and_lands_in_order(shop):
    receipt = shop.submit()
    shop.database_goes_out()
    parked = shop.desk.park(receipt.invoice_id, receipt.reading, actor="ana", reason="falta el remito")
    assert parked.value.status is ReceiptStatus.HELD
    shown = shop.get(receipt.invoice_id).summary
    assert (shown.status, shown.held, shown.parked_reason) == ("parked", True, "falta el remito")
    shop.desk.resume(receipt.invoice_id, actor="ana")
    assert shop.get(receipt.invoice_id).summary.status == "received"
    seen = shop.get(receipt.invoice_id)
    shop.desk.approve(receipt.invoice_id, seen.reading, actor="ana", expected_revision=seen.summary.revision)
    assert [it.held for it in shop.desk.history(receipt.invoice_id).value][-3:] == [True] * 3
    shop.database_comes_back()
    assert shop.services.journal.dead_letter_count == 0
    assert [row["status"] for row in shop.invoices] == ["approved"]


# Duplicates


def test_duplicate__same_supplier_type_and_number__is_linked_to_the_first(shop):
    first = shop.submit("first.txt")
    second = shop.submit("second.txt", number="00003-00000128", due_date=LATER)
    warning = next(it for it in second.reading.warnings if it.code is WarningCode.DUPLICATE)
    assert warning.detail == {"invoice_id": first.invoice_id, "filename": "first.txt"}
    with pytest.raises(Refused) as refused:
        shop.desk.approve(second.invoice_id, second.reading, actor="ana")
    assert code_of(refused) == "CONFIRMATION_NEEDED"
    shop.desk.approve(second.invoice_id, second.reading, actor="ana", reason="la primera va a anularse")
    assert shop.desk.history(second.invoice_id).value[-1].overridden == ("DUPLICATE",)


def test_duplicate__the_first_of_two__is_none_unless_the_second_was_approved_before_it(shop):
    first = shop.submit("first.txt")
    second = shop.submit("second.txt", due_date=LATER)
    seen = shop.get(first.invoice_id)
    assert codes(shop.desk.judge(seen, seen.reading)) == []
    shop.desk.approve(second.invoice_id, second.reading, actor="ana", reason="está mejor escaneada")
    assert codes(shop.desk.judge(seen, seen.reading)) == [WarningCode.DUPLICATE]


@pytest.mark.parametrize(
    "changes",
    [
        {"letter": "B", "issue_date": date(2026, 10, 1)},
        {"number": "0003-00000129", "issue_date": date(2026, 10, 1)},
        {"kind": "credit_note"},
        {"supplier_tax_id": "30-50001091-2"},
    ],
)
def test_duplicate__other_type_number_or_supplier__is_none(shop, changes):
    shop.submit("first.txt")
    assert codes(shop.submit("second.txt", **changes).reading) == []


def test_duplicate__number_corrected_on_the_page__is_judged_anew(shop):
    shop.submit("first.txt")
    other = shop.submit("second.txt", number="0003-00000999", issue_date=date(2026, 10, 1))
    assert codes(other.reading) == []
    seen = shop.get(other.invoice_id)
    corrected = seen.reading.model_copy(update={"number": "0003-00000128"})
    assert codes(shop.desk.judge(seen, corrected)) == [WarningCode.DUPLICATE]


def test_possible_duplicate__same_supplier_total_and_near_date(shop):
    first = shop.submit("first.txt")
    near = reading().issue_date + timedelta(days=2)
    second = shop.submit("second.txt", number="0003-00000555", issue_date=near)
    (warning,) = second.reading.warnings
    assert (warning.code, warning.detail["invoice_id"]) == (WarningCode.POSSIBLE_DUPLICATE, first.invoice_id)
    shop.desk.approve(second.invoice_id, second.reading, actor="ana")  # a doubt, which needs no reason


def test_duplicate__both_held_in_an_outage__the_second_is_warned_of(shop):
    shop.database_goes_out()
    first = shop.submit("first.txt")
    second = shop.submit("second.txt", due_date=LATER)
    assert WarningCode.DUPLICATE in codes(second.reading)
    shop.database_comes_back()
    listed = {row["id"]: [it["code"] for it in row["warnings"]] for row in shop.invoices}
    assert listed == {first.invoice_id: [], second.invoice_id: ["DUPLICATE"]}


def test_duplicate__first_one_landed_while_the_second_was_held__is_found_as_it_lands(shop, monkeypatch):
    shop.submit("first.txt")
    with monkeypatch.context() as blind:
        blind.setattr(shop.desk._lookup, "like", lambda *_: [])
        shop.database_goes_out()
        second = shop.submit("second.txt", due_date=LATER)
    assert codes(second.reading) == []
    shop.database_comes_back()
    landed = next(row for row in shop.invoices if row["id"] == second.invoice_id)
    assert [it["code"] for it in landed["warnings"]] == ["DUPLICATE"]


def test_same_bytes__entered_again_on_purpose__is_linked_and_the_reason_kept(shop):
    first = shop.submit("a.txt")
    again = shop.desk.submit_again(first.invoice_id, reason="son dos entregas", actor="luis").value
    assert again.invoice_id != first.invoice_id
    warning = next(it for it in again.reading.warnings if it.code is WarningCode.DUPLICATE)
    assert warning.detail["invoice_id"] == first.invoice_id
    assert shop.desk.history(again.invoice_id).value[0].reason == "son dos entregas"
    same = shop.desk.submit_again(first.invoice_id, reason="son dos entregas", actor="luis").value
    assert (same.invoice_id, same.status) == (again.invoice_id, ReceiptStatus.DUPLICATE)
    assert len(shop.invoices) == 2
    assert shop.desk.original(again.invoice_id).value == shop.desk.original(first.invoice_id).value


def test_same_bytes__again_without_a_reason__is_refused(shop):
    first = shop.submit("a.txt")
    with pytest.raises(Refused) as refused:
        shop.desk.submit_again(first.invoice_id, reason="", actor="luis")
    assert code_of(refused) == "REASON_MISSING"


# Costs that jump


def approved(shop, price: str, number: str, **changes):
    amount = Decimal(price) * 10
    line = reading().lines[0].model_copy(update={"unit_price": Decimal(price), "amount": amount})
    tax = amount * Decimal("0.21")
    receipt = shop.submit(
        f"{number}.txt",
        number=number,
        net=amount,
        tax=tax,
        total=amount + tax,
        lines=(line,),
        **changes,
    )
    shop.desk.approve(receipt.invoice_id, receipt.reading, actor="ana")
    return receipt.reading


def test_cost_jump__beyond_the_setting__is_warned_of_with_its_figures(shop):
    approved(shop, "100", "0003-00000001")
    assert codes(approved(shop, "124", "0003-00000002")) == []
    (warning,) = approved(shop, "160", "0003-00000003").warnings
    assert (warning.code, warning.field) == (WarningCode.COST_JUMP, "lines.0.unit_price")
    assert {name: Decimal(it) for name, it in warning.detail.items()} == {
        "before": Decimal(124),
        "now": Decimal(160),
        "change": Decimal("29.0"),
    }


def test_cost_jump__other_currency_or_credit_note__is_not_compared(shop):
    approved(shop, "100", "0003-00000001")
    assert codes(approved(shop, "900", "0003-00000002", currency="USD")) == []
    assert codes(approved(shop, "900", "0003-00000003", kind="credit_note")) == []


# Nothing half stored


def test_submit__unreadable__leaves_nothing_behind(shop):
    with pytest.raises(Exception, match="nothing read"):
        shop.desk.submit("x.pdf", b"\x00 not json", actor="ana")
    assert (shop.invoices, shop.originals, shop.audit) == ([], [], [])
    assert shop.services.journal.pending_count == 0


def test_submit__refused_for_good_by_the_database__leaves_no_original_behind(shop, monkeypatch):
    def refuse(*_, **__):
        raise Refused("ODD", "never")

    monkeypatch.setattr(shop.services.ledger, "write", refuse)
    with pytest.raises(Refused):
        shop.submit()
    assert shop.originals == []
