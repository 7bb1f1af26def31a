"""A file that crashes, hangs or eats its reader costs that file: the next one is read by a new worker."""

import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.invoices import frames
from core.invoices.files import Limits, UnreadableCode, UnreadableFile
from core.invoices.model import ReadingSource
from core.invoices.reader_pool import ReaderPool
from core.settings import child_environment
from tests.support.documents import DATA, LIMITS, pdf, with_attachment

MINIMAL = (DATA / "einvoice-xml" / "ubl-invoice-minimal.xml").read_bytes()
COLLECTED = DATA / "einvoice-pdf" / "EN16931_Rabatte.pdf"


@pytest.fixture(scope="module")
def pool():
    pool = ReaderPool(1)
    yield pool
    pool.close()


def process_of(pool):
    worker = pool._idle.get()
    pool._idle.put(worker)
    return worker._process


def read(pool, content=MINIMAL, limits=LIMITS, **options):
    return pool.read_upload("../a.xml", content, limits=limits, **options)


def test_read_upload__worker__gives_what_the_reader_gives(pool):
    upload = read(pool)
    assert (upload.reading.source, upload.reading.file, upload.content_type) == (
        ReadingSource.XML, "a.xml", "application/xml",
    )  # fmt: skip
    assert upload.reading.lines[0].description == "Development services"


def test_read_upload__refusal__keeps_its_code_and_words(pool):
    with pytest.raises(UnreadableFile, match=r"a\.xml is empty") as raised:
        read(pool, b"")
    assert raised.value.code is UnreadableCode.EMPTY


def test_read_upload__over_the_limit__is_refused(pool):
    with pytest.raises(UnreadableFile) as raised:
        read(pool, b"x" * 5000, Limits(1000, 1, 5.0))
    assert raised.value.code is UnreadableCode.TOO_LARGE


def test_warm__starts_the_worker_that_reads_the_first_document():
    pool = ReaderPool(2)
    try:
        pool.warm()
        started = process_of(pool).pid
        pool.warm()
        read(pool)
        assert process_of(pool).pid == started
    finally:
        pool.close()


def test_read_upload__document_after_document__one_worker_stays(pool):
    read(pool)
    first = process_of(pool).pid
    read(pool, COLLECTED.read_bytes())
    assert process_of(pool).pid == first


def test_read_upload__worker_that_dies_on_the_file__costs_that_file_only(pool):
    read(pool)
    victim = process_of(pool)
    victim.send_signal(signal.SIGSTOP)
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(read, pool)
        while not pool._idle.empty():
            time.sleep(0.01)
        victim.kill()
        with pytest.raises(UnreadableFile) as raised:
            reading.result(20)
    assert raised.value.code is UnreadableCode.CRASHED
    assert read(pool).reading.number == "SAMPLE-001"


def test_read_upload__worker_that_hangs__is_ended_at_the_deadline(pool):
    read(pool)
    process_of(pool).send_signal(signal.SIGSTOP)
    started = time.monotonic()
    with pytest.raises(UnreadableFile) as raised:
        read(pool, limits=Limits(10**6, 10, 0.3))
    assert raised.value.code is UnreadableCode.TIMEOUT
    assert time.monotonic() - started < 5
    assert read(pool).reading.number == "SAMPLE-001"


def test_read_upload__dead_idle_worker__is_replaced_unseen(pool):
    read(pool)
    process = process_of(pool)
    process.kill()
    process.wait()
    assert read(pool).reading.number == "SAMPLE-001"


def test_read_upload__damaged_files__never_crash_and_the_pool_lives(pool):
    rng = random.Random(11)
    text = "Factura A 0001-00000012 de Molinos S.A.\nHarina 10 x 12,50 = 125,00\nTotal 125,00"
    original = with_attachment(pdf(text), ("factur-x.xml", MINIMAL))
    for number in range(16):
        content = bytearray(original)
        for _ in range(10 ** (number % 4)):
            content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
        try:
            read(pool, bytes(content[: rng.randrange(1, len(content))] if number % 3 == 0 else content))
        except UnreadableFile as error:
            assert error.code is not UnreadableCode.TIMEOUT  # noqa: PT017
    assert read(pool).reading.number == "SAMPLE-001"


def test_page_png__worker__draws(pool):
    assert pool.page_png(pdf("one"), 1, LIMITS).startswith(b"\x89PNG")
    assert pool.page_png(pdf("one"), 2, LIMITS) is None


def test_close__then_read__starts_anew(pool):
    read(pool)
    process = process_of(pool)
    pool.close()
    assert process.returncode is not None
    assert read(pool).reading.number == "SAMPLE-001"


def test_child_environment__secrets__stay_behind(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@h/d")
    assert not {"OPENAI_API_KEY", "DATABASE_URL"} & set(child_environment())
    assert "PATH" in child_environment()


def test_frames__what_is_no_frame__is_refused(tmp_path):
    path = tmp_path / "frame"
    for content, error in (
        (b"", EOFError),
        (b"\x00\x00\x00\x05", EOFError),
        (b"\xff\xff\xff\xff\x00\x00\x00\x00", ValueError),
        (b"\x00\x00\x00\x02\x00\x00\x00\x00[]", TypeError),
        (b"\x00\x00\x00\x02\x00\x00\x00\x00}{", ValueError),
    ):
        path.write_bytes(content)
        with path.open("rb") as channel, pytest.raises(error):
            frames.receive(channel)


def test_pool__no_worker_at_all__is_a_mistake():
    with pytest.raises(ValueError, match="at least 1"):
        ReaderPool(0)
