from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from office.accounts import disable, required_person
from office.database import Base, Database
from office.people import (
    PeopleError,
    add_person,
    find_person,
    may,
    permissions,
    roles,
    units_of,
    verify,
)
from office.profile import Office, Unit
from office.settings import Settings

UNITS = Office(
    "", "", "", "", "", "", "", ZoneInfo("Asia/Jakarta"),
    (Unit("igd", "", "", "rsud"), Unit("rsud", "", "", "dinkes"), Unit("dinkes", "", ""), Unit("dishub", "", "")),
)  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> Database:
    (tmp_path / "secrets").mkdir()
    opened = Database(Settings(home=tmp_path))
    Base.metadata.create_all(opened.engine)
    return opened


def test_somebody_is_added_signs_in_and_is_disabled(database: Database) -> None:
    with database.writing() as session:
        password = add_person(session, username="Rina.P", name="Rina", role="petugas")
        person = find_person(session, "rina.p ")
        assert len(password) >= 12
        assert person is not None
        assert password not in person.password_hash
        assert person.password_hash.startswith("$argon2id$")
        assert verify(person, password)
        assert not verify(person, password + "x")
        disable(session, person)
        assert not verify(person, password)


def test_nobody_is_verified_as_slowly_as_somebody() -> None:
    assert not verify(None, "apa saja yang panjang")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"username": "a b"}, "huruf kecil"),
        ({"role": "raja"}, "ppid_utama"),
        ({"role": "ppid_pelaksana"}, "memerlukan unit"),
        ({"password": "pendek"}, "12 huruf"),
        ({"username": "ada"}, "sudah dipakai"),
    ],
)
def test_refused_with_a_reason(database: Database, given: dict[str, str], said: str) -> None:
    with database.writing() as session:
        add_person(session, username="ada", name="Ada", role="petugas", password="sandi-yang-panjang")
        with pytest.raises(PeopleError, match=said):
            add_person(session, **({"username": "baru", "name": "Baru", "role": "petugas"} | given))  # type: ignore[arg-type]
        with pytest.raises(PeopleError, match="tidak ditemukan"):
            required_person(session, "tidak-ada")


def test_the_matrix_names_only_known_roles_and_gives_refusals_to_the_atasan_alone(database: Database) -> None:
    assert set(roles()) == {"petugas", "ppid_pelaksana", "ppid_utama", "atasan_ppid", "pimpinan", "admin"}
    assert [name for name, role in roles().items() if "case.approve" in role.may] == ["atasan_ppid"]
    assert roles()["pimpinan"].may == {
        "case.view",
        "knowledge.view",
        "notice.view",
        "register.export",
        "report.view",
    }
    with database.writing() as session:
        add_person(session, username="unit", name="U", role="ppid_pelaksana", unit="dinkes")
        person = find_person(session, "unit")
        assert person is not None
        assert units_of(person, UNITS) == ("dinkes", "igd", "rsud")
        with pytest.raises(KeyError):
            may(person, "case.vieww")
    assert all(permissions().values())
