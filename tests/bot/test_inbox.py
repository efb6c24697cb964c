"""Received messages: stored once, handled in order, finished once, whatever happens in between."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot import inbox
from bot.inbox import Taken
from bot.reply import Reply, Turn
from bot.tables import Conversation, Inbox
from office.database import Database
from office.outcome import Outcome
from tests.bot.house import emptied, hear, later, message

TURN = Turn(messages=[Reply(text="Baik.")], outcome=Outcome.CONVERSED)


def finish(database: Database, inbox_id: int) -> None:
    with database.writing() as session:
        inbox.finish(session, session.get_one(Inbox, inbox_id), TURN)


def taken(database: Database) -> Taken:
    found = inbox.take(database)
    assert found is not None
    return found


def test_a_message_that_comes_twice_is_stored_once(database: Database) -> None:
    once = message("halo")
    first, new = inbox.store(database, once)
    again, new_again = inbox.store(database, once)
    assert (first, new) == (again, True)
    assert not new_again


def test_the_same_platform_id_on_another_channel_is_another_message(database: Database) -> None:
    first = hear(database, platform_id="1", channel="web")
    assert hear(database, platform_id="1", channel="telegram") != first


def test_a_message_stored_by_many_at_once_is_one_message_of_one_conversation(database: Database) -> None:
    once = message("halo")
    with ThreadPoolExecutor(8) as pool:
        ids = {stored for stored, _ in pool.map(lambda _: inbox.store(database, once), range(16))}
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Conversation)) == 1
    assert len(ids) == 1


def test_words_are_sealed_at_rest_and_read_back_as_written(database: Database, tmp_path: Path) -> None:
    words = "NIK saya 3578014101900003 \x00 \U0001f600 \r\n akhir"
    inbox_id = hear(database, words)
    with database.reading() as session:
        assert session.get_one(Inbox, inbox_id).text == words
    for file in tmp_path.glob("tanya.db*"):
        assert b"3578014101900003" not in file.read_bytes()
        assert b"warga-1" not in file.read_bytes()


def test_a_conversation_has_one_message_in_hand_at_a_time(database: Database) -> None:
    first, second = hear(database), hear(database)
    assert taken(database).inbox_id == first
    assert inbox.take(database) is None
    finish(database, first)
    assert taken(database).inbox_id == second


def test_different_conversations_are_handled_side_by_side(database: Database) -> None:
    ids = {hear(database, who=f"warga-{n}") for n in range(3)}
    assert {taken(database).inbox_id for _ in range(3)} == ids


def test_a_message_is_fresh_only_in_the_first_hands(database: Database) -> None:
    hear(database)
    first = taken(database)
    assert first.fresh
    inbox.put_back(database, first, wait=-1, counts=False)
    again = taken(database)
    assert (again.attempt, again.fresh) == (1, False), (
        "Rasa may have heard it although no attempt was counted"
    )
    inbox.release_all(database)
    assert not taken(database).fresh


def test_a_message_put_back_waits_and_keeps_its_place(database: Database) -> None:
    first, _second = hear(database), hear(database)
    inbox.put_back(database, taken(database), wait=60)
    assert inbox.take(database) is None
    later(database, 61)
    again = taken(database)
    assert (again.inbox_id, again.attempt) == (first, 2)


def test_an_attempt_that_was_not_the_messages_fault_does_not_count(database: Database) -> None:
    hear(database)
    for _ in range(20):
        inbox.put_back(database, taken(database), wait=-1, counts=False)
    assert taken(database).attempt == 1


def test_a_lease_that_ran_out_is_taken_over(database: Database) -> None:
    inbox_id = hear(database)
    taken(database)
    later(database, inbox.LEASE.total_seconds() + 1)
    assert taken(database).inbox_id == inbox_id


def test_who_comes_back_after_the_lease_changes_nothing(database: Database) -> None:
    hear(database)
    slow = taken(database)
    later(database, inbox.LEASE.total_seconds() + 1)
    quick = taken(database)
    inbox.put_back(database, slow, wait=0)
    assert inbox.take(database) is None, "the message is still in the hands of the second"
    finish(database, quick.inbox_id)
    inbox.put_back(database, slow, wait=0)
    inbox.put_back(database, quick, wait=0)
    with database.reading() as session:
        assert session.get_one(Inbox, quick.inbox_id).state == "done"
    assert inbox.take(database) is None


def test_what_a_killed_process_had_in_hand_is_free_at_the_next_start(database: Database) -> None:
    inbox_id = hear(database)
    taken(database)
    inbox.release_all(database)
    assert taken(database).inbox_id == inbox_id


def test_a_finished_message_gives_its_turn_and_an_open_one_none(database: Database) -> None:
    inbox_id = hear(database)
    assert inbox.finished(database, inbox_id) is None
    assert inbox.finished(database, 999) is None
    finish(database, inbox_id)
    assert inbox.finished(database, inbox_id) == TURN


def test_a_moment_without_a_time_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="time zone"):
        hear(database, received_at=datetime(2026, 11, 23, 9, 0))
    hear(database, received_at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["say", "repeat"]), st.integers(0, 2), st.integers(0, 3)),
        st.tuples(st.sampled_from(["take", "finish", "put_back", "crash", "come_late"]), st.integers(0, 5)),
    ),
    max_size=30,
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_any_interleaving_finishes_each_message_once_and_in_order(
    database: Database, steps: list[tuple[object, ...]]
) -> None:
    emptied(database)
    stored: dict[int, list[int]] = {}
    ids: dict[tuple[int, int], int] = {}
    in_hand: list[Taken] = []
    late: list[Taken] = []
    done: dict[int, list[int]] = {}

    def settle(inbox_id: int) -> None:
        with database.writing() as session:
            row = session.get_one(Inbox, inbox_id)
            if row.turn is None:
                inbox.finish(session, row, TURN)
                owner = next(who for who, all_of in stored.items() if inbox_id in all_of)
                done.setdefault(owner, []).append(inbox_id)

    for name, *numbers in steps:
        match name, numbers:
            case (("say" | "repeat"), [int(who), int(n)]):
                inbox_id, new = inbox.store(database, message(who=f"w{who}", platform_id=f"w{who}:{n}"))
                assert new == ((who, n) not in ids)
                assert ids.setdefault((who, n), inbox_id) == inbox_id
                if new:
                    stored.setdefault(who, []).append(inbox_id)
            case "take", _:
                if found := inbox.take(database):
                    in_hand.append(found)
            case "finish", _ if in_hand:
                settle(in_hand.pop(0).inbox_id)
            case "put_back", _ if in_hand:
                inbox.put_back(database, in_hand.pop(0), wait=-1)
            case "crash", _:
                later(database, 1000)
                late += in_hand
                in_hand.clear()
            case "come_late", _ if late:
                inbox.put_back(database, late.pop(0), wait=-1)
    later(database, 1000)
    while found := inbox.take(database):
        settle(found.inbox_id)
    assert done == stored, "every message once, in the order of its conversation"
