"""A year of 5,000 cases: report, charts and registers say what a separate count over the events says."""

import io
from datetime import date
from statistics import mean, median

import pytest
from direct import Raw, count, endings, phases, raw_cases, rule_file
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from cases.registers.columns import registers
from cases.registers.writing import HEAD, as_csv, as_xlsx
from cases.reports.counting import ledger
from cases.reports.document import Report, Share, Table
from cases.reports.making import NAMES, as_file, make
from cases.reports.period import Period, year
from cases.reports.reading import read
from cases.states import KINDS
from office.calendar import Calendar
from office.database import Database
from office.profile import Office

YEAR = year(2026)
ORDER = ("permohonan", "pengaduan", "aspirasi", "cek_hoaks", "keberatan", "sengketa")
"""As the chapters of the full report show them."""
QUARTER = Period(date(2026, 4, 1), date(2026, 6, 30))


@pytest.fixture(scope="module")
def cases(year_of_cases: Database) -> dict[int, Raw]:
    found = raw_cases(year_of_cases)
    assert sum(YEAR.holds(case.received) for case in found.values()) >= 5000
    return found


def report(
    database: Database, office: Office, calendar: Calendar, name: str, period: Period = YEAR
) -> Report:
    with database.reading() as session:
        return make(session, name, period, office, calendar)


def tables(made: Report, title: str) -> list[Table]:
    return [table for section in made.sections for table in section.tables if table.title == title]


def column(table: Table, at: int = 1) -> list[object]:
    return [row[at].value if isinstance(cell := row[at], Share) else cell for row in table.rows]  # type: ignore[union-attr]


@pytest.mark.parametrize("period", [YEAR, QUARTER], ids=["year", "quarter"])
def test_the_annual_report_agrees_with_the_events(
    year_of_cases: Database, cases: dict[int, Raw], demo_office: Office, calendar: Calendar, period: Period
) -> None:
    made = report(year_of_cases, demo_office, calendar, "tahunan", period)
    wanted = count(cases, "permohonan", period.first, period.last, calendar)
    rules = rule_file("permohonan")
    order = ["carried", "received", "reopened", "finished", "still_open"]
    balances = tables(made, "Arus perkara")
    for at, kind in enumerate(ORDER):
        told = count(cases, kind, period.first, period.last, calendar).ledger
        assert column(balances[at]) == [told[name] for name in order], kind
    outcomes = tables(made, "Hasil")[0]
    assert column(outcomes) == [wanted.outcomes[row["name"]] for row in rules["outcome"]]
    grounds = tables(made, "Alasan penolakan menurut Pasal 17")[0]
    assert column(grounds) == [wanted.grounds[row["letter"]] for row in rules["ground"]]
    months = tables(made, "Permohonan informasi setiap bulan")[0]
    numbers = range(period.first.month, period.last.month + 1)
    assert column(months) == [wanted.months[month] for month in numbers]
    assert column(months, 2) == [wanted.answer_months[month] for month in numbers]
    assert sum(wanted.outcomes.values()) > (1000 if period is YEAR else 250)


def test_the_times_of_answers_agree_with_counting_day_by_day(
    year_of_cases: Database, cases: dict[int, Raw], demo_office: Office, calendar: Calendar
) -> None:
    made = report(year_of_cases, demo_office, calendar, "ringkas")
    wanted = count(cases, "permohonan", YEAR.first, YEAR.last, calendar)
    table = tables(made, "Waktu menjawab, dalam hari kerja")[0]
    answers = [rule for rule in rule_file("permohonan")["outcome"] if rule.get("answer", True)]
    for row, rule in zip(table.rows[:-1], answers, strict=True):
        days = wanted.days[rule["name"]]
        late = row[5]
        assert row[1] == len(days)
        assert row[2] == pytest.approx(mean(days))
        assert row[3] == median(days)
        assert row[4] == max(days)
        assert isinstance(late, Share)
        assert late.value == wanted.on_time[rule["name"]] / len(days)
    every = [day for days in wanted.days.values() for day in days]
    assert table.rows[-1][1:5] == (len(every), pytest.approx(mean(every)), median(every), max(every))
    bands = tables(made, "Lama menjawab")[0]
    edges = [sum(a <= day <= b for day in every) for a, b in ((0, 5), (6, 10), (11, 17), (18, 10_000))]
    assert column(bands) == edges


def test_objections_are_counted_by_every_ground_they_state(
    year_of_cases: Database, cases: dict[int, Raw], demo_office: Office, calendar: Calendar
) -> None:
    made = report(year_of_cases, demo_office, calendar, "tahunan")
    stated = [
        letter
        for case in cases.values()
        if case.kind == "keberatan" and YEAR.holds(case.received)
        for letter in case.steps[0][3]["grounds"]
    ]
    assert column(tables(made, "Alasan keberatan")[0]) == [stated.count(letter) for letter in "abcdefg"]


