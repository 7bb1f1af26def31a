"""Keep which suggested price a person has answered, so that it is not put before them again."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    column = sa.Column(
        "answered_price",
        sa.Numeric(precision=18, scale=4),
        nullable=True,
        comment="The rules' price that a person has turned down.",
    )
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.add_column(column)


def downgrade() -> None:
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.drop_column("answered_price")
