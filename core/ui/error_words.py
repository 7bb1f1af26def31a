"""Words for what went wrong: what happened, what is safe and what to do, for each stable code.

A code without words here gets the sentence that says something unforeseen happened.
"""

from core.settings import Settings
from core.ui.language import gettext as _
from core.ui.language import mark

UPLOAD_ERRORS = {
    "FILE_EMPTY": mark("The file is empty. Save it again from where it came and upload it."),
    "FILE_TOO_LARGE": mark("It is over {megabytes} MB. Export it smaller or split it."),
    "FILE_UNSUPPORTED": mark(
        "This kind of file cannot be read. Upload a PDF, a picture, plain text or an XML."
    ),
    "PDF_DAMAGED": mark("The PDF is damaged or cut short. Ask for it again or print it to a new PDF."),
    "PDF_ENCRYPTED": mark("The PDF asks for a password. Save a copy without one and upload that."),
    "TOO_MANY_PAGES": mark("It has more than {pages} pages. Upload only the pages of the invoice."),
    "IMAGE_DAMAGED": mark("The picture is damaged. Take or save it again."),
    "IMAGE_TOO_LARGE": mark("The picture has too many pixels. Save it smaller."),
    "XML_DAMAGED": mark("The XML is damaged. Ask your supplier for it again."),
    "XML_UNSAFE": mark(
        "The XML holds references that are not safe to open. Ask your supplier for a plain one."
    ),
    "XML_NOT_INVOICE": mark("The XML is not an electronic invoice that is known here."),
    "SEVERAL_INVOICES": mark("It holds several invoices. Upload them one file each."),
    "NOTHING_READ": mark(
        "Nothing that looks like an invoice was found. Try a sharper picture or a better scan."
    ),
    "NOT_INVOICE": mark(
        "No invoice was found in it: no number, date, total or article. See whether it is the right file."
    ),
    "READ_TIMEOUT": mark("Reading took too long. Try again, or upload fewer pages."),
    "FILE_NOT_FOUND": mark("The file is no longer there. Upload it again."),
    "READ_CRASHED": mark("The file could not be read. Try again, or print it to a new PDF."),
    "OUT_OF_REACH": mark("Its original cannot be reached right now. Nothing was entered; try again later."),
    "NOT_KEPT": mark("It could not be kept safely, so it was not taken. Keep the file and try again later."),
    "INTERNAL": mark("Something unforeseen happened. Nothing was entered; you can try again."),
}
ERRORS = {
    "NO_COPY": mark(
        "The database is not answering and there is no saved copy of this. What was accepted is safe, and "
        "shows again when it answers."
    ),
    "READ_ONLY": mark("The database is not answering. Nothing was changed; try again in a moment."),
    "DATABASE_UNAVAILABLE": mark(
        "The database is not answering. What was accepted is safe; try again in a moment."
    ),
    "NOT_FOUND": mark("It is no longer there. Go back to the list."),
    "OUT_OF_BOUNDS": mark("A figure or a text is larger than any invoice's. Correct it and approve again."),
    "ALREADY_APPROVED": mark("Somebody else had already approved it. Theirs stands."),
    "CHANGED_MEANWHILE": mark("Somebody else changed it in the meantime. Open it again to see what is new."),
    "CONFIRMATION_NEEDED": mark("Something in it is not right. Say why you approve it all the same."),
    "REASON_MISSING": mark("Write the reason in a few words."),
    "PRICE_CONFLICT": mark("Somebody else had already changed this price. Look at it again."),
    "PRODUCT_NOT_FOUND": mark("This product is no longer there."),
    "CURRENCY_UNKNOWN": mark("Its currency is not known; correct the invoice."),
    "CURRENCY_CHANGED": mark("Its currency changed in the meantime. Look at it again."),
    "PRICE_INVALID": mark("A price is above zero and has two decimals at most."),
    "PRODUCT_FIELD_INVALID": mark(
        "A figure or code cannot be: a barcode has a check digit, VAT is below 100 %."
    ),
    "RULE_CONFLICT": mark("Somebody else changed this rule in the meantime. Look at it again."),
    "NO_LABELS": mark("None of these products has a price on the shelf yet."),
    "TOO_MANY_LABELS": mark("These are too many labels for one file. Choose fewer."),
    "LIST_OUTDATED": mark(
        "The products changed since the preview. Upload the list again; nothing was entered."
    ),
    "NOTHING_TO_IMPORT": mark("No row would change anything."),
    "NOTHING_TO_REJECT": mark("No price is suggested for it, so there is nothing to reject."),
    "PRICE_FIXED": mark("The maker sets its price; it cannot be another."),
    "REASON_NEEDED": mark("It is outside the limits: open it and write a reason."),
    "FIGURES_INVALID": mark("A figure of the invoice cannot be; correct it and approve again."),
    "JOURNAL_UNAVAILABLE": mark("It could not be kept safely, so nothing was changed. Try again later."),
}


def upload_error(code: str | None, settings: Settings) -> str:
    """Why a file was not entered, and what to do about it."""
    message = UPLOAD_ERRORS.get(code or "", UPLOAD_ERRORS["INTERNAL"])
    return _(message).format(megabytes=max(1, settings.max_upload_bytes // 1024**2), pages=settings.max_pages)


def error(problem: Exception) -> str:
    """What happened and what is safe, for an error of the console."""
    return error_code(getattr(problem, "code", None))


def error_code(code: str | None) -> str:
    """What happened and what is safe, for a stable code; one that is not known is something unforeseen."""
    return _(ERRORS.get(code or "", UPLOAD_ERRORS["INTERNAL"]))
