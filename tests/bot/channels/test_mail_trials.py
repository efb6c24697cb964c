"""A mail that cannot be read is tried a few times, its writer is told, and a person looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import select

from bot.channels import mail_trials
from bot.channels.mail import MailDoor
from bot.channels.mail_reading import Mail, read
from bot.tables import FailingMail
from bot.workers import Workers
from office.clock import now
from tests.bot.channels.test_mail import write
from tests.bot.house import Messages, open_messages
from tests.standins.post_office import PostOffice


@pytest.fixture(scope="module")
def servers() -> Iterator[PostOffice]:
    opened = PostOffice()
    yield opened
    opened.close()


@pytest.fixture
def post(servers: PostOffice) -> PostOffice:
    servers.empty()
    return servers


@pytest.fixture
def messages(post: PostOffice, tmp_path: Path) -> Iterator[Messages]:
    opened = open_messages(tmp_path, mail=post.settings())
    yield opened
    opened.close()


class Unreadable:
    """Reads as the program does, but breaks at one mail's words: the trouble nobody thought of."""

    def __init__(self, breaks_at: bytes) -> None:
        self.breaks_at, self.tried = breaks_at, 0

    def __call__(self, raw: bytes, own: str) -> Mail:
        if self.breaks_at in raw:
            self.tried += 1
            raise AssertionError(raw)
        return read(raw, own)


def look(messages: Messages) -> None:
    """One look, after all waits are over."""
    with messages.database.writing() as session:
        for row in session.scalars(select(FailingMail)):
            row.due_at = now() - timedelta(seconds=1)
    MailDoor(messages.services).look(Workers(messages.services, {}))


def failing(messages: Messages) -> list[FailingMail]:
    with messages.database.reading() as session:
        return list(session.scalars(select(FailingMail)))


def heard(messages: Messages) -> list[str]:
    from bot.tables import Inbox

    with messages.database.reading() as session:
        return [row.text for row in session.scalars(select(Inbox).order_by(Inbox.id))]


def test_what_nobody_can_read_is_put_aside_and_its_writer_told(
    messages: Messages, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Unreadable(b"rahasia Siti")
    monkeypatch.setattr("bot.channels.mail.read", broken)
    post.arrive(write("rahasia Siti"))
    post.arrive(write("surat biasa"))
    with structlog.testing.capture_logs() as logged:
        for _ in range(8):
            look(messages)
    assert broken.tried == mail_trials.MOST_ATTEMPTS
    assert heard(messages) == ["surat biasa", "Pertanyaan"], "of the broken one its subject was taken"
    assert (post.unread(), post.starred()) == (0, 1)
    [row] = failing(messages)
    assert row.put_aside_at is not None
    assert [reply.reply for reply in messages.outbox() if "tidak dapat kami buka" in reply.reply]
    assert [line["event"] for line in logged if line["log_level"] == "error"] == [
        "mail put aside: a person must read it in the mailbox"
    ]
    assert "rahasia" not in str(logged)
    assert "siti" not in str(logged).lower()


def test_what_cannot_even_be_read_by_its_head_is_put_aside_all_the_same(
    messages: Messages, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.mail.read", Unreadable(b"Pertanyaan"))
    post.arrive(write("apa saja"))
    for _ in range(8):
        look(messages)
    assert (post.unread(), post.starred(), heard(messages)) == (0, 1, [])


def test_a_mail_that_ends_the_process_each_time_is_not_tried_for_ever(
    messages: Messages, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(raw: bytes, own: str) -> Mail:
        raise SystemExit

    monkeypatch.setattr("bot.channels.mail.read", dies)
    post.arrive(write("bom"))
    for _ in range(mail_trials.MOST_ATTEMPTS + 1):
        with pytest.raises(SystemExit):
            look(messages)
    look(messages)
    assert (post.unread(), post.starred()) == (0, 1)


def test_between_tries_there_is_time(
    messages: Messages, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Unreadable(b"nanti")
    monkeypatch.setattr("bot.channels.mail.read", broken)
    post.arrive(write("nanti"))
    door, workers = MailDoor(messages.services), Workers(messages.services, {})
    for _ in range(5):
        door.look(workers)
    assert broken.tried == 1


def test_a_mail_put_aside_that_a_person_marks_unread_is_read_again(
    messages: Messages, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("bot.channels.mail.read", Unreadable(b"sekarang bisa"))
        post.arrive(write("sekarang bisa"))
        for _ in range(8):
            look(messages)
    with post.mailbox() as box:
        box.store("1", "-FLAGS", r"(\Seen)")
    look(messages)
    assert "sekarang bisa" in heard(messages)
    assert failing(messages) == []


def test_of_mails_that_were_read_nothing_is_kept_here(messages: Messages, post: PostOffice) -> None:
    post.arrive(write("halo"))
    look(messages)
    assert failing(messages) == []
