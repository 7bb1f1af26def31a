"""Files the tests need, built in code: small PDFs, pictures and hostile ones."""

import io
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from core.invoices.files import Limits

DATA = Path(__file__).parents[1] / "data"
LIMITS = Limits(max_bytes=5 * 1024**2, max_pages=100, deadline_seconds=20.0)

ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Invoice>&e;</Invoice>'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 11))
    + b']><Invoice total="&a10;">&a10;</Invoice>'
)


def pdf(*texts: str, password: str = "", owner_password: str = "") -> bytes:
    """A PDF of one page a text; its lines are set 14 points apart."""
    out = io.BytesIO()
    encrypt = None
    if password or owner_password:
        encrypt = StandardEncryption(password, ownerPassword=owner_password or None, strength=128)
    canvas = Canvas(out, encrypt=encrypt)
    for text in texts:
        for row, line in enumerate(text.splitlines()):
            canvas.drawString(50, 800 - 14 * row, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def with_attachment(content: bytes, *files: tuple[str, bytes]) -> bytes:
    document = pdfium.PdfDocument(content)
    for name, data in files:
        document.new_attachment(name).set_data(data)
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def image(kind: str = "PNG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind, **options)
    return out.getvalue()
