"""Flood limits: the first is one chat's, a second at the same time is everybody's."""

from bot.channels.floods import Floods


def test_one_chats_flood_is_its_own() -> None:
    floods = Floods()
    floods.told("5", 30)
    assert 29 < floods.wait("5") <= 30
    assert floods.wait("6") == 0


def test_another_chat_refused_meanwhile_makes_all_wait() -> None:
    floods = Floods()
    floods.told("5", 30)
    floods.told("6", 20)
    assert 19 < floods.wait("7") <= 20
    assert 29 < floods.wait("5") <= 30


def test_the_same_chat_refused_again_waits_longer_alone() -> None:
    floods = Floods()
    floods.told("5", 30)
    floods.told("5", 60)
    assert floods.wait("5") > 59
    assert floods.wait("6") == 0
