"""From a plain text to paragraphs, lists and links; everything else in it stays text."""

from __future__ import annotations

import re
from itertools import groupby
from urllib.parse import urlsplit

from markupsafe import Markup, escape

_LINK = re.compile(r"https?://[^\s<>\"']+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ITEM = re.compile(r"^\s*(?:([-•*])|(\d{1,2})[.)])\s+(.*)$")
_TRAILING = ".,;:!?)"


def safe_link(address: str | None) -> str | None:
    """The address when it leads to a page; never a script, whatever an imported list holds."""
    if not address:
        return None
    address = address.strip()
    if address.startswith("/") and not address.startswith("//"):
        return address
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.netloc else None


def paragraphs(text: str) -> Markup:
    """The text as HTML: blank lines part paragraphs, ``1.`` and ``-`` at the line's start make lists."""
    parts = [_block(kind, list(lines)) for kind, lines in groupby(text.strip().splitlines(), _kind)]
    return Markup("").join(parts)


def _kind(line: str) -> str:
    item = _ITEM.match(line)
    if item is not None:
        return "bullets" if item[1] else "numbers"
    return "text" if line.strip() else "gap"


def _block(kind: str, lines: list[str]) -> Markup:
    if kind == "gap":
        return Markup("")
    if kind == "text":
        return Markup("<p>{}</p>").format(Markup("<br>").join(linked(line.strip()) for line in lines))
    items = [item for line in lines if (item := _ITEM.match(line))]
    inner = Markup("").join(Markup("<li>{}</li>").format(linked(item[3])) for item in items)
    if kind == "bullets":
        return Markup("<ul>{}</ul>").format(inner)
    # The text says with which number a list begins: it may go on after a paragraph.
    return Markup('<ol start="{}">{}</ol>').format(int(items[0][2]), inner)


def linked(text: str) -> Markup:
    """The line with web and e-mail addresses as links."""
    html, end = Markup(""), 0
    for found in _LINK.finditer(text):
        address = found[0].rstrip(_TRAILING)
        target = address if address.startswith("http") else f"mailto:{address}"
        html += escape(text[end : found.start()]) + Markup('<a href="{}">{}</a>').format(target, address)
        end = found.start() + len(address)
    return html + escape(text[end:])
