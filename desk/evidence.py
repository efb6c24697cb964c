"""Evidence for the yearly questionnaire on openness (SAQ Monev): what we have, where it is, what is missing.

The indicators are data (``data/rules/saq.toml``); each names one of the counts below.
"""

import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.reports.annual import chapters, written
from cases.reports.counting import Stopwatch, answered, received
from cases.reports.document import Share, words
from cases.reports.period import Period
from cases.reports.reading import Story, read
from cases.rules import RULES
from desk.room import Desk
from knowledge.tables import Entry
from office.texts import texts


@dataclass(frozen=True)
class Evidence:
    """One indicator: ``have`` in words, ``gap`` empty when nothing is missing."""

    aspect: str
    weight: int
    indicator: str
    have: str
    link: str
    gap: str


@dataclass(frozen=True)
class Look:
    """What the counts look at."""

    session: Session
    desk: Desk
    period: Period
    stories: list[Story]

    def of(self, kind: str) -> list[Story]:
        return [story for story in self.stories if story.kind == kind]


@lru_cache(maxsize=1)
def questionnaire() -> dict[str, Any]:
    """The aspects with their weights, and the indicators."""
    return tomllib.loads((RULES / "saq.toml").read_text(encoding="utf-8"))


def collect(session: Session, desk: Desk, period: Period) -> list[Evidence]:
    """Every indicator with what the software knows of it."""
    look = Look(session, desk, period, read(session, period))
    aspects = {row["name"]: row for row in questionnaire()["aspect"]}
    found = []
    for row in questionnaire()["indicator"]:
        aspect = aspects[row["aspect"]]
        have, missing = COUNTS[row["source"]](look)
        link = desk.settings.address + row["link"]
        found.append(Evidence(aspect["title"], aspect["weight"], row["title"], have, link, missing))
    return found


def as_data(evidence: list[Evidence], period: Period) -> dict[str, Any]:
    """The pack as plain data, for a file."""
    asked = questionnaire()
    return {
        "period": {"first": period.first.isoformat(), "last": period.last.isoformat()},
        "weights": {"year": asked["year"], "from": asked["weights_from"]},
        "indicators": [asdict(one) for one in evidence],
    }


Finding = tuple[str, str]


def _told(key: str, enough: bool, **fields: object) -> Finding:
    """What is there, and the sentence on the gap when it is not enough."""
    have = texts().say(f"desk.saq.{key}.have", **fields)
    return have, "" if enough else texts().say(f"desk.saq.{key}.gap", **fields)


def _published(look: Look, *conditions: Any) -> int:
    query = select(func.count()).select_from(Entry).where(Entry.kind == "dip", Entry.status == "published")
    return look.session.scalar(query.where(*conditions)) or 0


def _dip(category: str) -> Callable[[Look], Finding]:
    def count(look: Look) -> Finding:
        found = _published(look, Entry.category == category)
        return _told("dip", found > 0, count=found)

    return count


def _dip_fresh(look: Look) -> Finding:
    """Renewed at least every six months (Perki 1/2021 art. 45)."""
    limit = look.desk.today() - timedelta(days=look.desk.settings.knowledge.stale_after_days)
    whole = _published(look)
    old = _published(look, func.coalesce(Entry.source_date, date.min) < limit)
    return _told("dip_fresh", whole > 0 and old == 0, fresh=whole - old, whole=whole, old=old)


def _dip_links(look: Look) -> Finding:
    whole, linked = _published(look), _published(look, Entry.link != "")
    return _told(
        "dip_links", whole > 0 and linked == whole, linked=linked, whole=whole, without=whole - linked
    )


def _channels(look: Look) -> Finding:
    used = sorted(
        {story.channel for story in received(look.stories, look.period)} & {"web", "telegram", "whatsapp"}
    )
    return _told("channels", len(used) > 1, channels=", ".join(used) or "–", count=len(used))


def _online_status(look: Look) -> Finding:
    """The page is part of every installation; citizens reach it when the office has an address."""
    return _told("online_status", bool(look.desk.settings.public_url))


def _accessibility(look: Look) -> Finding:
    return _told("accessibility", True)


def _register(kind: str) -> Callable[[Look], Finding]:
    def count(look: Look) -> Finding:
        found = len(received(look.of(kind), look.period))
        return _told("register", True, count=found)

    return count


def _in_time(look: Look) -> Finding:
    times = Stopwatch(look.desk.calendar).times(answered(look.of("permohonan"), look.period))
    share = words(Share(times.share_in_time))
    late = times.count - times.in_time
    return _told("in_time", times.count > 0 and not late, share=share, late=late)


def _annual(look: Look) -> Finding:
    own = written(look.session, look.period.last.year)
    empty = [chapter.title for chapter in chapters() if chapter.kind == "words" and not own.get(chapter.name)]
    whole = sum(chapter.kind == "words" for chapter in chapters())
    return _told("annual", not empty, filled=whole - len(empty), whole=whole, empty=", ".join(empty))


def _tests(look: Look) -> Finding:
    refused = [
        one.event.data
        for _, one in answered(look.of("permohonan"), look.period)
        if one.event.data.get("ground")
    ]
    tested = sum(bool(data.get("consequence_test")) for data in refused)
    return _told("tests", tested == len(refused), refused=len(refused), tested=tested)


def _facilities(look: Look) -> Finding:
    return _told("facilities", bool(written(look.session, look.period.last.year).get("sarana")))


COUNTS: dict[str, Callable[[Look], Finding]] = {
    "dip_berkala": _dip("berkala"),
    "dip_serta_merta": _dip("serta_merta"),
    "dip_setiap_saat": _dip("setiap_saat"),
    "dip_fresh": _dip_fresh,
    "dip_links": _dip_links,
    "channels": _channels,
    "online_status": _online_status,
    "register_permohonan": _register("permohonan"),
    "register_keberatan": _register("keberatan"),
    "in_time": _in_time,
    "annual_report": _annual,
    "consequence_tests": _tests,
    "accessibility": _accessibility,
    "facilities": _facilities,
}
