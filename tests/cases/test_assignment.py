"""Who has a case: as long as that person works here and sees it."""

from typing import Any

import pytest
from casekit import MORNING, complain, file_one
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.assignment import Holders, assign, holders
from cases.changes import Change, Refused, Stale
from cases.moves import change
from cases.tables import Case
from office.accounts import disable, renew, required_person
from office.calendar import read_calendar
from office.clock import now
from office.database import Database
from office.people import Person
from office.profile import Office

PEOPLE = {
    "rina": ("petugas", None),
    "dini": ("ppid_pelaksana", "dinkes"),
    "hadi": ("ppid_pelaksana", "dishub"),
    "ketua": ("pimpinan", None),
}


def people(session: Session) -> dict[str, int]:
    for name, (role, unit) in PEOPLE.items():
        row = Person(username=name, name=name.title(), role=role, unit=unit, created_at=now())
        row.password_hash = "-"
        session.add(row)
    session.flush()
    return {person.username: person.id for person in session.scalars(select(Person))}


def give(session: Session, case: Case, person: int | None, office: Office, **more: Any) -> Holders:
    found = holders(session, office)
    assign(session, case, person, more.pop("actor", "petugas:1"), MORNING, office, found, **more)
    return found


def test_a_case_is_taken_given_and_put_down(database: Database, office: Office) -> None:
    with database.writing() as session:
        ids, case = people(session), file_one(session, office)
        found = give(session, case, ids["rina"], office, actor=f"petugas:{ids['rina']}")
        assert found.of(case).username == "rina"  # type: ignore[union-attr]
        give(session, case, None, office)
        assert found.of(case) is None
        assert [event.kind for event in case.events] == ["terdaftar", "diambil", "dilepas"]
        assert case.state == "terdaftar"


def test_only_who_sees_the_case_and_works_on_cases_can_have_it(database: Database, office: Office) -> None:
    with database.writing() as session:
        ids, case = people(session), complain(session, office, unit="dinkes")
        assert [each.username for each in holders(session, office).for_unit("dinkes")] == ["dini", "rina"]
        for name in ("hadi", "ketua"):
            with pytest.raises(Refused, match="tidak dapat memegang"):
                give(session, case, ids[name], office)
        give(session, case, ids["dini"], office)
        assert case.events[-1].data == {"person": ids["dini"]}


def test_it_leaves_with_the_person(database: Database, office: Office) -> None:
    """Access closed, another unit, or the case gone to another unit: in words and in queries the same."""
    with database.writing() as session:
        ids = people(session)
        cases = [complain(session, office, key, unit="dinkes") for key in "abc"]
        give(session, cases[0], ids["rina"], office)
        give(session, cases[1], ids["dini"], office)
        give(session, cases[2], ids["dini"], office)
        cases[2].unit = "dishub"
        session.flush()

        def held() -> list[str | None]:
            found = holders(session, office)
            in_query = set(session.scalars(select(Case.id).where(found.held())))
            assert in_query == {case.id for case in cases if found.of(case)}
            return [person.username if (person := found.of(case)) else None for case in cases]

        assert held() == ["rina", "dini", None]
        disable(session, required_person(session, "rina"))
        assert held() == [None, "dini", None]
        dini = required_person(session, "dini")
        renew(session, dini, name="Dini", role=dini.role, unit="dishub", government_account=None)
        assert held() == [None, None, "dini"]


def test_of_two_who_take_it_the_second_is_told_and_a_closed_case_is_nobodys(
    database: Database, office: Office
) -> None:
    with database.writing() as session:
        ids, case = people(session), file_one(session, office)
        seen = case.version
        give(session, case, ids["rina"], office, seen_version=seen)
        with pytest.raises(Stale):
            give(session, case, None, office, seen_version=seen)
        change(session, case, Change("cabut", "pemohon"), office, read_calendar(), MORNING)
        with pytest.raises(Refused, match="sudah selesai"):
            give(session, case, None, office)
