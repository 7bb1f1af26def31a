"""E-invoice XML, embedded in a PDF or by itself: the strongest evidence there is. One dialect a module."""

from collections.abc import Callable
from typing import NamedTuple

from core.invoices.einvoice import cfdi, cii, facturae, fatturapa, ubl
from core.invoices.einvoice.xml import Node, parse_xml
from core.invoices.files import UnreadableCode, UnreadableFile
from core.invoices.model import Reading

MAX_EMBEDDED = 25 * 1024**2
"""Bytes of an attachment that are looked at; the XML itself may carry attachments of its own."""
EMBEDDED_NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")
"""Names the Factur-X and ZUGFeRD specifications give the attachment, in lower case."""


class Dialect(NamedTuple):
    speaks: Callable[[Node], bool]
    read: Callable[[Node, str], Reading]


DIALECTS = tuple(Dialect(it.speaks, it.read) for it in (cii, ubl, cfdi, facturae, fatturapa))


def read_einvoice(content: bytes, filename: str) -> Reading:
    """Read the e-invoice in an XML file, in an envelope or bare. Raises UnreadableFile."""
    for node in parse_xml(content, filename).descendants():
        for dialect in DIALECTS:
            if dialect.speaks(node):
                return _found(dialect.read(node, filename))
    raise UnreadableFile(
        UnreadableCode.XML_NOT_INVOICE,
        f"{filename} is XML but no e-invoice that is known here; "
        "upload Factur-X, ZUGFeRD, CII, UBL, CFDI, Facturae or FatturaPA, or the PDF",
    )


def embedded_xml(pdf: bytes) -> bytes | None:
    """Return the e-invoice attached to a PDF: by its standard name, else the first attachment ending in .xml.

    Raises pdfium.PdfDamagedError and pdfium.PdfPasswordError.
    """
    from core.invoices.pdfium import attachments  # noqa: PLC0415 - a native library plain XML does not need

    found = {
        name.lower(): data
        for name, data in attachments(pdf, most_bytes=MAX_EMBEDDED)
        if name.lower().endswith(".xml")
    }
    named = (found[name] for name in EMBEDDED_NAMES if name in found)
    return next(named, next(iter(found.values()), None))


def _found(reading: Reading) -> Reading:
    """Every figure of an e-invoice is stated, not recognised, so what is there is certain."""
    fields = (
        "kind", "number", "issue_date", "due_date", "currency", "supplier_name", "supplier_tax_id",
        "receiver_name", "receiver_tax_id", "net", "tax", "total", "lines",
    )  # fmt: skip
    certain = {name: 1.0 for name in fields if getattr(reading, name) not in (None, ())}
    return reading.model_copy(update={"confidence": certain})


__all__ = ["embedded_xml", "read_einvoice"]
