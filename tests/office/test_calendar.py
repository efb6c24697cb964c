from datetime import date, timedelta

import pytest

from office.calendar import Calendar, DayChange, from_rules, read_calendar

CALENDAR = read_calendar()


def test_the_day_of_receipt_is_day_zero() -> None:
    assert CALENDAR.nth_working_day(date(2026, 11, 23), 1)[0] == date(2026, 11, 24)


def test_a_saturday_receipt_starts_on_monday() -> None:
    assert CALENDAR.nth_working_day(date(2026, 11, 21), 1)[0] == date(2026, 11, 23)


def test_every_skipped_day_says_why_and_by_which_decree() -> None:
    due, skipped = CALENDAR.nth_working_day(date(2026, 3, 13), 10)
    assert due == date(2026, 4, 6)
    assert len(skipped) == 14
    reasons = {day.date: day for day in skipped}
    assert reasons[date(2026, 3, 18)].reason == "Cuti Bersama Hari Suci Nyepi"
    assert "1497 Tahun 2025" in reasons[date(2026, 3, 18)].decree
    assert reasons[date(2026, 3, 21)].reason == "Sabtu, Hari Raya Idul Fitri"
    assert all(day.reason and day.decree for day in skipped)


def test_the_added_leave_of_august_2025_is_known() -> None:
    closed = CALENDAR.closed(date(2025, 8, 18))
    assert closed is not None
    assert "Agustus 2025" in closed.decree


def test_cuti_bersama_counts_when_the_office_says_so() -> None:
    counting = CALENDAR.counting_leave()
    assert counting.is_working_day(date(2026, 3, 18))
    assert not counting.is_working_day(date(2026, 3, 19))
    assert counting.is_working_day(date(2025, 8, 18))


def test_a_local_holiday_and_an_opened_saturday() -> None:
    local = CALENDAR.with_changes(
        [
            DayChange(date(2026, 10, 12), False, "Hari jadi provinsi", "Keputusan Gubernur 1/2026"),
            DayChange(date(2026, 10, 17), True, "Hari kerja pengganti", "Keputusan Gubernur 1/2026"),
        ]
    )
    assert not local.is_working_day(date(2026, 10, 12))
    assert local.is_working_day(date(2026, 10, 17))


def test_years_nobody_confirmed_are_named() -> None:
    assert CALENDAR.unconfirmed(date(2026, 1, 1), date(2026, 12, 31)) == []
    assert [d.year for d in CALENDAR.unconfirmed(date(2026, 12, 1), date(2028, 1, 10))] == [2027, 2028]


def test_an_office_that_works_on_saturday() -> None:
    six_days = from_rules({"weekend": ["Minggu"]})
    assert six_days.is_working_day(date(2026, 11, 21))


def test_a_calendar_without_working_days_does_not_count_for_ever() -> None:
    with pytest.raises(ValueError, match="too few"):
        Calendar(weekend=frozenset(range(7))).nth_working_day(date(2026, 1, 1), 1)


def test_days_between_agree_with_counting() -> None:
    start = date(2026, 3, 13)
    for n in range(1, 40):
        due, _ = CALENDAR.nth_working_day(start, n)
        assert CALENDAR.working_days_between(start, due) == n
        assert CALENDAR.working_days_between(due, start) == -n
    assert CALENDAR.working_days_between(start, start) == 0
    assert CALENDAR.working_days_between(start, start + timedelta(days=2)) == 0
