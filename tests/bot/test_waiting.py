"""Threads that wait for each other."""

from __future__ import annotations

from bot.reply import Reply, Turn
from bot.waiting import Waiting
from office.outcome import Outcome

TURN = Turn(messages=[Reply(text="Baik.")], outcome=Outcome.CONVERSED)


def test_everybody_who_waits_for_a_message_is_told_and_nobody_else() -> None:
    waiting = Waiting()
    with waiting.place(1) as first, waiting.place(1) as second, waiting.place(2) as other:
        waiting.tell(1, TURN)
        assert first.result(0) is second.result(0) is TURN
        assert not other.done()


def test_who_has_left_is_not_told_and_who_stays_is() -> None:
    waiting = Waiting()
    with waiting.place(1) as stays:
        with waiting.place(1) as leaves:
            pass
        waiting.tell(1, TURN)
        assert not leaves.done()
        assert stays.result(0) is TURN


def test_a_turn_told_twice_or_to_nobody_does_no_harm() -> None:
    waiting = Waiting()
    waiting.tell(1, TURN)
    with waiting.place(1) as place:
        assert not place.done(), "what was told before is in the inbox"
        waiting.tell(1, TURN)
        waiting.tell(1, TURN)
        assert place.result(0) is TURN
