"""The bundled sample invoices: a shop sees the reading and the pricing before it uploads its own."""

from importlib.resources import files


def sample_files() -> list[tuple[str, bytes]]:
    """Name and content of each. In this order two of them show a cost change at one supplier.

    They are invented and written by `python -m benchmarks.argentina.samples`.
    """
    folder = files(__package__).joinpath("samples")
    found = sorted((entry for entry in folder.iterdir() if entry.is_file()), key=lambda entry: entry.name)
    return [(entry.name, entry.read_bytes()) for entry in found]
