"""Figures typed as text in the reader's own notation, so that money stays exact."""

from dataclasses import dataclass, field
from decimal import Decimal

from core.ui.formats import editable, parse_number, plain
from core.ui.language import gettext as _


@dataclass
class Problems:
    """What cannot be understood, in words; nothing is approved while there is any."""

    told: list[str] = field(default_factory=list)


def typed_number(
    typed: str | None, before: Decimal | None, where: str, problems: Problems, *, least: int = 2
) -> Decimal | None:
    """The figure typed; `before` where the field was not touched, or holds none and `problems` says so."""
    if typed == editable(before, least=least):
        # The field shows a rounded or padded figure; what was not touched stays as it was read.
        return before
    try:
        return parse_number(typed)
    except ValueError:
        example = editable(Decimal("1234.56"))
        problems.told.append(
            _("{field}: “{typed}” is not a number. Write it like {example}.").format(
                field=plain(where), typed=plain(typed), example=plain(example)
            )
        )
        return before
