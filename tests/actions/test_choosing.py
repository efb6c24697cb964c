"""Every question with buttons: a title typed, what its button sends, its number, the number spoken mean the same."""

from __future__ import annotations

import pytest

from actions.checks import check, choices_of
from actions.filling import Filling
from actions.forms import Form, Line, form, kinds
from actions.tools import Tools
from cases.fields import Accepted, Refused
from tests.actions.house import FILLED

NUMBERS = ("satu", "dua", "tiga", "empat", "lima")


def questions_with_buttons() -> list[tuple[str, str]]:
    return [(kind, line.slot) for kind in kinds() for line in form(kind).lines]


def filling(tools: Tools, kind: Form, line: Line) -> Filling:
    return Filling(tools, "c1", kind, {**FILLED, "nomor": "tanpa permohonan"}, line.slot)


@pytest.mark.parametrize(("kind", "slot"), questions_with_buttons())
def test_a_choice_is_meant_by_its_title_its_words_its_number_and_the_number_spoken(
    tools: Tools, kind: str, slot: str
) -> None:
    line = form(kind).line(slot)
    assert line is not None
    here = filling(tools, form(kind), line)
    for at, (title, words) in enumerate(choices_of(here, line), 1):
        kept = check(here, line, words)
        assert isinstance(kept, Accepted), words
        ordinal = {1: "yang pertama", 2: "yang kedua"}.get(at, f"pilihan {at}")
        for said in (
            title,
            f"{title.upper()}.",
            str(at),
            f"nomor {NUMBERS[at - 1]}",
            NUMBERS[at - 1],
            ordinal,
        ):
            assert check(here, line, said) == kept, said
            assert check(here, line, f"{said} ya kak") == kept, said


def test_each_choice_of_a_question_is_kept_as_something_else(tools: Tools) -> None:
    for kind, slot in questions_with_buttons():
        line = form(kind).line(slot)
        assert line is not None
        here = filling(tools, form(kind), line)
        values = [check(here, line, words) for _, words in choices_of(here, line)]
        assert len({str(value) for value in values}) == len(values), slot


def test_a_number_that_no_button_has_is_refused_with_the_choices(tools: Tools) -> None:
    line = form("permohonan").line("cara_pengiriman")
    assert line is not None
    refused = check(filling(tools, form("permohonan"), line), line, "5")
    assert isinstance(refused, Refused)
    assert refused.text_key == "dialogue.isian.choose"
