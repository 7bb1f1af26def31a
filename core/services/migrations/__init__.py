"""Alembic's migrations of the tables in core/services/schema.py."""
