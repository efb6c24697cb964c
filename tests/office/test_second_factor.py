"""The authenticator app and the recovery codes: each code opens once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from office.database import Base, Database
from office.people import PeopleError, Person, add_person, find_person
from office.second_factor import (
    RecoveryCode,
    check_code,
    codes_left,
    enrol,
    has_second_factor,
    new_codes,
    new_secret,
    picture,
    remove,
    spelled,
)
from office.settings import Settings

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    (tmp_path / "secrets").mkdir()
    opened = Database(Settings(home=tmp_path))
    Base.metadata.create_all(opened.engine)
    with opened.writing() as session:
        add_person(session, username="rina", name="Rina", role="petugas", password="kuda nil makan paku")
    yield opened
    opened.close()


@pytest.fixture
def rina(database: Database) -> Person:
    with database.reading() as session:
        found = find_person(session, "rina")
        assert found is not None
        return found


def digits(secret: str, at: datetime) -> str:
    return pyotp.TOTP(secret).at(at)


def test_an_app_is_enrolled_by_its_digits_and_not_without(database: Database, rina: Person) -> None:
    secret = new_secret()
    with time_machine.travel(NOON, tick=False), database.writing() as session:
        with pytest.raises(PeopleError, match="tidak cocok"):
            enrol(session, rina, secret, digits(secret, NOON - timedelta(minutes=5)))
        assert not has_second_factor(session, rina)
        codes = enrol(session, rina, secret, digits(secret, NOON)[:3] + " " + digits(secret, NOON)[3:])
        assert has_second_factor(session, rina)
        assert len(set(codes)) == 10
        stored = session.scalars(select(RecoveryCode.code_hash)).all()
        assert not set(codes) & set(stored)
    with database.engine.connect() as connection:
        kept = connection.execute(text("SELECT secret FROM authenticator")).scalar_one()
    assert secret not in kept


def test_digits_open_once_also_those_of_the_enrolment(database: Database, rina: Person) -> None:
    secret = new_secret()
    with time_machine.travel(NOON, tick=False) as clock:
        with database.writing() as session:
            enrol(session, rina, secret, digits(secret, NOON))
            assert check_code(session, rina, digits(secret, NOON)) is None
        clock.shift(30)
        later = NOON + timedelta(seconds=30)
        with database.writing() as session:
            assert check_code(session, rina, digits(secret, later)) == "app"
        with database.writing() as session:
            assert check_code(session, rina, digits(secret, later)) is None
            assert check_code(session, rina, digits(secret, NOON)) is None  # an older step neither


@pytest.mark.parametrize(("off", "right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_telephone_may_be_off_by_half_a_minute(
    database: Database, rina: Person, off: int, right: bool
) -> None:
    secret = new_secret()
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        with database.writing() as session:
            enrol(session, rina, secret, digits(secret, NOON - timedelta(hours=1)))
        clock.move_to(NOON)
        with database.writing() as session:
            given_code = digits(secret, NOON + timedelta(seconds=off))
            assert (check_code(session, rina, given_code) == "app") is right


def test_a_recovery_code_opens_once_and_new_ones_replace_the_old(database: Database, rina: Person) -> None:
    secret = new_secret()
    with time_machine.travel(NOON, tick=False), database.writing() as session:
        codes = enrol(session, rina, secret, digits(secret, NOON))
    with database.writing() as session:
        assert check_code(session, rina, f" {codes[0].upper()} ") == "recovery"
    with database.writing() as session:
        assert check_code(session, rina, codes[0]) is None
        assert codes_left(session, rina) == 9
        fresh = new_codes(session, rina)
        assert check_code(session, rina, codes[1]) is None
        assert check_code(session, rina, fresh[0]) == "recovery"
        remove(session, rina)
        assert check_code(session, rina, fresh[1]) is None
        assert not has_second_factor(session, rina)


@given(st.text(max_size=12))
def test_nothing_typed_at_random_breaks_or_opens(typed: str) -> None:
    from office.second_factor import _matching_step

    with time_machine.travel(NOON, tick=False):
        secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
        near = {digits(secret, NOON + timedelta(seconds=off)) for off in (-30, 0, 30)}
        assert (_matching_step(secret, typed, 0) is not None) == ("".join(typed.split()) in near)


def test_the_secret_is_a_picture_and_can_be_typed(rina: Person) -> None:
    secret = new_secret()
    assert picture(secret, rina, "PPID Contoh").startswith("data:image/svg+xml")
    assert spelled(secret).replace(" ", "") == secret
    assert {len(part) for part in spelled(secret).split()} == {4}
