"""A citizen's wish to stay unnamed, or that their words stay secret, at whatever question it is said."""

from __future__ import annotations

from actions.filling import Filling
from actions.forms import Form
from actions.speech import Said, say
from office.hiding import CONTENT, NAME, Wish, read_wish

LINES = {NAME: "anonim", CONTENT: "rahasia"}
"""The line of a form that such a wish answers."""


def hidden_lines(form: Form, wish: Wish) -> dict[str, str]:
    """The lines of a form that a wish answers, filled in."""
    return {slot: "ya" for what, slot in LINES.items() if what in wish.hides and form.line(slot)}


def unnamed(here: Filling, text: str) -> tuple[Said, Filling, str] | None:
    """What to say to such a wish, the form with it noted, and what else the message says; None without a wish.

    The lines about the person fall away with the name. A form that needs a name by law says so instead.
    """
    wish = read_wish(text)
    if not wish.hides or here.asked in {LINES[what] for what in wish.hides}:
        return None  # the open question is this very one
    found = hidden_lines(here.form, wish)
    if not found:
        key = "needed" if here.form.line("nama") in here.form.asked(here.values) else "not_asked"
        return say(f"dialogue.unnamed.{key}", title=here.form.title), here, wish.rest
    values = {**here.values, **found}
    asked = {line.slot for line in here.form.asked(values)}
    kept = {slot: value for slot, value in values.items() if slot in asked}
    after = Filling(here.tools, here.sender, here.form, kept, here.asked if here.asked in asked else None)
    return say("dialogue.unnamed.noted", noted=after.summary(list(found))), after, wish.rest
