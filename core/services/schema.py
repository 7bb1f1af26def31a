"""The tables. One schema for SQLite and PostgreSQL; Alembic's migrations are checked against it."""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

MONEY = Numeric(18, 4)
QUANTITY = Numeric(18, 6)

applied_writes = Table(
    "applied_writes",
    metadata,
    Column("idempotency_key", String(80), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("applied_at", DateTime(timezone=True), nullable=False),
    comment="One row a ledger write, in its own transaction, so that a replay cannot double it.",
)

invoices = Table(
    "invoices",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("content_sha256", String(64), nullable=False),
    Column("filename", String(255), nullable=False),
    Column("content_type", String(80), nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("storage_key", String(255), nullable=False),
    Column("status", String(20), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("letter", String(4)),
    Column("number", String(80)),
    Column("issue_date", Date),
    Column("currency", String(3)),
    Column("supplier_name", String(255)),
    Column("supplier_tax_id", String(40)),
    Column("net", MONEY),
    Column("tax", MONEY),
    Column("total", MONEY),
    Column("line_count", Integer, nullable=False),
    Column("source", String(20), nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("reading", JSON, nullable=False),
    Column("uploaded_by", String(120), nullable=False),
    Column("uploaded_at", DateTime(timezone=True), nullable=False),
    Column("approved_by", String(120)),
    Column("approved_at", DateTime(timezone=True)),
    UniqueConstraint("content_sha256"),
    Index(None, "supplier_tax_id", "number"),
    Index(None, "uploaded_at"),
)

products = Table(
    "products",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("supplier_tax_id", String(40)),
    Column("supplier_name", String(255)),
    Column("sku", String(80)),
    Column("ean", String(20)),
    Column("description", String(500), nullable=False),
    Column("category", String(80)),
    Column("currency", String(3), nullable=False),
    Column("cost", MONEY, nullable=False),
    Column("tax_rate", Numeric(6, 3)),
    Column("cost_invoice_id", String(32), ForeignKey("invoices.id")),
    Column("cost_at", DateTime(timezone=True), nullable=False),
    Column("price", MONEY),
    Column("price_at", DateTime(timezone=True)),
    Index(None, "ean"),
    Index(None, "supplier_tax_id", "sku"),
)

costs = Table(
    "costs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("product_id", String(32), ForeignKey("products.id"), nullable=False),
    Column("invoice_id", String(32), ForeignKey("invoices.id"), nullable=False),
    Column("line_index", Integer, nullable=False),
    Column("cost", MONEY, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("quantity", QUANTITY),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Index(None, "product_id", "recorded_at"),
)

price_decisions = Table(
    "price_decisions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("product_id", String(32), ForeignKey("products.id"), nullable=False),
    Column("cost", MONEY, nullable=False),
    Column("suggested", MONEY),
    Column("price", MONEY, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("source", String(20), nullable=False),
    Column("reason", Text),
    Column("decided_by", String(120), nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    Index(None, "product_id", "decided_at"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", String(120), nullable=False),
    Column("action", String(60), nullable=False),
    Column("subject", String(120), nullable=False),
    Column("detail", JSON, nullable=False),
    Column("request_id", String(64)),
    Index(None, "at"),
)
