"""Tagged PDF (PDF/UA-1) from our layouts in ``data/letters`` and plain data.

Words of citizens and of the office reach the typesetter as JSON only: they are set as they stand and are
never read as commands, so that no text can open a file or reach a network.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Literal

import typst

from office.settings import PROJECT

LAYOUTS = PROJECT / "data" / "letters"
STANDARD: Literal["ua-1"] = "ua-1"
"""PDF/UA-1, ISO 14289: what screen readers can work with."""
UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"
_FROM_HERE_NOT_SET = "⺀"
"""East Asian scripts, emoji and private signs, from here on, are in none of our fonts."""
_PROBE = '#set document(title: "-")\n#set text(font: "Libertinus Serif")\n= -\n#sys.inputs.sign'
_NOT_SHOWN = re.compile(r"could not be displayed with font")


class NotTypeset(ValueError):
    """The document does not become an accessible PDF; the message is the typesetter's reason."""


def typeset(layout: str, data: dict[str, Any]) -> bytes:
    """The PDF of a layout filled with data. Raises :class:`NotTypeset` with the reason."""
    try:
        return _compile(layout, data)
    except NotTypeset as refused:
        # A sign that no font has (an emoji in a citizen's request) must not hold back a legal letter.
        if not _NOT_SHOWN.search(str(refused)):
            raise
    return _compile(layout, _only_printable(data))


def _compile(layout: str, data: dict[str, Any]) -> bytes:
    try:
        made: bytes = typst.compile(
            LAYOUTS / layout,
            root=LAYOUTS,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=[STANDARD],
            ignore_system_fonts=True,
        )
    except typst.TypstError as error:
        raise NotTypeset(str(error)) from error
    return made


def _only_printable(data: Any) -> Any:
    return _strings(data, lambda text: "".join(sign if _printable(sign) else UNPRINTABLE for sign in text))


def _strings(data: Any, change: Callable[[str], str]) -> Any:
    """The same data with every text changed."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {name: _strings(value, change) for name, value in data.items()}
    return [_strings(value, change) for value in data] if isinstance(data, list | tuple) else data


@lru_cache(maxsize=16_384)
def _printable(sign: str) -> bool:
    if sign in "\n\t" or " " <= sign <= "~":
        return True
    if sign >= _FROM_HERE_NOT_SET and sign != UNPRINTABLE:
        return False
    try:
        typst.compile(
            _PROBE.encode(), sys_inputs={"sign": sign}, pdf_standards=[STANDARD], ignore_system_fonts=True
        )
    except typst.TypstError:
        return False
    return True
