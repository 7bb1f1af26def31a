"""The AI's answer about an invoice, and what of it the page bears out."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import list_currencies
from pydantic import BaseModel, ConfigDict

from core.invoices.bounds import LIMIT
from core.invoices.grounding import PageEvidence, readings_of
from core.invoices.model import Line
from core.invoices.multiply import CENT
from core.resilience.reason import Reason
from core.services.ai import Ungrounded

_PLAIN = re.compile(r"\d{1,15}(?:\.\d{1,6})?")
_LETTERS = frozenset("ABCM")
_CODE_LENGTH = 80
_NAME_LENGTH = 255
_DESCRIPTION_LENGTH = 500
_UNIT_LENGTH = 20


class LineAnswer(BaseModel):
    """One line as the AI gives it; all of it text, as printed, so that no number is rounded on the way."""

    description: str | None = None
    sku: str | None = None
    ean: str | None = None
    quantity: str | None = None
    unit: str | None = None
    unit_price: str | None = None
    discount: str | None = None
    amount: str | None = None
    tax_rate: str | None = None


class InvoiceAnswer(BaseModel):
    """What the AI is asked to fill in."""

    model_config = ConfigDict(extra="ignore")

    letter: str | None = None
    number: str | None = None
    issue_date: str | None = None
    due_date: str | None = None
    currency: str | None = None
    supplier_name: str | None = None
    supplier_tax_id: str | None = None
    receiver_name: str | None = None
    receiver_tax_id: str | None = None
    net: str | None = None
    tax: str | None = None
    total: str | None = None
    lines: list[LineAnswer] = []


def grounded(answer: InvoiceAnswer, evidence: PageEvidence) -> dict[str, Any]:
    """The fields of `answer` that the page bears out, as values of Reading.

    Raises Ungrounded for a number, date or identifier that is not on the page. A name that is not there is
    only left out: letter heads are spelled in more ways than one.
    """
    fields: dict[str, Any] = {
        "letter": _one_of(_LETTERS, answer.letter),
        "currency": _one_of(list_currencies(), answer.currency),
        "lines": _lines(answer.lines, evidence),
    }
    readers = {
        **dict.fromkeys(("net", "tax", "total"), _sum),
        **dict.fromkeys(("issue_date", "due_date"), _date),
        **dict.fromkeys(("number", "supplier_tax_id", "receiver_tax_id"), _code),
        **dict.fromkeys(("supplier_name", "receiver_name"), _name),
    }
    fields |= {name: read(getattr(answer, name), name, evidence) for name, read in readers.items()}
    return {name: value for name, value in fields.items() if value is not None}


def _lines(answers: list[LineAnswer], evidence: PageEvidence) -> tuple[Line, ...] | None:
    """The lines; None if there are none, or as soon as the page does not bear out what one describes."""
    if len(answers) > evidence.line_count:
        raise Ungrounded(Reason("AI_NOT_ON_PAGE", f"{len(answers)} lines are more than the page has"))
    lines = []
    for index, answer in enumerate(answers):
        line = _line(answer, f"lines.{index}", evidence)
        if not line.description:
            return None
        lines.append(line)
    return tuple(lines) or None


def _line(answer: LineAnswer, at: str, evidence: PageEvidence) -> Line:
    words = _text(answer.description, _DESCRIPTION_LENGTH)
    quantity = _number(answer.quantity, f"{at}.quantity", evidence)
    unit_price = _number(answer.unit_price, f"{at}.unit_price", evidence)
    amount = _number(answer.amount, f"{at}.amount", evidence)
    worked_out = _discount_of_a_rate(answer.discount, quantity, unit_price, amount, evidence)
    return Line(
        description=words if words and evidence.has_words(words) else "",
        sku=_code(answer.sku, f"{at}.sku", evidence),
        ean=_code(answer.ean, f"{at}.ean", evidence),
        quantity=quantity,
        unit=_text(answer.unit, _UNIT_LENGTH),
        unit_price=unit_price,
        discount=worked_out or _number(answer.discount, f"{at}.discount", evidence),
        amount=amount,
        tax_rate=_number(answer.tax_rate, f"{at}.tax_rate", evidence),
    )


def _discount_of_a_rate(
    given: str | None,
    quantity: Decimal | None,
    unit_price: Decimal | None,
    amount: Decimal | None,
    evidence: PageEvidence,
) -> Decimal | None:
    """The money of a discount whose rate alone is printed and makes the line's amount, else None.

    The rules work it out and show it to the AI, which repeats it: it stands on no page.
    """
    if not given or quantity is None or unit_price is None or amount is None:
        return None
    full = quantity * unit_price
    lacking = (full - amount).quantize(CENT)
    if lacking <= 0 or not full:
        return None
    if not _PLAIN.fullmatch(given) or Decimal(given) != lacking:
        return None
    rates = {(100 * lacking / full).quantize(step) for step in (Decimal(1), Decimal("0.1"), CENT)}
    printed = (rate for rate in rates if evidence.has_number(rate))
    return lacking if any(abs(full * rate / 100 - lacking) <= CENT for rate in printed) else None


def _sum(given: str | None, name: str, evidence: PageEvidence) -> Decimal | None:
    return _figure(given, name, evidence.has_sum)


def _number(given: str | None, name: str, evidence: PageEvidence) -> Decimal | None:
    return _figure(given, name, evidence.has_number)


def _figure(given: str | None, name: str, stands_there: Callable[[Decimal], bool]) -> Decimal | None:
    """The number on the page that is meant."""
    text = (given or "").strip().rstrip("% ")
    if not text:
        return None
    body = text.lstrip("-+\u2212$ ")
    meant = [Decimal(body)] if _PLAIN.fullmatch(body) else sorted(readings_of(body))
    value = next((one for one in meant if stands_there(one)), None)
    if value is None:
        raise _not_on_page(name, text)
    if value >= LIMIT:
        raise Ungrounded(Reason("AI_NOT_ON_PAGE", f"{name} {text[:40]!r} is larger than any invoice's"))
    return -value if text.startswith(("-", "\u2212")) else value


def _date(given: str | None, name: str, evidence: PageEvidence) -> date | None:
    if not given:
        return None
    try:
        value = date.fromisoformat(given.strip())
    except ValueError:
        raise _not_on_page(name, given) from None
    if not evidence.has_date(value):
        raise _not_on_page(name, given)
    return value


def _code(given: str | None, name: str, evidence: PageEvidence) -> str | None:
    code = _text(given, _CODE_LENGTH)
    if code and not evidence.has_code(code):
        raise _not_on_page(name, code)
    return code


def _name(given: str | None, _name: str, evidence: PageEvidence) -> str | None:
    words = _text(given, _NAME_LENGTH)
    return words if words and evidence.has_words(words) else None


def _one_of(known: frozenset[str] | set[str], given: str | None) -> str | None:
    code = (given or "").strip().upper()
    return code if code in known else None


def _text(given: str | None, longest: int) -> str | None:
    """`given` on one line without control characters; None if nothing is left."""
    words = " ".join("".join(char if char.isprintable() else " " for char in given or "").split())
    return words[:longest] or None


def _not_on_page(name: str, value: str) -> Ungrounded:
    return Ungrounded(Reason("AI_NOT_ON_PAGE", f"{name} {value[:40]!r} is not on the page"))
