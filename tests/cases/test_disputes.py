from datetime import UTC, date, datetime

import pytest
from casekit import file_one
from sqlalchemy.orm import Session

from cases.answering import Writing
from cases.changes import Change, Refused
from cases.disputes import DisputeWindow, dispute_window, disputes_of, file_sengketa
from cases.lookup import history
from cases.moves import change
from cases.objections import Objection, applicant_of, file_keberatan, objections_to, reply
from cases.redating import redate
from cases.status import receipt_words
from cases.tables import Case
from office.calendar import DayChange, read_calendar
from office.database import Database
from office.profile import Office

CALENDAR = read_calendar()


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=3, tzinfo=UTC)


def objected(session: Session, office: Office, *grounds: str) -> Case:
    request = file_one(session, office)
    return file_keberatan(
        session,
        key="keb",
        conversation_id="c1",
        channel="web",
        applicant=applicant_of(request),
        objection=Objection(grounds or ("c",), "Tidak dijawab sampai lewat tenggat.", request),
        received_at=at("2026-12-08"),
        office=office,
    )


def dispute(
    session: Session, office: Office, objection: Case, day: str, number: str = "012/I/KIP-PS/2027"
) -> Case:
    return file_sengketa(
        session,
        key="sengketa",
        objection=objection,
        external_number=number,
        petition="Memohon salinan laporan keuangan.",
        received_at=at(day),
        office=office,
        calendar=CALENDAR,
        actor="petugas:1",
    )


def test_fourteen_working_days_after_the_reply(database: Database, office: Office) -> None:
    with database.writing() as session:
        objection = objected(session, office)
        writing = Writing(
            "Keputusan PPID sudah tepat.", "petugas:2", None, office, CALENDAR, at("2026-12-14")
        )
        reply(session, objection, "ditolak", writing)
        last = CALENDAR.nth_working_day(date(2026, 12, 14), 14)[0]
        assert dispute_window(objection, date(2026, 12, 15), CALENDAR) == DisputeWindow(
            date(2026, 12, 14), last, False
        )
        made = dispute(session, office, objection, "2026-12-21")
        assert dispute(session, office, objection, "2026-12-21") is made
        assert (made.number, made.external_number) == ("0001/SKI-PPID/XII/2026", "012/I/KIP-PS/2027")
        assert made.due_on == CALENDAR.nth_working_day(date(2026, 12, 21), 100)[0]
        assert history(session, made.id)[0].data["late"] is False
        assert {d["name"]: d["due"] for d in made.deadlines}["pengajuan"] == last.isoformat()
        assert made.number in receipt_words(made)
        assert disputes_of(session, objection) == [made]
        assert objections_to(session, session.get_one(Case, objection.parent_id)) == [objection]


def test_silence_for_thirty_working_days_opens_the_window(database: Database, office: Office) -> None:
    with database.writing() as session:
        objection = objected(session, office)
        assert dispute_window(objection, objection.due_on, CALENDAR) is None
        with pytest.raises(Refused, match="lewat batasnya"):
            dispute(session, office, objection, objection.due_on.isoformat())
        after = CALENDAR.nth_working_day(objection.due_on, 1)[0]
        window = dispute_window(objection, after, CALENDAR)
        assert window is not None
        assert (window.opens, window.silent) == (objection.due_on, True)
        late = CALENDAR.nth_working_day(window.until, 1)[0]
        assert (
            history(session, dispute(session, office, objection, late.isoformat()).id)[0].data["late"] is True
        )


def test_a_dispute_without_its_register_number_is_not_recorded(database: Database, office: Office) -> None:
    with database.writing() as session:
        objection = objected(session, office)
        with pytest.raises(Refused, match="nomor register"):
            dispute(session, office, objection, "2027-03-01", " ")


def test_a_refusal_on_exempt_grounds_is_not_mediated(database: Database, office: Office) -> None:
    with database.writing() as session:
        made = dispute(session, office, objected(session, office, "a", "d"), "2027-03-01")
        with pytest.raises(Refused, match="tidak dimediasi"):
            change(session, made, Change("mediasi", "petugas:1"), office, CALENDAR, at("2027-03-02"))


def test_the_ruling_is_recorded_with_the_days_to_sue(database: Database, office: Office) -> None:
    with database.writing() as session:
        made = dispute(session, office, objected(session, office), "2027-03-01")
        change(session, made, Change("ajudikasi", "petugas:1"), office, CALENDAR, at("2027-03-08"))
        ruling = Change("putus", "petugas:1", {"outcome": "membuka"}, "Putusan nomor 12 tahun 2027.")
        change(session, made, ruling, office, CALENDAR, at("2027-04-05"))
        assert (made.state, made.outcome, made.answered_on) == ("diputus", "membuka", None)
        due = {d["name"]: d["due"] for d in made.deadlines}
        assert due["hak gugatan"] == CALENDAR.nth_working_day(date(2027, 4, 5), 14)[0].isoformat()


def test_a_changed_calendar_keeps_the_limit_that_counts(database: Database, office: Office) -> None:
    with database.writing() as session:
        made = dispute(session, office, objected(session, office), "2027-03-01")
        before = made.due_on
        closed = CALENDAR.with_changes([DayChange(date(2027, 3, 3), False, "Hari jadi", "Keputusan 1/2027")])
        redate(session, "sengketa", office, closed, "Keputusan 1/2027")
        assert made.due_on == CALENDAR.nth_working_day(before, 1)[0]


def test_an_upheld_objection_opens_the_request_again(database: Database, office: Office) -> None:
    with database.writing() as session:
        request = file_one(session, office)
        wanted = Change("jawab", "petugas:1", {"outcome": "tidak_dikuasai"}, "Kami tidak menguasainya.")
        change(session, request, wanted, office, CALENDAR, at("2026-11-30"))
        with pytest.raises(Refused, match="keberatannya dikabulkan"):
            change(session, request, Change("buka_lagi", "petugas:1"), office, CALENDAR, at("2026-12-01"))
        objection = file_keberatan(
            session,
            key="keb",
            conversation_id="c1",
            channel="web",
            applicant=applicant_of(request),
            objection=Objection(("d",), "Laporan itu ada di kantor ini.", request),
            received_at=at("2026-12-02"),
            office=office,
        )
        writing = Writing("PPID harus memberikannya.", "petugas:2", None, office, CALENDAR, at("2026-12-04"))
        reply(session, objection, "dikabulkan", writing)
        session.expire(request, ["events"])
        change(session, request, Change("buka_lagi", "petugas:1"), office, CALENDAR, at("2026-12-07"))
        assert (request.state, request.outcome, request.answered_on) == ("telaah", None, None)
        assert request.due_on == CALENDAR.nth_working_day(date(2026, 12, 7), 10)[0]
