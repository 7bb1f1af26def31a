"""How the desk reads an upload: by rules, and where a model is configured, improved by it."""

from core.invoices.desk import ReadUpload
from core.invoices.files import Limits, open_document
from core.invoices.reader import read_document


class DocumentReader:
    """Reads uploads within limits. Raises UnreadableFile for what cannot be read."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def __call__(self, filename: str, content: bytes) -> ReadUpload:
        reading = read_document(filename, content, limits=self._limits)
        return ReadUpload(reading, open_document(filename, content, self._limits).content_type)
