"""Who owns a conversation: one owner at a time, whatever comes in whatever order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from bot import handover
from bot.conversations import conversation_for
from bot.reply import Reply
from bot.tables import RETURN, Handover, Inbox, Outbox
from office.clock import now
from office.database import Database
from office.people import Person
from office.settings import Handover as Limits
from tests.bot.house import emptied, hear


@pytest.fixture
def people(database: Database) -> list[int]:
    with database.writing() as session:
        rows = [
            Person(username=name, name=name, role="petugas", password_hash="x", created_at=now())
            for name in ("rina", "budi")
        ]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def asked(database: Database, who: str = "warga-1") -> int:
    with database.writing() as session:
        return handover.ask(session, conversation_for(session, "web", who).id, now()).id


def row(database: Database, handover_id: int) -> Handover:
    with database.reading() as session:
        return session.get_one(Handover, handover_id)


def told(database: Database) -> list[str]:
    with database.reading() as session:
        rows = session.scalars(select(Outbox).order_by(Outbox.id)).all()
        return [Reply.model_validate_json(each.reply).text for each in rows]


def take(database: Database, handover_id: int, person: int) -> bool:
    with database.writing() as session:
        return handover.take(session, handover_id, person, "Petugas Pelayanan Informasi", now())


def test_asking_twice_keeps_the_place_in_the_queue(database: Database, people: list[int]) -> None:
    assert asked(database) == asked(database)


def test_the_first_officer_has_it_and_the_citizen_is_told_the_role(
    database: Database, people: list[int]
) -> None:
    talk = asked(database)
    assert [take(database, talk, people[0]), take(database, talk, people[1])] == [True, False]
    assert row(database, talk).person_id == people[0]
    (words,) = told(database)
    assert "Petugas Pelayanan Informasi" in words
    assert "rina" not in words


def test_only_the_owner_answers_and_a_second_press_sends_nothing_more(
    database: Database, people: list[int]
) -> None:
    talk = asked(database)
    take(database, talk, people[0])
    with database.writing() as session:
        assert not handover.answer(session, talk, people[1], "dari yang lain", "k", now())
        assert handover.answer(session, talk, people[0], "Baik, saya bantu.", "k", now())
        assert handover.answer(session, talk, people[0], "Baik, saya bantu.", "k", now())
    assert told(database)[1:] == ["Baik, saya bantu."]


def test_given_back_it_comes_to_the_assistant_through_the_inbox_once(
    database: Database, people: list[int]
) -> None:
    talk = asked(database)
    take(database, talk, people[0])
    with database.writing() as session:
        assert not handover.give_back(session, talk, people[1], "officer", now())
        assert handover.give_back(session, talk, people[0], "officer", now())
        assert not handover.give_back(session, talk, people[0], "officer", now())
    with database.reading() as session:
        (waiting,) = session.scalars(select(Inbox).where(Inbox.kind == RETURN)).all()
        assert (waiting.platform_id, waiting.state) == (f"handover:{talk}", "waiting")
    assert row(database, talk).ended_by == "officer"
    assert asked(database) != talk, "the citizen may ask again"


def test_a_legal_wish_stays_until_the_owner_has_settled_it(database: Database, people: list[int]) -> None:
    talk = asked(database)
    take(database, talk, people[0])
    first, second = hear(database, "saya keberatan"), hear(database, "saya minta data")
    with database.writing() as session:
        for message in (first, second, first):
            handover.heard(session, talk, message, True, now())
        handover.settled(session, talk, people[1], first)
        handover.settled(session, talk, people[0], second)
    with database.reading() as session:
        assert handover.unsettled(session, talk) == ["saya keberatan"]


@pytest.mark.parametrize(
    ("minutes", "is_open", "ended_by"),
    [(29, True, None), (31, True, "silence"), (31, False, "silence"), (29, False, None)],
)
def test_an_officer_fallen_silent_gives_it_back(
    database: Database, people: list[int], minutes: int, is_open: bool, ended_by: str | None
) -> None:
    talk = asked(database)
    take(database, talk, people[0])
    with database.writing() as session:
        handover.sweep(session, Limits(), now() + timedelta(minutes=minutes), is_open)
    assert row(database, talk).ended_by == ended_by


@pytest.mark.parametrize(
    ("minutes", "is_open", "ended_by"), [(59, True, None), (61, True, "nobody"), (1, False, "nobody")]
)
def test_who_waits_in_vain_is_told_of_another_way(
    database: Database, people: list[int], minutes: int, is_open: bool, ended_by: str | None
) -> None:
    talk = asked(database)
    with database.writing() as session:
        handover.sweep(session, Limits(), now() + timedelta(minutes=minutes), is_open)
    assert row(database, talk).ended_by == ended_by
    assert ["permohonan" in words for words in told(database)] == ([True] if ended_by else [])


def test_the_database_itself_refuses_two_open_handovers(database: Database, people: list[int]) -> None:
    asked(database)
    with database.reading() as session:
        conversation = session.scalars(select(Handover.conversation_id)).one()
    twice = Handover(conversation_id=conversation, asked_at=now(), last_at=now(), to_file=[])
    with pytest.raises(IntegrityError), database.writing() as session:
        session.add(twice)


STEPS = st.lists(
    st.tuples(st.sampled_from(["ask", "take", "answer", "back", "end", "sweep"]), st.integers(0, 1)),
    max_size=25,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_happens_there_is_one_owner_and_only_the_owner_is_heard(
    database: Database, people: list[int], steps: list[tuple[str, int]]
) -> None:
    with database.writing() as session:
        session.execute(delete(Handover))
    emptied(database)
    owner: int | None = None
    talk, moment = asked(database), now()
    for number, (step, which) in enumerate(steps):
        moment += timedelta(minutes=1)
        officer = people[which]
        with database.writing() as session:
            state = session.get_one(Handover, talk).state
            if step == "ask":
                conversation = session.get_one(Handover, talk).conversation_id
                talk = handover.ask(session, conversation, moment).id
            elif step == "take":
                taken = handover.take(session, talk, officer, "Petugas", moment)
                assert taken == (state == "waiting")
                owner = officer if taken else owner
            elif step == "answer":
                heard = handover.answer(session, talk, officer, "jawab", f"k{number}", moment)
                assert heard == (state == "owned" and officer == owner)
            elif step == "back":
                gone = handover.give_back(session, talk, officer, "officer", moment)
                assert gone == (state == "owned" and officer == owner)
            elif step == "end":
                handover.end(session, talk, "citizen", moment)
            else:
                handover.sweep(session, Limits(), moment, True)
    with database.reading() as session:
        still = session.scalars(select(Handover).where(Handover.state != "ended")).all()
        assert len(still) <= 1
        assert all(each.person_id == owner for each in still if each.state == "owned")
