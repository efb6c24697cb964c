"""The hands of the house: they finish what was received, send what is queued, and survive what goes wrong."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy.exc import OperationalError

from bot import inbox, outbox, turn, workers
from bot.conversations import conversation_for
from bot.outbox import Delivery
from bot.reply import Reply
from bot.waiting import Bell
from bot.workers import TryLater, Undeliverable, Workers
from tests.bot.house import Messages, hear, later, message, until


class Phone:
    """A platform that notes what it was given, after the errors it was told to make."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.got: list[tuple[str, str]] = []

    def __call__(self, delivery: Delivery) -> str | None:
        if self.errors:
            raise self.errors.pop(0)
        self.got.append((delivery.address, delivery.reply.text))
        return f"p{delivery.outbox_id}"


@pytest.fixture
def phone() -> Phone:
    return Phone()


@pytest.fixture
def hands(messages: Messages, phone: Phone) -> Iterator[Workers]:
    made = Workers(messages.services, {"telegram": phone})
    yield made
    made.stop()


def test_a_received_message_is_answered_and_the_answer_sent(hands: Workers, phone: Phone) -> None:
    hands.start()
    inbox_id = hands.receive(message("halo", "42", channel="telegram"))
    done = hands.wait_for(inbox_id, 10)
    assert done is not None
    assert done.messages[0].text == "Anda menulis: halo"
    until(lambda: phone.got == [("42", "Anda menulis: halo")])


def test_many_messages_of_many_citizens_each_leave_once_and_in_order(
    hands: Workers, phone: Phone, messages: Messages
) -> None:
    for n in range(4):
        for who in range(4):
            hear(messages.database, f"pesan {n}", f"{who}", channel="telegram")
    hands.start()
    until(lambda: len(phone.got) == 16, 30)
    for who in range(4):
        assert [text[-1] for address, text in phone.got if address == str(who)] == ["0", "1", "2", "3"]


def test_waiting_for_a_turn_ends_when_the_time_is_over(hands: Workers, messages: Messages) -> None:
    assert hands.wait_for(hear(messages.database), 0.05) is None


def test_while_rasa_is_away_messages_wait_without_using_up_their_attempts(
    hands: Workers, messages: Messages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "AWAY", 0.01)
    monkeypatch.setattr(workers, "IDLE", 0.02)
    messages.rasa.close()
    inbox_id = hear(messages.database, "halo")
    away = []
    monkeypatch.setattr(turn, "run_without_engine", lambda *_: away.append(1))
    hands.start()
    until(lambda: len(away) > inbox.MOST_ATTEMPTS + 1)
    messages.rasa.start()
    done = hands.wait_for(inbox_id, 10)
    assert done is not None
    assert done.messages[0].text == "Anda menulis: halo"


def test_a_message_no_action_can_handle_is_given_up_and_the_next_goes_through(
    hands: Workers, messages: Messages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "IDLE", 0.02)
    messages.rasa.failed = ["action_tanya"]
    poison, fine = hear(messages.database, "racun"), hear(messages.database, "halo")
    hands.start()

    def gone_by(inbox_id: int) -> bool:
        later(messages.database, 30)
        return messages.inbox(inbox_id).state == "done"

    until(lambda: gone_by(poison), 20)
    messages.rasa.failed = []
    assert messages.inbox(poison).outcome == "failed_engine"
    until(lambda: gone_by(fine), 20)


def test_a_message_that_ends_the_process_each_time_is_given_up(hands: Workers, messages: Messages) -> None:
    inbox_id = hear(messages.database, "racun")
    for _ in range(inbox.MOST_ATTEMPTS):
        inbox.take(messages.database)
        inbox.release_all(messages.database)
    hands.start()
    assert hands.wait_for(inbox_id, 10) is not None
    assert messages.rasa.heard == []


def test_threads_outlive_a_database_that_fails(
    hands: Workers, phone: Phone, messages: Messages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "IDLE", 0.01)
    broken = threading.Event()
    broken.set()
    for module, name in ((turn, "run"), (inbox, "put_back"), (turn, "give_up"), (outbox, "sent")):
        real = getattr(module, name)

        def failing(*arguments: object, _real: object = real, **more: object) -> object:
            if broken.is_set():
                raise OperationalError("statement", {}, Exception("disk I/O error"))
            return _real(*arguments, **more)  # type: ignore[operator]

        monkeypatch.setattr(module, name, failing)
    with messages.database.writing() as session:
        conversation = conversation_for(session, "telegram", "9")
        outbox.enqueue(session, conversation.id, [Reply(text="kabar")], "news")
    inbox_id = hear(messages.database, "halo", "42", channel="telegram")
    hands.start()
    until(lambda: len(phone.got) == 1 and messages.inbox(inbox_id).state == "taken")
    broken.clear()
    until(lambda: messages.outbox()[0].state == "sent")
    later(messages.database, 200)
    assert hands.wait_for(inbox_id, 10) is not None
    until(lambda: len(phone.got) == 2)
    assert phone.got == [("9", "kabar"), ("42", "Anda menulis: halo")], "sent once although recorded late"


@pytest.mark.parametrize(
    ("error", "state"),
    [(Undeliverable("Forbidden"), "dead"), (TryLater("flood", 60), "waiting"), (KeyError("x"), "waiting")],
)
def test_what_a_platform_says_decides_about_the_message(
    hands: Workers, phone: Phone, messages: Messages, error: Exception, state: str
) -> None:
    phone.errors = [error]
    hear(messages.database, "halo", "42", channel="telegram")
    hands.start()
    until(lambda: any(row.error for row in messages.outbox()))
    (row,) = messages.outbox()
    assert row.state == state
    assert phone.got == []


def test_stopping_finishes_the_turn_in_hand(hands: Workers, messages: Messages) -> None:
    started, go = threading.Event(), threading.Event()

    def slow(body: object) -> list[dict[str, str]]:
        started.set()
        go.wait(5)
        return [{"text": "selesai"}]

    messages.rasa.reply = slow
    inbox_id = hear(messages.database, "halo")
    hands.start()
    assert started.wait(5)
    threading.Timer(0.1, go.set).start()
    hands.stop()
    assert messages.inbox(inbox_id).state == "done"


def test_a_bell_rung_between_look_and_wait_is_heard() -> None:
    bell = Bell()
    looked = bell.rung
    bell.ring()
    bell.wait(looked, 60)
