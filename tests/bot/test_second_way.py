"""What is held for a citizen who stays silent goes by mail too, or becomes a letter somebody must send."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.conversations import conversation_for
from bot.held import follow, hold_back
from bot.outbox import BLOCKED, LETTER, MAILED, enqueue
from bot.reply import Reply
from bot.second_way import patience, take_second_way
from bot.tables import Conversation, Outbox
from cases.filing import Applicant, RequestedInformation, file_permohonan
from cases.tasks import CaseTask, open_tasks
from office.clock import now
from office.texts import texts
from tests.bot.house import Messages

WITH_MAIL, WITHOUT = "siti@warga.example", "081234567890"


def held(messages: Messages, contact: str, key: str = "event:1", channel: str = "whatsapp") -> int:
    """An answer to somebody's request, held as long as it is; gives its id."""
    with messages.database.writing() as session:
        talk = conversation_for(session, channel, "6281200000001")
        case = file_permohonan(
            session,
            key="a",
            conversation_id=talk.id,
            channel=channel,
            applicant=Applicant("perorangan", "Siti", "3578014101900003", "Jalan 1", contact),
            request=RequestedInformation("Laporan keuangan", "skripsi"),
            received_at=now(),
            office=messages.services.office,
        )
        (row,) = enqueue(session, talk.id, [Reply(text="Ini jawabannya.")], f"case:{case.id}:{key}")
        row.created_at = now() - patience() - timedelta(minutes=1)
        hold_back(session, row, Reply(text="Siap", notice=True))
        return row.id


def run(messages: Messages, mail: bool = True) -> int:
    with messages.database.writing() as session:
        return take_second_way(session, mail)


def row(messages: Messages, outbox_id: int) -> tuple[str, str | None]:
    with messages.database.reading() as session:
        found = session.get_one(Outbox, outbox_id)
        return found.state, found.error


def mailed(messages: Messages) -> list[str]:
    with messages.database.reading() as session:
        query = select(Outbox.reply).join(Conversation).where(Conversation.channel == "email")
        return [Reply.model_validate_json(reply).text for reply in session.scalars(query)]


def letters(messages: Messages) -> list[str]:
    with messages.database.reading() as session:
        return [task.text for task in open_tasks(session)]


def test_who_gave_a_mail_address_gets_it_there_once_and_it_stays_held(messages: Messages) -> None:
    outbox_id = held(messages, WITH_MAIL)
    assert [run(messages), run(messages)] == [1, 0]
    assert row(messages, outbox_id) == ("held", MAILED)
    assert mailed(messages) == [f"{texts().say('mail.elsewhere')}\n\nIni jawabannya."]
    assert letters(messages) == []


@pytest.mark.parametrize(("contact", "mail"), [(WITHOUT, True), (WITH_MAIL, False)])
def test_without_mail_on_either_side_somebody_sends_a_letter(
    messages: Messages, contact: str, mail: bool
) -> None:
    outbox_id = held(messages, contact)
    assert [run(messages, mail), run(messages, mail)] == [1, 0]
    assert row(messages, outbox_id) == ("held", LETTER)
    assert letters(messages) == [texts().say("deliveries.letter_for_whatsapp")]


def test_one_letter_for_all_that_is_held_of_a_case(messages: Messages) -> None:
    held(messages, WITHOUT)
    held(messages, WITHOUT, key="event:2")
    assert run(messages) == 2
    assert len(letters(messages)) == 1


def test_who_blocked_the_account_is_reached_in_the_same_way(messages: Messages) -> None:
    outbox_id = held(messages, WITH_MAIL, channel="telegram")
    with messages.database.writing() as session:
        session.get_one(Outbox, outbox_id).error = BLOCKED
    assert run(messages) == 1
    assert len(mailed(messages)) == 1


def test_nothing_is_sent_on_before_its_time_or_after_the_citizen_wrote(messages: Messages) -> None:
    early = held(messages, WITH_MAIL)
    with messages.database.writing() as session:
        session.get_one(Outbox, early).created_at = now() - patience() + timedelta(minutes=1)
    assert run(messages) == 0
    with messages.database.writing() as session:
        session.get_one(Outbox, early).created_at = now() - patience() * 2
        follow(session, session.get_one(Outbox, early).conversation_id)
    assert run(messages) == 0
    assert mailed(messages) == []


def test_an_answer_on_its_second_way_still_follows_when_the_citizen_writes(messages: Messages) -> None:
    outbox_id = held(messages, WITHOUT)
    run(messages)
    with messages.database.writing() as session:
        follow(session, session.get_one(Outbox, outbox_id).conversation_id)
    assert row(messages, outbox_id) == ("waiting", None)
    with messages.database.reading() as session:
        assert session.scalars(select(CaseTask.done_at)).all() == [None], "whoever sends letters decides"
