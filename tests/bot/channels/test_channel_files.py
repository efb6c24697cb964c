"""Files through the real doors: a citizen's document comes in, an answer's files and letter go out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import outbox
from bot.channels import telegram, whatsapp
from bot.channels.telegram import TelegramDoor
from bot.channels.whatsapp import WhatsAppDoor
from bot.channels.whatsapp_payload import Payload
from bot.conversations import conversation_for
from bot.reply import Enclosed, Reply
from bot.tables import Outbox
from bot.workers import Workers
from cases.attachments import Attachment, File, add, erase
from cases.files import media_type
from cases.filing import Applicant, RequestedInformation, file_permohonan
from cases.lookup import history
from cases.tables import Case
from office.clock import now
from tests.bot.house import Messages, known, later, open_messages, until
from tests.standins import samples
from tests.standins.telegram import TOKEN, Telegram
from tests.standins.whatsapp import PHONE_ID, WhatsApp

CITIZEN = 6281200000001
PHOTO = samples.picture("JPEG")


@dataclass
class Side:
    """One channel with its platform, and the house behind it."""

    messages: Messages
    workers: Workers
    channel: str
    platform: Telegram | WhatsApp
    who: int | str

    def send_file(self, content: bytes, name: str | None = None, caption: str = "", media: str = "") -> None:
        if isinstance(self.platform, Telegram):
            self.platform.send_file(int(self.who), content, name, caption, media)
            return
        value = self.platform.file_message(str(self.who), content, name, caption, media)
        about = {"metadata": {"phone_number_id": PHONE_ID}}
        payload = {"entry": [{"changes": [{"field": "messages", "value": about | value}]}]}
        door = WhatsAppDoor(self.messages.services)
        door.take_in(Payload.model_validate(payload), self.workers)
        door.stop()

    def request(self) -> Case:
        with self.messages.database.writing() as session:
            talk = conversation_for(session, self.channel, str(self.who))
            talk.last_in_at = now()
            return file_permohonan(
                session,
                key="a",
                conversation_id=talk.id,
                channel=self.channel,
                applicant=Applicant("perorangan", "Siti", "3578014101900003", "Jalan 1", "08123456789"),
                request=RequestedInformation("Minta laporan keuangan", "untuk skripsi"),
                received_at=now(),
                office=self.messages.services.office,
            )

    def kept(self) -> list[tuple[str | None, str, bytes | None]]:
        with self.messages.database.reading() as session:
            return [(row.title, row.media, row.content) for row in session.scalars(select(Attachment))]

    def texts(self) -> list[str]:
        if isinstance(self.platform, WhatsApp):
            return self.platform.texts(str(self.who))
        return [each["text"] for each in self.platform.messages(int(self.who))]

    def answer(self, case: Case, files: list[Enclosed]) -> None:
        with self.messages.database.writing() as session:
            outbox.enqueue(
                session, case.conversation_id or "", [Reply(text="Ini jawabannya.", files=files)], "answer"
            )
        self.workers.wake()

    def attached(self, case: Case, content: bytes = samples.PDF) -> Enclosed:
        file = File("laporan.pdf", media_type("application/pdf"), content, "clean")
        with self.messages.database.writing() as session:
            row = add(
                session, session.get_one(Case, case.id), file, "jawaban", "petugas:1", now(),
                self.messages.services.office, key="k",
            )  # fmt: skip
        return Enclosed(title="laporan.pdf", attachment=row.name)

    def state(self) -> str:
        with self.messages.database.reading() as session:
            return session.scalars(select(Outbox.state).where(Outbox.key == "answer:0")).one()

    def arrived(self) -> dict[str, bytes]:
        if isinstance(self.platform, WhatsApp):
            return self.platform.documents(str(self.who))
        return self.platform.documents(int(self.who))


@pytest.fixture(params=["telegram", "whatsapp"])
def side(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Side]:
    if request.param == "telegram":
        platform = Telegram()
        told = {"token": TOKEN, "api_base": platform.address, "poll_seconds": 1}
        messages = open_messages(tmp_path, telegram=told)
        known(messages.database, telegram.CHANNEL, str(CITIZEN))
        door = TelegramDoor(messages.services)
        workers = Workers(
            messages.services, {telegram.CHANNEL: door.send}, fetch={telegram.CHANNEL: door.fetch}
        )
        workers.start()
        door.start(workers)
        yield Side(messages, workers, telegram.CHANNEL, platform, CITIZEN)
        workers.stop()
        door.stop()
        platform.close()
        messages.close()
        return
    meta = WhatsApp()
    messages = open_messages(tmp_path, whatsapp=meta.settings())
    known(messages.database, whatsapp.CHANNEL, str(CITIZEN))
    meta_door = WhatsAppDoor(messages.services)
    workers = Workers(
        messages.services, {whatsapp.CHANNEL: meta_door.send}, fetch={whatsapp.CHANNEL: meta_door.fetch}
    )
    workers.start()
    yield Side(messages, workers, whatsapp.CHANNEL, meta, str(CITIZEN))
    workers.stop()
    meta_door.stop()
    meta.close()
    messages.close()


def test_a_document_is_fetched_kept_and_acknowledged(side: Side) -> None:
    case = side.request()
    side.send_file(samples.PDF, "surat kuasa.pdf", "surat kuasanya")
    until(lambda: len(side.texts()) == 1)
    assert side.texts()[0].startswith(f"Lampiran diterima: surat kuasa.pdf, untuk {case.number}.")
    assert side.kept() == [("surat kuasa.pdf", "application/pdf", samples.PDF)]


def test_a_recording_sent_as_a_document_is_heard_and_kept_as_no_attachment(side: Side) -> None:
    side.request()
    side.send_file(samples.PDF, "Rekaman 1.m4a", media="audio/x-m4a")
    until(lambda: len(side.texts()) == 1)
    assert side.texts() == [side.messages.services.texts.say("voice.hear.deaf")]
    assert side.kept() == []


def test_a_photo_has_no_name_and_is_taken(side: Side) -> None:
    side.request()
    side.send_file(PHOTO)
    until(lambda: len(side.texts()) == 1)
    assert side.kept() == [("foto.jpg", "image/jpeg", PHOTO)]


def test_the_words_under_a_picture_are_answered_and_the_picture_too(side: Side) -> None:
    side.send_file(PHOTO, None, "jalan rusak")
    until(lambda: "Anda menulis: jalan rusak" in side.texts())
    assert len(side.texts()) == 2, "a picture that nobody can place is spoken of"
    assert side.kept() == []


def test_a_file_of_another_kind_or_too_large_is_refused_in_one_sentence(side: Side) -> None:
    side.request()
    side.send_file(samples.PROGRAM, "foto.jpg")
    until(lambda: len(side.texts()) == 1)
    assert "Kirim sebagai PDF" in side.texts()[0]
    assert side.kept() == []


def test_a_platform_whose_store_is_away_is_asked_again(side: Side) -> None:
    side.platform.files_away = 1
    side.request()
    side.send_file(PHOTO)
    until(lambda: len(side.texts()) == 1, 20)
    assert len(side.kept()) == 1


def test_the_answers_files_come_as_documents_after_its_words(side: Side) -> None:
    case = side.request()
    side.answer(case, [side.attached(case)])
    until(lambda: side.state() == "sent")
    assert side.texts()[0] == "Ini jawabannya."
    [(name, content)] = side.arrived().items()
    assert name == "laporan.pdf"
    assert samples.PDF in content


def test_a_letter_comes_as_a_document_and_is_the_one_that_is_kept(side: Side) -> None:
    case = side.request()
    with side.messages.database.reading() as session:
        event = history(session, case.id)[0]
    side.answer(case, [Enclosed(title="Tanda bukti.pdf", event=event.id, letter="tanda_bukti")])
    until(lambda: side.state() == "sent", 30)
    [(name, content)] = side.arrived().items()
    assert name == "Tanda bukti.pdf"
    assert b"%PDF-" in content


def test_a_file_that_was_not_taken_is_tried_again_without_the_words(side: Side) -> None:
    case = side.request()
    files = [side.attached(case)]
    side.platform.fail_documents = 1
    side.answer(case, files)
    until(lambda: side.texts() == ["Ini jawabannya."])
    until(lambda: side.state() == "waiting")
    later(side.messages.database, 60)
    side.workers.wake()
    until(lambda: side.state() == "sent")
    assert [text for text in side.texts() if text == "Ini jawabannya."] == ["Ini jawabannya."]
    assert len(side.arrived()) == 1


def test_a_file_erased_meanwhile_is_left_out(side: Side) -> None:
    case = side.request()
    files = [side.attached(case)]
    with side.messages.database.writing() as session:
        erase(session.scalars(select(Attachment)).one(), now())
    side.answer(case, files)
    until(lambda: side.state() == "sent")
    assert side.arrived() == {}
