"""What the desk tells the citizen: queued in the transaction that causes it, once."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from bot.outbox import enqueue
from bot.reply import Enclosed, Reply
from cases.attachments import Attachment
from cases.deadlines import from_json
from cases.letters.kinds import letters_after
from cases.opening import opening_code
from cases.redirections import redirections
from cases.states import machine
from cases.tables import Case, CaseEvent
from office.texts import texts
from office.web.pages import long_date


def tell(
    session: Session, case: Case, key: str, text: str, address: str = "", files: Sequence[Enclosed] = ()
) -> bool:
    """Queue a message on the citizen's channel; False when the case has none (then it is a letter).

    ``address``: where the pages are; when ``files`` go with it, how to get them there is added with the code.
    """
    if case.conversation_id is None:
        return False
    if files:
        page, code = f"{address}/status", opening_code(case)
        text = f"{text}\n\n{texts().say('desk.letter.fetch', page=page, number=case.number, code=code)}"
    enqueue(session, case.conversation_id, [Reply(text=text, files=list(files))], key)
    return True


def letters_with(case: Case, event: CaseEvent) -> list[Enclosed]:
    """The letters an event calls for, as files of the message that tells of it."""
    return [
        Enclosed(title=kind.file_name(case.number), event=event.id, letter=kind.name)
        for kind in letters_after(case.kind, event.kind)
    ]


def as_enclosed(rows: Iterable[Attachment]) -> list[Enclosed]:
    """Files of an answer."""
    return [Enclosed(title=row.title or "", attachment=row.name) for row in rows]


def notify(session: Session, case: Case, event: CaseEvent, address: str) -> None:
    """Tell the citizen about a step that is told in writing (``cases.notice`` in the texts)."""
    key = f"cases.notice.{case.kind}.{event.kind}"
    if key not in texts():
        return
    due = {raw["name"]: long_date(from_json(raw).due_on) for raw in case.deadlines}
    body = next((one for one in redirections() if one.name == event.data.get("body")), None)
    ground = machine(case.kind).grounds.get(str(event.data.get("ground", "")))
    words = texts().say(
        key,
        number=case.number,
        reason=event.text or "",
        due=long_date(case.due_on),
        repair=due.get("perbaikan", ""),
        body=body.title if body else "",
        how=body.how if body else "",
        ground=ground.title if ground else "",
        into=event.data.get("into", ""),
    )
    tell(session, case, f"case:{case.id}:event:{event.id}", words, address, letters_with(case, event))
