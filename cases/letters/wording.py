"""A wording as an office writes it: plain lines with ``{fields}``, no programming.

The first line is the title. Blank lines part the blocks: ``## heading``, ``- list``, ``Label | value``, or a
paragraph. A line whose fields are all empty is left out, so that one wording serves every case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cases.letters.kinds import LetterKind, fields
from office.texts import texts

LONGEST = 20_000
_FIELD = re.compile(r"\{([^{}]*)\}")
_HEADING = re.compile(r"^(#{2,3})\s+(.+)$")


class WordingRefused(ValueError):
    """The wording cannot be used; the message says what to change."""


@dataclass(frozen=True)
class Block:
    """``heading``, ``pairs``, ``list`` or ``text``, with its lines as written."""

    kind: str
    lines: tuple[str, ...]
    level: int = 0


@dataclass(frozen=True)
class Wording:
    """A wording, read."""

    title: str
    blocks: tuple[Block, ...]


def check(kind: LetterKind, text: str) -> Wording:
    """Read a wording; raises :class:`WordingRefused` with one sentence that says what to change."""
    if len(text) > LONGEST:
        raise WordingRefused(texts().say("letters.long", most=LONGEST))
    if text.count("{") != len(_FIELD.findall(text)) or text.count("}") != len(_FIELD.findall(text)):
        raise WordingRefused(texts().say("letters.brace"))
    named = list(_names(text))
    unknown = [name for name in named if name not in kind.fields]
    if unknown:
        raise WordingRefused(texts().say("letters.unknown", field=unknown[0], letter=kind.title))
    missing = [name for name in kind.required if name not in named]
    if missing:
        field = fields()[missing[0]]
        raise WordingRefused(
            texts().say("letters.missing", field=field.name, title=field.title, article=kind.article)
        )
    return parse(text)


def parse(text: str) -> Wording:
    """The blocks of a wording. Raises :class:`WordingRefused` when it has no title or no content."""
    title, _, rest = text.replace("\r\n", "\n").strip().partition("\n")
    title = title.lstrip("# ").strip()
    blocks: list[Block] = []
    level = 1
    for chunk in re.split(r"\n\s*\n", rest.strip()):
        for block in _blocks([line.strip() for line in chunk.splitlines() if line.strip()]):
            if block.kind == "heading":
                if block.level > level + 1:
                    raise WordingRefused(texts().say("letters.heading", heading=block.lines[0]))
                level = block.level
            blocks.append(block)
    # A title of fields alone may turn out empty, and a document without a title is not accessible.
    if not _FIELD.sub("", title).strip() or not blocks:
        raise WordingRefused(texts().say("letters.empty"))
    return Wording(title, tuple(blocks))


def fill(wording: Wording, values: Mapping[str, str]) -> dict[str, Any]:
    """Title and blocks with the fields' values, ready for the layout. What people wrote stays text."""
    made: list[dict[str, Any]] = []
    for block in wording.blocks:
        if block.kind == "heading":
            if _speaks(block.lines[0], values):
                heading = _filled(block.lines[0], values)
                made.append({"kind": "heading", "level": block.level, "text": heading})
            continue
        lines = [line for line in block.lines if _speaks(line, values)]
        if not lines:
            continue
        if block.kind == "pairs":
            parts = [line.partition("|") for line in lines]
            rows = [
                [_filled(label.strip(), values), _lines(value.strip(), values)] for label, _, value in parts
            ]
            made.append({"kind": "pairs", "rows": rows})
        elif block.kind == "list":
            made.append({"kind": "list", "rows": [_lines(line, values) for line in lines]})
        else:
            made.append({"kind": "text", "lines": [one for line in lines for one in _lines(line, values)]})
    return {"title": _filled(wording.title, values), "blocks": made}


def _blocks(lines: list[str]) -> Iterable[Block]:
    """The blocks of one chunk; a heading stands alone even when text follows at once."""
    while lines and (heading := _HEADING.match(lines[0])):
        yield Block("heading", (heading[2],), len(heading[1]))
        lines = lines[1:]
    if not lines:
        return
    if all(line.startswith("- ") for line in lines):
        yield Block("list", tuple(line[2:] for line in lines))
    elif all("|" in line for line in lines):
        yield Block("pairs", tuple(lines))
    else:
        yield Block("text", tuple(lines))


def _names(text: str) -> Iterable[str]:
    return (name.strip() for name in _FIELD.findall(text))


def _speaks(line: str, values: Mapping[str, str]) -> bool:
    """Whether a line has something to say: no fields, or at least one that is filled."""
    named = list(_names(line))
    return not named or any(values.get(name, "").strip() for name in named)


def _filled(line: str, values: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda found: values.get(found[1].strip(), "").strip(), line)


def _lines(line: str, values: Mapping[str, str]) -> list[str]:
    """The filled line; a value of several lines (what a citizen wrote) keeps them."""
    return [one.strip() for one in _filled(line, values).splitlines()] or [""]
