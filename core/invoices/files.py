"""Opens uploads, every one of them hostile: a file is what its content says, or clearly refused."""

import io
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Self

from core.settings import Settings

MAX_NAME = 120
"""Characters a file name keeps: it must fit a storage key and a database column."""
MAX_NAME_BYTES = 240
"""Bytes of UTF-8 a file name keeps: file systems allow 255."""
MAX_PIXELS = 64_000_000
"""Pixels of one picture: phones make up to 50 million; more is a decompression bomb or a poster."""
MAX_TEXT = 1_000_000
"""Characters of a plain text invoice; the longest real ones have a tenth of it."""


class FileKind(StrEnum):
    PDF = "pdf"
    IMAGE = "image"
    TEXT = "text"
    XML = "xml"


class UnreadableCode(StrEnum):
    """Why a file was refused. Stable: the catalogs hold their words."""

    EMPTY = "FILE_EMPTY"
    TOO_LARGE = "FILE_TOO_LARGE"
    UNSUPPORTED = "FILE_UNSUPPORTED"
    PDF_DAMAGED = "PDF_DAMAGED"
    PDF_ENCRYPTED = "PDF_ENCRYPTED"
    TOO_MANY_PAGES = "TOO_MANY_PAGES"
    IMAGE_DAMAGED = "IMAGE_DAMAGED"
    IMAGE_TOO_LARGE = "IMAGE_TOO_LARGE"
    XML_DAMAGED = "XML_DAMAGED"
    XML_UNSAFE = "XML_UNSAFE"
    XML_NOT_INVOICE = "XML_NOT_INVOICE"
    SEVERAL_INVOICES = "SEVERAL_INVOICES"
    NOTHING_READ = "NOTHING_READ"
    NOT_INVOICE = "NOT_INVOICE"
    TIMEOUT = "READ_TIMEOUT"
    CRASHED = "READ_CRASHED"
    NOT_FOUND = "FILE_NOT_FOUND"


