"""Duplicates: found by person and words, merged by linking; the earliest limit stays and nothing is lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from casekit import MORNING, open_database
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.changes import APPLICANT, Change, Refused, Stale
from cases.filing import Applicant, RequestedInformation, file_permohonan
from cases.lookup import history
from cases.merging import MERGED_HERE, merge
from cases.moves import change
from cases.similar import answered_before, likely_duplicates
from cases.states import machine
from cases.tables import Case
from office.calendar import read_calendar
from office.database import Database
from office.profile import Office

CALENDAR = read_calendar()
WORDS = "Minta salinan laporan keuangan dinas kesehatan tahun anggaran 2025"
OTHER = "Berapa jumlah sekolah dasar negeri di Kabupaten Contoh menurut kecamatan"
REASON = "Isinya sama dengan permohonan sebelumnya."
OPEN = machine("permohonan").names("open")


def file(
    session: object,
    office: Office,
    key: str,
    words: str = WORDS,
    nik: str = "3578014101900003",
    talk: str = "a",
    days: int = 0,
) -> Case:
    return file_permohonan(
        session,  # type: ignore[arg-type]
        key=key,
        conversation_id=talk,
        channel="web",
        applicant=Applicant("perorangan", "Siti", nik, "Jalan Melati 5", "08123456789"),
        request=RequestedInformation(words, "untuk skripsi"),
        received_at=MORNING + timedelta(days=days),
        office=office,
    )


def join(
    session: object, case: Case, into: str, office: Office, reason: str = REASON, version: int | None = None
) -> None:
    merge(session, case, into, reason, "petugas:1", version, office, CALENDAR, MORNING + timedelta(days=9))  # type: ignore[arg-type]


def test_a_duplicate_is_found_by_person_and_words(database: Database, office: Office) -> None:
    with database.writing() as session:
        first = file(session, office, "a")
        same_talk = file(session, office, "b", WORDS + " lengkap", nik="3578014101900004")
        same_nik = file(session, office, "c", WORDS, talk="other")
        file(session, office, "d", OTHER)
        stranger = file(session, office, "e", WORDS, "3578014101900005", "third")
        found = {one.case.id for one in likely_duplicates(session, first, OPEN)}
        assert found == {same_talk.id, same_nik.id}
        assert likely_duplicates(session, stranger, OPEN) == []


def test_answered_cases_with_the_same_words_are_offered_again(database: Database, office: Office) -> None:
    with database.writing() as session:
        done = file(session, office, "a")
        file(session, office, "b", OTHER)
        asked = file(session, office, "c", WORDS, "3578014101900005", "third")
        given = Change("jawab", "petugas:1", {"outcome": "diberikan"}, "Silakan lihat laman kami.")
        change(session, done, given, office, CALENDAR, MORNING)
        assert [one.case.id for one in answered_before(session, asked, None)] == [done.id]
        assert answered_before(session, asked, ("dinkes",)) == []


def test_the_later_case_is_closed_with_a_reference_and_both_histories_stay(
    database: Database, office: Office
) -> None:
    with database.writing() as session:
        first, second = file(session, office, "a"), file(session, office, "b", days=1)
        limits = (first.due_on, first.safe_on, first.state, first.deadlines)
        join(session, second, first.number, office)
        assert (second.state, second.outcome, second.answered_on) == ("digabung", "digabung", None)
        assert (first.due_on, first.safe_on, first.state, first.deadlines) == limits
        event = history(session, second.id)[-1]
        assert (event.kind, event.data, event.text) == ("gabungkan", {"into": first.number}, REASON)
        linked = history(session, first.id)[-1]
        assert (linked.kind, linked.data) == (MERGED_HERE, {"number": second.number})
        assert session.get_one(Case, second.id).details == WORDS, "nothing is deleted"


@pytest.mark.parametrize("wrong", ["later", "stranger", "closed", "unknown", "itself", "no reason"])
def test_what_must_not_be_merged(database: Database, office: Office, wrong: str) -> None:
    with database.writing() as session:
        first, second = file(session, office, "a"), file(session, office, "b", days=1)
        stranger = file(session, office, "c", WORDS, "3578014101900005", "third")
        words = {"later": "belakangan", "stranger": "orang yang sama", "closed": "tidak berjalan"}
        words |= {"unknown": "sejenis", "itself": "sejenis", "no reason": "lasan"}
        case, into, reason = second, first.number, REASON
        if wrong == "later":
            case, into = first, second.number
        elif wrong == "stranger":
            into = stranger.number
        elif wrong == "closed":
            change(session, first, Change("cabut", APPLICANT), office, CALENDAR, MORNING)
        elif wrong in ("unknown", "itself"):
            into = second.number if wrong == "itself" else "9999/PPID/I/2020"
        else:
            reason = "dobel"
        with pytest.raises(Refused, match=words[wrong]):
            join(session, case, into, office, reason)
        assert case.state == "terdaftar"


def test_who_saw_an_older_version_merges_nothing(database: Database, office: Office) -> None:
    with database.writing() as session:
        first, second = file(session, office, "a"), file(session, office, "b", days=1)
        with pytest.raises(Stale):
            join(session, second, first.number, office, version=second.version + 1)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=6))
def test_in_whatever_order_one_open_case_with_the_earliest_limit_is_left(
    tmp_path_factory: pytest.TempPathFactory, office: Office, merges: list[tuple[int, int]]
) -> None:
    database = open_database(Path(tmp_path_factory.mktemp("merging")))
    with database.writing() as session:
        cases = [file(session, office, str(number), days=number) for number in range(4)]
        earliest = (cases[0].due_on, cases[0].deadlines)
        for mine, into in merges:
            before = [case.state for case in cases]
            try:
                join(session, cases[mine], cases[into].number, office)
            except Refused:
                assert [case.state for case in cases] == before
            else:
                assert into < mine
        assert cases[0].state == "terdaftar", "the first of all can never be closed by merging"
        assert (cases[0].due_on, cases[0].deadlines) == earliest
        for case in cases[1:]:
            last = history(session, case.id)
            assert (case.state == "digabung") == any(event.kind == "gabungkan" for event in last)
    database.close()
