"""Whether an answer is good: the checks of ``cases.fields``, and what can only be told from the whole form."""

from __future__ import annotations

from collections.abc import Callable

from actions.filling import Filling
from actions.forms import CONFIRM, RESUME, Line, catalogue, kinds
from cases import fields
from cases.fields import Accepted, Refused
from office.language import normalise

Check = Callable[[str], Accepted | Refused]

CHECKS: dict[str, Check] = {
    "details": fields.check_details,
    "purpose": fields.check_purpose,
    "obtain": fields.check_obtain,
    "deliver": fields.check_deliver,
    "applicant_kind": fields.check_applicant_kind,
    "name": fields.check_name,
    "nik": fields.check_nik,
    "address": fields.check_address,
    "contact": fields.check_contact,
}


def check(filling: Filling, line: Line, text: str) -> Accepted | Refused:
    """The value as it is stored, or why not."""
    checked = CHECKS[line.check](text)
    if isinstance(checked, Refused) and (titles := choice_titles(filling, line)):
        # A refusal lists what the buttons show, not what the law has besides.
        return Refused("dialogue.isian.choose", {"options": "; ".join(titles)})
    return reachable(line, checked, filling.values.get("cara_pengiriman"))


def reachable(line: Line, checked: Accepted | Refused, deliver: str | None) -> Accepted | Refused:
    """Who wants the answer by e-mail must leave an e-mail address, or it never arrives."""
    by_mail = line.slot == "kontak" and deliver == "surat elektronik"
    if by_mail and isinstance(checked, Accepted) and "@" not in checked.value:
        return Refused("dialogue.permohonan.mail_needed")
    return checked


def line_choices(filling: Filling, line: Line) -> list[dict[str, str]]:
    """Buttons that depend on the form; those that are always the same stand with the question's text."""
    return []


def choice_titles(filling: Filling, line: Line) -> list[str]:
    """What the buttons of a line show."""
    return [title for title, _ in filling.tools.texts[f"dialogue.ask.{line.slot}"].choices]


def belongs_elsewhere(filling: Filling, text: str) -> str | None:
    """The question to which these words are a choice, when it is not the one that is open.

    An old button pressed later sends its words once more; they must not become the answer to another question.
    """
    said, texts = normalise(text), filling.tools.texts
    places = {slot: f"dialogue.ask.{slot}" for slot in [*catalogue(), RESUME]}
    places |= {f"{CONFIRM}:{kind}": f"dialogue.confirm.{kind}" for kind in kinds()}
    owners = [
        place
        for place, key in places.items()
        if key in texts and any(said == normalise(payload) for _, payload in texts[key].choices)
    ]
    here = f"{CONFIRM}:{filling.form.kind}" if filling.asked == CONFIRM else filling.asked
    return owners[0] if owners and here not in owners else None
