"""Letters by mail for who chose it, and mail for what a messenger did not deliver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from bot import by_mail
from bot.channels.mail import CHANNEL, MailDoor
from bot.conversations import conversation_for
from bot.outbox import enqueue
from bot.privacy import forget_conversations, kept
from bot.reply import Reply
from bot.tables import Outbox
from bot.workers import Workers
from cases.answering import Writing, answer
from cases.filing import Applicant, RequestedInformation, file_permohonan
from cases.tables import Case
from office.clock import now
from office.working_days import current_calendar
from tests.bot.house import Messages, open_messages, until
from tests.standins.post_office import PostOffice

SITI = Applicant("perorangan", "Siti Aminah", "3578014101900003", "Jalan Melati 5", "Siti@Warga.example")
ASKED = RequestedInformation("Laporan keuangan 2025", "skripsi", "salinan", "surat elektronik")


@pytest.fixture(scope="module")
def servers() -> Iterator[PostOffice]:
    opened = PostOffice()
    yield opened
    opened.close()


@pytest.fixture
def messages(servers: PostOffice, tmp_path: Path) -> Iterator[Messages]:
    servers.out.mails.clear()
    servers.empty()
    opened = open_messages(tmp_path, mail=servers.settings())
    yield opened
    opened.close()


def file(messages: Messages, **more: Any) -> int:
    known: dict[str, Any] = {"applicant": SITI, "request": ASKED} | more
    with messages.database.writing() as session:
        conversation = conversation_for(session, "telegram", "4711")
        case = file_permohonan(
            session, key=f"f{len(known['request'].details)}", received_at=now(), office=messages.services.office,
            conversation_id=conversation.id, channel="telegram", **known,
        )  # fmt: skip
        return case.id


def keys(messages: Messages) -> list[str]:
    return [row.key for row in messages.outbox()]


def delivered(messages: Messages, post: PostOffice, count: int) -> list[EmailMessage]:
    workers = Workers(messages.services, {CHANNEL: MailDoor(messages.services).send})
    workers.start()
    until(lambda: len(post.out.mails) >= count, 30)
    workers.stop()
    return post.out.mails


def letter_in(mail: EmailMessage) -> str:
    (part,) = mail.iter_attachments()
    assert part.get_content_type() == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(part.get_content())).pages)


def test_the_receipt_and_the_answer_come_by_mail_with_their_letters(
    messages: Messages, servers: PostOffice
) -> None:
    case_id = file(messages)
    with messages.database.writing() as session:
        assert by_mail.send_letters(session) == 1
        assert by_mail.send_letters(session) == 0
    (receipt,) = delivered(messages, servers, 1)
    assert receipt["To"] == "siti@warga.example"
    with messages.database.reading() as session:
        number = session.get_one(Case, case_id).number
    assert number in letter_in(receipt)
    with messages.database.writing() as session:
        case = session.get_one(Case, case_id)
        calendar = current_calendar(session)
        writing = Writing("Silakan, ini laporannya.", "petugas:1", None, messages.services.office, calendar)
        answer(session, case, "diberikan", writing)
    with messages.database.writing() as session:
        assert by_mail.send_letters(session) == 1
        assert by_mail.send_letters(session) == 0
    told = delivered(messages, servers, 2)[1]
    assert number in letter_in(told)
    assert told["Reply-To"] == receipt["Reply-To"]


@pytest.mark.parametrize(
    "more",
    [
        {"request": replace(ASKED, deliver="percakapan ini")},
        {"applicant": replace(SITI, contact="+6281234567890")},
    ],
)
def test_who_did_not_choose_mail_or_gave_no_address_gets_none(
    messages: Messages, more: dict[str, Any]
) -> None:
    file(messages, **more)
    with messages.database.writing() as session:
        assert by_mail.send_letters(session) == 0
    assert keys(messages) == []


def refused(messages: Messages, key: str) -> None:
    with messages.database.writing() as session:
        conversation = conversation_for(session, "telegram", "4711")
        (row,) = enqueue(session, conversation.id, [Reply(text="Permohonan Anda dijawab.")], key)
        row.state = "dead"


def test_what_a_messenger_refused_for_good_goes_by_mail_once(messages: Messages, servers: PostOffice) -> None:
    case_id = file(messages, request=replace(ASKED, deliver="percakapan ini"))
    refused(messages, f"case:{case_id}:answer:1")
    refused(messages, "turn:9")  # what the assistant said in a chat is no answer the office owes
    with messages.database.writing() as session:
        assert by_mail.send_undelivered(session) == 1
        assert by_mail.send_undelivered(session) == 0
    states = {row.key: row.state for row in messages.outbox()}
    assert states[f"case:{case_id}:answer:1:0"] == "elsewhere"
    assert states["turn:9:0"] == "dead"
    (mail,) = delivered(messages, servers, 1)
    body = mail.get_body(("plain",))
    assert body is not None
    assert "Permohonan Anda dijawab." in body.get_content()


def test_without_a_mail_address_a_person_must_look(messages: Messages) -> None:
    case_id = file(messages, applicant=replace(SITI, contact="+6281234567890"))
    refused(messages, f"case:{case_id}:answer:1")
    with messages.database.writing() as session:
        assert by_mail.send_undelivered(session) == 0
    assert [row.state for row in messages.outbox()] == ["dead"]


def test_erased_applicants_get_no_mail(messages: Messages) -> None:
    case_id = file(messages)
    with messages.database.writing() as session:
        applicant = session.get_one(Case, case_id).applicant
        assert applicant is not None
        applicant.contact = None
    with messages.database.writing() as session:
        assert by_mail.send_letters(session) == 0
        assert session.query(Outbox).count() == 0


def test_what_was_mailed_is_found_and_erased_with_the_person(messages: Messages) -> None:
    case_id = file(messages)
    with messages.database.writing() as session:
        by_mail.send_letters(session)
        number = session.get_one(Case, case_id).number
        session.scalars(select(Outbox)).one().state = "sent"
    (mailed,) = messages.outbox()
    with messages.database.writing() as session:
        assert mailed.id in [line["id"] for line in kept(session, number)["outbox"]]
        assert mailed.conversation_id in forget_conversations(session, number)
    assert number not in messages.outbox()[0].reply
