"""The people of the demo office: one for every role, with passwords that open the desk, also after a reset."""

from pathlib import Path

from bot.demo import add_people
from office.database import Base, Database
from office.people import find_person, roles, verify
from office.settings import Settings


def test_every_role_has_somebody_and_the_note_is_right_after_a_reset(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.secrets.mkdir()
    for _reset in range(2):
        database = Database(settings)
        Base.metadata.create_all(database.engine)
        add_people(settings, database)
        add_people(settings, database)
        noted = dict(
            line.split(", kata sandi ")
            for line in (settings.secrets / "demo-sign-in.txt").read_text().splitlines()
        )
        assert next(iter(noted)) == "petugas"
        with database.reading() as session:
            people = {name: find_person(session, name) for name in noted}
            assert {person.role for person in people.values() if person} == set(roles())
            assert verify(people["petugas"], noted["petugas"])
            assert verify(people["admin"], noted["admin"])
        database.close()
        for file in tmp_path.glob("tanya.db*"):
            file.unlink()
    assert (settings.secrets / "demo-sign-in.txt").stat().st_mode & 0o077 == 0
