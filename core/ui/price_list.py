"""A product list on its way in: the file, what its columns mean, what it would do, and entering it whole."""

from collections import Counter
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.pricing.list_import import Preview
from core.pricing.product_list import Field, RowProblem, check_rows, find_header, guess_columns
from core.pricing.sheets import MOST_BYTES, ListUnreadable, Row, read_rows
from core.resilience.journal import JournalUnavailable
from core.services.errors import ServiceError
from core.services.served import Source
from core.ui import error_words, list_words, words
from core.ui.formats import number, plain
from core.ui.language import gettext as _
from core.ui.language import ngettext
from core.ui.session import actor, console
from core.ui.shell import note

_READ = "list-read"
_UPLOADER = "list-uploader"
_SAMPLE_ROWS = 4
_MOST_PROBLEMS = 200
_NOT_USED = -1


def product_list() -> None:
    """Draw the steps of an import, as far as it has come."""
    st.caption(
        _(
            "Bring in your products with their prices from a spreadsheet (CSV or Excel). You see what each "
            "row would do before anything is entered, and it is entered as a whole or not at all."
        )
    )
    file = st.file_uploader(
        _("Product list (CSV or XLSX, up to {megabytes} MB)").format(megabytes=MOST_BYTES // 1024**2),
        type=["csv", "txt", "tsv", "xlsx"],
        max_upload_size=MOST_BYTES // 1024**2,
        key=f"{_UPLOADER}-{st.session_state.get(_UPLOADER, 0)}",
    )
    if file is None:
        return
    rows = _rows(file.file_id, file.getvalue())
    if rows is None:
        return
    first = find_header(rows) + 1
    columns = _columns(rows[first - 1], file.file_id)
    _sample(rows[first : first + _SAMPLE_ROWS], columns)
    if not columns.keys() & {Field.DESCRIPTION, Field.EAN}:
        st.warning(_("Say which column holds the product or its barcode."), icon=":material/help:")
        return
    try:
        preview = console().prices.preview_list(check_rows(rows, first, columns)).value
    except ServiceError as error:
        st.error(plain(error_words.error(error)), icon=":material/error:")
        return
    _effect(preview, file.name)


def _rows(file_id: str, content: bytes) -> Sequence[Row] | None:
    """The file's rows, read once; None, with the reason on screen, where it has none."""
    read: tuple[str, Sequence[Row]] | None = st.session_state.get(_READ)
    if read is not None and read[0] == file_id:
        return read[1]
    try:
        with st.spinner(_("Reading the list…")):
            rows = read_rows(content)
    except ListUnreadable as error:
        st.error(list_words.unreadable(error.code), icon=":material/error:")
        return None
    st.session_state[_READ] = (file_id, rows)
    return rows


def _columns(header: Row, file_id: str) -> dict[Field, int]:
    """What each column holds, as guessed and as the person has put it right."""
    guessed = guess_columns(header)
    places = list(range(len(header)))
    with st.expander(
        _("Columns: {found} recognised of {all}").format(found=len(guessed), all=len(header)),
        expanded=not guessed.keys() >= {Field.DESCRIPTION, Field.PRICE},
        icon=":material/view_column:",
    ):
        grid = st.columns(3)
        chosen: dict[Field, int] = {}
        for number_of, field in enumerate(Field):
            place = grid[number_of % 3].selectbox(
                list_words.field(field),
                [_NOT_USED, *places],
                index=guessed.get(field, _NOT_USED) + 1,
                format_func=lambda it: _("not in the list") if it == _NOT_USED else _head(header[it], it),
                key=f"column-{field.value}-{file_id}",
            )
            if place != _NOT_USED:
                chosen[field] = place
    return chosen


def _head(cell: object, place: int) -> str:
    return str(cell) if cell != "" else _("column {number}").format(number=place + 1)


def _sample(rows: Sequence[Row], columns: dict[Field, int]) -> None:
    if not rows or not columns:
        return
    st.dataframe(
        pd.DataFrame(
            [
                {
                    list_words.field(field): str(row[place]) if place < len(row) else ""
                    for field, place in columns.items()
                }
                for row in rows
            ]
        ),
        hide_index=True,
        alt=_("The first rows of the list"),
    )


def _effect(preview: Preview, filename: str) -> None:
    parts = [
        ngettext("{count} new product", "{count} new products", preview.new),
        ngettext("{count} changes", "{count} change", preview.changed),
        ngettext("{count} stays as it is", "{count} stay as they are", preview.unchanged),
        ngettext("{count} price on the shelf is set", "{count} prices on the shelf are set", preview.prices),
    ]
    st.markdown(_("**What it would do**: {effects}.").format(effects=", ".join(parts)))
    only_good = True
    if preview.problems:
        only_good = _problems(preview)
    useful = preview.new + preview.changed
    if not useful:
        st.info(_("No row would change anything."), icon=":material/info:")
        return
    if st.button(
        ngettext("Enter {count} product", "Enter {count} products", useful),
        type="primary",
        icon=":material/done_all:",
        disabled=not only_good,
    ):
        _enter(preview, filename)
        st.rerun()


def _problems(preview: Preview) -> bool:
    """Name the rows that cannot be taken; whether the others may go in without them."""
    rows = len({it.row for it in preview.problems})
    st.warning(
        ngettext("{count} row cannot be taken:", "{count} rows cannot be taken:", rows)
        + " "
        + plain(_counted(preview.problems)),
        icon=":material/warning:",
    )
    st.dataframe(
        pd.DataFrame(
            [
                {
                    _("Row"): it.row,
                    _("Column"): list_words.field(it.field) if it.field else "",
                    _("What is wrong"): list_words.problem(it),
                    _("It says"): it.value,
                }
                for it in preview.problems[:_MOST_PROBLEMS]
            ]
        ),
        hide_index=True,
        height=min(38 + 35 * len(preview.problems), 260),
        alt=_("Rows that cannot be taken"),
    )
    if len(preview.problems) > _MOST_PROBLEMS:
        st.caption(
            _("The first {shown} of {count} are shown.").format(
                shown=_MOST_PROBLEMS, count=number(len(preview.problems))
            )
        )
    return st.checkbox(_("Enter the others without these; correct the file for the rest"))


def _counted(problems: Sequence[RowProblem]) -> str:
    counts = Counter(list_words.problem(it) for it in problems)
    return "; ".join(f"{text} ({count})" for text, count in counts.most_common())


def _enter(preview: Preview, filename: str) -> None:
    try:
        with st.spinner(_("Entering the list…")):
            served = console().prices.import_list(preview, filename, actor=actor())
    except (ServiceError, JournalUnavailable) as error:
        note("error", plain(error_words.error(error)))
        return
    # A new uploader forgets the file.
    st.session_state[_UPLOADER] = st.session_state.get(_UPLOADER, 0) + 1
    st.session_state.pop(_READ, None)
    if served.source is Source.HELD:
        kind, told = words.held(served)
        note(kind, f"{plain(filename)}: {told}.")
        return
    note(
        "success",
        _("{file}: entered, {new} new and {changed} changed.").format(
            file=plain(filename), new=number(served.value["new"]), changed=number(served.value["changed"])
        ),
    )
