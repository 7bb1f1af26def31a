"""How the desk reads an upload: by rules, and where a model is configured, with its help."""

from dataclasses import replace

from core.invoices.assist import ReadingAssistant
from core.invoices.files import Limits
from core.invoices.reader import ReadUpload
from core.invoices.reader_pool import ReaderPool


class AssistedReader:
    """Reads uploads within limits. Raises UnreadableFile for what cannot be read."""

    def __init__(self, pool: ReaderPool, limits: Limits, assistant: ReadingAssistant) -> None:
        self._pool = pool
        self._limits = limits
        self._assistant = assistant

    def __call__(self, filename: str, content: bytes) -> ReadUpload:
        upload = self._pool.read_upload(filename, content, limits=self._limits)
        improved = self._assistant.improve(upload.reading, upload.text)
        return replace(upload, reading=improved.value)
