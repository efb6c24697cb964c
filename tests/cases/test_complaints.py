from datetime import date

from casekit import MORNING, complain
from sqlalchemy import select, text

from cases.complaints import Complaint, file_complaint
from cases.filing import Applicant
from cases.lookup import history
from cases.redirections import redirections, redirections_for
from cases.status import progress, receipt_words, status_words
from cases.tables import Case, CaseApplicant
from office.database import Database
from office.profile import Office


def test_a_complaint_has_the_limits_of_sp4n_lapor(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = complain(session, office)
        assert (case.number, case.state) == ("0001/ADU-PPID/XI/2026", "terdaftar")
        due = {raw["name"]: raw["due"] for raw in case.deadlines}
        assert due["verifikasi"] == "2026-11-26"
        assert due["tindak lanjut"] == "2026-12-03"  # three and five working days
        assert due["penyelesaian"] == "2026-12-11"
        assert case.due_on == date(2026, 12, 11)
        assert {line.name: line.value for line in case.lines} == {
            "place": "Jalan Melati",
            "reported": "Dinas Perhubungan",
        }
        assert progress(case, date(2026, 11, 27)) == "Hari ini hari kerja ke-4 dari 14."
        assert case.number in status_words(case)
        assert "paling lambat Jumat, 11 Desember 2026" in receipt_words(case)


def test_without_a_complainant_nothing_about_the_person_is_kept(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = complain(session, office, complainant=None)
        assert case.applicant is None
        assert session.scalars(select(CaseApplicant)).all() == []


def test_no_identity_number_is_asked_and_none_is_stored(database: Database, office: Office) -> None:
    with database.writing() as session:
        applicant = complain(session, office).applicant
        assert applicant is not None
        assert (applicant.identity_number, applicant.identity_index) == (None, None)


def test_anonymous_and_confidential_are_two_choices(database: Database, office: Office) -> None:
    said = Complaint("Loket meminta uang tambahan", anonymous=True, confidential=False)
    with database.writing() as session:
        case = complain(session, office, complaint=said)
        assert (case.anonymous, case.confidential) == (True, False)
        facts = history(session, case.id)[0].data
        assert (facts["anonymous"], facts["confidential"]) == (True, False)
        assert "tidak ditunjukkan kepada unit" in receipt_words(case)
        assert "tidak kami umumkan" not in receipt_words(case)
        other = complain(session, office, "b", complaint=Complaint("Loket meminta uang", confidential=True))
        assert "tidak kami umumkan" in receipt_words(other)
        assert "tidak ditunjukkan" not in receipt_words(other)


def test_the_words_of_a_complaint_are_not_readable_in_the_database(
    database: Database, office: Office
) -> None:
    with database.writing() as session:
        complain(session, office)
        stored = repr(session.execute(text("SELECT * FROM case_line")).all())
        assert "Melati" not in stored


def test_a_proposal_is_a_kind_of_its_own(database: Database, office: Office) -> None:
    with database.writing() as session:
        for _ in range(2):
            case = file_complaint(
                session,
                kind="aspirasi",
                key="usul",
                conversation_id="c1",
                channel="web",
                complaint=Complaint("Tambah bangku di taman kota"),
                complainant=None,
                received_at=MORNING,
                office=office,
            )
        assert (case.number, case.kind) == ("0001/ASP-PPID/XI/2026", "aspirasi")
        assert "usul Anda" in receipt_words(case)
        assert len(session.scalars(select(Case)).all()) == 1


def test_what_others_must_decide_is_told_where_to_go() -> None:
    assert [body.name for body in redirections_for("Kepala dinas disuap dan ada korupsi")] == ["kpk"]
    assert [body.name for body in redirections_for("Ada kebakaran dan maling di pasar")][:2] == [
        "darurat",
        "polisi",
    ]
    assert redirections_for("Lampu jalan depan sekolah padam") == []
    for body in redirections():
        assert body.title
        assert body.when.endswith(".")
        assert body.how.endswith(".")
        assert body.words
        assert body.contact in body.how


def test_a_complainant_may_leave_a_name_without_a_number() -> None:
    assert Applicant("perorangan", "Budi", "", "Jalan Mawar 3, Kota Contoh", "budi@contoh.id").name == "Budi"
