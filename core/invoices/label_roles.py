"""What a label can say of the value beside, above or under it."""

from enum import StrEnum, auto


class Role(StrEnum):
    """What a label says of the value beside or under it."""

    NUMBER = auto()
    POINT_OF_SALE = auto()
    DATE = auto()
    ISSUE_DATE = auto()
    DUE_DATE = auto()
    OTHER_DATE = auto()
    OTHER_NUMBER = auto()
    SELLER = auto()
    BUYER = auto()
    OTHER_PARTY = auto()
    NAME = auto()
    TAX_ID = auto()
    CURRENCY = auto()
    NET = auto()
    SUBTOTAL = auto()
    EXEMPT = auto()
    TAX = auto()
    TAX_TOTAL = auto()
    OTHER_TAX = auto()
    TOTAL = auto()
    PAYABLE = auto()
    ROUNDED_TOTAL = auto()
    ADJUSTMENT = auto()
    CARRIED = auto()
    """A sum carried from one page to the next."""
    CONTAINED_TAX = auto()
    """Tax that the printed prices hold already."""
    OTHER_TAX_TOTAL = auto()
    REDUCTION = auto()
    """A discount on the whole document."""
    CHARGE = auto()
    """What is asked on top of the goods, freight among it."""
    NOT_TOTAL = auto()
    TITLE = auto()
    """The document's own name: `FACTURA A` is not `facturar a` misread."""
    UNNAMED = auto()
    """What no phrase here names."""
