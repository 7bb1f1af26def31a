"""Fusible: a retail operations console that keeps trading when the services behind it fail."""
