"""The invoices page as a manager meets it."""


def test_empty__says_what_to_do_first(open_page, texts):
    app = open_page()
    assert "There are no invoices yet" in texts(app)
    assert "Try the samples" in [button.label for button in app.button]
