"""A citizen's file finds its case: with the open form, with an own case, asked for, or politely refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.files import Upload
from bot.forgetting import forget_drafts, kept
from bot.porter import Porter
from bot.reply import Turn
from bot.tables import SentFile
from bot.workers import Workers
from cases.attachments import Attachment, of_case
from cases.changes import APPLICANT, Change
from cases.filing import Applicant, Filing, RequestedInformation, file_permohonan, open_case
from cases.moves import change
from cases.tables import Case, CaseEvent
from office.calendar import read_calendar
from office.clock import now
from office.outcome import Outcome
from tests.bot.house import Messages, hear, message, open_messages, until
from tests.standins import samples
from tests.standins.clamd import EICAR, Clamd


@pytest.fixture
def clamd() -> Iterator[Clamd]:
    running = Clamd()
    yield running
    running.close()


class Talk:
    """A house whose workers run, and one citizen."""

    def __init__(self, messages: Messages) -> None:
        self.messages = messages
        self.workers = Workers(messages.services, {})
        self.workers.start()
        with messages.database.writing() as session:
            first = hear(messages.database)
            self.sender = session.get_one(type(messages.inbox(first)), first).conversation_id

    def say(self, text: str) -> Turn:
        return self._turn(self.workers.receive(message(text)))

    def send(self, content: bytes, title: str = "KTP saya.jpg", words: str = "") -> Turn:
        return self._turn(self.workers.receive(message(words, file=Upload(title, content))))

    def _turn(self, inbox_id: int) -> Turn:
        turn = self.workers.wait_for(inbox_id, 20)
        assert turn is not None
        return turn

    def request(self, key: str) -> Case:
        with self.messages.database.writing() as session:
            return file_permohonan(
                session,
                key=key,
                conversation_id=self.sender,
                channel="web",
                applicant=Applicant("perorangan", "Siti", "3578014101900003", "Jalan 1", "08123456789"),
                request=RequestedInformation("Minta laporan keuangan", "untuk skripsi"),
                received_at=now(),
                office=self.messages.services.office,
            )

    def open_form(self, kind: str) -> None:
        self.messages.rasa.remember(self.sender, {"event": "active_loop", "name": "isian_form"})
        self.messages.rasa.remember(self.sender, {"event": "slot", "name": "jenis", "value": kind})

    def kept(self) -> list[Attachment]:
        with self.messages.database.reading() as session:
            return list(session.scalars(select(Attachment).order_by(Attachment.id)))

    def content(self, row: Attachment) -> bytes | None:
        with self.messages.database.reading() as session:
            return session.get_one(Attachment, row.id).content

    def nothing_left(self) -> bool:
        with self.messages.database.reading() as session:
            return all(row.content is None for row in session.scalars(select(SentFile)))


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    messages = open_messages(tmp_path)
    made = Talk(messages)
    yield made
    made.workers.stop()
    messages.close()


PHOTO = samples.picture("JPEG")


def test_a_file_for_the_only_open_case_is_kept_with_it_and_acknowledged(talk: Talk) -> None:
    case = talk.request("a")
    turn = talk.send(PHOTO, words="ini fotonya")
    assert [each.text for each in turn.messages] == [
        f"Lampiran diterima: KTP saya.jpg, untuk {case.number}. Petugas akan membacanya bersama perkara Anda."
    ]
    [row] = talk.kept()
    assert (row.case_id, row.title, row.note, row.media, row.scan) == (
        case.id, "KTP saya.jpg", "ini fotonya", "image/jpeg", "unscanned",
    )  # fmt: skip
    assert talk.content(row) == PHOTO
    assert talk.nothing_left(), "kept in one place only"
    with talk.messages.database.reading() as session:
        event = session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc())).first()
        assert event is not None
        assert (event.kind, event.actor, event.data["attachment"]) == ("lampiran_diterima", APPLICANT, row.id)


def test_what_is_kept_is_unreadable_in_the_database(talk: Talk) -> None:
    talk.request("a")
    talk.send(samples.PDF + b"RAHASIA", "daftar gaji Budi.pdf")
    raw = (talk.messages.services.settings.home / "tanya.db").read_bytes()
    raw += (talk.messages.services.settings.home / "tanya.db-wal").read_bytes()
    assert b"RAHASIA" not in raw
    assert b"Budi" not in raw


def test_outside_any_case_a_file_is_refused_and_not_kept(talk: Talk) -> None:
    turn = talk.send(PHOTO)
    assert "tidak kami simpan" in turn.messages[0].text
    assert [choice.payload for choice in turn.messages[0].choices] == [
        "ajukan permohonan",
        "ajukan pengaduan",
    ]
    assert turn.outcome == Outcome.FAILED_INPUT
    assert talk.kept() == []
    assert talk.nothing_left()


def test_words_beside_a_refused_file_are_answered_all_the_same(talk: Talk) -> None:
    turn = talk.send(samples.PROGRAM, "foto.jpg", "apa syarat akta?")
    assert "Kirim sebagai PDF" in turn.messages[0].text
    assert turn.messages[1].text == "Anda menulis: apa syarat akta?"


def test_a_closed_case_takes_no_file(talk: Talk) -> None:
    case = talk.request("a")
    with talk.messages.database.writing() as session:
        row = session.get_one(Case, case.id)
        change(session, row, Change("cabut", APPLICANT), talk.messages.services.office, read_calendar())
    assert "tidak kami simpan" in talk.send(PHOTO).messages[0].text


def test_with_several_cases_the_citizen_says_which(talk: Talk) -> None:
    first, second = talk.request("a"), talk.request("b")
    asked = talk.send(PHOTO).messages[0]
    assert "untuk perkara yang mana" in asked.text
    assert [choice.title for choice in asked.choices] == [second.number, first.number, "Tidak jadi"]
    talk.send(samples.PDF, "surat.pdf")
    assert talk.say("apa kabar?").messages[0].text == "Anda menulis: apa kabar?"
    assert "perkara yang mana" in talk.say("lampiran untuk 9999/PPID/I/2020").messages[0].text
    turn = talk.say(first.number)
    assert f"KTP saya.jpg, surat.pdf, untuk {first.number}" in turn.messages[0].text
    assert [row.case_id for row in talk.kept()] == [first.id, first.id]


def test_a_typed_place_in_the_list_means_that_case(talk: Talk) -> None:
    first, _second = talk.request("a"), talk.request("b")
    talk.send(PHOTO)
    assert first.number in talk.say("2").messages[0].text


def test_a_file_nobody_needs_after_all_is_erased(talk: Talk) -> None:
    talk.request("a")
    talk.request("b")
    talk.send(PHOTO)
    assert "tidak kami simpan" in talk.say("tidak jadi").messages[0].text
    [row] = talk.kept()
    assert (row.title, talk.content(row), row.waits_for) == (None, None, None)


def test_a_file_sent_in_a_form_waits_for_it_and_the_open_question_comes_again(talk: Talk) -> None:
    talk.open_form("pengaduan")
    turn = talk.send(PHOTO, words="buktinya")
    assert "ikut dikirim bersama isian" in turn.messages[0].text
    assert turn.messages[1].text == "Anda menulis: ulangi"
    [row] = talk.kept()
    assert (row.waits_for, row.case_id) == ("pengaduan", None)
    talk.request("another kind")
    assert talk.kept()[0].case_id is None, "it was not sent for that"
    with talk.messages.database.writing() as session:
        filing = Filing(
            "pengaduan", "x", talk.sender, "web", now(), APPLICANT, {}, {"details": "d", "purpose": ""}
        )
        case = open_case(session, filing, None, talk.messages.services.office, read_calendar())
        assert [each.id for each in of_case(session, case)] == [row.id]
    assert talk.content(row) == PHOTO


def test_danger_or_a_legal_wish_beside_a_file_is_never_just_a_caption(talk: Talk) -> None:
    case = talk.request("a")
    talk.messages.rasa.acts["saya keberatan atas jawaban ini"] = "keberatan"
    turn = talk.send(PHOTO, words="saya keberatan atas jawaban ini")
    assert [case.number in turn.messages[0].text, turn.messages[1].text] == [
        True, "Anda menulis: saya keberatan atas jawaban ini",
    ]  # fmt: skip


def test_a_file_with_a_virus_is_refused_and_not_kept(tmp_path: Path, clamd: Clamd) -> None:
    messages = open_messages(tmp_path, scanner={"clamd": clamd.address})
    talk = Talk(messages)
    talk.request("a")
    assert "pemindai menemukan virus" in talk.send(samples.PDF + EICAR).messages[0].text
    assert talk.kept() == []
    assert talk.nothing_left()
    assert "Lampiran diterima" in talk.send(samples.PDF).messages[0].text
    assert talk.kept()[0].scan == "clean"
    talk.workers.stop()
    messages.close()


def test_too_many_files_are_refused_with_the_limit(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    from cases import files

    few = files.FileRules(**{**vars(files.file_rules()), "most_from_citizen": 2})
    monkeypatch.setattr("cases.attachments.file_rules", lambda: few)
    talk.request("a")
    for _ in range(2):
        assert "Lampiran diterima" in talk.send(PHOTO).messages[0].text
    assert "mencapai batas" in talk.send(PHOTO).messages[0].text
    assert len(talk.kept()) == 2


def test_a_message_delivered_twice_is_one_file(talk: Talk) -> None:
    talk.request("a")
    incoming = message(file=Upload("a.jpg", PHOTO))
    first, again = talk.workers.receive(incoming), talk.workers.receive(incoming)
    assert first == again
    talk.workers.wait_for(first, 20)
    assert len(talk.kept()) == 1


def test_killed_between_storing_and_the_turn_nothing_is_lost(tmp_path: Path) -> None:
    messages = open_messages(tmp_path)
    talk = Talk(messages)
    talk.workers.stop()
    case = talk.request("a")
    stored = hear(messages.database, "", file=Upload("a.jpg", PHOTO))
    assert messages.inbox(stored).turn is None
    again = Workers(messages.services, {})
    again.start()
    assert again.wait_for(stored, 20) is not None
    assert talk.kept()[0].case_id == case.id
    again.stop()
    messages.close()


def test_a_platform_that_is_away_is_asked_again_and_then_given_up(tmp_path: Path) -> None:
    from bot.ears import FetchLater
    from bot.files import MOST_ATTEMPTS
    from tests.bot.house import later

    messages = open_messages(tmp_path)
    asked: list[str] = []

    def away(remote: str) -> bytes:
        asked.append(remote)
        raise FetchLater("away")

    stored = hear(messages.database, "", file=Upload("a.jpg", remote="di sana"))
    porter = Porter(messages.services, {"web": away}, lambda: None)
    porter.start()

    def due() -> bool:
        with messages.database.writing() as session:
            session.get_one(SentFile, stored).run_at = now()
        porter.ring()
        return messages.inbox(stored).state == "waiting"

    until(due)
    porter.stop()
    later(messages.database, 0)
    assert asked == ["di sana"] * MOST_ATTEMPTS
    with messages.database.reading() as session:
        assert session.get_one(SentFile, stored).reason == "not_fetched"
    messages.close()


def test_files_that_found_no_case_go_with_the_drafts(talk: Talk) -> None:
    talk.open_form("pengaduan")
    talk.send(PHOTO)
    [row] = talk.kept()
    with talk.messages.database.writing() as session:
        session.get_one(Attachment, row.id).received_at = now() - kept("drafts") - timedelta(minutes=1)
    forget_drafts(talk.messages.services.engine, talk.messages.database)
    assert talk.content(row) is None
    assert talk.kept()[0].title is None


def test_whoever_has_the_conversation_erased_leaves_no_waiting_file_and_no_caption(talk: Talk) -> None:
    talk.open_form("pengaduan")
    talk.send(PHOTO, "foto Budi.jpg", "rumah Budi")
    talk.messages.rasa.reply = lambda body: [{"say": "dialogue.penghapusan.done", "forget": True}]
    talk.say("ya, hapus")
    [row] = talk.kept()
    assert talk.content(row) is None
    with talk.messages.database.reading() as session:
        [sent] = session.scalars(select(SentFile))
        assert "Budi" not in f"{sent.title} {sent.caption}"
