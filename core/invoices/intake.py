"""How the desk reads an upload: by rules, and where a model is configured, with its help."""

from dataclasses import replace

from core.invoices.assist import ReadingAssistant
from core.invoices.files import Limits
from core.invoices.model import Reading
from core.invoices.placing import placed
from core.invoices.reader import ReadUpload, require_invoice
from core.invoices.reader_pool import ReaderPool
from core.services.served import Served


class AssistedReader:
    """Reads uploads within limits. Raises UnreadableFile for what cannot be read or is no invoice."""

    def __init__(self, pool: ReaderPool, limits: Limits, assistant: ReadingAssistant) -> None:
        self._pool = pool
        self._limits = limits
        self._assistant = assistant

    def __call__(self, filename: str, content: bytes) -> ReadUpload:
        upload = self._pool.read_upload(filename, content, limits=self._limits)
        return replace(upload, reading=self._improved(upload).value)

    def analyze(self, filename: str, content: bytes) -> Served[Reading]:
        """The reading, and whether the model or the rules gave it."""
        return self._improved(self._pool.read_upload(filename, content, limits=self._limits))

    def _improved(self, upload: ReadUpload) -> Served[Reading]:
        improved = self._assistant.improve(upload.reading, upload.text).map(
            lambda reading: placed(reading, upload.rows)
        )
        require_invoice(improved.value)
        return improved
