"""The tables. One schema for SQLite and PostgreSQL; Alembic's migrations are checked against it."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from core.services.columns import Exact, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

MONEY = Exact(18, 4)
QUANTITY = Exact(18, 6)
RATIO = Exact(9, 6)

applied_writes = Table(
    "applied_writes",
    metadata,
    Column("idempotency_key", String(80), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("applied_at", UtcDateTime(), nullable=False),
    Column("result", JSON(none_as_null=True)),
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
    Column("uploaded_at", UtcDateTime(), nullable=False),
    Column("approved_by", String(120)),
    Column("approved_at", UtcDateTime()),
    Column("supplier_key", String(255), comment="Tax id, else normalised name: to find duplicates."),
    Column("number_key", String(80), comment="Number without its spelling: to find duplicates."),
    Column("parked_by", String(120), comment="Set while the status is parked."),
    Column("parked_at", UtcDateTime()),
    Column("parked_reason", Text),
    Column("revision", Integer, nullable=False, server_default="0", comment="Counts changes by people."),
    UniqueConstraint("content_sha256"),
    Index(None, "supplier_key", "number_key"),
    Index(None, "supplier_key", "total"),
    Index(None, "uploaded_at"),
)

products = Table(
    "products",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("supplier_key", String(255), nullable=False, comment="Tax id, else normalised name."),
    Column("supplier_tax_id", String(40)),
    Column("supplier_name", String(255)),
    Column("sku", String(80)),
    Column("ean", String(20)),
    Column("description", String(500), nullable=False),
    Column("description_key", String(255), nullable=False, comment="Normalised, to find it again."),
    Column("category", String(80)),
    Column("currency", String(3)),
    Column("cost", MONEY, comment="A unit, on the shop's tax basis; null until one could be worked out."),
    Column("previous_cost", MONEY),
    Column("cost_issue", String(40), comment="Code of why the newest line gave no cost; null when it did."),
    Column("cost_basis", JSON, comment="Figures of the newest line, from which the cost was worked out."),
    Column("cost_quantity", QUANTITY, comment="Units bought on the newest line."),
    Column("cost_invoice_id", String(32), ForeignKey("invoices.id")),
    Column("cost_at", UtcDateTime()),
    Column("internal_tax", MONEY, comment="Internal taxes within cost."),
    Column("tax_rate", Exact(6, 3), comment="IVA on the sale, in percent."),
    Column(
        "internal_tax_rate", Exact(6, 3), comment="Percent of the net, set by a person; null means unknown."
    ),
    Column("units_per_pack", QUANTITY, comment="Set by a person; null means as the line says."),
    Column("measure_quantity", QUANTITY, comment="Content of one unit, in measure_unit."),
    Column("measure_unit", String(4), comment="kg, l, m or u."),
    Column("fixed_price", MONEY, comment="Final price set by the maker, such as of cigarettes."),
    Column("price", MONEY, comment="Final price on the shelf, IVA included."),
    Column("price_at", UtcDateTime()),
    Column("price_version", Integer, nullable=False, comment="Counts approvals: of two at once, one wins."),
    Column("answered_price", MONEY, comment="The rules' price that a person has turned down."),
    Column("revision", Integer, nullable=False, comment="Counts changes of any kind."),
    Index(None, "ean"),
    Index(None, "supplier_key", "sku"),
    Index(None, "supplier_key", "description_key"),
)

product_names = Table(
    "product_names",
    metadata,
    Column("id", String(32), primary_key=True, comment="Digest of the supplier and the three names."),
    Column("supplier_key", String(255), nullable=False),
    Column("ean", String(20)),
    Column("sku", String(80)),
    Column("description_key", String(255), nullable=False),
    Column("product_id", String(32), ForeignKey("products.id"), nullable=False),
    Column("learned_by", String(120), comment="Who said so; null where the names themselves told."),
    Column("learned_at", UtcDateTime(), nullable=False),
    Index(None, "supplier_key", "description_key"),
    Index(None, "product_id"),
    comment="Names under which each supplier has sold a product: the next invoice needs no matching.",
)

supplier_names = Table(
    "supplier_names",
    metadata,
    Column("name_key", String(255), primary_key=True, comment="Normalised name, as it was read."),
    Column("tax_id", String(40), nullable=False),
    Column("name", String(255), nullable=False, comment="As it was approved."),
    Column("learned_by", String(120), nullable=False),
    Column("learned_at", UtcDateTime(), nullable=False),
    comment="Under which names a supplier's invoices came, for those on which its tax id cannot be read.",
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
    Column("basis", JSON, nullable=False),
    Column("recorded_at", UtcDateTime(), nullable=False),
    Index(None, "product_id", "recorded_at"),
)

price_rules = Table(
    "price_rules",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("scope", String(20), nullable=False),
    Column("product_id", String(32), ForeignKey("products.id")),
    Column("supplier_key", String(255)),
    Column("category", String(80)),
    Column("method", String(10), nullable=False, comment="markup, margin or fixed."),
    Column("rate", RATIO, nullable=False, comment="0.45 is 45 %."),
    Column("minimum_margin", RATIO),
    Column("maximum_change", RATIO),
    Column("rounding", String(120), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("minimum_quantity", QUANTITY),
    Column("enabled", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_by", String(120), nullable=False),
    Column("updated_at", UtcDateTime(), nullable=False),
    comment="Rules of the shop. One with the id of a bundled rule stands in its place.",
)

price_decisions = Table(
    "price_decisions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("product_id", String(32), ForeignKey("products.id"), nullable=False),
    Column("cost", MONEY, comment="Null where a person priced what had no cost."),
    Column("suggested", MONEY),
    Column("previous_price", MONEY),
    Column("price", MONEY, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("source", String(20), nullable=False),
    Column("rule_id", String(64)),
    Column("trace", JSON, nullable=False),
    Column("reason", Text),
    Column("decided_by", String(120), nullable=False),
    Column("decided_at", UtcDateTime(), nullable=False),
    Index(None, "product_id", "decided_at"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("at", UtcDateTime(), nullable=False),
    Column("actor", String(120), nullable=False),
    Column("action", String(60), nullable=False),
    Column("subject", String(120), nullable=False),
    Column("detail", JSON, nullable=False),
    Column("request_id", String(64)),
    Index(None, "at"),
    Index(None, "subject", "at"),
)
