"""UN/CEFACT Cross Industry Invoice: Factur-X, ZUGFeRD 1 and 2, XRechnung CII.

Source: EN 16931-3-3 (syntax binding to CII D16B) and the ZUGFeRD 1.0 specification, whose names for the same
things follow those of D16B here.
"""

from decimal import Decimal

from core.invoices.einvoice.untdid import kind_of
from core.invoices.einvoice.xml import Node, gtin, per_unit, total_of
from core.invoices.model import Line, Reading, ReadingSource, TaxAmount

ROOTS = frozenset({"CrossIndustryInvoice", "CrossIndustryDocument"})
# Factur-X EXTENDED: lines that group or explain others carry no money of their own.
NOT_BILLED = frozenset({"GROUP", "INFORMATION"})


def speaks(node: Node) -> bool:
    """Whether the element is such an invoice; drafts of ZUGFeRD 1 called it plain `Invoice`."""
    return node.name in ROOTS or bool(
        node.name == "Invoice" and node.all("SpecifiedSupplyChainTradeTransaction")
    )


def read(root: Node, filename: str) -> Reading:
    header = root.first("ExchangedDocument", "HeaderExchangedDocument")
    trade = root.first("SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
    agreement = trade.first("ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement")
    settlement = trade.first("ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement")
    sums = settlement.first(
        "SpecifiedTradeSettlementHeaderMonetarySummation", "SpecifiedTradeSettlementMonetarySummation"
    )
    seller, buyer = agreement.first("SellerTradeParty"), agreement.first("BuyerTradeParty")
    currency = settlement.text("InvoiceCurrencyCode") or sums.first("GrandTotalAmount").attribute(
        "currencyID"
    )
    net, total = sums.decimal("TaxBasisTotalAmount"), sums.decimal("GrandTotalAmount")
    return Reading(
        file=filename,
        kind=kind_of(header.text("TypeCode"), total),
        number=header.text("ID"),
        issue_date=header.date("IssueDateTime/DateTimeString", "IssueDateTime"),
        due_date=settlement.date(
            "SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString",
            "SpecifiedTradePaymentTerms/DueDateDateTime",
        ),
        currency=currency,
        supplier_name=_name(seller),
        supplier_tax_id=_tax_id(seller),
        receiver_name=_name(buyer),
        receiver_tax_id=_tax_id(buyer),
        net=net,
        tax=_tax(sums, currency, net, total),
        total=total,
        adjustment=_adjustment(sums),
        taxes=tuple(_tax_row(row) for row in settlement.all("ApplicableTradeTax")),
        lines=tuple(
            _line(item)
            for item in trade.all("IncludedSupplyChainTradeLineItem")
            if item.text("AssociatedDocumentLineDocument/LineStatusReasonCode") not in NOT_BILLED
            and item.all("SpecifiedTradeProduct")
        ),
        source=ReadingSource.XML,
    )


def _name(party: Node) -> str | None:
    return party.text("Name", "SpecifiedLegalOrganization/TradingBusinessName")


def _tax_id(party: Node) -> str | None:
    """The VAT id (scheme VA), else the local tax number (FC), else the legal registration."""
    by_scheme = {
        node.attribute("schemeID"): node.value
        for node in reversed(party.all("SpecifiedTaxRegistration/ID"))
        if node.value
    }
    anything = next(iter(by_scheme.values()), None)
    return (
        by_scheme.get("VA") or by_scheme.get("FC") or anything or party.text("SpecifiedLegalOrganization/ID")
    )


def _tax(sums: Node, currency: str | None, net: Decimal | None, total: Decimal | None) -> Decimal | None:
    """BT-110. A second TaxTotalAmount (BT-111) repeats it in the currency of accounting."""
    amounts = sums.all("TaxTotalAmount")
    own = [node for node in amounts if node.attribute("currencyID") in (currency, None)] or amounts
    if own:
        return own[0].number
    return total - net if total is not None and net is not None else None


def _adjustment(sums: Node) -> Decimal | None:
    charges, allowances = sums.decimal("ChargeTotalAmount"), sums.decimal("AllowanceTotalAmount")
    if charges is None and allowances is None:
        return None
    return (charges or Decimal(0)) - (allowances or Decimal(0))


def _tax_row(row: Node) -> TaxAmount:
    kind = row.text("TypeCode") or "VAT"
    return TaxAmount(
        kind=kind.lower(),
        rate=row.decimal("RateApplicablePercent", "ApplicablePercent"),
        base=row.decimal("BasisAmount"),
        amount=row.decimal("CalculatedAmount"),
    )


def _line(item: Node) -> Line:
    product = item.first("SpecifiedTradeProduct")
    agreement = item.first("SpecifiedLineTradeAgreement", "SpecifiedSupplyChainTradeAgreement")
    settlement = item.first("SpecifiedLineTradeSettlement", "SpecifiedSupplyChainTradeSettlement")
    quantity = item.first(
        "SpecifiedLineTradeDelivery/BilledQuantity", "SpecifiedSupplyChainTradeDelivery/BilledQuantity"
    )
    return Line(
        description=product.text("Name", "Description") or "",
        sku=product.text("SellerAssignedID"),
        ean=gtin(product.text("GlobalID")),
        quantity=quantity.number,
        unit=quantity.attribute("unitCode"),
        unit_price=_unit_price(agreement),
        discount=_discount(settlement),
        amount=settlement.decimal(
            "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount",
            "SpecifiedTradeSettlementMonetarySummation/LineTotalAmount",
        ),
        tax_rate=settlement.decimal(
            "ApplicableTradeTax/RateApplicablePercent", "ApplicableTradeTax/ApplicablePercent"
        ),
    )


def _unit_price(agreement: Node) -> Decimal | None:
    """The net price of one unit: BT-146 is given for BT-149 units."""
    price = agreement.first("NetPriceProductTradePrice", "GrossPriceProductTradePrice")
    return per_unit(price.decimal("ChargeAmount"), price.decimal("BasisQuantity"))


def _discount(settlement: Node) -> Decimal | None:
    """Allowances less charges of the line; None where it has neither."""
    rows = settlement.all("SpecifiedTradeAllowanceCharge")
    if not rows:
        return None
    signed = []
    for row in rows:
        amount = row.decimal("ActualAmount")
        charge = row.text("ChargeIndicator/Indicator", "ChargeIndicator") in ("true", "1")
        signed.append(-amount if amount is not None and charge else amount)
    return total_of(signed)
