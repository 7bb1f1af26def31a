"""The HTTP API over the console object. The only package that knows FastAPI."""
