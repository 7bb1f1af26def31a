"""Words for product lists: their fields, why a file is none, and what is wrong with a row."""

from core.pricing.product_list import Field, RowCode, RowProblem
from core.pricing.sheets import ListCode
from core.ui.language import gettext as _
from core.ui.language import mark

FIELDS = {
    Field.DESCRIPTION: mark("Product"),
    Field.EAN: mark("Barcode"),
    Field.SKU: mark("Supplier's code"),
    Field.PRICE: mark("Price on the shelf"),
    Field.COST: mark("Cost"),
    Field.CATEGORY: mark("Category"),
    Field.SUPPLIER: mark("Supplier"),
    Field.SUPPLIER_TAX_ID: mark("Supplier's tax id (CUIT)"),
    Field.TAX_RATE: mark("VAT %"),
    Field.UNITS_PER_PACK: mark("Units in a pack"),
    Field.CURRENCY: mark("Currency"),
    Field.FIXED_PRICE: mark("Price set by the maker"),
}
UNREADABLE = {
    ListCode.LIST_EMPTY: mark("The file is empty."),
    ListCode.LIST_TOO_LARGE: mark("The file is over 10 MB. Split it or take out what is not products."),
    ListCode.LIST_TOO_LONG: mark("It has more than 20,000 rows. Split it."),
    ListCode.LIST_TOO_WIDE: mark("It has more than 60 columns. Keep those of the products."),
    ListCode.LIST_NOT_TEXT: mark("It is neither a CSV nor an Excel workbook. Save it as one of them."),
    ListCode.LIST_OLD_EXCEL: mark("It is an old Excel file or has a password. Save it as XLSX without one."),
    ListCode.LIST_DAMAGED: mark("The file is damaged. Save it again as XLSX or CSV."),
    ListCode.LIST_QUOTE_OPEN: mark(
        'A quotation mark (") opens and never closes, so the rows after it run together. Take it out, or '
        "save the list as XLSX."
    ),
    ListCode.LIST_TIMEOUT: mark("Reading it took too long. Split it."),
}
PROBLEMS = {
    RowCode.DESCRIPTION_MISSING: mark("it names no product"),
    RowCode.TEXT_TOO_LONG: mark("the text is too long"),
    RowCode.NOT_A_NUMBER: mark("it is not a number"),
    RowCode.OUT_OF_RANGE: mark("the figure is out of all proportion"),
    RowCode.NOT_POSITIVE: mark("it has to be above zero"),
    RowCode.EAN_INVALID: mark("the barcode has a wrong digit"),
    RowCode.EAN_SHORTENED: mark("Excel cut the barcode short: format the column as text and save again"),
    RowCode.CURRENCY_UNKNOWN: mark("it is no currency such as ARS or USD"),
    RowCode.CURRENCY_DIFFERS: mark("the product is in another currency"),
    RowCode.SAME_PRODUCT_TWICE: mark("the same product is in an earlier row"),
}


def field(name: Field) -> str:
    return _(FIELDS[name])


def unreadable(code: ListCode) -> str:
    """Why the file gives no rows, and what to do."""
    return _(UNREADABLE[code])


def problem(wrong: RowProblem) -> str:
    """What is wrong with a row."""
    return _(PROBLEMS[wrong.code])
