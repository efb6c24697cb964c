"""What happens to somebody's access: changed, closed, opened again, reset. The last administrator stays.

How to call, in a writing session::

    renew(session, person, name="Rina", role="petugas", unit=None, government_account=None)
    disable(session, person); enable(session, person)
    password = reset(session, person)      # shown once; app, recovery codes and sign-ins are gone
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from office.clock import now
from office.lockout import unlock
from office.people import (
    PeopleError,
    Person,
    check_role,
    find_person,
    hash_password,
    made_up_password,
    permissions,
    roles,
)
from office.second_factor import remove
from office.texts import texts

MANAGES = "people.manage"


def required_person(session: Session, username: str) -> Person:
    """Raises :class:`PeopleError` when there is nobody of this name."""
    person = find_person(session, username)
    if person is None:
        raise PeopleError(texts().say("desk.people.unknown", username=username))
    return person


def list_people(session: Session) -> list[Person]:
    """Everybody, those with access first, by name."""
    return list(
        session.scalars(select(Person).order_by(Person.disabled_at.is_not(None), Person.name, Person.id))
    )


def renew(
    session: Session,
    person: Person,
    *,
    name: str,
    role: str,
    unit: str | None,
    government_account: str | None,
) -> None:
    """Change what the office says of a person. A new role or unit ends their sign-ins. Raises :class:`PeopleError`."""
    check_role(role, unit)
    if not name.strip():
        raise PeopleError(texts().say("people.name"))
    if role != person.role and not _manages(role):
        _someone_else_manages(session, person)
    account = (government_account or "").strip().lower() or None
    if account is not None:
        other = session.scalar(
            select(Person).where(Person.government_account == account, Person.id != person.id)
        )
        if other is not None:
            raise PeopleError(texts().say("people.account_taken", username=other.username))
    if (role, unit) != (person.role, person.unit):
        person.signed_out_at = now()
    person.name, person.role, person.unit, person.government_account = name.strip(), role, unit, account
    session.flush()


def change_password(session: Session, person: Person, password: str) -> None:
    """Raises :class:`PeopleError`."""
    person.password_hash = hash_password(password, person)
    session.flush()


def disable(session: Session, person: Person) -> None:
    """Close somebody's access; their sign-ins end with the next request. Raises :class:`PeopleError`."""
    _someone_else_manages(session, person)
    person.disabled_at = person.disabled_at or now()
    session.flush()


def enable(session: Session, person: Person) -> None:
    """Open it again; earlier sign-ins stay over."""
    person.disabled_at, person.signed_out_at = None, now()
    session.flush()


def reset(session: Session, person: Person) -> str:
    """A new password for who lost theirs, or their telephone: app, codes, waits and sign-ins are gone."""
    password = made_up_password()
    person.password_hash = hash_password(password, person)
    person.signed_out_at = now()
    remove(session, person)
    unlock(session, person)
    session.flush()
    return password


def _manages(role: str) -> bool:
    if MANAGES not in permissions():
        raise KeyError(MANAGES)
    return MANAGES in roles()[role].may


def _someone_else_manages(session: Session, person: Person) -> None:
    """Nobody left to let people in would shut the office out."""
    managing = [name for name in roles() if _manages(name)]
    if person.role not in managing or person.disabled_at is not None:
        return
    others = select(func.count()).select_from(Person)
    others = others.where(Person.role.in_(managing), Person.disabled_at.is_(None), Person.id != person.id)
    if not session.scalar(others):
        raise PeopleError(texts().say("people.last_admin", username=person.username))
