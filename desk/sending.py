"""What the desk tells the citizen: queued in the transaction that causes it, once."""

from sqlalchemy.orm import Session

from bot.outbox import enqueue
from bot.reply import Reply
from cases.tables import Case


def tell(session: Session, case: Case, key: str, text: str) -> bool:
    """Queue a message on the citizen's channel; False when the case has none (then it is a letter)."""
    if case.conversation_id is None:
        return False
    enqueue(session, case.conversation_id, [Reply(text=text)], key)
    return True
