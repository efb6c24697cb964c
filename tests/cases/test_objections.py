from datetime import UTC, date, datetime

import pytest
from casekit import APPLICANT, file_one
from sqlalchemy.orm import Session

from cases.answering import Writing, answer
from cases.changes import Change, Refused
from cases.lookup import Filter, queue
from cases.moves import change
from cases.objections import (
    Objection,
    applicant_of,
    file_keberatan,
    grounds_of,
    objection_window,
    objections_to,
    reply,
)
from cases.states import machine
from cases.status import status_words
from cases.tables import Case
from office.calendar import read_calendar
from office.database import Database
from office.profile import Office
from office.texts import texts

CALENDAR = read_calendar()
STORY = "Permohonan saya tidak dijawab sampai lewat tenggat."


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=3, tzinfo=UTC)


def object_to(
    session: Session,
    office: Office,
    request: Case | None,
    *grounds: str,
    on: str = "2026-12-08",
    key: str = "k",
) -> Case:
    return file_keberatan(
        session,
        key=key,
        conversation_id="c1",
        channel="web",
        applicant=applicant_of(request) if request else APPLICANT,
        objection=Objection(grounds, STORY, request),
        received_at=at(on),
        office=office,
    )


def test_silence_is_objected_to_with_its_own_number_and_clock(database: Database, office: Office) -> None:
    with database.writing() as session:
        request = file_one(session, office)
        made = object_to(session, office, request, "c", "g")
        assert (made.number, made.kind) == ("0001/KEB-PPID/XII/2026", "keberatan")
        assert made.due_on == CALENDAR.nth_working_day(date(2026, 12, 8), 30)[0]
        assert [ground.name for ground in grounds_of(session, made)] == ["c", "g"]
        assert objections_to(session, request) == [made]
        assert object_to(session, office, request, "c", "g") is made
        assert "menunggu tanggapan Atasan PPID" in status_words(made)
        assert [case.id for case in queue(session, Filter(kind="keberatan"))] == [made.id]
        assert [case.id for case in queue(session, Filter())] == [request.id]


@pytest.mark.parametrize(("grounds", "said"), [((), "paling sedikit satu"), (("z",), "paling sedikit satu")])
def test_grounds_are_those_of_the_law(
    database: Database, office: Office, grounds: tuple[str, ...], said: str
) -> None:
    with database.writing() as session, pytest.raises(Refused, match=said):
        object_to(session, office, file_one(session, office), *grounds)


def test_only_missing_periodic_information_needs_no_request(database: Database, office: Office) -> None:
    with database.writing() as session:
        assert object_to(session, office, None, "b").parent_id is None
        with pytest.raises(Refused, match="memerlukan permohonan"):
            object_to(session, office, None, "b", "c", key="other")


def test_one_open_objection_at_a_time_and_lateness_is_marked_not_refused(
    database: Database, office: Office
) -> None:
    with database.writing() as session:
        request = file_one(session, office)
        answer(
            session,
            request,
            "diberikan",
            Writing("Ini datanya semua.", "petugas:1", None, office, CALENDAR, at("2026-11-25")),
        )
        first = object_to(session, office, request, "d")
        assert first.events[0].data["late"] is False
        with pytest.raises(Refused, match=first.number):
            object_to(session, office, request, "f", key="second")
        change(session, first, Change("cabut", "petugas:1"), office, CALENDAR)
        late = object_to(session, office, request, "d", key="third", on="2027-02-01")
        assert late.events[0].data["late"] is True


def test_the_reply_opens_the_way_to_the_komisi_informasi(database: Database, office: Office) -> None:
    with database.writing() as session:
        made = object_to(session, office, file_one(session, office), "c")
        writing = Writing(
            "PPID memberikan informasi itu.", "petugas:9", made.version, office, CALENDAR, at("2026-12-10")
        )
        given = reply(session, made, "dikabulkan", writing)
        assert given.key(made) == f"case:{made.id}:answer:1"
        assert "Keberatan Anda dikabulkan." in given.text
        due = CALENDAR.nth_working_day(date(2026, 12, 10), 14)[0]
        assert "14 hari kerja" in given.text
        assert f"{due.day} {'Januari' if due.month == 1 else 'Desember'} {due.year}" in given.text
        assert (made.state, made.outcome) == ("ditanggapi", "dikabulkan")


def test_the_machine_is_whole() -> None:
    rules = machine("keberatan")
    for state in rules.states.values():
        assert f"cases.status.keberatan.{state.name}" in texts()
        assert f"cases.state.{state.name}" in texts()
        assert state.phase == "closed" or rules.actions_from(state.name)
    assert list(rules.grounds) == list("abcdefg")
    assert all(f"cases.outcome.{name}" in texts() for name in rules.outcomes)


def letters(case: Case, day: str) -> tuple[bool, str]:
    window = objection_window(case, date.fromisoformat(day), CALENDAR)
    return window.open, "".join(ground.name for ground in window.grounds)


def test_silence_opens_the_window_the_day_after_the_limit(database: Database, office: Office) -> None:
    with database.writing() as session:
        request = file_one(session, office)  # due on the seventh of December
        assert letters(request, "2026-12-07") == (False, "b")
        assert letters(request, "2026-12-08") == (True, "bcg")


def test_after_an_answer_the_window_is_thirty_working_days(database: Database, office: Office) -> None:
    with database.writing() as session:
        request = file_one(session, office)
        text = "Laporannya kami lampirkan di sini."
        writing = Writing(text, "petugas:1", None, office, CALENDAR, at("2026-11-25"))
        answer(session, request, "diberikan", writing)
        last = CALENDAR.nth_working_day(date(2026, 11, 25), 30)[0]
        assert letters(request, last.isoformat()) == (True, "bdef")  # in time and given: neither a nor g
        assert objection_window(request, last, CALENDAR).until == last
        after = CALENDAR.nth_working_day(last, 1)[0]
        assert letters(request, after.isoformat())[0] is False
