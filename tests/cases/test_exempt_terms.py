"""Exempt information: what the law asks of an item, and when its end is announced."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.exempt import ExemptItem, ExemptRefused, check, declare_days, standing, terms
from cases.states import machine
from office.calendar import read_calendar

CALENDAR = read_calendar()


def item(**more: Any) -> ExemptItem:
    settled: dict[str, Any] = {
        "title": "Data rekam medis pasien", "ground": "h", "statute": "", "consequence_test": "12/UK/2026",
        "decided_on": date(2026, 1, 5), "until": None, "opened_on": None,
    } | more  # fmt: skip
    return ExemptItem(**settled)


def test_every_ground_of_the_law_has_its_term() -> None:
    assert set(terms()) == set(machine("permohonan").grounds)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": "Data"}, "delapan huruf"),
        ({"ground": "z"}, "Pasal 17"),
        ({"consequence_test": " "}, "uji konsekuensi"),
        ({"ground": "j"}, "undang-undang lain"),
        ({"ground": "c"}, "tidak permanen"),
        ({"until": date(2026, 1, 5)}, "berakhir setelah"),
        ({"ground": "a", "until": date(2056, 1, 6)}, "paling lama 30 tahun"),
    ],
)
def test_what_the_law_does_not_allow_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ExemptRefused, match=said):
        check(item(**wrong))


def test_what_the_law_allows_passes() -> None:
    for each in (
        item(),
        item(ground="a", until=date(2056, 1, 5)),
        item(ground="j", statute="UU 27/2022 Pasal 1"),
    ):
        check(each)


@given(st.dates(date(2026, 3, 1), date(2027, 12, 31)))
def test_the_declaration_is_due_thirty_working_days_before_the_end(until: date) -> None:
    kept = item(until=until)
    declare_by = standing(kept, date(2026, 1, 6), CALENDAR).declare_by
    assert declare_by is not None
    slowly = sum(
        CALENDAR.is_working_day(declare_by + timedelta(days=offset))
        for offset in range((until - declare_by).days)
    )
    assert slowly == declare_days()
    assert CALENDAR.is_working_day(declare_by)


def test_an_item_goes_from_closed_to_over() -> None:
    kept = item(until=date(2026, 12, 31))
    declare_by = standing(kept, date(2026, 1, 6), CALENDAR).declare_by
    assert declare_by is not None
    said = [
        standing(kept, day, CALENDAR).tone
        for day in (
            date(2026, 1, 6),
            declare_by - timedelta(days=90),
            declare_by,
            date(2026, 12, 31),
            date(2027, 1, 1),
        )
    ]
    assert said == ["closed", "soon", "declare", "declare", "over"]
    assert standing(item(opened_on=date(2026, 2, 1)), date(2026, 3, 1), CALENDAR).tone == "open"
    assert standing(item(), date(2050, 1, 1), CALENDAR).tone == "closed"
