"""Messages to citizens: queued once, sent in order, tried again, and never by two at a time."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot import outbox
from bot.conversations import conversation_for
from bot.outbox import Delivery
from bot.reply import Choice, Reply
from bot.tables import Outbox
from office.database import Database
from tests.bot.house import emptied, later


def queue(database: Database, key: str, *texts: str, who: str = "1", channel: str = "telegram") -> list[int]:
    with database.writing() as session:
        conversation = conversation_for(session, channel, who)
        rows = outbox.enqueue(session, conversation.id, [Reply(text=text) for text in texts], key)
        return [row.id for row in rows]


def taken(database: Database) -> Delivery:
    found = outbox.take(database, ["telegram"])
    assert found is not None
    return found


def state(database: Database, outbox_id: int) -> Outbox:
    with database.reading() as session:
        return session.get_one(Outbox, outbox_id)


def test_queueing_the_same_effect_twice_leaves_one_message(database: Database) -> None:
    assert queue(database, "turn:1", "satu", "dua") == queue(database, "turn:1", "satu", "dua")
    with database.reading() as session:
        assert len(session.scalars(select(Outbox)).all()) == 2


def test_a_reply_comes_back_as_it_was_queued(database: Database) -> None:
    reply = Reply(text="Mana?", choices=[Choice(title="Ya", payload="ya, kirim")])
    with database.writing() as session:
        outbox.enqueue(session, conversation_for(session, "telegram", "77").id, [reply], "k")
    delivery = taken(database)
    assert (delivery.reply, delivery.address, delivery.channel) == (reply, "77", "telegram")


def test_messages_of_one_conversation_leave_one_after_the_other(database: Database) -> None:
    first, second = queue(database, "a", "satu", "dua")
    assert taken(database).outbox_id == first
    assert outbox.take(database, ["telegram"]) is None
    outbox.sent(database, first, "p1")
    assert taken(database).outbox_id == second
    assert state(database, first).platform_id == "p1"


def test_a_conversation_that_must_wait_holds_up_no_other(database: Database) -> None:
    queue(database, "a", "satu", "dua", who="1")
    (other,) = queue(database, "b", "tiga", who="2")
    outbox.failed(database, taken(database), "flood", wait=3600)
    assert taken(database).outbox_id == other
    assert outbox.take(database, ["telegram"]) is None


def test_only_channels_with_a_sender_are_taken(database: Database) -> None:
    queue(database, "a", "satu", channel="web")
    assert outbox.take(database, ["telegram"]) is None
    assert outbox.take(database, []) is None


def test_waits_double_up_to_an_hour_and_then_a_person_must_look(database: Database) -> None:
    (outbox_id,) = queue(database, "a", "satu")
    waits = []
    while (row := state(database, outbox_id)).state == "waiting":
        before = row.run_at
        outbox.failed(database, taken(database), "NetworkError")
        waits.append((state(database, outbox_id).run_at - before).total_seconds())
        later(database, 4000)
    assert state(database, outbox_id).state == "dead"
    assert len(waits) == outbox.MOST_ATTEMPTS
    planned = [min(2.0**n, 3600) for n in range(1, outbox.MOST_ATTEMPTS)]
    assert 5 * 3600 < sum(planned) < 7 * 3600, "about six hours, as the module says"


def test_a_dead_message_lets_the_next_one_through(database: Database) -> None:
    _first, second = queue(database, "a", "satu", "dua")
    outbox.failed(database, taken(database), "Forbidden", final=True)
    assert taken(database).outbox_id == second


def test_who_fails_after_another_has_sent_it_changes_nothing(database: Database) -> None:
    (outbox_id,) = queue(database, "a", "satu")
    slow = taken(database)
    later(database, outbox.LEASE.total_seconds() + 1)
    quick = taken(database)
    outbox.failed(database, slow, "TimeoutError")
    assert state(database, outbox_id).state == "taken"
    outbox.sent(database, quick.outbox_id)
    outbox.failed(database, slow, "TimeoutError", final=True)
    assert state(database, outbox_id).state == "sent"


def test_what_a_killed_process_was_sending_is_free_at_the_next_start(database: Database) -> None:
    (outbox_id,) = queue(database, "a", "satu")
    taken(database)
    outbox.release_all(database)
    assert taken(database).outbox_id == outbox_id


def test_what_may_have_arrived_twice_is_left_to_a_person(database: Database) -> None:
    """A killed process may have sent what it had in hand: once more, marked; then somebody must look."""
    (outbox_id,) = queue(database, "a", "satu")
    assert taken(database).unsure == 0
    outbox.release_all(database)
    assert taken(database).unsure == 1
    outbox.release_all(database)
    assert outbox.take(database, ["telegram"]) is None
    assert (state(database, outbox_id).state, state(database, outbox_id).error) == ("dead", outbox.UNSURE)
    with database.writing() as session:
        assert outbox.again(session, outbox_id)
    assert taken(database).unsure == 0


def test_a_lease_that_ran_out_twice_is_left_to_a_person(database: Database) -> None:
    (outbox_id,) = queue(database, "a", "satu")
    for _ in range(outbox.MOST_UNSURE):
        taken(database)
        later(database, outbox.LEASE.total_seconds() + 1)
    assert outbox.take(database, ["telegram"]) is None
    assert state(database, outbox_id).error == outbox.UNSURE


STEPS = st.lists(
    st.tuples(st.sampled_from(["queue", "take", "sent", "failed", "crash", "late"]), st.integers(0, 2)),
    max_size=30,
)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_any_interleaving_sends_all_of_a_conversation_in_order(
    database: Database, steps: list[tuple[str, int]]
) -> None:
    """A crash between sending and recording may repeat a message; it never loses one or swaps two."""
    emptied(database)
    queued: dict[str, list[int]] = {}
    arrived: dict[str, list[int]] = {}
    in_hand: list[Delivery] = []
    late: list[Delivery] = []

    def deliver(delivery: Delivery) -> None:
        got = arrived.setdefault(delivery.address, [])
        if delivery.outbox_id not in got:
            got.append(delivery.outbox_id)
        outbox.sent(database, delivery.outbox_id)

    for number, (name, who) in enumerate(steps):
        match name:
            case "queue":
                queued.setdefault(str(who), []).extend(queue(database, f"k{number}", "a", "b", who=str(who)))
            case "take":
                if found := outbox.take(database, ["telegram"]):
                    assert found.address not in {delivery.address for delivery in in_hand}
                    in_hand.append(found)
            case "sent" if in_hand:
                deliver(in_hand.pop(0))
            case "failed" if in_hand:
                outbox.failed(database, in_hand.pop(0), "NetworkError", wait=0)
            case "crash":
                later(database, 1000)
                late += in_hand
                in_hand.clear()
            case "late" if late:
                outbox.failed(database, late.pop(0), "TimeoutError", wait=0)
    later(database, 10_000)
    while found := outbox.take(database, ["telegram"]):
        deliver(found)
    assert arrived == queued
