"""The office's calendar at the desk: a decision re-dates the open cases and says why."""

from datetime import date, timedelta

import pytest
from deskkit import House

from cases.lookup import history
from cases.tables import Case
from office.calendar import read_calendar
from office.clock import local_date, now
from office.working_days import calendar_at, current_calendar, decided

REGIONAL = {"reason": "Hari jadi provinsi", "decree": "Keputusan Gubernur Nomor 5 Tahun 2026"}


def next_working_day(house: House) -> date:
    return read_calendar().nth_working_day(local_date(now(), house.office.zone), 2)[0]


def due(house: House, case_id: int) -> date:
    with house.database.reading() as session:
        return session.get_one(Case, case_id).due_on


def decide(house: House, who: str, day: date, kind: str = "libur", **more: str) -> int:
    form = {"date": day.isoformat(), "kind": kind, **REGIONAL, **more}
    return house.client(who).post("/desk/kalender", data=form).status_code


def test_a_new_holiday_moves_open_cases_and_says_why(house: House) -> None:
    open_case, closed_case = house.file("a"), house.file("b")
    with house.database.writing() as session:
        session.get_one(Case, closed_case).state = "dicabut"
    before, day = due(house, open_case), next_working_day(house)
    assert decide(house, "ppid_utama", day) == 200
    assert due(house, open_case) == read_calendar().nth_working_day(before, 1)[0]
    assert due(house, closed_case) == before
    with house.database.reading() as session:
        event = history(session, open_case)[-1]
        assert event.kind == "tenggat_dihitung_ulang"
        assert event.text == "Hari jadi provinsi. Keputusan Gubernur Nomor 5 Tahun 2026."
        assert event.actor.startswith("petugas:")
    page = house.client("rina").get(f"/desk/perkara/{open_case}").text
    assert "Tenggat dihitung ulang" in page
    assert "Keputusan Gubernur Nomor 5 Tahun 2026" in page


def test_what_is_filed_afterwards_counts_with_the_new_calendar(house: House) -> None:
    before, day = due(house, house.file("a")), next_working_day(house)
    decide(house, "ppid_utama", day)
    assert due(house, house.file("b")) == read_calendar().nth_working_day(before, 1)[0]
    assert not calendar_at(house.settings).is_working_day(day)


def test_a_decision_is_taken_back_and_the_case_follows(house: House) -> None:
    case_id = house.file("a")
    before, day = due(house, case_id), next_working_day(house)
    decide(house, "ppid_utama", day)
    decide(house, "ppid_utama", day, "batal", reason="Salah tanggal")
    assert due(house, case_id) == before
    with house.database.reading() as session:
        assert decided(session) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"date": "besok"}, "Pilih tanggalnya"),
        ({"kind": "x"}, "Pilih menjadi apa"),
        ({"reason": " "}, "Tulis sebabnya"),
        ({"decree": "SK"}, "Tulis keputusan"),
    ],
)
def test_a_decision_without_date_reason_or_decree_is_refused(
    house: House, wrong: dict[str, str], said: str
) -> None:
    form = {"date": "2026-12-01", "kind": "libur", **REGIONAL} | wrong
    reply = house.client("ppid_utama").post("/desk/kalender", data=form)
    assert (reply.status_code, said in reply.text) == (422, True)
    with house.database.reading() as session:
        assert decided(session) == []


def test_an_unconfirmed_year_warns_until_it_is_confirmed(house: House) -> None:
    client = house.client("ppid_utama")
    assert "belum pasti" in client.get("/desk/kalender?tahun=2027").text
    sent = client.post("/desk/kalender/tahun", data={"year": 2027, "decree": "Keputusan Bersama 1/2026"})
    assert sent.headers["location"] == "/desk/kalender?tahun=2027"
    assert "belum pasti" not in client.get("/desk/kalender?tahun=2027").text
    with house.database.reading() as session:
        calendar = current_calendar(session)
    assert calendar.unconfirmed(date(2027, 1, 1), date(2027, 12, 31)) == []
    assert "belum pasti" in client.get("/desk/kalender?tahun=2028").text


def test_a_working_day_can_be_opened(house: House) -> None:
    christmas = date(2026, 12, 25)
    assert decide(house, "ppid_utama", christmas, "kerja") == 200
    with house.database.reading() as session:
        assert current_calendar(session).is_working_day(christmas)
        assert current_calendar(session).is_working_day(christmas - timedelta(days=3))
