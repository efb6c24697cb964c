import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.deadlines import due_date, due_dates, explain, from_json, main_deadline
from cases.rules import Clock, UnknownKind, clock_named, clocks_of, kinds, parse_clocks
from office.calendar import Calendar, DayChange, read_calendar

CALENDAR = read_calendar()
D = date.fromisoformat

# Facts C9: received, +10, +17, +30, +14, +10 with cuti bersama counted.
VECTORS = [
    ("2025-08-04", "2025-08-19", "2025-08-28", "2025-09-17", "2025-08-25", "2025-08-18"),
    ("2026-02-02", "2026-02-18", "2026-02-27", "2026-03-25", "2026-02-24", "2026-02-16"),
    ("2026-03-13", "2026-04-06", "2026-04-15", "2026-05-05", "2026-04-10", "2026-03-30"),
    ("2026-05-11", "2026-05-29", "2026-06-10", "2026-06-30", "2026-06-05", "2026-05-26"),
    ("2026-11-23", "2026-12-07", "2026-12-16", "2027-01-08", "2026-12-11", "2026-12-07"),
    ("2026-12-16", "2027-01-04", "2027-01-14", "2027-02-02", "2027-01-11", "2026-12-31"),
    ("2027-03-01", "2027-03-23", "2027-04-05", "2027-04-22", "2027-03-31", "2027-03-18"),
]


@pytest.mark.parametrize(("received", "ten", "seventeen", "thirty", "fourteen", "cautious"), VECTORS)
def test_the_vectors_of_the_facts(
    received: str, ten: str, seventeen: str, thirty: str, fourteen: str, cautious: str
) -> None:
    request = {d.name: d for d in due_dates("permohonan", D(received), CALENDAR)}
    assert request["pemberitahuan"].due_on == D(ten)
    assert request["pemberitahuan"].safe_on == D(cautious)
    assert request["perpanjangan"].due_on == D(seventeen)
    assert main_deadline(due_dates("keberatan", D(received), CALENDAR)).due_on == D(thirty)
    assert main_deadline(due_dates("sengketa", D(received), CALENDAR)).due_on == D(fourteen)


def test_explained_with_every_skipped_day() -> None:
    words = explain(due_dates("permohonan", D("2026-03-13"), CALENDAR))
    assert "Pemberitahuan tertulis: Senin, 6 April 2026 (2026-04-06)" in words
    assert "Undang-Undang Nomor 14 Tahun 2008 Pasal 22 ayat (7)" in words
    for day in (
        "2026-03-14",
        "2026-03-18",
        "2026-03-19",
        "2026-03-20",
        "2026-03-24",
        "2026-04-03",
        "2026-04-05",
    ):
        assert words.count(f"({day}):") == 1, day
    assert "Wafat Yesus Kristus" in words


def test_an_unconfirmed_year_is_warned_about() -> None:
    assert "kalender tahun 2027 belum pasti" in explain(due_dates("permohonan", D("2026-12-16"), CALENDAR))
    assert "belum pasti" not in explain(due_dates("permohonan", D("2026-03-13"), CALENDAR))


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_survives_storing(kind: str) -> None:
    deadlines = due_dates(kind, D("2026-12-16"), CALENDAR)
    stored = json.loads(json.dumps([deadline.as_json() for deadline in deadlines]))
    assert [from_json(raw) for raw in stored] == deadlines
    assert all(deadline.rule for deadline in deadlines)
    assert sum(deadline.main for deadline in deadlines) == 1


def test_a_hoax_check_runs_through_the_weekend_in_hours() -> None:
    friday = datetime(2026, 11, 20, 22, 30, tzinfo=ZoneInfo("Asia/Jakarta"))
    (check,) = due_dates("cek_hoaks", friday, CALENDAR)
    assert check.due_at == friday + timedelta(hours=24)
    assert check.due_on == D("2026-11-21")
    assert from_json(check.as_json()) == check


def test_unknown_kinds_and_times_before_the_law() -> None:
    with pytest.raises(UnknownKind):
        due_dates("surat cinta", D("2026-01-05"), CALENDAR)
    with pytest.raises(UnknownKind):
        due_dates("permohonan", D("2009-01-05"), CALENDAR)
    assert [c.name for c in clocks_of("permohonan", D("2011-01-05"))] == [
        "pemberitahuan",
        "perpanjangan",
        "hak keberatan",
    ]


def test_a_rule_without_an_article_is_refused() -> None:
    row = {"kind": "x", "name": "y", "title": "z", "limit": 1, "unit": "hari", "starts": "diterima"}
    row |= {"whose": "kantor", "valid_from": date(2020, 1, 1)}
    with pytest.raises(ValueError, match="article"):
        parse_clocks({"clock": [row | {"article": ""}]})
    with pytest.raises(ValueError, match="no clock named"):
        parse_clocks({"clock": [row | {"article": "Pasal 1", "after": "q"}]})


days = st.dates(D("2024-01-01"), D("2028-06-30"))
changes = st.lists(
    st.builds(DayChange, days, st.booleans(), st.just("alasan"), st.just("keputusan"), st.booleans()),
    max_size=40,
)


def slow(calendar: Calendar, holidays: set[date], start: date, n: int) -> date:
    """Counts one day after another over plain sets; shares nothing with the calendar but its inputs."""
    opened = {
        c.date for c in calendar.changes if c.working or (c.leave and calendar.cuti_bersama_is_working_day)
    }
    shut = {c.date for c in calendar.changes} - opened
    day = start
    while n:
        day = day + timedelta(days=1)
        free = day.weekday() in calendar.weekend or day in holidays
        n -= 1 if day in opened or (day not in shut and not free) else 0
    return day


@given(
    start=days,
    n=st.integers(1, 60),
    changed=changes,
    weekend=st.frozensets(st.integers(0, 6), max_size=3),
    leave_counts=st.booleans(),
)
def test_agrees_with_a_slow_count_over_random_calendars(
    start: date, n: int, changed: list[DayChange], weekend: frozenset[int], leave_counts: bool
) -> None:
    import holidays as package

    unique = tuple({change.date: change for change in changed}.values())
    calendar = Calendar(weekend, "aturan", (), unique, leave_counts)
    categories = ("public",) if leave_counts else ("public", "government")
    free = set(package.ID(years=range(2024, 2030), categories=categories))
    clock = Clock("x", "y", "z", n, "hari kerja", "diterima", "kantor", "Pasal", D("2000-01-01"))
    deadline = due_date(clock, start, calendar)
    assert deadline.due_on == slow(calendar, free, start, n)
    assert deadline.safe_on <= deadline.due_on
    # Nothing is lost: every day is either counted or skipped with a reason.
    assert len(deadline.skipped) + n == (deadline.due_on - start).days
    assert all(day.reason for day in deadline.skipped)


def test_a_message_late_in_the_evening_is_of_that_day_at_the_office() -> None:
    from office.clock import local_date

    late = datetime(2026, 3, 13, 16, 30, tzinfo=UTC)
    assert local_date(late, ZoneInfo("Asia/Jakarta")) == D("2026-03-13")
    assert local_date(late, ZoneInfo("Asia/Jayapura")) == D("2026-03-14")


def test_extension_follows_the_first_limit() -> None:
    first = clock_named("permohonan", "pemberitahuan", D("2026-01-05"))
    more = clock_named("permohonan", "perpanjangan", D("2026-01-05"))
    assert (first.limit, more.limit, more.after) == (10, 7, "pemberitahuan")
