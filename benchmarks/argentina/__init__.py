"""Invented Argentine invoices with their truth, since no openly licensed real ones were found."""
