"""Prices: from cost and rules to a suggestion with its trace, its guards and its history."""
