"""Facturae 3.2, 3.2.1 and 3.2.2, Spain. Source: the published schemas (facturae.gob.es).

InvoiceTotal is gross before taxes plus taxes charged less taxes withheld; some issuers leave the withheld in.
"""

from decimal import Decimal

from core.invoices.einvoice.xml import Node, total_of
from core.invoices.files import UnreadableCode, UnreadableFile
from core.invoices.model import DocumentKind, Line, Reading, ReadingSource, TaxAmount

TAXES = {"01": "vat", "02": "ipsi", "03": "igic", "04": "irpf"}
# UnitOfMeasureType of the schema, as UN/ECE recommendation 20 and 21 codes where it names one.
UNITS = {
    "01": "C62", "02": "HUR", "03": "KGM", "04": "LTR", "06": "BX", "07": "DS", "08": "BA", "09": "JY",
    "10": "BG", "11": "CO", "12": "BO", "13": "CI", "15": "CLT", "16": "CMT", "17": "BI", "18": "DZN",
    "19": "CS", "20": "DJ", "21": "GRM", "22": "KMT", "23": "CA", "24": "BH", "25": "MTR", "26": "MMT",
    "28": "PK", "30": "RO", "31": "EN", "32": "TB", "33": "MTQ", "34": "SEC", "35": "WTT", "36": "KWH",
}  # fmt: skip


def speaks(node: Node) -> bool:
    return node.name == "Facturae"


def read(root: Node, filename: str) -> Reading:
    """Raise UnreadableFile for a batch of several invoices."""
    invoices = root.all("Invoices/Invoice")
    if len(invoices) != 1:
        raise UnreadableFile(
            UnreadableCode.SEVERAL_INVOICES,
            f"{filename} holds {len(invoices)} invoices; ask for one file an invoice and upload each",
        )
    invoice = invoices[0]
    header, issue, sums = (invoice.first(it) for it in ("InvoiceHeader", "InvoiceIssueData", "InvoiceTotals"))
    seller, buyer = root.first("Parties/SellerParty"), root.first("Parties/BuyerParty")
    total = sums.decimal("InvoiceTotal")
    return Reading(
        file=filename,
        kind=_kind(header, total),
        number="-".join(filter(None, (header.text("InvoiceSeriesCode"), header.text("InvoiceNumber"))))
        or None,
        issue_date=issue.date("IssueDate"),
        due_date=invoice.date("PaymentDetails/Installment/InstallmentDueDate"),
        currency=issue.text("InvoiceCurrencyCode"),
        supplier_name=_name(seller),
        supplier_tax_id=seller.text("TaxIdentification/TaxIdentificationNumber"),
        receiver_name=_name(buyer),
        receiver_tax_id=buyer.text("TaxIdentification/TaxIdentificationNumber"),
        net=sums.decimal("TotalGrossAmountBeforeTaxes"),
        tax=sums.decimal("TotalTaxOutputs"),
        total=total,
        adjustment=_adjustment(sums),
        taxes=_taxes(invoice),
        lines=tuple(_line(item) for item in invoice.all("Items/InvoiceLine")),
        source=ReadingSource.XML,
    )


def _kind(header: Node, total: Decimal | None) -> DocumentKind:
    """A corrective invoice (class OR or CR) gives back when negative; a positive one replaces or adds."""
    if total is not None and total < 0:
        return DocumentKind.CREDIT_NOTE
    by_difference = header.text("Corrective/CorrectionMethod") == "02"
    return DocumentKind.DEBIT_NOTE if by_difference else DocumentKind.INVOICE


def _name(party: Node) -> str | None:
    person = (party.text(f"Individual/{part}") for part in ("Name", "FirstSurname", "SecondSurname"))
    return (
        party.text("LegalEntity/CorporateName", "LegalEntity/TradeName")
        or " ".join(filter(None, person))
        or None
    )


def _adjustment(sums: Node) -> Decimal | None:
    charges, discounts = sums.decimal("TotalGeneralSurcharges"), sums.decimal("TotalGeneralDiscounts")
    if charges is None and discounts is None:
        return None
    return (charges or Decimal(0)) - (discounts or Decimal(0))


def _taxes(invoice: Node) -> tuple[TaxAmount, ...]:
    rows = []
    for tax in invoice.all("TaxesOutputs/Tax"):
        base = tax.decimal("TaxableBase/TotalAmount")
        kind = TAXES.get(tax.text("TaxTypeCode") or "", "other")
        rows.append(
            TaxAmount(
                kind=kind, rate=tax.decimal("TaxRate"), base=base, amount=tax.decimal("TaxAmount/TotalAmount")
            )
        )
        surcharge = tax.decimal("EquivalenceSurchargeAmount/TotalAmount")
        if surcharge is not None:
            rate = tax.decimal("EquivalenceSurcharge")
            rows.append(TaxAmount(kind="equivalence_surcharge", rate=rate, base=base, amount=surcharge))
    for tax in invoice.all("TaxesWithheld/Tax"):
        amount = tax.decimal("TaxAmount/TotalAmount")
        rows.append(TaxAmount(kind="withholding", rate=None, amount=None if amount is None else -amount))
    return tuple(rows)


def _line(item: Node) -> Line:
    off = [row.decimal("DiscountAmount") for row in item.all("DiscountsAndRebates/Discount")]
    on = [row.decimal("ChargeAmount") for row in item.all("Charges/Charge")]
    unit = item.text("UnitOfMeasure")
    return Line(
        description=item.text("ItemDescription") or "",
        sku=item.text("ArticleCode"),
        quantity=item.decimal("Quantity"),
        unit=UNITS.get(unit or "", unit),
        unit_price=item.decimal("UnitPriceWithoutTax"),
        discount=total_of(off) - total_of(on) if off or on else None,
        amount=item.decimal("GrossAmount", "TotalCost"),
        tax_rate=item.decimal("TaxesOutputs/Tax/TaxRate"),
    )
