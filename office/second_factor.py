"""The second factor: six digits of an authenticator app (TOTP), or one of ten recovery codes, each once.

How to call::

    secret = new_secret()                              # shown as a picture and typed out; not yet stored
    codes = enrol(session, person, secret, "123456")   # the app works: stored; shown this one time
    check_code(session, person, "123456")              # True once; the same digits again are refused
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from typing import Any

import pyotp
import segno
from sqlalchemy import ForeignKey, Integer, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from office.audit import Audited
from office.clock import now
from office.database import Base, Sealed, UtcDateTime, sealer
from office.people import PeopleError, Person
from office.texts import texts

STEP = 30
"""Seconds for which six digits stand."""
DRIFT = 1
"""Steps a telephone's clock may be off."""
CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look or sound alike."""


class Authenticator(Audited, Base):
    """The app of one person."""

    __tablename__ = "authenticator"
    audited_as = "authenticator"
    audited_quietly = frozenset({"last_step"})

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(Sealed("authenticator.secret"))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    last_step: Mapped[int] = mapped_column(Integer)
    """The step of the digits last taken: who read them over a shoulder cannot use them again."""


class RecoveryCode(Base):
    """A way in when the telephone is lost; kept as a keyed fingerprint."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def has_second_factor(session: Session, person: Person) -> bool:
    return session.get(Authenticator, person.id) is not None


def new_secret() -> str:
    """160 random bits in base 32, as apps want them."""
    return pyotp.random_base32()


def picture(secret: str, person: Person, office: str) -> str:
    """The secret as a QR code: an address for the ``src`` of an image (SVG)."""
    uri = pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=person.username, issuer_name=office)
    return segno.make(uri, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff")


def spelled(secret: str) -> str:
    """The secret in groups of four, to be typed or heard."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def enrol(session: Session, person: Person, secret: str, code: str) -> list[str]:
    """Store the app once it has shown the right digits; gives the recovery codes. Raises :class:`PeopleError`."""
    step = _matching_step(secret, code, 0)
    if step is None:
        raise PeopleError(texts().say("people.second.wrong_code"))
    row = session.get(Authenticator, person.id)
    if row is None:
        row = Authenticator(person_id=person.id)
        session.add(row)
    row.secret, row.since, row.last_step = secret, now(), step
    session.flush()
    return new_codes(session, person)


def remove(session: Session, person: Person) -> None:
    """Forget app and codes."""
    row = session.get(Authenticator, person.id)
    if row is not None:
        session.delete(row)
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))


def new_codes(session: Session, person: Person) -> list[str]:
    """Ten fresh recovery codes; the earlier ones open nothing any more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    codes = [
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(2)) for _ in range(CODES)
    ]
    for code in codes:
        session.add(RecoveryCode(person_id=person.id, code_hash=_fingerprint(code)))
    session.flush()
    return codes


def codes_left(session: Session, person: Person) -> int:
    unused = (RecoveryCode.person_id == person.id) & RecoveryCode.used_at.is_(None)
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(unused)) or 0


def check_code(session: Session, person: Person, typed: str) -> str | None:
    """``app`` or ``recovery`` when the code is right and fresh, else None. Takes the code: it opens nothing twice."""
    row = session.get(Authenticator, person.id, with_for_update=True, populate_existing=True)
    if row is None:
        return None
    step = _matching_step(row.secret, typed, row.last_step)
    if step is not None:
        row.last_step = step
        return "app"
    query = select(RecoveryCode).where(
        RecoveryCode.person_id == person.id,
        RecoveryCode.code_hash == _fingerprint(typed),
        RecoveryCode.used_at.is_(None),
    )
    code = session.scalar(query.with_for_update())
    if code is None:
        return None
    code.used_at = now()
    return "recovery"


def _matching_step(secret: str, typed: str, after: int) -> int | None:
    digits = re.sub(r"\s", "", typed)
    app: Any = pyotp.TOTP(secret, interval=STEP)
    present = int(now().timestamp()) // STEP
    for step in range(max(present - DRIFT, after + 1), present + DRIFT + 1):
        if secrets.compare_digest(app.generate_otp(step), digits.encode("ascii", "replace").decode()):
            return step
    return None


def _fingerprint(code: str) -> str:
    return sealer().blind(re.sub(r"[^a-z0-9]", "", code.lower()), "recovery_code.code_hash")
