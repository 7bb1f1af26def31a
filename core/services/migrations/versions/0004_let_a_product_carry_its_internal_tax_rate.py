"""Let a product carry its own rate of internal taxes, by which its invoice's sum is shared."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | Sequence[str] | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    column = sa.Column(
        "internal_tax_rate",
        sa.Numeric(precision=6, scale=3),
        nullable=True,
        comment="Percent of the net, set by a person; null means unknown.",
    )
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.add_column(column)


def downgrade() -> None:
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.drop_column("internal_tax_rate")
