"""One rule being written or changed: its fields beside what it would do, and saving or deleting it."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

import streamlit as st

from core.pricing.goods import categories
from core.pricing.rules import Method, Rule, Scope, bundled_rules
from core.pricing.suggestion import Suggestion
from core.resilience.journal import JournalUnavailable
from core.services.errors import ServiceError
from core.services.served import Served, Source
from core.ui import error_words, words
from core.ui.formats import plain
from core.ui.language import gettext as _
from core.ui.rule_form import RuleForm
from core.ui.rule_preview import deletion_preview, rule_preview
from core.ui.session import actor, console
from core.ui.shell import note


def new_rule() -> Rule:
    """A rule to start from; the id is kept for as long as it is being written."""
    rule_id: str = st.session_state.setdefault("new-rule-id", uuid4().hex)
    return Rule(
        rule_id, _("New rule"), Scope.CATEGORY, Method.MARKUP, Decimal("0.4"), category=categories()[0]
    )


def rule_editor(
    rule: Rule,
    everything: Sequence[Suggestion],
    *,
    close: Callable[[], None],
    is_new: bool,
) -> None:
    """Draw the fields of `rule` with the effect of what they say now, and the buttons."""
    with st.container(border=True):
        title = _("New rule") if is_new else plain(rule.name)
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"#### {title}", width="stretch", anchors=False)
            st.button(_("Close"), icon=":material/close:", type="tertiary", on_click=close)
        form = RuleForm(rule, everything, f"{rule.id}-{rule.version}")
        left, right = st.columns(2, gap="large")
        with left:
            wanted = form.draw()
        with right:
            if wanted is not None:
                st.markdown(_("**What it would do**"))
                if wanted == rule and not is_new:
                    st.caption(_("Nothing has been changed yet."))
                rule_preview(wanted)
            _buttons(rule, wanted, close=close, is_new=is_new)


def _buttons(rule: Rule, wanted: Rule | None, *, close: Callable[[], None], is_new: bool) -> None:
    with st.container(horizontal=True):
        changed = wanted is not None and (is_new or wanted != rule)
        if st.button(_("Save the rule"), type="primary", icon=":material/save:", disabled=not changed):
            assert wanted is not None  # noqa: S101 - the button is disabled without
            if _done(lambda: console().prices.save_rule(wanted, actor=actor()), wanted.name):
                st.session_state.pop("new-rule-id", None)
            close()
            st.rerun()
        if is_new or rule.bundled or rule.version == 0:
            return
        bundled = rule.id in {it.id for it in bundled_rules(Decimal(0))}
        with st.popover(_("Back to how it came") if bundled else _("Delete"), icon=":material/delete:"):
            deletion_preview(rule)
            if st.button(_("Yes, do it"), type="primary"):
                if _done(
                    lambda: console().prices.delete_rule(rule.id, rule.version, actor=actor()), rule.name
                ):
                    close()
                st.rerun()


def _done(write: Callable[[], Served[Any]], name: str) -> bool:
    """Do a write and say how it went; whether it was taken."""
    try:
        served = write()
    except (ServiceError, JournalUnavailable) as error:
        note("error", plain(error_words.error(error)))
        return False
    if served.source is Source.HELD:
        kind, told = words.held(served)
        note(kind, f"{plain(name)}: {told}.")
    else:
        note(
            "success",
            _("{rule}: saved. The prices that should move are under “Rules give another”.").format(
                rule=plain(name)
            ),
        )
    return True
