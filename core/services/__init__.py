"""The outside dependencies, one a file: real client, embedded default, breaker and fallback."""
