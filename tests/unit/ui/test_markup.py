"""HTML of the panels: whatever the data says, it stays text."""

import pytest

from core.ui.markup import Html, element, figures, icon, joined

EVIL = '<img src=x onerror="alert(1)">&'


def test_element__text_and_attributes__are_escaped_once():
    made = element("p", EVIL, css="a", title=EVIL)
    assert "<img" not in made
    assert made.count("&lt;img") == 2
    assert element("div", made) == f"<div>{made}</div>"


def test_element__none__is_left_out():
    assert element("p", "a", None, title=None) == "<p>a</p>"


def test_element__name_of_an_element__cannot_be_data():
    with pytest.raises(ValueError, match="script>"):
        element("script><b", "x")


def test_figures_and_icons__are_escaped():
    made = joined(figures([(EVIL, EVIL)]), icon(EVIL))
    assert isinstance(made, Html)
    assert "<img" not in made
