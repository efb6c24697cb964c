"""Erasing: a conversation when its citizen asks for it, half-filled forms after thirty days."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from sqlalchemy import select

from bot.forgetting import BATCH, forget_drafts, forget_old_words, kept
from bot.tables import Conversation
from bot.turn import run
from office.clock import now
from office.outcome import Outcome
from tests.bot.house import Messages, hear

SECRET = "nama saya Siti Aminah, NIK 3374014101900003"


def test_a_deleted_conversation_leaves_no_words_in_either_store_and_its_count(messages: Messages) -> None:
    other = hear(messages.database, SECRET, "warga-2")
    run(messages.services, other)
    first = hear(messages.database, SECRET)
    run(messages.services, first)
    sender = messages.inbox(first).conversation_id
    with messages.database.writing() as session:
        for row in messages.outbox():
            session.merge(row).state = "sent"
    messages.rasa.reply = lambda body: [{"say": "dialogue.penghapusan.done", "forget": True}]
    done = run(messages.services, hear(messages.database, "ya, hapus"))
    assert "hapus" in done.messages[0].text
    erased = messages.inbox(first)
    assert SECRET not in f"{erased.text} {erased.turn}"
    assert erased.outcome == Outcome.CONVERSED
    assert messages.services.engine.already_said(sender, f"m{first}") is None
    assert messages.inbox(other).text == SECRET, "the others keep theirs"
    kept = [row.reply for row in messages.outbox() if row.conversation_id == sender]
    assert any("dihapus" in reply.lower() for reply in kept)


def test_what_the_engine_kept_for_thirty_days_goes_and_the_rest_stays(messages: Messages) -> None:
    engine = messages.services.engine
    forget_drafts(engine, messages.database)
    old = (now() - kept("drafts") - timedelta(minutes=1)).timestamp()
    young = (now() - kept("drafts") + timedelta(minutes=1)).timestamp()
    messages.rasa.remember("old", {"event": "active_loop", "name": "isian_form", "timestamp": old})
    messages.rasa.remember("young", {"event": "active_loop", "name": "isian_form", "timestamp": young})
    forget_drafts(engine, messages.database)
    assert engine.open_form("old") is None
    assert engine.open_form("young") == "isian_form"


def test_words_go_after_their_time_and_the_outcome_stays(messages: Messages) -> None:
    with time_machine.travel(now() - kept("words") - timedelta(minutes=1)):
        old = [
            hear(messages.database, f"{SECRET} {number}", f"warga-{number}") for number in range(BATCH + 2)
        ]
        for inbox_id in old:
            run(messages.services, inbox_id)
        with messages.database.writing() as session:
            for row in messages.outbox()[1:]:
                session.merge(row).state = "sent"
    young = hear(messages.database, SECRET, "warga-0")
    run(messages.services, young)
    assert forget_old_words(messages.database) == 2 * len(old) - 1
    for inbox_id in old:
        erased = messages.inbox(inbox_id)
        assert SECRET not in f"{erased.text} {erased.turn}"
        assert erased.outcome == Outcome.CONVERSED
    assert messages.inbox(young).text == SECRET
    waiting, *others = messages.outbox()
    assert waiting.forgotten_at is None, "what has not gone out is not lost"
    assert all(row.forgotten_at for row in others[:-1])
    assert forget_old_words(messages.database) == 0


def test_what_was_left_half_heard_goes_after_the_same_time(messages: Messages) -> None:
    with time_machine.travel(now() - kept("words") - timedelta(minutes=1)):
        run(messages.services, hear(messages.database, "halo", "warga-1"))
    run(messages.services, hear(messages.database, "halo", "warga-2"))
    with messages.database.writing() as session:
        for talk in session.scalars(select(Conversation)):
            talk.asked_back, talk.dictated = SECRET, "3374 0141"
    forget_old_words(messages.database)
    old, young = sorted(messages.conversations(), key=lambda talk: talk.created_at)
    assert (old.asked_back, old.dictated) == (None, None)
    assert (young.asked_back, young.dictated) == (SECRET, "3374 0141")
