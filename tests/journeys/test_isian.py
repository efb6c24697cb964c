"""Generated from the form rules: every interruption at every step of every kind, corrections, steps back.

Whatever comes in between, the question is asked again, nothing is lost, and the same case is filed.
"""

from __future__ import annotations

import pytest

from actions.forms import CONFIRM
from tests.journeys.filling import (
    Say,
    begin,
    each_interruption,
    each_line,
    fill,
    kinds_with_lines,
    material,
    may_interrupt,
    meant,
    open_line,
    plain_case,
    the_case,
    ways,
    ways_of_each_kind,
)
from tests.journeys.house import House
from tests.journeys.records import cases_of_citizen
from tests.journeys.transcripts import Talk


def test_every_kind_with_a_form_has_a_way() -> None:
    assert {way.kind for way in ways().values()} == kinds_with_lines()


@pytest.mark.parametrize(("name", "act"), each_interruption())
def test_every_interruption_at_every_step_leaves_the_form_where_it_was(
    talking: House, name: str, act: str
) -> None:
    way = ways()[name]

    def interrupt(talk: Talk, slot: str) -> None:
        if not may_interrupt(act, way.form.line(slot)):
            return
        asked = talk.last["messages"][-1]
        turn = talk.say(material()["selaan"][act])
        assert open_line(talk, way) == slot, f"at {slot}: {turn}"
        assert turn["messages"][-1]["choices"] == asked["choices"], f"at {slot}: the same buttons again"

    talk = begin(talking, way)
    fill(talk, way, before=interrupt)
    talk.say(way.confirmation)
    assert the_case(talking, talk) == plain_case(talking, way)


@pytest.mark.parametrize("name", ways())
def test_a_step_back_at_every_question_and_the_answer_again(talking: House, name: str) -> None:
    way, stepped = ways()[name], set[str]()

    def back(talk: Talk, slot: str) -> None:
        first = not stepped
        if slot in stepped or first:
            stepped.add(slot)
            return
        stepped.add(slot)
        talk.say("kembali")
        before = open_line(talk, way)
        assert before not in (None, slot), talk.last
        talk.say(meant(talk, way.answer(str(before))))
        assert open_line(talk, way) == slot, talk.last

    talk = begin(talking, way)
    fill(talk, way, before=back)
    talk.say(way.confirmation)
    assert the_case(talking, talk) == plain_case(talking, way)


@pytest.mark.parametrize(("name", "slot"), each_line())
def test_each_line_is_corrected_in_the_summary_and_back_again(talking: House, name: str, slot: str) -> None:
    way = ways()[name]
    line = way.form.line(slot)
    assert line is not None
    talk = begin(talking, way)
    fill(talk, way)
    for other in (True, False):
        talk.say(f"ubah {line.names[0]}")
        assert open_line(talk, way) == slot, talk.last
        talk.say(way.answer(slot, other))
        fill(talk, way)
    talk.say(way.confirmation)
    assert the_case(talking, talk) == plain_case(talking, way)


@pytest.mark.parametrize(("name", "slot"), each_line())
def test_each_line_is_corrected_in_one_sentence(talking: House, name: str, slot: str) -> None:
    way = ways()[name]
    line = way.form.line(slot)
    assert line is not None
    talk = begin(talking, way)
    fill(talk, way)
    talk.say(f"ubah {line.names[0]} jadi {way.answer(slot, other=True)}")
    fill(talk, way)
    talk.say(way.confirmation)
    changed, plain = the_case(talking, talk), plain_case(talking, way)
    assert changed != plain, f"{slot} was not changed"
    assert changed["kind"] == plain["kind"]


@pytest.mark.parametrize("name", ways_of_each_kind())
def test_cancelling_at_every_step_files_nothing(talking: House, name: str) -> None:
    way = ways()[name]
    steps: list[str] = []
    before = 1 if way.first else 0
    fill(begin(talking, way), way, before=lambda _talk, slot: steps.append(slot))
    assert steps[-1] == CONFIRM
    for last in steps:
        talk = begin(talking, way)
        while (slot := open_line(talk, way)) not in (last, None):
            talk.say(meant(talk, way.answer(str(slot))))
        talk.say("batal")
        assert open_line(talk, way) is None
        talk.say("ya")
        assert [case["state"] for case in cases_of_citizen(talking, talk.id)] == ["terdaftar"] * before
        assert talk.say("apa syarat mengurus akta kelahiran")["outcome"] == "answered_faq"


@pytest.mark.parametrize("name", ["permohonan", "pengaduan"])
def test_two_citizens_at_once_do_not_mix(talking: House, name: str) -> None:
    way = ways()[name]
    first, second = begin(talking, way), begin(talking, way)
    while (slot := open_line(first, way)) != CONFIRM:
        assert slot is not None
        assert slot == open_line(second, way)
        first.say(way.answer(slot))
        second.say(way.answer(slot, other=slot in ("nama", "alamat", "rincian", "uraian")))
    first.say(way.confirmation)
    second.say(way.confirmation)
    assert the_case(talking, first) == plain_case(talking, way)
    changed = the_case(talking, second)
    assert changed["details"] == way.answer(way.form.lines[0].slot, other=True)
    assert changed["pemohon_name"] == way.answer("nama", other=True)


def by_number(talk: Talk, words: str) -> None:
    offered = list(talk.choices().values())
    talk.say(str(offered.index(words) + 1) if words in offered else words)


def by_spoken_number(talk: Talk, words: str) -> None:
    numbers, offered = (
        ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh"),
        list(talk.choices().values()),
    )
    talk.say(f"nomor {numbers[offered.index(words)]}" if words in offered else words)


def by_title(talk: Talk, words: str) -> None:
    titles = {payload: title for title, payload in talk.choices().items()}
    talk.say(f"{titles[words].upper()}." if words in titles else words)


def by_button(talk: Talk, words: str) -> None:
    titles = {payload: title for title, payload in talk.choices().items()}
    if words in titles:
        talk.press(titles[words])
    else:
        talk.say(words)


@pytest.mark.parametrize("say", [by_number, by_spoken_number, by_title, by_button])
@pytest.mark.parametrize("name", ways())
def test_numbers_words_and_buttons_lead_to_the_same_case(talking: House, name: str, say: Say) -> None:
    way = ways()[name]
    talk = begin(talking, way, say)
    fill(talk, way, say=say)
    say(talk, way.confirmation)
    assert the_case(talking, talk) == plain_case(talking, way)