class UnreadableFile(Exception):  # noqa: N818 - the word of the contract and of the catalogs
    """The file cannot be read. The message says why and what to do; `code` is stable."""

    def __init__(self, code: UnreadableCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost."""

    max_bytes: int
    max_pages: int
    deadline_seconds: float
    """Longest the whole reading may take, in seconds."""

    def __post_init__(self) -> None:
        if self.max_bytes < 1 or self.max_pages < 1 or self.deadline_seconds <= 0:
            raise ValueError(f"limits must be positive: {self}")

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(settings.max_upload_bytes, settings.max_pages, settings.read_deadline)


@dataclass(frozen=True, slots=True)
class Document:
    """An upload that may be read: its kind is known and it keeps within the limits."""

    filename: str
    kind: FileKind
    content_type: str
    content: bytes
    page_count: int
    text: str = ""
    """The decoded text of a plain text file."""


def open_document(filename: str, content: bytes, limits: Limits) -> Document:
    """Open an upload by its content, whatever its name says. Raises UnreadableFile."""
    name = safe_filename(filename)
    if not content:
        raise UnreadableFile(
            UnreadableCode.EMPTY, f"{name} is empty (0 bytes); upload it again from its source"
        )
    if len(content) > limits.max_bytes:
        raise UnreadableFile(
            UnreadableCode.TOO_LARGE,
            f"{name} has {_megabytes(len(content))} MB, over the limit of {_megabytes(limits.max_bytes)} MB; "
            "export it smaller or split it",
        )
    if image_type := _image_type(content):
        return Document(name, FileKind.IMAGE, image_type, content, _check_image(name, content, limits))
    if known := _unsupported_type(content):
        raise _unsupported(name, known)
    if _is_pdf(content):
        return Document(name, FileKind.PDF, "application/pdf", content, _check_pdf(name, content, limits))
    text = decode_text(content)
    if text is None:
        raise _unsupported(name, "not a kind of file that is known here")
    if re.match(r"\s*<[?!A-Za-z_]", text):
        return Document(name, FileKind.XML, "application/xml", content, 1)
    return Document(name, FileKind.TEXT, "text/plain", content, _check_text(name, text, limits), text)


def safe_filename(filename: str) -> str:
    """Reduce a file name to its last part, without control and direction characters, at most 120 characters.

    The extension survives the cut. A name with nothing left becomes `document`.
    """
    base = PurePosixPath(unicodedata.normalize("NFC", filename).replace("\\", "/")).name
    # Category C: control, format (which holds the bidi overrides), surrogate, private use, unassigned.
    clean = "".join(char for char in base if unicodedata.category(char)[0] != "C" and char not in '<>:"|?*')
    clean = " ".join(clean.split()).strip(". ")
    stem, dot, extension = clean.rpartition(".")
    if not dot or len(extension) > 10:  # noqa: PLR2004 - a longer one is part of a sentence
        return _cut(clean, MAX_NAME, MAX_NAME_BYTES) or "document"
    ending = f".{extension}"
    return (_cut(stem, MAX_NAME - len(ending), MAX_NAME_BYTES - len(ending.encode())) or "document") + ending


def _cut(text: str, characters: int, size: int) -> str:
    return text[:characters].encode()[:size].decode(errors="ignore").rstrip()


def decode_text(content: bytes) -> str | None:
    """The text of a file in UTF-8, UTF-16 or a Latin code page; None when it is no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16")
    if content[:2] in (b"<\x00", b"\x00<"):
        return _decoded(content, "utf-16-le" if content[0] else "utf-16-be")
    if b"\x00" in content:
        return None
    return _decoded(content, "utf-8-sig") or _decoded(content, "cp1252") or _decoded(content, "latin-1")


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    controls = sum(char < " " and char not in "\t\n\r\f\x1a" for char in text[:20_000])
    return text if controls <= len(text[:20_000]) // 200 else None


_IMAGE_TYPES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_BMP_HEADERS = {12, 40, 52, 56, 64, 108, 124}


def _image_type(content: bytes) -> str | None:
    for magic, image_type in _IMAGE_TYPES:
        if content.startswith(magic):
            return image_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    # Two letters alone could begin a text; the length of BMP's second header tells them apart.
    if content[:2] == b"BM" and int.from_bytes(content[14:18], "little") in _BMP_HEADERS:
        return "image/bmp"
    return None


_UNSUPPORTED_TYPES = (
    (b"PK\x03\x04", "a zip archive or an office document; upload the files inside, or save it as PDF"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0", "an older office document; save it as PDF"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"7z\xbc\xaf", "a 7z archive; upload the files inside"),
    (b"Rar!", "a rar archive; upload the files inside"),
    (b"\x1f\x8b", "a compressed file; upload the file inside"),
    (b"GIF8", "a GIF; save it as PNG"),
    (b"{\\rtf", "a rich text document; save it as PDF"),
)


def _unsupported_type(content: bytes) -> str | None:
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        return "a HEIC or AVIF photo; export it as JPEG"
    for magic, words in _UNSUPPORTED_TYPES:
        if content.startswith(magic) and (magic != b"MZ" or b"\x00" in content[:64]):
            return words
    return None


def _unsupported(name: str, what: str) -> UnreadableFile:
    return UnreadableFile(
        UnreadableCode.UNSUPPORTED,
        f"{name} is {what}. Invoices are read from PDF, PNG, JPEG, WebP, TIFF, BMP, text and e-invoice XML",
    )


def _is_pdf(content: bytes) -> bool:
    # Readers accept the header anywhere in the first 1,024 bytes (PDF 1.7, implementation note 13).
    return b"%PDF-" in content[:1024] and not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _check_pdf(name: str, content: bytes, limits: Limits) -> int:
    from core.invoices import pdfium  # noqa: PLC0415 - loads a native library that text and XML do not need

    damaged = UnreadableFile(
        UnreadableCode.PDF_DAMAGED, f"{name} is damaged or cut short; download or scan it again"
    )
    if _cut_short(content):
        raise damaged
    try:
        pages = pdfium.page_count(content)
    except pdfium.PdfPasswordError as error:
        raise UnreadableFile(
            UnreadableCode.PDF_ENCRYPTED, f"{name} is protected by a password; save a copy without one"
        ) from error
    except pdfium.PdfDamagedError as error:
        raise damaged from error
    if pages < 1:
        raise damaged
    return _check_page_count(name, pages, limits)


def _cut_short(content: bytes) -> bool:
    """Whether the end of a PDF is missing: PDFium would rebuild what is left, and lines be lost unseen."""
    linearized = re.search(rb"/Linearized.{0,200}?/L\s+(\d{1,12})", content[:2048], re.DOTALL)
    if linearized and int(linearized[1]) > len(content) + 1024:
        return True
    return content.rfind(b"startxref") < 0


def _check_page_count(name: str, pages: int, limits: Limits) -> int:
    if pages > limits.max_pages:
        raise UnreadableFile(
            UnreadableCode.TOO_MANY_PAGES,
            f"{name} has {pages} pages, over the limit of {limits.max_pages}; split it, one invoice a file",
        )
    return pages


def _check_image(name: str, content: bytes, limits: Limits) -> int:
    """Check the header and decode every frame, so that a damaged picture is refused before it is kept."""
    from PIL import Image, ImageSequence  # noqa: PLC0415 - text and XML do not need it

    damaged = f"{name} is a damaged or cut short picture; photograph or scan it again"
    try:
        with Image.open(
            io.BytesIO(content), formats=("PNG", "JPEG", "TIFF", "WEBP", "BMP", "MPO")
        ) as picture:
            pages = 0
            for frame in ImageSequence.Iterator(picture) if picture.format == "TIFF" else [picture]:
                if frame.width * frame.height > MAX_PIXELS:
                    raise _too_many_pixels(name, frame.width, frame.height)
                frame.load()
                pages = _check_page_count(name, pages + 1, limits)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnreadableFile(UnreadableCode.IMAGE_TOO_LARGE, f"{name}: {error}") from error
    except (
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        OverflowError,
        IndexError,
        KeyError,
        TypeError,
    ) as error:
        # Pillow's decoders raise any of these on a bad header.
        raise UnreadableFile(UnreadableCode.IMAGE_DAMAGED, damaged) from error
    return pages


def _too_many_pixels(name: str, width: int, height: int) -> UnreadableFile:
    return UnreadableFile(
        UnreadableCode.IMAGE_TOO_LARGE,
        f"{name} has {width} x {height} pixels, over {MAX_PIXELS // 10**6} million; export it smaller",
    )


def _check_text(name: str, text: str, limits: Limits) -> int:
    if not text.strip():
        raise UnreadableFile(UnreadableCode.EMPTY, f"{name} holds no text")
    if len(text) > MAX_TEXT:
        raise UnreadableFile(
            UnreadableCode.TOO_LARGE,
            f"{name} has {len(text)} characters of text, over the limit of {MAX_TEXT}",
        )
    return _check_page_count(name, text.count("\f") + 1, limits)


def _megabytes(size: int) -> str:
    return f"{size / 1024**2:.1f}"
