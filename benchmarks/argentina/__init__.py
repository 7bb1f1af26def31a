"""Invented Argentine invoices with their truth: no openly licensed real ones were found to measure a reader on."""