def test_the_performance_of_units_agrees_with_the_events(
    year_of_cases: Database, cases: dict[int, Raw], demo_office: Office, calendar: Calendar
) -> None:
    made = report(year_of_cases, demo_office, calendar, "kinerja")
    table = tables(made, "Kinerja setiap unit")[0]
    names = {unit.name: unit.code for unit in demo_office.units} | {"Belum diteruskan ke unit": None}
    seen = 0
    for row in table.rows:
        ours = [
            case
            for case in cases.values()
            if case.kind in ("pengaduan", "aspirasi") and case.unit == names[str(row[0])]
            if YEAR.holds(case.received)
        ]
        finished = [case for case in ours if phases(case.kind)[_last_state(case)] == "closed"]
        stars = [[s[3]["stars"] for s in case.steps if s[0] == "penilaian"] for case in ours]
        rated = [given[-1] for given in stars if given]
        done = row[4]
        assert isinstance(done, Share)
        assert (row[1], row[3]) == (len(ours), len(finished))
        assert done.value == len(finished) / len(ours)
        assert row[7] == (pytest.approx(mean(rated)) if rated else None)
        seen += len(ours)
    assert seen == sum(c.kind in ("pengaduan", "aspirasi") and YEAR.holds(c.received) for c in cases.values())
    assert seen > 800


def _last_state(case: Raw) -> str:
    return next(state for _, _, state, _ in reversed(case.steps) if state)


@pytest.mark.parametrize("name", NAMES)
def test_every_chart_shows_the_figures_of_its_table(
    year_of_cases: Database, demo_office: Office, calendar: Calendar, name: str
) -> None:
    made = report(year_of_cases, demo_office, calendar, name)
    drawn = [table for section in made.sections for table in section.tables if table.chart]
    assert drawn
    for table in drawn:
        assert table.chart is not None
        for series, values in table.chart.series:
            at = table.columns.index(series)
            shown = [
                100 * value if isinstance(value, float) and at == 4 else value for value in column(table, at)
            ]
            assert list(values) == pytest.approx(shown[: len(values)]), (table.title, series)


def test_registers_hold_every_case_of_the_year_and_its_decision(
    year_of_cases: Database, cases: dict[int, Raw], demo_office: Office
) -> None:
    for kind, register in registers().items():
        with year_of_cases.reading() as session:
            content = as_xlsx(session, kind, YEAR, demo_office)
        lines = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        heads, body = [str(cell) for cell in lines[HEAD]], lines[HEAD + 1 :]
        ours = [case for case in cases.values() if case.kind == kind and YEAR.holds(case.received)]
        assert heads == [one.title for one in register.columns]
        assert len(body) == len(ours) > 80
        titles = {row["name"]: row["title"] for row in rule_file(kind)["outcome"]}
        at = [one.name for one in register.columns].index("decision")
        told = [_holding(case) for case in ours]
        for outcome, title in titles.items():
            assert [line[at] for line in body].count(title) == told.count(outcome), (kind, outcome)


def _holding(case: Raw) -> str:
    held, ends = "", endings(case.kind)
    for step, _, _, data in case.steps:
        if step in ends:
            held = ends[step]
        elif "outcome" in data and not step.startswith("ajukan"):
            held = data["outcome"]
        elif step == "buka_lagi":
            held = ""
    return held


def test_the_public_register_names_nobody_and_runs_nothing(
    year_of_cases: Database, demo_office: Office
) -> None:
    for kind, register in registers().items():
        with year_of_cases.reading() as session:
            content = as_csv(session, kind, YEAR, demo_office).decode("utf-8-sig")
        for private in ("@Pemohon", "3578014101900003", "Jalan Melati", "+62812", "Mohon", "penelitian"):
            assert private not in content
        assert all(not column.personal for column in register.public())
        assert not any(line.startswith(("=", "+", "-", "@")) for line in content.splitlines())


@pytest.mark.parametrize("name", NAMES)
def test_the_report_on_paper_is_tagged_and_its_charts_speak(
    year_of_cases: Database, demo_office: Office, calendar: Calendar, name: str
) -> None:
    made = report(year_of_cases, demo_office, calendar, name)
    reader = PdfReader(io.BytesIO(as_file(made, "pdf", demo_office)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert root["/Lang"] in ("id", "id-ID")  # type: ignore[index]
    assert reader.metadata is not None
    assert reader.metadata.title == made.title
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_file(made, "xlsx", demo_office)))
    with_tables = [section for section in made.sections if section.tables]
    assert len(book.sheet_names) == len(with_tables) + 1
    first = book.get_sheet_by_index(1).to_python()
    assert first[0][0] == with_tables[0].tables[0].title
    assert [row[0] for row in first[2:4]] == [row[0] for row in with_tables[0].tables[0].rows[:2]]


def test_topics_show_no_rare_topic_and_add_up(
    year_of_cases: Database, demo_office: Office, calendar: Calendar
) -> None:
    table = tables(report(year_of_cases, demo_office, calendar, "topik"), "Topik terbanyak")[0]
    *named, rest, unknown = table.rows
    assert all(isinstance(row[1], int) and row[1] >= 5 for row in named)
    assert len(named) == 25
    assert isinstance(rest[1], int)
    assert rest[1] > 0
    assert unknown[1] == 0
    assert all(row[3] == row[1] - row[2] for row in table.rows)  # type: ignore[operator]


DAY = st.dates(date(2025, 9, 1), date(2027, 1, 31))


@given(DAY, DAY, st.sampled_from(KINDS))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_balance_holds_for_any_period_and_follows_on_from_the_one_before(
    year_of_cases: Database, one: date, other: date, kind: str
) -> None:
    period = Period(min(one, other), max(one, other))
    with year_of_cases.reading() as session:
        told = ledger(read(session, period, [kind]), period)
        before = Period(date(2025, 1, 1), period.day_before)
        earlier = ledger(read(session, before, [kind]), before)
    assert told.carried + told.received + told.reopened == told.finished + told.still_open
    assert told.carried == earlier.still_open
