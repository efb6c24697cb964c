"""Wrong codes are counted where every process sees them, so that no code is ever guessed.

How much is too much stands in ``data/rules/limits.toml``; for a code tried too often, a wrong one and a right one
the answer is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.limits import limits
from bot.tables import WrongCode
from office.clock import now
from office.database import sealer
from office.lockout import network

T = TypeVar("T")


def opened(tried: Mapping[str, str], session: Session, open_it: Callable[[], T | None]) -> T | None:
    """What a code opens; None when it opens nothing, which is counted, or was tried too often.

    ``tried``: for each limit that holds, whose tries it counts: an address, a case's number.
    """
    moment, known = now(), limits()
    keys = {name: sealer().blind(f"{name}\0{network(of)}", "wrong_code.key") for name, of in tried.items()}
    for name, key in keys.items():
        since = moment - timedelta(seconds=known[name].seconds)
        counted = (
            select(func.count()).select_from(WrongCode).where(WrongCode.key == key, WrongCode.at > since)
        )
        if (session.scalar(counted) or 0) >= known[name].messages:
            return None
    found = open_it()
    if found is None:
        longest = max(limit.seconds for limit in known.values())
        session.execute(delete(WrongCode).where(WrongCode.at < moment - timedelta(seconds=longest)))
        session.add_all(WrongCode(key=key, at=moment) for key in keys.values())
    return found
