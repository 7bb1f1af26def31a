"""SQL over HTTP: reads that survive an outage, writes that are refused clearly during one."""

from base64 import b64encode
from math import inf, isfinite
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, field_validator

from core.api.answers import Answer, answer, unchanged
from core.api.dependencies import ConsoleDep
from core.api.inputs import LARGEST_INTEGER, NO_NUL

router = APIRouter(prefix="/db", tags=["database"])

Sql = Annotated[str, Field(min_length=1, max_length=100_000, pattern=NO_NUL)]
_EXAMPLE = "UPDATE products SET category = :category WHERE id = :id"


class Statement(BaseModel):
    """One SQL statement; its values go into `params`, by name."""

    query: Sql = Field(examples=[_EXAMPLE])
    params: dict[str, Any] = Field(default={}, examples=[{"category": "Almacén", "id": "b1"}])

    @field_validator("params")
    @classmethod
    def _can_be_stored(cls, params: dict[str, Any]) -> dict[str, Any]:
        for name, value in params.items():
            if not _is_storable(value):
                raise ValueError(
                    f"{name[:80]!r} must be null, true, false, a text without NUL, a finite number, or an "
                    "integer of 64 bits"
                )
        return params


class Transaction(BaseModel):
    """Statements that are applied all together or not at all."""

    statements: list[Statement] = Field(min_length=1, max_length=1000)


@router.get("/read")
def read(
    console: ConsoleDep,
    query: Annotated[
        str,
        Query(
            min_length=1,
            max_length=100_000,
            pattern=NO_NUL,
            description="One reading statement.",
            examples=["SELECT id, supplier_name, total FROM invoices"],
        ),
    ],
) -> Answer[list[dict[str, Any]]]:
    """Rows of one reading statement. While the database is out, the newest copy answers, with its age.

    Bytes come in base64, and figures that JSON has no word for as "NaN", "Infinity" and "-Infinity".
    """
    return answer(console.database.read_query(query), _readable)


@router.post("/write")
def write(console: ConsoleDep, statement: Statement) -> Answer[int]:
    """Run one changing statement; the number of rows it touched, -1 where the database does not say.

    503 while the database is out.
    """
    return answer(console.database.write_query(statement.query, statement.params), unchanged)


@router.post("/transaction")
def transaction(console: ConsoleDep, body: Transaction) -> Answer[list[int]]:
    """Run statements all or none; the rows each touched. 503 while the database is out."""
    statements = [(one.query, one.params) for one in body.statements]
    return answer(console.database.transaction(statements), unchanged)


def _is_storable(value: object) -> bool:
    match value:
        case None | bool():
            return True
        case int():
            return -LARGEST_INTEGER <= value <= LARGEST_INTEGER
        case float():
            return isfinite(value)
        case str():
            # Half of a surrogate pair comes through JSON, and fits no database.
            return "\0" not in value and not any("\ud800" <= char <= "\udfff" for char in value)
        case _:
            return False


def _readable(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows as JSON can hold them."""
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    match value:
        case bytes() | memoryview():
            return b64encode(value).decode()
        case float() if not isfinite(value):
            # JSON has no word for it, and null would say that there is nothing.
            return {inf: "Infinity", -inf: "-Infinity"}.get(value, "NaN")
        case list():
            return [_plain(one) for one in value]
        case _:
            return value
