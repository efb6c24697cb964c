"""Files by mail, both ways: into a case, and out with an answer as far as they fit."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.channels.mail import CHANNEL, MailDoor
from bot.outbox import enqueue
from bot.reply import Enclosed, Reply
from bot.workers import Workers
from cases.attachments import FOR_ANSWER, Attachment, File, add
from cases.files import file_rules, media_type
from cases.filing import Applicant, RequestedInformation, file_permohonan
from cases.lookup import history
from cases.tables import Case
from office.clock import now
from tests.bot.house import Messages, open_messages, until
from tests.standins import samples
from tests.standins.clamd import EICAR, Clamd
from tests.standins.post_office import OWN, PostOffice

SITI = "siti@warga.example"
PHOTO = samples.picture("JPEG")


class Side:
    """A post office, a house behind it, and a citizen who has written once."""

    def __init__(self, post: PostOffice, messages: Messages) -> None:
        self.post, self.messages = post, messages
        self.door = MailDoor(messages.services)
        self.workers = Workers(messages.services, {CHANNEL: self.door.send})
        self.workers.start()
        self.door.start(self.workers)
        self.send("halo")
        self.told(1)
        self.thread = str(post.out.mails.pop()["Reply-To"])

    def send(self, text: str, *files: tuple[str, bytes], to: str = OWN) -> None:
        made = EmailMessage()
        made["From"], made["To"], made["Subject"] = SITI, to, "Berkas"
        made["Message-ID"] = f"<{hash((text, files))}@warga.example>"
        made.set_content(text)
        for name, content in files:
            made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        self.post.arrive(made.as_bytes())

    def told(self, count: int) -> list[str]:
        """The words of the mails that came, once there are so many."""
        until(lambda: len(self.post.out.mails) >= count, 20)
        return [str(mail.get_body(("plain",)).get_content()) for mail in self.post.out.mails]  # type: ignore[union-attr]

    def request(self) -> Case:
        (conversation,) = self.messages.conversations()
        with self.messages.database.writing() as session:
            return file_permohonan(
                session, key="a", conversation_id=conversation.id, channel=CHANNEL,
                applicant=Applicant("perorangan", "Siti", "3578014101900003", "Jalan 1", SITI),
                request=RequestedInformation("Minta laporan keuangan", "untuk skripsi"),
                received_at=now(), office=self.messages.services.office,
            )  # fmt: skip

    def kept(self) -> list[Attachment]:
        with self.messages.database.reading() as session:
            return list(session.scalars(select(Attachment).order_by(Attachment.id)))

    def answer(self, case: Case, *contents: bytes, letter: str | None = None) -> None:
        with self.messages.database.writing() as session:
            row = session.get_one(Case, case.id)
            rows = [self._added(session, row, content, n) for n, content in enumerate(contents, 1)]
            files = [Enclosed(title=each.title or "", attachment=each.name) for each in rows]
            if letter is not None:
                event = history(session, row.id)[0]
                files.append(Enclosed(title=f"{letter}.pdf", event=event.id, letter=letter))
            enqueue(
                session, row.conversation_id or "", [Reply(text="Ini jawabannya.", files=files)],
                f"case:{row.id}:answer:1",
            )  # fmt: skip
        self.workers.wake()

    def _added(self, session: Session, case: Case, content: bytes, number: int) -> Attachment:
        file = File(f"berkas {number}.pdf", media_type("application/pdf"), content, "clean")
        office = self.messages.services.office
        return add(session, case, file, FOR_ANSWER, "petugas:1", now(), office, key=f"k{number}")

    def files(self) -> list[tuple[str | None, str, bytes]]:
        (mail,) = self.post.out.mails
        return [
            (part.get_filename(), part.get_content_type(), part.get_content())
            for part in mail.iter_attachments()
        ]

    def close(self) -> None:
        self.door.stop()
        self.workers.stop()
        self.messages.close()


@pytest.fixture(scope="module")
def servers() -> Iterator[PostOffice]:
    opened = PostOffice()
    yield opened
    opened.close()


def opened(post: PostOffice, folder: Path, mail: dict[str, Any] | None = None, **more: Any) -> Side:
    post.out.mails.clear()
    post.empty()
    return Side(post, open_messages(folder, mail=post.settings(**(mail or {})), **more))


@pytest.fixture
def side(servers: PostOffice, tmp_path: Path) -> Iterator[Side]:
    made = opened(servers, tmp_path)
    yield made
    made.close()


def test_a_file_in_an_answer_goes_to_the_case_of_its_thread(side: Side) -> None:
    case = side.request()
    side.send("Ini fotonya", ("KTP saya.jpg", PHOTO), to=side.thread)
    [told] = side.told(1)
    assert f"Lampiran diterima: KTP saya.jpg, untuk {case.number}." in told
    [row] = side.kept()
    assert (row.case_id, row.title, row.note, row.media, row.scan) == (
        case.id, "KTP saya.jpg", "Ini fotonya", "image/jpeg", "unscanned",
    )  # fmt: skip
    stored = (side.messages.services.settings.home / "tanya.db").read_bytes()
    stored += (side.messages.services.settings.home / "tanya.db-wal").read_bytes()
    assert PHOTO not in stored


def test_each_of_several_files_is_looked_at_by_itself(side: Side) -> None:
    side.request()
    side.send(
        "dua berkas", ("a.jpg", PHOTO), ("b.exe", samples.PROGRAM), ("c.pdf", samples.PDF), to=side.thread
    )
    told = side.told(3)
    assert "Lampiran diterima: a.jpg" in told[0]
    assert "b.exe tidak dapat kami terima. Kirim sebagai PDF" in told[1]
    assert "Lampiran diterima: c.pdf" in told[2]
    assert [row.title for row in side.kept()] == ["a.jpg", "c.pdf"]


def test_without_a_case_a_file_is_refused_and_the_words_are_answered(side: Side) -> None:
    side.send("apa syarat akta?", ("a.jpg", PHOTO), to=side.thread)
    told = side.told(2)
    assert "tidak kami simpan" in told[0]
    assert "Anda menulis: apa syarat akta?" in told[1]
    assert side.kept() == []


def test_files_without_end_are_taken_up_to_the_limit(side: Side) -> None:
    side.request()
    most = file_rules().most_waiting
    side.send("banyak", *((f"{n}.jpg", PHOTO + bytes([n])) for n in range(most + 5)), to=side.thread)
    told = side.told(most + 1)
    assert any(f"hanya {most} yang pertama" in words for words in told)
    assert len(side.kept()) == most


def test_a_mail_fetched_twice_is_each_file_once(side: Side) -> None:
    side.request()
    for _ in range(2):
        side.send("sama", ("a.jpg", PHOTO), ("b.pdf", samples.PDF), to=side.thread)
    until(lambda: side.post.unread() == 0)
    side.told(2)
    assert [row.title for row in side.kept()] == ["a.jpg", "b.pdf"]


def test_a_file_with_a_virus_is_refused_by_mail_as_elsewhere(servers: PostOffice, tmp_path: Path) -> None:
    clamd = Clamd()
    side = opened(servers, tmp_path, scanner={"clamd": clamd.address})
    side.request()
    side.send("ini", ("a.pdf", samples.PDF + EICAR), to=side.thread)
    assert "pemindai menemukan virus" in side.told(1)[0]
    assert side.kept() == []
    side.close()
    clamd.close()


def test_an_answers_files_and_letter_go_along(side: Side) -> None:
    side.answer(side.request(), samples.PDF, samples.PDF * 2, letter="tanda_bukti")
    assert "Ini jawabannya." in side.told(1)[0]
    first, second, letter = side.files()
    assert first == ("berkas 1.pdf", "application/pdf", samples.PDF)
    assert second == ("berkas 2.pdf", "application/pdf", samples.PDF * 2)
    assert (letter[0], letter[2][:5]) == ("tanda_bukti.pdf", b"%PDF-")


def test_files_too_large_for_a_mail_are_named_with_the_page_that_has_them(
    servers: PostOffice, tmp_path: Path
) -> None:
    side = opened(servers, tmp_path, {"largest_sent_megabytes": 1})
    large = samples.PDF + bytes(1_000_000)
    side.answer(side.request(), large, samples.PDF)
    [told] = side.told(1)
    assert "Berkas ini terlalu besar untuk surel: berkas 1.pdf." in told
    assert f"{side.messages.services.settings.address}/status" in told
    assert [name for name, *_ in side.files()] == ["berkas 2.pdf"]
    side.close()


def test_a_server_that_takes_less_than_we_would_send_decides(tmp_path: Path) -> None:
    small = PostOffice(largest=200_000)
    side = opened(small, tmp_path)
    side.answer(side.request(), samples.PDF + bytes(300_000))
    assert "terlalu besar untuk surel" in side.told(1)[0]
    assert side.files() == []
    side.close()
    small.close()


def test_a_server_that_finds_it_too_large_only_then_gets_it_without_files(side: Side) -> None:
    side.post.out.largest = 100_000
    side.answer(side.request(), samples.PDF + bytes(300_000))
    assert "terlalu besar untuk surel" in side.told(1)[0]
    assert side.files() == []
    side.post.out.largest = None
