"""The services on a SQLite file with pricing's own handlers, and a desk over them."""

from collections.abc import Iterator
from shutil import copyfile

import pytest

from core.pricing.assist import PriceAssistant
from core.pricing.desk import PriceDesk
from core.pricing.handlers import HANDLERS
from core.services.ai import NOT_CONFIGURED, Ungrounded
from core.services.served import Served, Source
from tests.support.prices import NOW, enter_invoice
from tests.support.services import Services


class FakeAi:
    """Answers as a test says: with a function of the question, or not at all."""

    def __init__(self) -> None:
        self.answer = None
        self.questions: list[str] = []

    def ask(self, operation, *, system, user, answer_type, accept, fallback):
        self.questions.append(user)
        if self.answer is None:
            return Served(fallback(), Source.RULES, "r1", 0.0, reason=NOT_CONFIGURED)
        try:
            return Served(accept(answer_type.model_validate(self.answer(user))), Source.LIVE, "r1", 0.0)
        except Ungrounded as why:
            return Served(fallback(), Source.RULES, "r1", 0.0, reason=why.reason)


@pytest.fixture
def ai() -> FakeAi:
    return FakeAi()


@pytest.fixture
def services(tmp_path, migrated_file) -> Iterator[Services]:
    data = tmp_path / "data"
    data.mkdir()
    copyfile(migrated_file, data / "fusible.db")
    built = Services(data, handlers=dict(HANDLERS))
    yield built
    built.close()


@pytest.fixture
def desk(services, ai) -> PriceDesk:
    return PriceDesk(
        database=services.database,
        ledger=services.ledger,
        journal=services.journal,
        assistant=PriceAssistant(ai, deadline=20),
        settings=services.settings,
        now=lambda: NOW,
    )


@pytest.fixture
def enter(services):
    """Enters an approved invoice: `enter("i1", reading(line()))` gives what record_costs returned."""

    def enter(invoice_id, read, **how):
        return services.database.unit(
            "test", lambda connection: enter_invoice(connection, invoice_id, read, **how)
        )

    return enter


@pytest.fixture
def rows(services):
    """All rows of a table, as in `rows(products)`."""
    return lambda table: services.database.unit(
        "test", lambda connection: [dict(it._mapping) for it in connection.execute(table.select())]
    )
