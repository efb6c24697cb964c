"""The code that opens a case's status and letters to whoever has its receipt.

Numbers are given in order, so a number alone opens nothing. The code is a keyed fingerprint of the number: it
needs no column, and who steals the database without the key cannot work it out.
"""

from __future__ import annotations

import base64
import hmac

from cases.tables import Case
from office.database import sealer

SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Thirty-two signs without those that look alike (I, O, 0, 1)."""
_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_AS_OURS = str.maketrans(_STANDARD, SIGNS)
GROUPS, GROUP = 3, 4
"""Sixty bits: more than can be guessed at the pace the status page allows."""


def opening_code(case: Case) -> str:
    """``ABCD-EFGH-JKMN``."""
    digest = bytes.fromhex(sealer().blind(f"{case.office}/{case.number}", "case.opening"))
    signs = base64.b32encode(digest).decode().translate(_AS_OURS)[: GROUPS * GROUP]
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


def opens(case: Case, code: str) -> bool:
    """Whether somebody typed this case's code, in whatever spacing."""
    plain = "".join(sign for sign in code.upper() if sign in SIGNS)
    return hmac.compare_digest(plain, opening_code(case).replace("-", ""))
