"""What becomes of a citizen's file: with the open form, with an own open case, or politely refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from bot import files, handover
from bot.engine import Said
from bot.relay import Effect, open_question
from bot.services import Services
from bot.tables import RETURN, Inbox, SentFile
from cases import attachments
from cases.attachments import FROM_CITIZEN, WHICH_CASE, Attachment, may_attach, waiting
from cases.changes import APPLICANT
from cases.files import file_rules
from cases.lookup import cases_of, tidy_number
from cases.states import KINDS, machine
from cases.tables import Case
from office.clock import now
from office.language import normalise
from office.outcome import Outcome

_FOR = re.compile(r"^lampiran untuk\s+(?:nomor\s+)?(?P<number>\S.*)$", re.IGNORECASE)
NEVER_MIND = frozenset({"lampiran tidak jadi", "tidak jadi"})
"""What is said when a file belongs to no case after all."""
MOST_OFFERED = 9


@dataclass(frozen=True)
class About:
    """What is said of a file, and what is done in the transaction that records it."""

    said: list[Said]
    effect: Effect
    settled: bool = True
    """False where the words that came with the file want an answer of their own."""


def attend(services: Services, message: Inbox, file: SentFile | None, words: str) -> About | None:
    """What a message has to do with files; None for nothing. Raises :class:`bot.engine.EngineAway`."""
    if message.kind == RETURN or (file is None and not _may_choose(words)):
        return None
    engine, sender = services.engine, message.conversation_id
    form = engine.slot(sender, "jenis") or "?" if engine.open_form(sender) is not None else None
    with services.database.reading() as session:
        if file is None:
            return None if form else _chosen(services, session, message, words)
        about = _brought(services, session, message, file, form if form in KINDS else None)
    if words and (not about.settled or _urgent(services, words)):
        return replace(about, settled=False)
    if form is None:
        return replace(about, settled=True)
    asked = open_question(engine, sender, message.channel, f"m{message.id}", message.received_at)
    return replace(about, said=about.said + asked, settled=True)


def _may_choose(words: str) -> bool:
    """Whether words can be about an earlier file at all; of most messages the database need not be asked."""
    return "/" in words or _FOR.match(words.strip()) is not None or normalise(words) in NEVER_MIND


def _urgent(services: Services, words: str) -> bool:
    """Whether words beside a file tell of danger or start a legal clock: those are never just a caption."""
    heard = services.engine.understand([{"text": words, "question": None}], services.internal_token)[0]
    rules = handover.rules()
    return heard["decision"] == "act" and heard["act"] in {rules["danger"], *rules["legal_acts"]}


def _brought(services: Services, session: Session, message: Inbox, file: SentFile, form: str | None) -> About:
    """A file that was looked at: kept with the form, given to a case, kept until its case is named, or refused."""
    if file.reason is not None:
        return _refused(file, file.reason)
    running = [
        case for case in cases_of(session, message.conversation_id) if machine(case.kind).is_open(case.state)
    ]
    fitting = [case for case in running if may_attach(session, case)]
    full = len(waiting(session, message.conversation_id)) >= file_rules().most_waiting
    title = files.as_file(file).title
    if form is not None:
        return (
            _refused(file, "too_many")
            if full
            else About([_said("with_form", title=title)], _keep(message, form))
        )
    if not fitting:
        return _refused(file, "too_many" if running else "no_case")
    if len(fitting) > 1:
        return (
            _refused(file, "too_many")
            if full
            else About([_which(fitting, title)], _keep(message, WHICH_CASE))
        )
    case = fitting[0]

    def give(session: Session) -> None:
        row = _stored(session, message, None)
        attachments.give_to(
            session, row, session.get_one(Case, case.id), message.received_at, services.office
        )

    return About([_said("received", title=title, number=case.number)], give)


def _keep(message: Inbox, waits_for: str) -> Effect:
    def keep(session: Session) -> None:
        _stored(session, message, waits_for)

    return keep


def _stored(session: Session, message: Inbox, waits_for: str | None) -> Attachment:
    """The file as an attachment; its message no longer holds it."""
    file = files.as_file(session.get_one(SentFile, message.id))
    row = attachments.keep(
        session,
        file,
        FROM_CITIZEN,
        APPLICANT,
        message.received_at,
        key=f"inbox:{message.id}",
        conversation_id=message.conversation_id,
        waits_for=waits_for,
    )
    files.let_go(session, message.id)
    return row


def _chosen(services: Services, session: Session, message: Inbox, words: str) -> About | None:
    """The answer to which case earlier files belong; None when the words are no answer to that."""
    held = waiting(session, message.conversation_id, WHICH_CASE)
    if not held:
        return None
    title = ", ".join(row.title or "" for row in held)
    if normalise(words) in NEVER_MIND:
        return About(
            [_said("dropped", title=title)],
            _each_held(message, lambda _s, row: attachments.erase(row, now())),
        )
    named = _FOR.match(words.strip())
    own = {case.number: case for case in cases_of(session, message.conversation_id)}
    case = own.get(tidy_number(named["number"] if named else words))
    if case is None:
        fitting = [one for one in own.values() if may_attach(session, one)]
        return About([_which(fitting, title)], _nothing) if named else None
    if not may_attach(session, case):
        return About([_said("refused.closed", number=case.number)], _nothing)

    def give(session: Session, row: Attachment) -> None:
        chosen = session.get_one(Case, case.id)
        attachments.give_to(session, row, chosen, message.received_at, services.office)

    return About([_said("received", title=title, number=case.number)], _each_held(message, give))


def _each_held(message: Inbox, do: Callable[[Session, Attachment], None]) -> Effect:
    """Do something with each file whose case was asked for."""

    def effect(session: Session) -> None:
        for row in waiting(session, message.conversation_id, WHICH_CASE):
            do(session, row)

    return effect


def _nothing(_session: Session) -> None:
    """Words alone."""


def _refused(file: SentFile, reason: str) -> About:
    rules, inbox_id = file_rules(), file.inbox_id
    fields = {"most": rules.most_from_citizen, "megabytes": rules.megabytes, "types": rules.listed}
    said = _said(f"refused.{reason}", title=file.title, **fields) | {"outcome": Outcome.FAILED_INPUT}
    return About([said], lambda session: files.let_go(session, inbox_id), settled=False)


def _which(cases: Sequence[Case], title: str) -> Said:
    choices = [
        {"title": case.number, "payload": f"lampiran untuk {case.number}"} for case in cases[:MOST_OFFERED]
    ]
    return _said("which", title=title) | {"choices": choices}


def _said(key: str, **fields: Any) -> Said:
    return {"say": f"attachments.{key}", "with": fields, "outcome": Outcome.CONVERSED}
