"""What a platform says later of a message it took: how far it has come, or that it failed after all."""

from __future__ import annotations

from bot.held import hold_back
from bot.reply import Reply
from bot.tables import Outbox
from office.clock import now
from office.database import Database

RECEIPTS = {"sent": 1, "delivered": 2, "read": 3}
"""By how far a message has come."""


def receipted(database: Database, outbox_id: int, platform_id: str, receipt: str, whole: bool = True) -> None:
    """What the platform says became of a message that it took: ``sent``, ``delivered``, ``read``.

    ``whole``: it speaks of the last part, so that all of the message has come so far.
    """
    with database.writing() as session:
        row = session.get(Outbox, outbox_id, with_for_update=True)
        if row is None:
            return
        if row.unsure and row.state in ("waiting", "dead") and whole:
            # We did not hear whether it was taken; now we do, and it is not sent a second time.
            row.state, row.sent_at, row.platform_id, row.error = "sent", now(), platform_id, None
        if not _newest(row, platform_id):
            return
        # Platforms repeat and reorder: "delivered" after "read" says nothing new.
        if RECEIPTS.get(receipt, 0) > RECEIPTS.get(row.receipt or "", 0):
            row.receipt = receipt


def reopened(
    database: Database, outbox_id: int, platform_id: str, error: str, notice: Reply | None = None
) -> None:
    """A message the platform had taken did not arrive. With a ``notice`` it is held, else a person must look."""
    with database.writing() as session:
        row = session.get(Outbox, outbox_id, with_for_update=True)
        if row is None or row.state not in ("sent", "taken") or not _newest(row, platform_id):
            return
        row.platform_id, row.receipt, row.error = platform_id, "failed", error[:300]
        row.parts_sent, row.unsure = 0, 0
        if notice is None or Reply.model_validate_json(row.reply).notice:
            row.state, row.lease_until = "dead", None
        else:
            hold_back(session, row, notice)


def _newest(row: Outbox, platform_id: str) -> bool:
    """Whether a platform speaks of the last time a message was sent, not of an earlier one, again.

    While a message is being sent its new id is not known yet, the one of the time before is.
    """
    return row.platform_id != platform_id if row.state == "taken" else row.platform_id == platform_id
