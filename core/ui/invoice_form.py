"""The editable fields of one invoice, and the reading a person makes of them."""

from dataclasses import dataclass
from typing import Any

import streamlit as st
from pydantic import ValidationError
from streamlit.delta_generator import DeltaGenerator

from core.invoices.changes import same_values
from core.invoices.model import Origin, Reading
from core.ui import error_words, page_marks, words
from core.ui.formats import editable, plain
from core.ui.invoice_lines import forget_offer, line_table, offer
from core.ui.language import gettext as _
from core.ui.language import language
from core.ui.number_fields import Problems, typed_number

DOUBTFUL = 0.6
"""Fields read with less confidence than this are marked for a look."""

_AMOUNTS = ("net", "tax", "total")
_CHANGED_BY_FORM = (
    *("supplier_name", "supplier_tax_id", "letter", "number", "issue_date", "due_date", "currency"),
    *_AMOUNTS,
)


def invoice_form(
    invoice_id: str, read: Reading, revision: int, lines: DeltaGenerator, *, disabled: bool
) -> tuple[Reading | None, list[page_marks.Mark]]:
    """Draw the fields here and the lines in `lines`; `read` is what the database has at `revision`.

    Return the reading they make, or None while some cannot be understood, and where each stands on the page.
    """
    problems = Problems()
    outdated = None if disabled else _outdated(invoice_id, read)
    if outdated is not None:
        read, revision = outdated.read, outdated.revision
        st.warning(error_words.error_code("CHANGED_MEANWHILE"), icon=":material/group:")
    reading = read if disabled else _start(invoice_id, read)
    offered = offer(invoice_id, reading)
    if reading != read and outdated is None:
        st.info(
            _("Your corrections from before are here, not saved yet. Reloading the page drops them."),
            icon=":material/edit_note:",
        )
    ask = _Asker(invoice_id, reading, problems, disabled=disabled)
    ask.text("supplier_name")
    tax_id, letter, number = st.columns([3, 1, 3])
    with tax_id:
        ask.text("supplier_tax_id")
    with letter:
        ask.text("letter")
    with number:
        ask.text("number")
    issued, due, currency = st.columns(3)
    with issued:
        ask.day("issue_date")
    with due:
        ask.day("due_date")
    with currency:
        ask.text("currency")
    for column, name in zip(st.columns(3), _AMOUNTS, strict=True):
        with column:
            ask.amount(name)
    with lines:
        table = line_table(invoice_id, reading, offered, problems, disabled=disabled)
    marks = ask.marks + table.marks
    for problem in problems.told:
        st.error(problem, icon=":material/error:")
    if problems.told:
        return None, marks
    made = _reading_of(reading, ask.changes | {"lines": table.values})
    if made is not None and not disabled:
        st.session_state[_stands(invoice_id)] = _Form(language(), read, revision, reading, made)
    return made, marks


def forget_form(invoice_id: str) -> None:
    """Start from what the database has when the invoice is opened again."""
    st.session_state.pop(_stands(invoice_id), None)


def drawn_from(invoice_id: str, revision: int) -> int:
    """The revision that the fields on the page were drawn from; `revision`, the newest, where none are."""
    form: _Form | None = st.session_state.get(_stands(invoice_id))
    return revision if form is None else form.revision


@dataclass(frozen=True, slots=True)
class _Form:
    """What stood in the fields when they were last drawn."""

    language: str
    read: Reading
    """What the database had."""
    revision: int
    start: Reading
    """What the fields started from."""
    made: Reading
    """What a person made of it."""


def _start(invoice_id: str, read: Reading) -> Reading:
    """What the fields start from: what was read, or what stood in them before they were drawn anew.

    They are after the invoice was left and opened again, and after a change of language: figures are typed
    in the notation of one, so that another one gets fields of its own.
    """
    before: _Form | None = st.session_state.get(_stands(invoice_id))
    if before is None or before.read != read:
        return read
    if before.language == language() and _is_on_screen(invoice_id):
        return before.start
    if before.made != before.start:
        # Its lines may be others than those which the products were matched with.
        forget_offer(invoice_id)
    return before.made


def _outdated(invoice_id: str, read: Reading) -> _Form | None:
    """What stands in the fields, where somebody else has changed the invoice since they were drawn.

    The fields keep what they hold: saved as if it were new, it would undo the other's change unseen.
    """
    before: _Form | None = st.session_state.get(_stands(invoice_id))
    if before is None or not _is_on_screen(invoice_id) or same_values(before.read, read):
        return None
    return before


def _is_on_screen(invoice_id: str) -> bool:
    """Whether the page drawn before had these fields: Streamlit forgets a key once a page is without it."""
    return f"supplier_name-{invoice_id}" in st.session_state


def _stands(invoice_id: str) -> str:
    return f"stands-{invoice_id}"


def _reading_of(reading: Reading, changes: dict[str, Any]) -> Reading | None:
    before = reading.model_dump()
    written = [name for name in _CHANGED_BY_FORM if changes[name] != before[name]]
    # What a person wrote is no longer in doubt.
    sure = dict.fromkeys(written, 1.0) | ({"lines": 1.0} if changes["lines"] != list(before["lines"]) else {})
    told = {
        "confidence": reading.confidence | sure,
        "origins": reading.origins | dict.fromkeys(written, Origin.PERSON),
    }
    try:
        return Reading.model_validate(before | changes | told)
    except ValidationError as error:
        for problem in error.errors():
            name = words.field(".".join(str(part) for part in problem["loc"]))
            st.error(
                _("{field} cannot be kept as it stands.").format(field=plain(name)), icon=":material/error:"
            )
        return None


class _Asker:
    """Draws one field each, and notes what was typed and where on the page it was read."""

    def __init__(self, invoice_id: str, reading: Reading, problems: Problems, *, disabled: bool) -> None:
        self._id = invoice_id
        self._reading = reading
        self._problems = problems
        self._disabled = disabled
        self.changes: dict[str, Any] = {}
        self.marks: list[page_marks.Mark] = []

    def text(self, name: str) -> None:
        typed = st.text_input(
            self._label(name),
            value=getattr(self._reading, name) or "",
            key=self._key(name, f"{name}-{self._id}"),
            disabled=self._disabled,
            max_chars=200,
            help=self._origin(name),
        )
        self.changes[name] = (typed or "").strip() or None

    def day(self, name: str) -> None:
        self.changes[name] = st.date_input(
            self._label(name),
            value=getattr(self._reading, name),
            key=self._key(name, f"{name}-{self._id}"),
            format="DD/MM/YYYY" if language() == "es" else "YYYY-MM-DD",
            disabled=self._disabled,
            help=self._origin(name),
        )

    def amount(self, name: str) -> None:
        before = getattr(self._reading, name)
        typed = st.text_input(
            self._label(name),
            value=editable(before),
            key=self._key(name, f"{name}-{self._id}-{language()}"),
            disabled=self._disabled,
            max_chars=30,
            help=self._origin(name),
        )
        self.changes[name] = typed_number(typed, before, words.field(name), self._problems)

    def _key(self, name: str, key: str) -> str:
        place = self._reading.places.get(name)
        if place is not None:
            self.marks += page_marks.of_field(key, place)
        return key

    def _label(self, name: str) -> str:
        label = plain(words.field(name))
        doubtful = self._reading.confidence.get(name, 1.0) < DOUBTFUL
        return label + _(" :orange-badge[:material/visibility: check]") if doubtful else label

    def _origin(self, name: str) -> str | None:
        """Where the value came from, where that is not what the whole page was read by."""
        origin = self._reading.origins.get(name)
        return None if origin is None else words.origin(origin)
