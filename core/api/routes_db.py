"""SQL over HTTP: reads that survive an outage, writes that are refused clearly during one."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from core.api.answers import Answer, answer, unchanged
from core.api.dependencies import ConsoleDep

router = APIRouter(prefix="/db", tags=["database"])

Sql = Annotated[str, Field(min_length=1, max_length=100_000)]
_EXAMPLE = "UPDATE products SET category = :category WHERE id = :id"


class Statement(BaseModel):
    """One SQL statement; its values go into `params`, by name."""

    query: Sql = Field(examples=[_EXAMPLE])
    params: dict[str, Any] = Field(default={}, examples=[{"category": "Almacén", "id": "b1"}])


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
            description="One reading statement.",
            examples=["SELECT id, supplier_name, total FROM invoices"],
        ),
    ],
) -> Answer[list[dict[str, Any]]]:
    """Rows of one reading statement. While the database is out, the newest copy answers, with its age."""
    return answer(console.database.read_query(query), unchanged)


@router.post("/write")
def write(console: ConsoleDep, statement: Statement) -> Answer[int]:
    """Run one changing statement; the number of rows it touched. 503 while the database is out."""
    return answer(console.database.write_query(statement.query, statement.params), unchanged)


@router.post("/transaction")
def transaction(console: ConsoleDep, body: Transaction) -> Answer[list[int]]:
    """Run statements all or none; the rows each touched. 503 while the database is out."""
    statements = [(one.query, one.params) for one in body.statements]
    return answer(console.database.transaction(statements), unchanged)
