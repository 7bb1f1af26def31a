"""Product lists on their way in: read, shown with what each row would do, and entered as a whole."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from core.pricing.catalogue import Catalogue, RowMatch
from core.pricing.importing import IMPORT
from core.pricing.product_list import Checked, Field, ListRow, RowCode, RowProblem
from core.services.ledger import Ledger, Refused
from core.services.served import Served


@dataclass(frozen=True, slots=True)
class Preview:
    """What entering a list would do, row by row."""

    rows: tuple[tuple[ListRow, RowMatch], ...]
    """The rows that can be taken, with the product each means."""
    problems: tuple[RowProblem, ...]
    """The others, by row."""

    @property
    def new(self) -> int:
        return sum(match.is_new for _row, match in self.rows)

    @property
    def changed(self) -> int:
        return sum(not match.is_new and bool(match.changes) for _row, match in self.rows)

    @property
    def unchanged(self) -> int:
        return len(self.rows) - self.new - self.changed

    @property
    def prices(self) -> int:
        return sum("price" in match.changes for _row, match in self.rows)


class ListImport:
    """Matches checked rows with the products, and writes them. Safe from any thread."""

    def __init__(self, ledger: Ledger, payload: Callable[..., dict[str, Any]], currency: str) -> None:
        self._ledger = ledger
        self._payload = payload
        self._currency = currency

    def preview(self, checked: Checked, products: Sequence[Mapping[str, Any]]) -> Preview:
        """What each row means among `products`, rows of the table."""
        catalogue = Catalogue(products)
        rows: list[tuple[ListRow, RowMatch]] = []
        problems = list(checked.problems)
        seen: dict[str, int] = {}
        for row in checked.rows:
            match = catalogue.match(row.values, self._currency)
            if match is None:
                problems.append(RowProblem(row.row, RowCode.DESCRIPTION_MISSING, Field.DESCRIPTION))
            elif match.product_id in seen:
                first = str(seen[match.product_id])
                problems.append(RowProblem(row.row, RowCode.SAME_PRODUCT_TWICE, None, first))
            elif match.currency_before:
                differs = RowCode.CURRENCY_DIFFERS
                problems.append(RowProblem(row.row, differs, Field.CURRENCY, match.currency_before))
            else:
                seen[match.product_id] = row.row
                rows.append((row, match))
        return Preview(tuple(rows), tuple(sorted(problems, key=lambda it: it.row)))

    def enter(self, preview: Preview, filename: str, *, actor: str) -> Served[dict[str, Any]]:
        """Write the rows that can be taken, all of them or none. Raises Refused: NOTHING_TO_IMPORT."""
        rows = [row for row, match in preview.rows if match.is_new or match.changes]
        if not rows:
            raise Refused("NOTHING_TO_IMPORT", f"{filename}: no row would change anything")
        import_id = uuid4().hex
        payload = self._payload(
            actor,
            import_id=import_id,
            filename=filename,
            currency=self._currency,
            rows=[{"row": row.row, "values": dict(row.values)} for row in rows],
        )
        return self._ledger.write(IMPORT, IMPORT, payload, actor=actor, idempotency_key=import_id)
