"""A small run of what scripts/bench_deliveries.py does 20,000 times."""

from pathlib import Path

from tests.journeys.many_calls import held


def test_every_message_has_one_effect_and_every_reply_goes_once_or_twice_marked(tmp_path: Path) -> None:
    found = held(tmp_path, calls=400, citizens=20, kills=3, seed=7)
    assert found.kills == 3
    assert found.calls >= 400
    assert set(found.stored.values()) == {1}
    assert len(found.stored) == found.messages
    assert found.effects == found.stored
    assert set(found.replies) == set(found.stored) - (found.left_to_a_person - set(found.replies))
    assert max(found.replies.values()) <= 2
    assert {words for words, times in found.replies.items() if times == 2} <= found.marked
    assert found.out_of_order == []
    citizens = {int(words.split()[1]) for words in found.replies}
    assert set(found.told) >= citizens, "everybody who was answered was told what is kept of them"
    twice = {who for who, times in found.told.items() if times > 1}
    assert max(found.told.values()) <= 2
    assert twice <= {int(words.split()[1]) for words in found.marked}
