"""Invoices: reading files, extracting and checking fields, and the intake pipeline."""
