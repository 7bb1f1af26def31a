"""Which product an invoice's line means, by the names that products are known under."""


class Known:
    """Products by the names that tell them apart: EAN, else the supplier's sku, else its description."""

    def __init__(self, supplier: str) -> None:
        self._supplier = supplier
        self._by_ean: dict[str, str] = {}
        self._by_sku: dict[str, tuple[str, str | None]] = {}
        self._by_key: dict[str, tuple[str, str | None, str | None]] = {}

    def add(self, product_id: str, supplier: str, ean: str | None, sku: str | None, key: str) -> None:
        if ean:
            self._by_ean.setdefault(ean, product_id)
        if supplier == self._supplier:
            if sku:
                self._by_sku.setdefault(sku, (product_id, ean))
            self._by_key.setdefault(key, (product_id, ean, sku))

    def find(self, ean: str | None, sku: str | None, key: str) -> str | None:
        """The product these names mean. Names that contradict each other mean different products."""
        if ean and ean in self._by_ean:
            return self._by_ean[ean]
        if sku and sku in self._by_sku:
            product_id, its_ean = self._by_sku[sku]
            return product_id if _agree(ean, its_ean) else None
        if key in self._by_key:
            product_id, its_ean, its_sku = self._by_key[key]
            return product_id if _agree(ean, its_ean) and _agree(sku, its_sku) else None
        return None


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other
