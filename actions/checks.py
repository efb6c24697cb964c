"""Whether an answer is good: the checks of ``cases.fields``, and what can only be told from the whole form."""

from __future__ import annotations

from collections.abc import Callable

from actions import own_cases
from actions.choosing import meant, partly_meant
from actions.filling import Filling
from actions.forms import CONFIRM, RESUME, SAME, SKIPPED, Line, catalogue, kinds, line_rules
from cases import fields
from cases.fields import Accepted, Refused
from office.language import bare, normalise, number, without_turn
from office.texts import Texts

CHECKS: dict[str, Callable[[str], Accepted | Refused]] = {
    **fields.CHECKS,
    "details": fields.check_details,
    "purpose": fields.check_purpose,
    "obtain": fields.check_obtain,
    "deliver": fields.check_deliver,
    "applicant_kind": fields.check_applicant_kind,
    "complaint": fields.check_complaint,
    "place": fields.check_place,
    "happened": fields.check_happened,
    "reported": fields.check_reported,
    "claim": fields.check_claim,
    "anonymous": fields.check_anonymous,
    "confidential": fields.check_confidential,
}
"""What an answer alone decides."""
CHECKS_OF_A_FORM: dict[str, Callable[[Filling, str], Accepted | Refused]] = {
    "request": own_cases.check_request,
    "grounds": own_cases.check_grounds,
    "position": own_cases.check_position,
    "withdrawable": own_cases.check_withdrawable,
    "addable": own_cases.check_addable,
    "addition": own_cases.check_addition,
}
"""What depends on who asks and on the answers before."""


def check(filling: Filling, line: Line, text: str) -> Accepted | Refused:
    """The value as it is stored, or why not."""
    offered = choices_of(filling, line)
    ours = line.answer == "choice" and line.check in CHECKS and bool(offered)
    if (chosen := meant(offered, text)) is not None:
        text = chosen
    elif ours and number(text) is not None:
        return _choose_one(offered)  # a number that no button has
    elif line.optional and (at := number(text)) is not None:
        text = str(at)  # "dua" is no more a name of a place than "2"
    if (passed := _passed_over(line, text)) is not None:
        return passed
    checked = _checked(filling, line, text)
    if isinstance(checked, Refused) and (chosen := partly_meant(offered, text)) is not None:
        checked = _checked(filling, line, chosen)
    if isinstance(checked, Refused) and ours:
        # A refusal lists what the buttons show, not what the law has besides.
        return _choose_one(offered)
    return reachable(line, checked, filling.values.get("cara_pengiriman"))


def _checked(filling: Filling, line: Line, text: str) -> Accepted | Refused:
    if line.check in CHECKS_OF_A_FORM:
        return CHECKS_OF_A_FORM[line.check](filling, text)
    return CHECKS[line.check](text)


def _passed_over(line: Line, text: str) -> Accepted | Refused | None:
    """Words that answer nothing: a wish to leave the line out or to wait, a bare yes or no."""
    plain = bare(normalise(text))
    if plain in line_rules()["waiting"]:
        return Refused("dialogue.isian.waiting")
    if line.answer == "choice":
        return None
    yes_or_no = next((row["name"] for row in fields.field_rules()["yes_no"] if plain in row["words"]), None)
    if _skips(text) or (line.optional and yes_or_no == "tidak"):
        return Accepted(SKIPPED) if line.optional else Refused("dialogue.isian.needed", {"label": line.label})
    return Refused("dialogue.isian.not_yes_or_no") if yes_or_no else None


def _skips(text: str) -> bool:
    rules = line_rules()
    left = [word for word in bare(normalise(text)).split() if word not in rules["skipping_about"]]
    return " ".join(left) in rules["skipping"]


def _choose_one(offered: list[tuple[str, str]]) -> Refused:
    return Refused("dialogue.isian.choose", {"options": "; ".join(title for title, _ in offered)})


def reachable(line: Line, checked: Accepted | Refused, deliver: str | None) -> Accepted | Refused:
    """Who wants the answer by e-mail must leave an e-mail address, or it never arrives."""
    by_mail = line.slot == "kontak" and deliver == "surat elektronik"
    if by_mail and isinstance(checked, Accepted) and "@" not in checked.value:
        return Refused("dialogue.permohonan.mail_needed")
    return checked


def line_choices(filling: Filling, line: Line) -> list[dict[str, str]]:
    """Buttons that depend on the form; those that are always the same stand with the question's text."""
    if line.slot in ("nomor", "perkara", "perkara_ditambah"):
        return own_cases.number_choices(filling, line.slot)
    return own_cases.ground_choices(filling) if line.check == "grounds" else []


def choices_of(filling: Filling, line: Line) -> list[tuple[str, str]]:
    """All buttons of a line as (title, the words it sends), in the order in which they are shown."""
    own = [(each["title"], each["payload"]) for each in line_choices(filling, line)]
    return [*own, *filling.tools.texts[f"dialogue.ask.{line.slot}"].choices]


def choice_of(texts: Texts, text: str) -> list[str]:
    """The questions of our forms to which these words are a choice."""
    said = without_turn(normalise(text))
    places = {slot: f"dialogue.ask.{slot}" for slot in [*catalogue(), RESUME, SAME]}
    places |= {f"{CONFIRM}:{kind}": f"dialogue.confirm.{kind}" for kind in kinds()}
    return [
        place
        for place, key in places.items()
        if key in texts and any(said == normalise(payload) for _, payload in texts[key].choices)
    ]


def belongs_elsewhere(filling: Filling, text: str) -> bool:
    """Whether these words are a choice of another question than the one that is open.

    An old button pressed later sends its words once more; they must not become the answer to another question.
    """
    line = filling.line
    if line is not None and _skips(text):
        return False
    owners = choice_of(filling.tools.texts, text)
    here = f"{CONFIRM}:{filling.form.kind}" if filling.asked == CONFIRM else filling.asked
    return bool(owners) and here not in owners
