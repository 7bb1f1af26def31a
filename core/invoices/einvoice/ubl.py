"""OASIS UBL 2: invoice, credit note and debit note, as Peppol BIS Billing 3 and XRechnung profile them.

Source: EN 16931-3-2 (syntax binding to UBL 2.1). Documents outside Europe may carry one TaxTotal a tax.
"""

from decimal import Decimal

from core.invoices.einvoice.untdid import kind_of
from core.invoices.einvoice.xml import Node, gtin, per_unit, total_of
from core.invoices.model import DocumentKind, Line, Reading, ReadingSource, TaxAmount

NAMESPACE = "urn:oasis:names:specification:ubl:schema:xsd:"
ROOTS = frozenset({"Invoice", "CreditNote", "DebitNote"})


def speaks(node: Node) -> bool:
    return node.name in ROOTS and node.namespace.startswith(NAMESPACE)


def read(root: Node, filename: str) -> Reading:
    currency = root.text("DocumentCurrencyCode") or root.first(
        "LegalMonetaryTotal/PayableAmount", "RequestedMonetaryTotal/PayableAmount"
    ).attribute("currencyID")
    sums = root.first("LegalMonetaryTotal", "RequestedMonetaryTotal")
    net = sums.decimal("TaxExclusiveAmount", "LineExtensionAmount")
    total = sums.decimal("TaxInclusiveAmount", "PayableAmount")
    seller, buyer = root.first("AccountingSupplierParty/Party"), root.first("AccountingCustomerParty/Party")
    tax_totals = _in_currency(root.all("TaxTotal"), currency)
    return Reading(
        file=filename,
        kind=_kind(root, total),
        number=root.text("ID"),
        issue_date=root.date("IssueDate"),
        due_date=root.date("DueDate", "PaymentMeans/PaymentDueDate", "PaymentTerms/PaymentDueDate"),
        currency=currency,
        supplier_name=_name(seller),
        supplier_tax_id=_tax_id(seller),
        receiver_name=_name(buyer),
        receiver_tax_id=_tax_id(buyer),
        net=net,
        tax=_tax(tax_totals, net, total),
        total=total,
        adjustment=_adjustment(sums),
        taxes=tuple(_tax_row(row) for group in tax_totals for row in group.all("TaxSubtotal")),
        lines=tuple(_line(item) for item in root.all("InvoiceLine", "CreditNoteLine", "DebitNoteLine")),
        source=ReadingSource.XML,
    )


def _kind(root: Node, total: Decimal | None) -> DocumentKind:
    match root.name:
        case "CreditNote":
            return DocumentKind.CREDIT_NOTE
        case "DebitNote":
            return DocumentKind.DEBIT_NOTE
        case _:
            return kind_of(root.text("InvoiceTypeCode"), total)


def _name(party: Node) -> str | None:
    """BT-27, the registered name; BT-28, the trading name, where it is missing."""
    person = " ".join(filter(None, (party.text("Person/FirstName"), party.text("Person/FamilyName"))))
    return party.text("PartyLegalEntity/RegistrationName", "PartyName/Name") or person or None


def _tax_id(party: Node) -> str | None:
    """The VAT id (BT-31), else another tax number (BT-32), else the legal registration (BT-30)."""
    schemes = party.all("PartyTaxScheme")
    vat = [scheme for scheme in schemes if scheme.text("TaxScheme/ID") == "VAT"]
    for scheme in (*vat, *schemes):
        if company := scheme.text("CompanyID"):
            return company
    return party.text("PartyLegalEntity/CompanyID", "PartyIdentification/ID")


def _in_currency(tax_totals: list[Node], currency: str | None) -> list[Node]:
    """Drop BT-111, the tax repeated in the currency of accounting."""
    own = [it for it in tax_totals if it.first("TaxAmount").attribute("currencyID") in (currency, None)]
    return own or tax_totals


def _tax(tax_totals: list[Node], net: Decimal | None, total: Decimal | None) -> Decimal | None:
    amounts = [group.decimal("TaxAmount") for group in tax_totals]
    if any(amount is not None for amount in amounts):
        return total_of(amounts)
    return total - net if total is not None and net is not None else None


def _adjustment(sums: Node) -> Decimal | None:
    charges, allowances = sums.decimal("ChargeTotalAmount"), sums.decimal("AllowanceTotalAmount")
    if charges is None and allowances is None:
        return None
    return (charges or Decimal(0)) - (allowances or Decimal(0))


def _tax_row(row: Node) -> TaxAmount:
    return TaxAmount(
        kind=(row.text("TaxCategory/TaxScheme/Name", "TaxCategory/TaxScheme/ID") or "vat").lower(),
        rate=row.decimal("TaxCategory/Percent", "Percent"),
        base=row.decimal("TaxableAmount"),
        amount=row.decimal("TaxAmount"),
    )


def _line(item: Node) -> Line:
    quantity = item.first("InvoicedQuantity", "CreditedQuantity", "DebitedQuantity")
    product = item.first("Item")
    return Line(
        description=product.text("Name", "Description") or "",
        sku=product.text("SellersItemIdentification/ID"),
        ean=gtin(product.text("StandardItemIdentification/ID")),
        quantity=quantity.number,
        unit=quantity.attribute("unitCode"),
        unit_price=per_unit(item.decimal("Price/PriceAmount"), item.decimal("Price/BaseQuantity")),
        discount=_discount(item.all("AllowanceCharge")),
        amount=item.decimal("LineExtensionAmount"),
        tax_rate=product.decimal("ClassifiedTaxCategory/Percent")
        if product.all("ClassifiedTaxCategory/Percent")
        else item.decimal("TaxTotal/TaxSubtotal/TaxCategory/Percent"),
    )


def _discount(rows: list[Node]) -> Decimal | None:
    """Allowances less charges of the line; None where it has neither."""
    if not rows:
        return None
    signed = []
    for row in rows:
        amount = row.decimal("Amount")
        charge = row.text("ChargeIndicator") in ("true", "1")
        signed.append(-amount if amount is not None and charge else amount)
    return total_of(signed)
