"""The same invoice as e-invoice XML, OASIS UBL 2.1, for suppliers whose software exports that."""

from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from benchmarks.argentina.document import Invoice, Item
from benchmarks.argentina.parties import Party

ROOT = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
UNIT_CODES = {"UN": "H87", "KG": "KGM", "CJ": "XBX", "BL": "XBG", "DS": "XDS"}
"""UN/ECE recommendations 20 and 21."""
INVOICE_TYPE = "380"


def ubl(invoice: Invoice) -> bytes:
    """XML of an invoice without perceptions or discounts, which the samples do not need.

    Raises ValueError for one that has them.
    """
    if invoice.others or invoice.discount or any(item.discount for item in invoice.items):
        raise ValueError(
            f"invoice {invoice.number} has other taxes or discounts, which are not written as UBL here"
        )
    register_namespace("", ROOT)
    register_namespace("cac", CAC)
    register_namespace("cbc", CBC)
    root = Element(f"{{{ROOT}}}Invoice")
    _leaf(root, "UBLVersionID", "2.1")
    _leaf(root, "ID", invoice.number)
    _leaf(root, "IssueDate", invoice.issued.isoformat())
    _leaf(root, "DueDate", invoice.due.isoformat())
    _leaf(root, "InvoiceTypeCode", INVOICE_TYPE)
    _leaf(root, "Note", f"Factura {invoice.letter}. CAE {invoice.cae}, vto. {invoice.cae_due:%d/%m/%Y}.")
    _leaf(root, "DocumentCurrencyCode", invoice.currency)
    _party(_branch(root, "AccountingSupplierParty"), invoice.supplier)
    _party(_branch(root, "AccountingCustomerParty"), invoice.receiver)
    _taxes(root, invoice)
    sums = _branch(root, "LegalMonetaryTotal")
    _money(sums, "LineExtensionAmount", invoice.lines_sum, invoice)
    _money(sums, "TaxExclusiveAmount", invoice.net, invoice)
    _money(sums, "TaxInclusiveAmount", invoice.total, invoice)
    _money(sums, "PayableAmount", invoice.total, invoice)
    for place, item in enumerate(invoice.items, start=1):
        _line(_branch(root, "InvoiceLine"), place, item, invoice)
    indent(root)
    xml: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"


def _branch(parent: Element, name: str) -> Element:
    return SubElement(parent, f"{{{CAC}}}{name}")


def _leaf(parent: Element, name: str, words: str, **attributes: str) -> None:
    SubElement(parent, f"{{{CBC}}}{name}", attributes).text = words


def _money(parent: Element, name: str, amount: Decimal, invoice: Invoice) -> None:
    _leaf(parent, name, str(amount), currencyID=invoice.currency)


def _party(parent: Element, party: Party) -> None:
    body = _branch(parent, "Party")
    _leaf(_branch(body, "PartyName"), "Name", party.name)
    address = _branch(body, "PostalAddress")
    _leaf(address, "StreetName", party.address)
    _leaf(address, "CityName", party.city)
    _leaf(_branch(address, "Country"), "IdentificationCode", "AR")
    scheme = _branch(body, "PartyTaxScheme")
    _leaf(scheme, "CompanyID", party.tax_id)
    _leaf(_branch(scheme, "TaxScheme"), "ID", "VAT")
    _leaf(_branch(body, "PartyLegalEntity"), "RegistrationName", party.name)


def _taxes(root: Element, invoice: Invoice) -> None:
    group = _branch(root, "TaxTotal")
    _money(group, "TaxAmount", invoice.vat, invoice)
    for row in invoice.vats:
        part = _branch(group, "TaxSubtotal")
        _money(part, "TaxableAmount", row.base, invoice)
        _money(part, "TaxAmount", row.amount, invoice)
        _category(_branch(part, "TaxCategory"), row.rate)


def _category(parent: Element, rate: Decimal) -> None:
    _leaf(parent, "ID", "S")
    _leaf(parent, "Percent", str(rate))
    _leaf(_branch(parent, "TaxScheme"), "ID", "VAT")


def _line(parent: Element, place: int, item: Item, invoice: Invoice) -> None:
    _leaf(parent, "ID", str(place))
    _leaf(parent, "InvoicedQuantity", str(item.quantity), unitCode=UNIT_CODES[item.product.unit])
    _money(parent, "LineExtensionAmount", item.amount, invoice)
    goods = _branch(parent, "Item")
    _leaf(goods, "Name", item.product.name)
    _leaf(_branch(goods, "SellersItemIdentification"), "ID", item.sku)
    _leaf(_branch(goods, "StandardItemIdentification"), "ID", item.ean, schemeID="0160")
    _category(_branch(goods, "ClassifiedTaxCategory"), item.product.tax_rate)
    _money(_branch(parent, "Price"), "PriceAmount", item.price, invoice)
