"""The people who work here: who they are, what they may do, and how they prove who they are.

Facts E1-E2: roles follow Perki 1/2021 art. 6-12; the permission matrix is ``data/rules/permissions.toml``.
"""

from __future__ import annotations

import re
import secrets
import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from pwdlib import PasswordHash
from sqlalchemy import Boolean, Integer, String, select, true
from sqlalchemy.orm import Mapped, Session, mapped_column

from office.audit import Audited
from office.clock import now
from office.database import Base, UtcDateTime
from office.profile import Office
from office.settings import PROJECT
from office.texts import texts

LEAST_PASSWORD = 12
_USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{1,38}[a-z0-9]$")
_hash = PasswordHash.recommended()


class PeopleError(ValueError):
    """Refused; the message says why."""


def _words(key: str, **fields: object) -> str:
    return texts().say(f"desk.people.{key}", **fields)


class Person(Audited, Base):
    """A staff member. Disabled people stay, because the history names them."""

    __tablename__ = "person"
    audited_as = "person"
    audited_quietly = frozenset({"shortcuts"})

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    username: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(30))
    unit: Mapped[str | None] = mapped_column(String(40))
    """The unit whose cases a unit role sees."""
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Sign-ins before this are over."""
    government_account: Mapped[str | None] = mapped_column(String(200), index=True, unique=True)
    """What the government's identity provider says of this person; nobody signs in there without it."""
    shortcuts: Mapped[bool] = mapped_column(Boolean, default=True, server_default=true())
    """Whether single keys do something on this person's pages (WCAG 2.1.4)."""


@dataclass(frozen=True)
class Role:
    """What a role is called, whose cases it sees, and what it may do."""

    name: str
    title: str
    scope: str
    """``office``: all cases; ``unit``: those of the own unit."""
    may: frozenset[str]


@lru_cache(maxsize=1)
def roles() -> dict[str, Role]:
    """The roles with the cells of the matrix that are theirs."""
    raw = tomllib.loads((PROJECT / "data" / "rules" / "permissions.toml").read_text(encoding="utf-8"))
    return {
        row["name"]: Role(
            row["name"],
            row["title"],
            row["scope"],
            frozenset(cell["name"] for cell in raw["permission"] if row["name"] in cell["roles"]),
        )
        for row in raw["role"]
    }


@lru_cache(maxsize=1)
def permissions() -> dict[str, str]:
    """Every permission with its title."""
    raw = tomllib.loads((PROJECT / "data" / "rules" / "permissions.toml").read_text(encoding="utf-8"))
    return {row["name"]: row["title"] for row in raw["permission"]}


def may(person: Person, permission: str) -> bool:
    """Whether the person's role has this cell of the matrix. An unknown permission is our mistake."""
    if permission not in permissions():
        raise KeyError(permission)
    return permission in roles()[person.role].may


def units_of(person: Person, office: Office) -> tuple[str, ...] | None:
    """The units whose cases the person sees, sub-units included; None for all."""
    return None if roles()[person.role].scope == "office" else office.below(person.unit or "")


def add_person(
    session: Session,
    *,
    username: str,
    name: str,
    role: str,
    unit: str | None = None,
    password: str | None = None,
) -> str:
    """Add somebody and return the password, made up when none is given. Raises :class:`PeopleError`."""
    username = username.strip().lower()
    if not _USERNAME.match(username):
        raise PeopleError(_words("username"))
    check_role(role, unit)
    if find_person(session, username) is not None:
        raise PeopleError(_words("taken", username=username))
    password = password or made_up_password()
    person = Person(username=username, name=name.strip() or username, role=role, unit=unit, created_at=now())
    person.password_hash = hash_password(password, person)
    session.add(person)
    session.flush()
    return password


def check_role(role: str, unit: str | None) -> None:
    """Raises :class:`PeopleError` for an unknown role, or one that needs a unit."""
    if role not in roles():
        raise PeopleError(_words("role", role=role, roles=", ".join(sorted(roles()))))
    if roles()[role].scope == "unit" and not unit:
        raise PeopleError(_words("unit", role=role))


def made_up_password() -> str:
    return secrets.token_urlsafe(12)


def hash_password(password: str, person: Person) -> str:
    """Argon2id. Raises :class:`PeopleError` for a password that is too short or the person's own name."""
    plain = password.lower()
    if len(password) < LEAST_PASSWORD:
        raise PeopleError(_words("password", least=LEAST_PASSWORD))
    if person.username in plain or len(set(plain)) < LEAST_PASSWORD // 2:
        raise PeopleError(texts().say("people.password_easy"))
    return _hash.hash(password)


def find_person(session: Session, username: str) -> Person | None:
    return session.scalar(select(Person).where(Person.username == username.strip().lower()))


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hash.hash(secrets.token_urlsafe(16))


def verify(person: Person | None, password: str) -> bool:
    """Whether the password is right. As slow for people who do not exist (Argon2id)."""
    right = _hash.verify(password, person.password_hash if person else _nobody())
    return right and person is not None and person.disabled_at is None
