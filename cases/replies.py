"""Canned replies: shipped in ``data/rules/replies.toml``, with the office's own in their place or beside them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Boolean, Integer, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from cases.changes import Refused
from cases.rules import RULES
from cases.states import KINDS
from cases.tables import Case
from cases.texts import long_date, say
from office.audit import Audited
from office.database import Base, UtcDateTime
from office.profile import Office

LEAST, LONGEST, LONGEST_TITLE = 10, 5_000, 80
_FIELD = re.compile(r"\{([^{}]*)\}")
_SIGNS = re.compile(r"[^a-z0-9]+")


class OfficeReply(Audited, Base):
    """What the office made of a shipped reply of the same name, or a reply of its own."""

    __tablename__ = "office_reply"
    audited_as = "office_reply"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    kinds: Mapped[list[str]] = mapped_column(JSON)
    text: Mapped[str] = mapped_column(Text)
    hidden: Mapped[bool] = mapped_column(Boolean, default=False)
    """Not offered any more; a shipped reply cannot be deleted, only hidden."""
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by: Mapped[int] = mapped_column(Integer)


@dataclass(frozen=True)
class CannedReply:
    """One reply as it is offered. ``own``: the office wrote or changed it."""

    name: str
    title: str
    kinds: tuple[str, ...]
    text: str
    own: bool = False
    hidden: bool = False


@lru_cache(maxsize=1)
def _raw() -> dict[str, Any]:
    return tomllib.loads((RULES / "replies.toml").read_text(encoding="utf-8"))


def fields() -> dict[str, str]:
    """What a reply may name in braces, with what each is."""
    return {row["name"]: row["title"] for row in _raw()["field"]}


def shipped() -> dict[str, CannedReply]:
    """The replies that come with Tanya PPID, by name."""
    return {
        row["name"]: CannedReply(row["name"], row["title"], tuple(row["kinds"]), row["text"].strip())
        for row in _raw()["reply"]
    }


def replies(session: Session) -> dict[str, CannedReply]:
    """All replies by name, hidden ones too: the office's wording wins."""
    own = {
        row.name: CannedReply(row.name, row.title, tuple(row.kinds), row.text, True, row.hidden)
        for row in session.scalars(select(OfficeReply).order_by(OfficeReply.name))
    }
    return shipped() | own


def replies_for(session: Session, kind: str) -> list[CannedReply]:
    """What is offered for a kind of case, by title."""
    offered = [one for one in replies(session).values() if kind in one.kinds and not one.hidden]
    return sorted(offered, key=lambda one: one.title)


def filled(reply: CannedReply, case: Case, office: Office) -> str:
    """The words for a case: its number, name, unit and limit in place of the fields."""
    name = case.applicant.name if case.applicant is not None else None
    unit = office.unit(case.unit) if case.unit else None
    values = {
        "nomor": case.number,
        "nama": name or say("reply.nobody"),
        "unit": unit.name if unit else office.name,
        "tenggat": long_date(case.due_on),
        "kantor": office.name,
        "telepon": office.phone,
        "surel": office.email,
    }
    return reply.text.format_map(values)


def save(
    session: Session, name: str, title: str, kinds: list[str], text: str, person_id: int, at: datetime
) -> str:
    """Keep the office's wording; a new one gets a name from its title. Gives the name. Raises :class:`Refused`."""
    title, text = " ".join(title.split()), text.replace("\r\n", "\n").strip()
    chosen = [kind for kind in KINDS if kind in kinds]
    _check(title, chosen, text)
    name = name or _new_name(session, title)
    session.merge(
        OfficeReply(
            name=name, title=title, kinds=chosen, text=text, hidden=False, saved_at=at, saved_by=person_id
        )
    )
    return name


def hide(session: Session, reply: CannedReply, person_id: int, at: datetime) -> None:
    """Offer it no more; it can be saved again."""
    session.merge(
        OfficeReply(
            name=reply.name,
            title=reply.title,
            kinds=list(reply.kinds),
            text=reply.text,
            hidden=True,
            saved_at=at,
            saved_by=person_id,
        )
    )


def back_to_shipped(session: Session, name: str) -> None:
    """The shipped wording again."""
    row = session.get(OfficeReply, name)
    if row is not None and name in shipped():
        session.delete(row)


def _check(title: str, kinds: list[str], text: str) -> None:
    if not 3 <= len(title) <= LONGEST_TITLE:
        raise Refused("refused.reply.title", most=LONGEST_TITLE)
    if not kinds:
        raise Refused("refused.reply.kinds")
    if not LEAST <= len(text) <= LONGEST:
        raise Refused("refused.reply.text", least=LEAST, most=LONGEST)
    named = _FIELD.findall(text)
    if text.count("{") != len(named) or text.count("}") != len(named):
        raise Refused("refused.reply.brace")
    unknown = [name for name in named if name not in fields()]
    if unknown:
        raise Refused("refused.reply.field", field=unknown[0], known=", ".join(fields()))


def _new_name(session: Session, title: str) -> str:
    stem = _SIGNS.sub("_", title.lower()).strip("_")[:40] or "balasan"
    taken, name, number = replies(session), stem, 1
    while name in taken:
        number += 1
        name = f"{stem}_{number}"
    return name
