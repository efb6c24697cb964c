"""A message while an officer owns the conversation, and the way back to the assistant."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot import handover, inbox, turn
from bot.conversations import conversation_for
from bot.engine import EngineAway
from bot.tables import Handover, Outbox
from office.clock import now
from office.outcome import Outcome
from office.people import Person
from office.texts import texts
from tests.bot.house import Messages, hear

WISH = "saya keberatan permohonan saya ditolak"


@pytest.fixture
def talk(messages: Messages) -> int:
    """An officer has the conversation of warga-1."""
    with messages.database.writing() as session:
        person = Person(username="rina", name="Rina", role="petugas", password_hash="x", created_at=now())
        session.add(person)
        session.flush()
        conversation = conversation_for(session, "web", "warga-1")
        made = handover.ask(session, conversation.id, now())
        handover.take(session, made.id, person.id, "Petugas", now())
        return made.id


def say(messages: Messages, text: str) -> turn.Turn:
    return turn.run(messages.services, hear(messages.database, text))


def row(messages: Messages, talk: int) -> Handover:
    with messages.database.reading() as session:
        return session.get_one(Handover, talk)


def open_form(messages: Messages) -> None:
    sender = messages.conversations()[0].sender
    messages.rasa.remember(sender, {"event": "active_loop", "name": "permohonan_form"})


def handed_in(messages: Messages) -> list[str]:
    return [body["message"] for body in messages.rasa.heard]


def come_back(messages: Messages, talk: int) -> turn.Turn:
    """The officer gives it back; a worker takes it up."""
    with messages.database.writing() as session:
        assert handover.give_back(session, talk, None, "officer", now())
    taken = inbox.take(messages.database)
    assert taken is not None
    return turn.run(messages.services, taken.inbox_id)


def test_asking_for_an_officer_puts_the_citizen_into_the_queue(messages: Messages) -> None:
    queued = {"say": "dialogue.petugas_antre", "with": {"phone": "1"}, "with_officer": True}
    messages.rasa.reply = lambda _: [queued]
    say(messages, "hubungi petugas")
    say(messages, "hubungi petugas")
    with messages.database.reading() as session:
        (waiting,) = session.scalars(select(Handover)).all()
    assert waiting.state == "waiting"


def test_who_only_waits_is_still_served_by_the_assistant(messages: Messages) -> None:
    with messages.database.writing() as session:
        handover.ask(session, conversation_for(session, "web", "warga-1").id, now())
    say(messages, "apa syarat akta?")
    assert handed_in(messages) == ["apa syarat akta?"]


def test_words_go_to_the_officer_and_never_to_rasa(messages: Messages, talk: int) -> None:
    before = row(messages, talk).last_at
    done = say(messages, "berkas saya ketinggalan di loket")
    assert (done.outcome, done.messages) == (Outcome.ESCALATED_HUMAN, [])
    assert handed_in(messages) == []
    assert row(messages, talk).last_at > before


def test_danger_is_answered_at_once_whoever_owns_the_conversation(messages: Messages, talk: int) -> None:
    messages.rasa.acts = {"tolong rumah saya kebakaran": "darurat"}
    (said,) = say(messages, "tolong rumah saya kebakaran").messages
    assert "112" in said.text


def test_a_legal_wish_is_marked_and_the_way_to_file_it_told_once(messages: Messages, talk: int) -> None:
    messages.rasa.acts = {WISH: "keberatan", "minta salinan anggaran": "minta"}
    assert texts().say("handover.legal") == say(messages, WISH).messages[0].text
    assert say(messages, "minta salinan anggaran").messages == []
    assert len(row(messages, talk).to_file) == 2


def test_with_rasa_away_the_message_waits_so_that_no_legal_wish_is_missed(
    messages: Messages, talk: int
) -> None:
    inbox_id = hear(messages.database, WISH)
    messages.rasa.close()
    with pytest.raises(EngineAway):
        turn.run(messages.services, inbox_id)
    assert turn.run_without_engine(messages.services, inbox_id) is None
    messages.rasa.acts = {WISH: "keberatan"}
    messages.rasa.start()
    turn.run(messages.services, inbox_id)
    assert row(messages, talk).to_file == [inbox_id]


@pytest.mark.parametrize("words", ["kembali ke asisten", "Kembali ke asisten.", "balik ke bot"])
def test_the_citizen_returns_by_saying_so(messages: Messages, talk: int, words: str) -> None:
    done = say(messages, words)
    assert done.messages[0].text == texts().say("handover.back")
    assert (row(messages, talk).state, row(messages, talk).ended_by) == ("ended", "citizen")
    say(messages, "apa syarat akta?")
    assert handed_in(messages) == ["apa syarat akta?"]


def test_who_waits_may_leave_the_queue_with_the_same_words(messages: Messages) -> None:
    with messages.database.writing() as session:
        made = handover.ask(session, conversation_for(session, "web", "warga-1").id, now()).id
    say(messages, "kembali ke asisten")
    assert row(messages, made).state == "ended"


def test_a_half_filled_form_asks_its_question_again(messages: Messages, talk: int) -> None:
    open_form(messages)
    done = come_back(messages, talk)
    assert handed_in(messages) == ["ulangi"]
    assert [reply.text for reply in done.messages] == [texts().say("handover.back"), "Anda menulis: ulangi"]


@pytest.mark.parametrize("form", [False, True])
def test_a_legal_wish_not_settled_is_offered_on_return(messages: Messages, talk: int, form: bool) -> None:
    messages.rasa.acts = {WISH: "keberatan"}
    say(messages, WISH)
    if form:
        open_form(messages)
    offered = come_back(messages, talk).messages[1]
    assert WISH in offered.text
    # Inside a form a button would answer the form's question: it is asked to be written again.
    assert [choice.payload for choice in offered.choices] == ([] if form else [WISH])


def test_what_is_said_on_return_goes_out_like_news_from_the_assistant(messages: Messages, talk: int) -> None:
    come_back(messages, talk)
    with messages.database.reading() as session:
        last = session.scalars(select(Outbox).order_by(Outbox.id.desc())).first()
    assert last is not None
    assert last.inbox_id is None
    assert last.key.startswith("turn:")
