"""Guessing passwords is slowed down: the waits double, end by themselves, and never shut out everybody.

A browser that somebody has signed in with before carries a proof of it. It is counted apart, so that strangers who
guess at an account, or from an address that many share, do not keep the account's owner out.

How to call::

    keys = keys_for("rina", "10.0.0.7", known=None)
    if (seconds := begin_try(session, keys)): ...     # wait that long; else the try is counted
    forgive(session, keys)                            # it was right
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from office.clock import now
from office.database import Base, UtcDateTime, sealer
from office.people import Person

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=15)
"""Long enough that guessing is hopeless, short enough that an owner with a new browser waits for a coffee."""
FREE = {"account": 5, "device": 5, "code": 5, "address": 20}
"""Wrong tries without a wait. An office often has one address for all its people."""
FORGOTTEN = timedelta(hours=24)


class SignInTries(Base):
    """Tries in a row that were not right. The key is a keyed fingerprint: a name typed wrong may be a password."""

    __tablename__ = "sign_in_tries"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Key:
    """What tries are counted under."""

    kind: str
    value: str

    @property
    def fingerprint(self) -> str:
        return sealer().blind(f"{self.kind}\0{self.value}", "sign_in_tries.key")


def keys_for(username: str, address: str, known: str | None) -> list[Key]:
    """``known`` is the proof's random part, when the browser brought a good one for this account."""
    if known is not None:
        return [Key("device", known)]
    return [Key("account", username.strip().lower()), Key("address", network(address))]


def begin_try(session: Session, keys: list[Key]) -> int:
    """Seconds to wait before the next try; 0 when there is none, and then the try is counted as a wrong one.

    Counted before the slow check, so that many tries at once do not slip through together.
    """
    moment = now()
    session.execute(delete(SignInTries).where(SignInTries.last_at < moment - FORGOTTEN))
    rows = {key: session.get(SignInTries, key.fingerprint, with_for_update=True) for key in keys}
    wait = max((_until(row) - moment for row in rows.values() if row), default=timedelta())
    if wait > timedelta():
        return int(wait.total_seconds()) + 1
    for key, row in rows.items():
        if row is None:
            session.add(SignInTries(key=key.fingerprint, kind=key.kind, failures=1, last_at=moment))
        else:
            row.failures, row.last_at = row.failures + 1, moment
    return 0


def forgive(session: Session, keys: list[Key]) -> None:
    """The try was right. An address keeps its other tries: one's own account is no way to guess at others'."""
    for key in keys:
        row = session.get(SignInTries, key.fingerprint, with_for_update=True)
        if row is not None and key.kind == "address" and row.failures > 1:
            row.failures -= 1
        elif row is not None:
            session.delete(row)


def is_locked(session: Session, person: Person) -> bool:
    """Whether a browser not known yet has to wait before it may try this account."""
    rows = [session.get(SignInTries, key.fingerprint) for key in _own_keys(person)]
    return any(row is not None and _until(row) > now() for row in rows)


def unlock(session: Session, person: Person) -> None:
    """The next try is free again."""
    forgive(session, _own_keys(person))


def proof(person: Person) -> str:
    """What a browser keeps to be known by; a new password makes it worthless."""
    part = secrets.token_urlsafe(12)
    return f"{part}.{_signature(person, part)}"


def known_by(person: Person | None, proof: str | None) -> str | None:
    """The random part of a good proof for this person."""
    part, _dot, signature = (proof or "").partition(".")
    if person is None or not hmac.compare_digest(signature.encode(), _signature(person, part).encode()):
        return None
    return part


def _own_keys(person: Person) -> list[Key]:
    return [Key("account", person.username), Key("code", str(person.id))]


def _signature(person: Person, part: str) -> str:
    return sealer().blind(f"{person.id}\0{person.password_hash}\0{part}", "sign_in.proof")


def _until(row: SignInTries) -> datetime:
    over = row.failures - FREE[row.kind]
    if over < 0:
        return row.last_at
    doubled: timedelta = FIRST_WAIT * 2 ** min(over, 10)
    return row.last_at + min(doubled, LONGEST_WAIT)


def network(address: str) -> str:
    """One household of the newer internet has 2^64 addresses: they count as one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else address
