"""CFDI 3.3 and 4.0, Mexico. Source: SAT, Anexo 20 (guía de llenado and XSD of cfdv33 and cfdv40).

Taxes are 001 ISR, 002 IVA, 003 IEPS.
Total = SubTotal - Descuento + trasladados - retenidos, local ones included.
"""

from decimal import Decimal

from core.invoices.einvoice.xml import Node, decimal, percent, total_of, xml_date
from core.invoices.files import UnreadableCode, UnreadableFile
from core.invoices.model import DocumentKind, Line, Reading, ReadingSource, TaxAmount

KINDS = {"I": DocumentKind.INVOICE, "E": DocumentKind.CREDIT_NOTE}
TAXES = {"001": "isr", "002": "vat", "003": "ieps"}
IVA = "002"


def speaks(node: Node) -> bool:
    return node.name == "Comprobante" and node.namespace.startswith("http://www.sat.gob.mx/cfd/")


def read(root: Node, filename: str) -> Reading:
    """Raise UnreadableFile for payroll, transport and payment documents, which bill nothing."""
    code = root.attribute("TipoDeComprobante") or ""
    if code not in KINDS:
        raise UnreadableFile(
            UnreadableCode.XML_NOT_INVOICE,
            f"{filename} is a CFDI of type {code[:5]!r}, no invoice (I) or credit note (E); upload that",
        )
    issuer, receiver = root.first("Emisor"), root.first("Receptor")
    subtotal, discount = _number(root, "SubTotal"), _number(root, "Descuento")
    local = root.all("Complemento/ImpuestosLocales")
    charged = [_number(root.first("Impuestos"), "TotalImpuestosTrasladados")]
    charged += [_number(it, "TotaldeTraslados") for it in local]
    return Reading(
        file=filename,
        kind=KINDS[code],
        number=_folio(root),
        issue_date=xml_date(root.attribute("Fecha")),
        currency=root.attribute("Moneda"),
        supplier_name=issuer.attribute("Nombre"),
        supplier_tax_id=issuer.attribute("Rfc"),
        receiver_name=receiver.attribute("Nombre"),
        receiver_tax_id=receiver.attribute("Rfc"),
        net=None if subtotal is None else subtotal - (discount or Decimal(0)),
        tax=total_of(charged),
        total=_number(root, "Total"),
        taxes=_taxes(root.first("Impuestos"), local),
        lines=tuple(_line(item) for item in root.all("Conceptos/Concepto")),
        source=ReadingSource.XML,
    )


def _number(node: Node, attribute: str) -> Decimal | None:
    return decimal(node.attribute(attribute))


def _folio(root: Node) -> str | None:
    """Serie and Folio; both are optional, and the fiscal folio (UUID) of the stamp stands in for them."""
    parts = [part for part in (root.attribute("Serie"), root.attribute("Folio")) if part]
    return "-".join(parts) or root.first("Complemento/TimbreFiscalDigital").attribute("UUID")


def _taxes(taxes: Node, local: list[Node]) -> tuple[TaxAmount, ...]:
    rows = [_charged(row) for row in taxes.all("Traslados/Traslado")]
    rows += [_withheld(_number(row, "Importe")) for row in taxes.all("Retenciones/Retencion")]
    for complement in local:
        rows += [
            TaxAmount(kind="local", rate=_number(row, "TasadeTraslado"), amount=_number(row, "Importe"))
            for row in complement.all("TrasladosLocales")
        ]
        rows += [_withheld(_number(row, "Importe")) for row in complement.all("RetencionesLocales")]
    return tuple(rows)


def _charged(row: Node) -> TaxAmount:
    # Of TipoFactor Cuota the figure is money a unit, not a rate; Exento has none.
    is_rate = row.attribute("TipoFactor") in ("Tasa", None)
    return TaxAmount(
        kind=TAXES.get(row.attribute("Impuesto") or "", "other"),
        rate=percent(_number(row, "TasaOCuota")) if is_rate else None,
        base=_number(row, "Base"),
        amount=_number(row, "Importe"),
    )


def _withheld(amount: Decimal | None) -> TaxAmount:
    return TaxAmount(kind="withholding", amount=None if amount is None else -amount)


def _line(item: Node) -> Line:
    gross, discount = _number(item, "Importe"), _number(item, "Descuento")
    return Line(
        description=item.attribute("Descripcion") or "",
        sku=item.attribute("NoIdentificacion"),
        quantity=_number(item, "Cantidad"),
        unit=item.attribute("ClaveUnidad") or item.attribute("Unidad"),
        unit_price=_number(item, "ValorUnitario"),
        discount=discount,
        amount=None if gross is None else gross - (discount or Decimal(0)),
        tax_rate=next(
            (
                percent(_number(row, "TasaOCuota"))
                for row in item.all("Impuestos/Traslados/Traslado")
                if row.attribute("Impuesto") == IVA and row.attribute("TipoFactor") == "Tasa"
            ),
            None,
        ),
    )
