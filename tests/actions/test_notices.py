"""Announcements in the conversation: told to who asks, offered, wished for and stopped."""

from __future__ import annotations

import pytest

from actions.notices import SUBSCRIPTION, Pengumuman
from actions.talk import Setuju
from actions.tools import Tools
from knowledge.notices import NoticeRefused, issue
from tests.actions.house import filled, slots, tracker, words

TITLE, TEXT = "Banjir di bantaran Kali Jernih", "Air naik. Segera mengungsi ke balai kelurahan."


def asked(tools: Tools, text: str, **known: object) -> list[str]:
    return words(Pengumuman(tools).decide(tracker(text, "pengumuman", dict(known))))


def test_who_asks_hears_what_is_in_force_and_is_offered_more(tools: Tools) -> None:
    none, offered = asked(tools, "ada pengumuman darurat?")
    assert "tidak ada pengumuman" in none
    with tools.database.writing() as session:
        issue(session, TITLE, TEXT, 24, "k1")
    told, again = asked(tools, "ada pengumuman darurat?")
    assert TITLE in told
    assert TEXT in told
    assert again == offered


@pytest.mark.parametrize(
    ("said", "wanted"),
    [("langganan pengumuman", True), ("berhenti berlangganan", False), ("stop langganan", False)],
)
def test_a_wish_is_handed_to_the_application(tools: Tools, said: str, wanted: bool) -> None:
    (told,) = Pengumuman(tools).decide(tracker(said, "pengumuman")).said
    assert told["announce"] is wanted


def test_a_yes_to_the_offer_subscribes_and_opens_no_form(tools: Tools) -> None:
    offered = Pengumuman(tools).decide(tracker("ada pengumuman?", "pengumuman"))
    assert slots(offered)["tawaran"] == SUBSCRIPTION
    taken = Setuju(tools).decide(tracker("ya", "ya", {"tawaran": SUBSCRIPTION}))
    assert taken.said[0]["announce"] is True


def test_inside_a_form_it_offers_nothing_that_a_yes_could_take(tools: Tools) -> None:
    spoken = Pengumuman(tools).decide(tracker("pengumuman", "pengumuman", filled(), asked="nik"))
    assert spoken.events == []


@pytest.mark.parametrize(
    ("title", "text", "hours"), [("Banjir", TEXT, 24), (TITLE, "awas", 24), (TITLE, TEXT, 0)]
)
def test_what_says_too_little_is_not_announced(tools: Tools, title: str, text: str, hours: int) -> None:
    with tools.database.writing() as session, pytest.raises(NoticeRefused) as refused:
        issue(session, title, text, hours, "k")
    assert tools.texts.say(str(refused.value))
