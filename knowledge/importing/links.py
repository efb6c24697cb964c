"""All web addresses behind and in a cell, put together again where a narrow column cut them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from knowledge.importing.sheet import Cell

MOST_LINKS = 20
_SAME = 95.0
"""What is written and what lies behind it differ by a letter that the page's edge cut off."""
_WEB = re.compile(r"https?://[^\s\x00-\x1f\ud800-\udfff]{1,2000}")
_TWICE = re.compile(r"^https?://(?=https?://)")
_READ = 10_000
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"']+|\b(?:[a-z0-9-]{1,63}\.){1,8}id\b(?:/[^\s<>\"']*)?", re.IGNORECASE
)
_BEGINS = re.compile(r"https?://|www\.|(?:[a-z0-9-]{4,63}\.){1,8}id\b", re.IGNORECASE)
_GOES_ON = re.compile(r"[^\s<>\"']*[/.%=?&_\-\d][^\s<>\"']*|[/.\-=_?&%#]\S*", re.IGNORECASE)


def links_of(cell: Cell) -> list[str]:
    """The addresses behind the cell, then those written in it that are not among them."""
    behind = (_TWICE.sub("", link) for link in (cell.link, *cell.more) if _WEB.fullmatch(link))
    found = list(dict.fromkeys(behind))
    written = addresses(_whole(cell.text[:_READ]))
    # A spreadsheet makes a link of what stands in one line: the address goes on in the next one.
    found = [link for link in found if not any(_goes_on(link, address) for address in written)]
    bare = [_bare(link) for link in found]
    for address in written:
        shown = _bare(address)
        known = any(shown in link or fuzz.ratio(shown, link) >= _SAME for link in bare)
        if not known and address not in found:
            found.append(address)
    return found[:MOST_LINKS]


def addresses(text: str) -> list[str]:
    """The addresses in a text, each with its scheme."""
    found = (match[0].rstrip(".,;)") for match in _ADDRESS.finditer(text))
    return [link if link.lower().startswith("http") else f"https://{link}" for link in found if len(link) > 6]


def same_place(link: str, text: str) -> bool:
    """Whether an address behind a text may be the one that the text shows, whole or cut by a line's end.

    Offices copy each other's files: an address of another house behind one's own is a leftover.
    """
    host = _host(link)
    shown = [_host(address) for address in addresses(text)]
    return not shown or any(host.startswith(name) or host.endswith(name) for name in shown)


def merged(cells: Iterable[Cell]) -> Cell:
    """The cells of one column of one entry that was cut over rows, as one cell."""
    parts = list(cells)
    links = [link for cell in parts for link in (cell.link, *cell.more) if link]
    text = "\n".join(cell.text for cell in parts if cell.text)
    return Cell(text, links[0] if links else "", more=tuple(links[1:]))


def _whole(text: str) -> str:
    """The text with the lines joined that go on with an address which the line before began."""
    lines: list[str] = []
    for line in text.split("\n"):
        before = lines[-1].split(" ")[-1] if lines else ""
        cut = _ADDRESS.match(before) or re.match(r"https?:/", before)
        open_end = before.endswith(("/", ".", "-", "=", "_", "?", "&")) or _GOES_ON.fullmatch(line)
        if cut and open_end and not _BEGINS.match(line):
            lines[-1] += line
        else:
            lines.append(line)
    return "\n".join(lines)


def _goes_on(link: str, address: str) -> bool:
    return _bare(address).startswith(_bare(link)) and len(_bare(address)) > len(_bare(link))


def _bare(link: str) -> str:
    return re.sub(r"^(?:https?://)*(?:www\.)?", "", link.lower()).rstrip("/#")


def _host(link: str) -> str:
    return _bare(link).split("/")[0].rstrip(".")
