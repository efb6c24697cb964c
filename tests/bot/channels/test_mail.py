"""The mail door against real servers: Dovecot and aiosmtpd."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from bot.channels.mail import CHANNEL, MailDoor
from bot.channels.mail_servers import ServerAway
from bot.workers import Workers
from tests.bot.channels.test_mail_reading import report
from tests.bot.house import Messages, open_messages, until
from tests.standins.post_office import OWN, PASSWORD, PostOffice

SITI = "siti@warga.example"


@pytest.fixture(scope="module")
def servers() -> Iterator[PostOffice]:
    opened = PostOffice()
    yield opened
    opened.close()


@pytest.fixture
def post(servers: PostOffice) -> PostOffice:
    servers.out.mails.clear()
    servers.out.refuse.clear()
    servers.out.answer = "250 OK"
    servers.empty()
    return servers


class Door:
    """Door and hands, which may be stopped and started again."""

    def __init__(self, messages: Messages) -> None:
        self.messages = messages
        self.start()

    def start(self) -> None:
        self.door = MailDoor(self.messages.services)
        self.workers = Workers(self.messages.services, {CHANNEL: self.door.send})
        self.workers.start()
        self.door.start(self.workers)

    def stop(self) -> None:
        self.door.stop()
        self.workers.stop()


@pytest.fixture
def door(post: PostOffice, tmp_path: Path) -> Iterator[Door]:
    messages = open_messages(tmp_path, mail=post.settings())
    opened = Door(messages)
    yield opened
    opened.stop()
    messages.close()


def write(text: str, sender: str = SITI, **headers: str) -> bytes:
    made = EmailMessage()
    made["From"] = sender
    known = {"To": OWN, "Subject": "Pertanyaan", "Message-ID": f"<{hash((text, sender))}@warga.example>"}
    for name, value in (known | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        made[name] = value
    made.set_content(text)
    return made.as_bytes()


def words(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_mail_is_answered_by_mail(door: Door, post: PostOffice) -> None:
    post.arrive(write("Berapa lama permohonan dijawab?"))
    until(lambda: len(post.out.mails) == 1)
    (answer,) = post.out.mails
    assert answer["To"] == SITI
    assert "Anda menulis: Berapa lama permohonan dijawab?" in words(answer)
    assert answer["Auto-Submitted"] == "auto-replied"
    assert answer["Content-Language"] == "id"
    assert "hubungi petugas" in words(answer)
    until(lambda: post.unread() == 0)


def test_an_answer_goes_on_in_the_same_conversation(door: Door, post: PostOffice) -> None:
    post.arrive(write("yang pertama"))
    until(lambda: len(post.out.mails) == 1)
    thread = str(post.out.mails[0]["Reply-To"])
    post.arrive(write("yang kedua\n\n> kutipan", To=thread))
    until(lambda: len(post.out.mails) == 2)
    assert "Anda menulis: yang kedua" in words(post.out.mails[1])
    assert len(door.messages.conversations()) == 1
    assert post.out.mails[1]["Reply-To"] == thread
    # By its references alone, from a program that answers to the plain address.
    post.arrive(write("yang ketiga", In_Reply_To=str(post.out.mails[1]["Message-ID"])))
    until(lambda: len(post.out.mails) == 3)
    assert len(door.messages.conversations()) == 1


def test_nobody_speaks_for_somebody_else(door: Door, post: PostOffice) -> None:
    post.arrive(write("milik Siti"))
    until(lambda: len(post.out.mails) == 1)
    thread = str(post.out.mails[0]["Reply-To"])
    # Who forges the sender does not know the thread; who learnt the thread is not the sender.
    post.arrive(write("saya Siti palsu"))
    post.arrive(write("saya tahu alamatnya", sender="budi@warga.example", To=thread))
    until(lambda: len(post.out.mails) == 3)
    assert len(door.messages.conversations()) == 3
    assert sorted(str(mail["To"]) for mail in post.out.mails) == ["budi@warga.example", SITI, SITI]


def test_the_same_mail_twice_is_one_message(door: Door, post: PostOffice) -> None:
    for _ in range(3):
        post.arrive(write("sekali saja"))
    until(lambda: post.unread() == 0 and len(post.out.mails) == 1)
    assert [body["message"] for body in door.messages.rasa.heard] == ["sekali saja"]


def test_a_mail_is_stored_before_it_is_marked(post: PostOffice, tmp_path: Path) -> None:
    messages = open_messages(tmp_path, mail=post.settings())
    door = MailDoor(messages.services)
    workers = Workers(messages.services, {})
    post.arrive(write("jangan hilang"))
    messages.database.close()
    broken = messages.services.database.engine
    with broken.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE inbox RENAME TO inbox_away")
    door.look(workers)
    assert post.unread() == 1
    with broken.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE inbox_away RENAME TO inbox")
    door.look(workers)
    assert post.unread() == 0
    assert messages.inbox(1).text == "jangan hilang"
    messages.close()


def test_machines_get_no_answer(door: Door, post: PostOffice) -> None:
    post.arrive(write("Saya sedang cuti.", Auto_Submitted="auto-replied"))
    post.arrive(write("Berita mingguan", List_Id="<berita.example>"))
    post.arrive(write("halo, saya orang"))
    until(lambda: post.unread() == 0 and len(post.out.mails) == 1)
    assert "halo, saya orang" in words(post.out.mails[0])
    assert len(door.messages.conversations()) == 1


def test_a_mail_that_came_back_is_shown_to_a_person(door: Door, post: PostOffice) -> None:
    post.arrive(write("halo"))
    until(lambda: [row.state for row in door.messages.outbox()] == ["sent"])
    ours = str(post.out.mails[0]["Message-ID"])
    post.arrive(report("failed", ours.replace(ours[1:2], "9", 1)))  # another mail's number, not its name
    post.arrive(report("failed", ours))
    until(lambda: [row.state for row in door.messages.outbox()] == ["dead"])
    assert door.messages.outbox()[0].error == "surel kembali"


@pytest.mark.parametrize(
    ("answer", "state"), [("550 5.1.1 no such user", "dead"), ("451 4.3.0 try again later", "waiting")]
)
def test_what_the_server_refuses(door: Door, post: PostOffice, answer: str, state: str) -> None:
    post.out.refuse[SITI] = answer
    post.arrive(write("halo"))
    until(lambda: any(row.error for row in door.messages.outbox()))
    (row,) = door.messages.outbox()
    assert (row.state, row.error) == (state, f"smtp {answer[:3]}")


def test_a_refused_mail_goes_out_when_the_server_takes_it_again(door: Door, post: PostOffice) -> None:
    post.out.answer = "451 4.3.0 full"
    post.arrive(write("halo"))
    until(lambda: any(row.error for row in door.messages.outbox()))
    post.out.answer = "250 OK"
    until(lambda: len(post.out.mails) == 1, 30)


def test_of_a_large_mail_the_subject_is_read_and_its_writer_told(post: PostOffice, tmp_path: Path) -> None:
    messages = open_messages(tmp_path, mail=post.settings(largest_megabytes=1))
    door = Door(messages)
    made = EmailMessage()
    made["From"], made["Subject"], made["Message-ID"] = SITI, "Surat besar", "<besar@warga.example>"
    made.set_content("Isi yang panjang. " * 100_000)
    post.arrive(made.as_bytes())
    until(lambda: len(post.out.mails) == 2)
    told = "\n".join(words(mail) for mail in post.out.mails)
    assert "terlalu besar" in told
    assert "1 megabita" in told
    assert "Anda menulis: Surat besar" in told
    door.stop()
    messages.close()


def test_a_bomb_is_answered_and_holds_up_nobody(door: Door, post: PostOffice) -> None:
    head = f"From: {SITI}\r\nSubject: Surat aneh\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    post.arrive(head.encode() + b"--b\r\n\r\n" * 20_000)
    post.arrive(write("surat biasa"))
    until(lambda: len(post.out.mails) == 3)
    told = "\n".join(words(mail) for mail in post.out.mails)
    for said in ("tidak dapat kami buka", "Anda menulis: Surat aneh", "Anda menulis: surat biasa"):
        assert said in told


def test_the_password_is_asked_for(post: PostOffice, tmp_path: Path) -> None:
    messages = open_messages(tmp_path, mail=post.settings(password="salah"))
    with pytest.raises(ServerAway, match=r"menolak mail.user atau kata sandinya"):
        MailDoor(messages.services).look(Workers(messages.services, {}))
    assert PASSWORD not in str(messages.services.settings)
    messages.close()
