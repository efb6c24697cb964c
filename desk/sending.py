"""What the desk tells the citizen: queued in the transaction that causes it, once."""

from sqlalchemy.orm import Session

from bot.outbox import enqueue
from bot.reply import Reply
from cases.opening import opening_code
from cases.tables import Case
from office.texts import texts


def tell(session: Session, case: Case, key: str, text: str, address: str = "") -> bool:
    """Queue a message on the citizen's channel; False when the case has none (then it is a letter).

    ``address``: where the pages are, when a letter goes with it; its way and its code are added.
    """
    if case.conversation_id is None:
        return False
    if address:
        page, code = f"{address}/status", opening_code(case)
        text = f"{text}\n\n{texts().say('desk.letter.fetch', page=page, number=case.number, code=code)}"
    enqueue(session, case.conversation_id, [Reply(text=text)], key)
    return True
