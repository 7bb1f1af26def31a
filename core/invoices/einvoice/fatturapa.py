"""FatturaPA 1.2, Italy. Source: Agenzia delle Entrate, Specifiche tecniche FatturaPA 1.2.2."""

from decimal import Decimal

from core.invoices.einvoice.xml import Node, gtin, total_of
from core.invoices.files import UnreadableCode, UnreadableFile
from core.invoices.model import DocumentKind, Line, Reading, ReadingSource, TaxAmount

CREDIT_NOTES = frozenset({"TD04", "TD08"})
DEBIT_NOTES = frozenset({"TD05", "TD09"})


def speaks(node: Node) -> bool:
    return node.name == "FatturaElettronica"


def read(root: Node, filename: str) -> Reading:
    """Raise UnreadableFile for a lot of several invoices."""
    bodies = root.all("FatturaElettronicaBody")
    if len(bodies) != 1:
        raise UnreadableFile(
            UnreadableCode.SEVERAL_INVOICES,
            f"{filename} holds {len(bodies)} invoices; ask for one file an invoice and upload each",
        )
    general, goods = bodies[0].first("DatiGenerali/DatiGeneraliDocumento"), bodies[0].first("DatiBeniServizi")
    seller = root.first("FatturaElettronicaHeader/CedentePrestatore/DatiAnagrafici")
    buyer = root.first("FatturaElettronicaHeader/CessionarioCommittente/DatiAnagrafici")
    summary = goods.all("DatiRiepilogo")
    lines = tuple(_line(item) for item in goods.all("DettaglioLinee"))
    net = total_of([row.decimal("ImponibileImporto") for row in summary]) if summary else None
    tax = total_of([row.decimal("Imposta") for row in summary]) if summary else None
    total = general.decimal("ImportoTotaleDocumento")
    if total is None and net is not None and tax is not None:
        total = net + tax
    return Reading(
        file=filename,
        kind=_kind(general.text("TipoDocumento"), total),
        number=general.text("Numero"),
        issue_date=general.date("Data"),
        due_date=bodies[0].date("DatiPagamento/DettaglioPagamento/DataScadenzaPagamento"),
        currency=general.text("Divisa"),
        supplier_name=_name(seller),
        supplier_tax_id=_tax_id(seller),
        receiver_name=_name(buyer),
        receiver_tax_id=_tax_id(buyer),
        net=net,
        tax=tax,
        total=total,
        adjustment=_adjustment(general, summary),
        taxes=(*(_tax_row(row) for row in summary), *_withheld(general)),
        lines=lines,
        source=ReadingSource.XML,
    )


def _kind(code: str | None, total: Decimal | None) -> DocumentKind:
    if code in CREDIT_NOTES or (total is not None and total < 0):
        return DocumentKind.CREDIT_NOTE
    return DocumentKind.DEBIT_NOTE if code in DEBIT_NOTES else DocumentKind.INVOICE


def _name(party: Node) -> str | None:
    person = " ".join(filter(None, (party.text("Anagrafica/Nome"), party.text("Anagrafica/Cognome"))))
    return party.text("Anagrafica/Denominazione") or person or None


def _tax_id(party: Node) -> str | None:
    """The VAT number with its country, as in the VIES; else the codice fiscale."""
    vat = party.text("IdFiscaleIVA/IdCodice")
    return f"{party.text('IdFiscaleIVA/IdPaese') or ''}{vat}" if vat else party.text("CodiceFiscale")


def _adjustment(general: Node, summary: list[Node]) -> Decimal | None:
    """What the taxable amounts hold besides the lines: pension fund, ancillary costs, rounding."""
    parts = [it.decimal("ImportoContributoCassa") for it in general.all("DatiCassaPrevidenziale")]
    parts += [row.decimal(name) for row in summary for name in ("SpeseAccessorie", "Arrotondamento")]
    return total_of(parts) if any(part is not None for part in parts) else None


def _tax_row(row: Node) -> TaxAmount:
    return TaxAmount(
        rate=row.decimal("AliquotaIVA"), base=row.decimal("ImponibileImporto"), amount=row.decimal("Imposta")
    )


def _withheld(general: Node) -> list[TaxAmount]:
    amounts = [row.decimal("ImportoRitenuta") for row in general.all("DatiRitenuta")]
    return [TaxAmount(kind="withholding", amount=-amount) for amount in amounts if amount is not None]


def _line(item: Node) -> Line:
    codes = [
        (code.text("CodiceTipo") or "", code.text("CodiceValore")) for code in item.all("CodiceArticolo")
    ]
    eans = [gtin(value) for kind, value in codes if kind.upper() in ("EAN", "GTIN")]
    quantity, price, amount = (item.decimal(it) for it in ("Quantita", "PrezzoUnitario", "PrezzoTotale"))
    discount = None
    if item.all("ScontoMaggiorazione") and price is not None and amount is not None:
        # Several may follow on one another, as amounts or percentages: what is gone is what they took.
        discount = price * (Decimal(1) if quantity is None else quantity) - amount
    return Line(
        description=item.text("Descrizione") or "",
        sku=next((value for kind, value in codes if value and kind.upper() not in ("EAN", "GTIN")), None),
        ean=next(filter(None, eans), None),
        quantity=quantity,
        unit=item.text("UnitaMisura"),
        unit_price=price,
        discount=discount,
        amount=amount,
        tax_rate=item.decimal("AliquotaIVA"),
    )
