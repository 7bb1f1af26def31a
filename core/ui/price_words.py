"""How a price came to be, step by step in words; and why something has no price."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from core.pricing.suggestion import Attention, Suggestion
from core.pricing.trace import Step, StepCode
from core.ui import error_words, words
from core.ui.formats import money, number, percent
from core.ui.language import gettext as _
from core.ui.language import mark

_STEPS = {
    StepCode.LINE_AMOUNT: mark("The line of the invoice comes to {amount}."),
    StepCode.DOCUMENT_DISCOUNT: mark(
        "Its part of the discount on the whole invoice, {share}, is taken off: {amount}."
    ),
    StepCode.DOCUMENT_CHARGE: mark("Its part of the charges on the whole invoice is {share}: {amount}."),
    StepCode.TAX_CREDIT: mark("VAT ({rate}) is recovered, so it is no cost: {amount}."),
    StepCode.TAX_TAKEN_OUT: mark(
        "The printed amount held {tax} of recoverable VAT ({rate}); without it, {amount}."
    ),
    StepCode.TAX_PART_OF_COST: mark(
        "The printed amount holds VAT that cannot be recovered, so it is cost: {amount}."
    ),
    StepCode.TAX_ADDED: mark("VAT that cannot be recovered is added ({rate}, {tax}): {amount}."),
    StepCode.INTERNAL_TAX: mark("Its part of the internal taxes is {share}: {amount}."),
    StepCode.INTERNAL_TAX_BY_RATE: mark(
        "Its part of the internal taxes, by its net amount and its rate of {rate}, is {share}: {amount}."
    ),
    StepCode.FREIGHT: mark("Its part of the freight is {share}: {amount}."),
    StepCode.PACK: mark("{quantity} packs of {units_per_pack} are {units} units."),
    StepCode.UNIT_COST: mark("Over {units} units, each costs {cost}."),
    StepCode.SAME_PRODUCT_LINES: mark(
        "{lines} lines of this product, {units} units in all, cost {cost} each on average."
    ),
    StepCode.LISTED_COST: mark("The imported product list gives a cost of {cost}."),
    StepCode.RULE: mark("Rule “{name}”: {method} of {rate}."),
    StepCode.TARGET: mark("Cost {cost} with a markup of {markup} gives {net} before VAT (margin {margin})."),
    StepCode.ASSISTANT: mark("The AI proposes {price}: {reason}"),
    StepCode.FIXED_PRICE: mark("The maker sets the price: {price}."),
    StepCode.SALE_TAX: mark("With VAT of {rate} ({tax}) the final price is {price}."),
    StepCode.SALE_TAX_ASSUMED: mark(
        "No invoice gave its VAT, so the general rate of {rate} is used: {price} with {tax} of VAT."
    ),
    StepCode.NO_SALE_TAX: mark("The shop adds no VAT: {price}."),
    StepCode.CAPPED: mark(
        "From {current} a price may move {maximum_change} at once: {before} becomes {price}."
    ),
    StepCode.FLOORED: mark("To keep a margin of at least {minimum_margin}, {before} becomes {price}."),
    StepCode.ROUNDED: mark("Rounded from {before} to {price}."),
    StepCode.ROUNDED_UP: mark("Rounded up from {before} to {price}, so as to stay within the limits."),
    StepCode.ROUNDED_DOWN: mark("Rounded down from {before} to {price}, so as to stay within the limits."),
    StepCode.RESULT: mark("Final price {price}: {net} before VAT, markup {markup}, margin {margin}."),
}
_CREDIT_WITHOUT_RATE = mark("VAT is recovered, so it is no cost: {amount}.")
_METHODS = {"markup": mark("markup"), "margin": mark("margin"), "fixed": mark("price set by the maker")}
_REFUSALS = {
    "DESCRIPTION_MISSING": mark("The line has no description."),
    "NOT_A_NUMBER": mark("“{value}” is not a number."),
    "COST_MISSING": mark("There is no cost for it yet."),
    "COST_NOT_POSITIVE": mark("Its cost is {cost}, which cannot be right."),
    "COST_OUT_OF_RANGE": mark("Its cost of {cost} is out of all proportion."),
    "QUANTITY_MISSING": mark("The line has no quantity."),
    "QUANTITY_NOT_POSITIVE": mark("The quantity is {quantity}, which cannot be right."),
    "QUANTITY_OUT_OF_RANGE": mark("The quantity of {quantity} is out of all proportion."),
    "PACK_SIZE_MISSING": mark("It is bought by “{unit}”, and how many units that holds is not known."),
    "PACK_SIZE_INVALID": mark("A pack of {units_per_pack} units cannot be right."),
    "CURRENCY_UNKNOWN": mark("The currency of the invoice is not known."),
    "CURRENCY_CHANGED": mark("It was bought in {before} and now in {currency}: set the price by hand."),
    "TAX_RATE_MISSING": mark("Its VAT is not known."),
    "TAX_RATE_INVALID": mark("VAT of {rate} % cannot be right."),
    "TAX_BASIS_UNKNOWN": mark(
        "The lines add up to neither the net nor the total, so it is unclear whether VAT is in them."
    ),
    "LINE_ARITHMETIC": mark("Quantity times price does not give the amount; correct the invoice."),
    "FIXED_PRICE_MISSING": mark("The maker sets its price, and it was not given."),
    "PRICE_OUT_OF_RANGE": mark("The price would be out of all proportion."),
}
SOURCES = {"rules": mark("Rules"), "ai": mark("AI")}
MEASURES = {"kg": mark("kilogram"), "l": mark("litre"), "m": mark("metre"), "u": mark("unit")}
ATTENTION = {
    Attention.REFUSED: mark("no price can be suggested"),
    Attention.NO_PRICE: mark("no price yet"),
    Attention.BELOW_FLOOR: mark("the current price leaves too little"),
    Attention.COST_UP: mark("the cost went up"),
    Attention.COST_DOWN: mark("the cost went down"),
    Attention.OTHER_PRICE: mark("the rules give another price"),
}
_CATEGORIES = {
    "almacen": mark("Groceries"),
    "bebidas": mark("Drinks"),
    "bebidas_alcoholicas": mark("Alcoholic drinks"),
    "lacteos": mark("Dairy"),
    "fiambres": mark("Cold cuts and cheese"),
    "limpieza": mark("Cleaning"),
    "perfumeria": mark("Toiletries"),
    "golosinas": mark("Sweets and biscuits"),
    "congelados": mark("Frozen"),
    "cigarrillos": mark("Cigarettes"),
    "mascotas": mark("Pets"),
    "carnes": mark("Meat"),
    "panaderia": mark("Bakery"),
    "libreria": mark("Stationery"),
    "frutas_verduras": mark("Fruit and vegetables"),
    "bazar": mark("Household goods"),
}
ROUNDINGS = {
    "auto": mark("By price: 1, 10, 50 or 100"),
    "0.01": mark("To the cent"),
    "1": mark("To the peso"),
    "10": mark("To tens"),
    "50": mark("To fifties"),
    "100": mark("To hundreds"),
    ".90": mark("Ending in ,90"),
    ".99": mark("Ending in ,99"),
}
_RULE_PROBLEMS = {
    "RULE_NAME_INVALID": mark("A rule needs a name."),
    "RULE_RATE_INVALID": mark("A markup is from 0 to 10,000 %, a margin from 0 to 95 %."),
    "RULE_MINIMUM_MARGIN_INVALID": mark("The least margin is from 0 to 95 %."),
    "RULE_MAXIMUM_CHANGE_INVALID": mark("The most change at once is above 0 and up to 10,000 %."),
    "RULE_MINIMUM_QUANTITY_INVALID": mark("The units bought cannot be below zero."),
    "RULE_SCOPE_INVALID": mark("Choose what the rule is for."),
    "RULE_DATES_REVERSED": mark("It ends before it begins."),
    "RULE_PRIORITY_INVALID": mark("The priority is from -1000 to 1000."),
    "RULE_ROUNDING_INVALID": mark(
        "The rounding is a step such as 50, an ending such as .90, or steps by price."
    ),
    "RULE_DEFAULT_INVALID": mark("The general rule holds for everything and is always on."),
}
_SHARES = {"markup", "margin", "minimum_margin", "maximum_change"}
_COUNTS = {"quantity", "units", "units_per_pack", "lines"}
_TEXTS = {"name", "reason", "rounding", "rule", "scope"}


def step(item: Step, currency: str | None) -> str:
    """One step of the explanation as a sentence, without markup."""
    figures = {name: _figure(name, value, item, currency) for name, value in item.figures.items()}
    rateless = item.code is StepCode.TAX_CREDIT and "rate" not in figures
    return _(_CREDIT_WITHOUT_RATE if rateless else _STEPS[item.code]).format_map(_Known(figures))


def refusal(code: str, detail: Mapping[str, str]) -> str:
    """Why something has no price, and what to do."""
    if code not in _REFUSALS:
        return code
    figures = {name: words.figure(value) for name, value in detail.items()}
    return _(_REFUSALS[code]).format_map(_Known(figures))


def why_guarded(it: Suggestion) -> str:
    """Why the suggested price needs a reason: how far it goes, and how far it may."""
    quote = it.quote
    if quote.beyond_cap and it.change is not None and quote.highest is not None and it.current_price:
        most = quote.highest / it.current_price - 1
        return _(
            "it moves {change} from {current} to {price}, and {most} at once is the limit; "
            "less would not leave the least margin"
        ).format(
            change=percent(it.change),
            current=money(it.current_price, it.currency),
            price=money(it.price, it.currency),
            most=percent(most),
        )
    return _("it leaves less than the least margin")


def category(name: str | None) -> str:
    """A category in words; a shop's own by its name."""
    if name is None:
        return ""
    return _(_CATEGORIES[name]) if name in _CATEGORIES else name


def rounding(spec: str) -> str:
    """How a rule rounds; steps by price of a shop's own as they are written."""
    return _(ROUNDINGS[spec]) if spec in ROUNDINGS else spec


def rule_problem(code: str) -> str:
    """Why a rule cannot be as it is."""
    return _(_RULE_PROBLEMS.get(code, error_words.UPLOAD_ERRORS["INTERNAL"]))


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def _figure(name: str, value: Decimal | str, item: Step, currency: str | None) -> str:
    if name == "method":
        return _(_METHODS.get(str(value), str(value)))
    figure = _decimal(value)
    if figure is None or name in _TEXTS:
        return str(value)
    return _format_of(name, item)(figure, currency)


def _format_of(name: str, item: Step) -> Callable[[Decimal, str | None], str]:
    if name == "rate":
        # A tax rate is in percent, the rate of a rule a share of one.
        scale = 1 if item.code is StepCode.RULE else 100
        return lambda figure, _currency: percent(figure / scale)
    if name in _SHARES:
        return lambda figure, _currency: percent(figure)
    if name in _COUNTS:
        return lambda figure, _currency: number(figure)
    return money


def _decimal(value: Decimal | str) -> Decimal | None:
    try:
        return Decimal(value)
    except InvalidOperation:
        return None
