"""From a sheet's rows to drafts of entries: heads, group headings, continued rows, exempt parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from knowledge.importing.columns import Header, is_repeated_header, key, map_columns, usable
from knowledge.importing.links import links_of, merged
from knowledge.importing.sheet import Cell, Sheet, flat
from knowledge.importing.values import (
    category_of,
    date_of,
    is_exempt,
    is_marker,
    text_of,
    unnumbered,
)
from knowledge.store import Draft

_DIP_FIELDS = {"category", "form", "retention", "responsible", "period"}
_JOINED = ("body", "form", "period", "responsible", "unit", "retention")


class Skipped(NamedTuple):
    """A row that became no entry. ``row`` counts from 1, as spreadsheets show it."""

    sheet: str
    row: int
    reason: str
    text: str


@dataclass
class _Reading:
    """What is known while going down a sheet."""

    sheet: Sheet
    header: Header
    kind: str
    category: str | None
    heading: str = ""
    exempt: bool = False
    next: Sequence[Cell] = ()
    """The row below."""
    link: Cell = field(default_factory=Cell)
    """The link cell of the last entry, as far as it was read."""
    drafts: list[tuple[int, Draft]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def read_rows(sheet: Sheet, header: Header) -> tuple[list[tuple[int, Draft]], list[Skipped]]:
    """The drafts of a sheet with their row numbers, and the rows left out with reasons."""
    above = [flat(" ".join(cell.text for cell in row)) for row in sheet.rows[: max(0, header.row)]]
    reading = _Reading(sheet, header, _kind(header), None)
    for text in [sheet.caption, sheet.name, *above[-8:]]:
        reading.category = category_of(text) or reading.category
    for number, row in enumerate(sheet.rows[header.row + 1 :], start=header.row + 2):
        reading.next = sheet.rows[number] if number < len(sheet.rows) else []
        _read_row(reading, number, row)
    return reading.drafts, reading.skipped


def _kind(header: Header) -> str:
    names = header.columns.keys()
    if names & {"question", "answer"}:
        return "faq"
    return "faq" if "body" in names and not names & _DIP_FIELDS else "dip"


def _read_row(reading: _Reading, number: int, row: Sequence[Cell]) -> None:
    texts = [text_of(cell) for cell in row]
    own = [text for text, cell in zip(texts, row, strict=True) if text and not cell.above]
    if not own:
        return
    if is_repeated_header(row, reading.header):
        return
    # A second table with its own head may follow; heads said in full, or a data row would pass for one.
    again = map_columns([flat(text) for text in texts], least=90.0)
    if usable(again) and len(again.columns) >= 3:
        reading.header = replace(again, row=number - 1)
        return
    numbered = [text for text in own if text.strip("() .").isdigit()]
    if len(numbered) == len(own) and (len(own) > 2 or len(own[0]) <= 4):
        return
    if heading := _heading(reading, row, texts):
        _enter(reading, heading)
        return
    if reading.exempt or is_exempt(_field(reading, texts, "category")):
        reading.skipped.append(Skipped(reading.sheet.name, number, "informasi dikecualikan", _shown(own)))
        return
    if _continues(reading, row, texts):
        line, last = reading.drafts[-1]
        reading.drafts[-1] = (line, _extended(last, reading, row, texts))
        return
    draft = _draft(reading, row, texts)
    if isinstance(draft, str):
        reading.skipped.append(Skipped(reading.sheet.name, number, draft, _shown(own)))
    else:
        reading.drafts.append((number, draft))
        reading.link = _cell(reading, row, "link")


def _field(reading: _Reading, texts: Sequence[str], name: str) -> str:
    column = reading.header.columns.get(name, -1)
    return texts[column] if 0 <= column < len(texts) else ""


def _cell(reading: _Reading, row: Sequence[Cell], name: str) -> Cell:
    column = reading.header.columns.get(name, -1)
    return row[column] if 0 <= column < len(row) else Cell()


def _heading(reading: _Reading, row: Sequence[Cell], texts: Sequence[str]) -> str:
    """The heading a row is, or nothing. Alone in its row, or alone beside a number of its own."""
    if len(reading.header.columns) < 3:
        return ""
    filled = [(place, text) for place, text in enumerate(texts) if text and not row[place].above]
    wordy = [(place, text) for place, text in filled if not is_marker(text)]
    if len(wordy) != 1 or len(filled) > 2:
        return ""
    place, text = wordy[0]
    if category_of(text) and re.search(r"informasi|berkala$|merta$|saat$", text.lower()) and len(text) < 200:
        return flat(text)
    titles = {reading.header.columns.get(name) for name in ("title", "question")}
    if reading.header.columns.get("number") is None and place not in titles and place != 0:
        return ""
    if len(filled) == 1:
        # A lone text in the title's column right under a row may be the rest of a split title.
        if place in titles and (not text[:1].isupper()):
            return ""
        later = reading.header.columns.get("number", 0)
        return flat(text) if place in titles or place <= later else ""
    spot, marker = next((spot, text) for spot, text in filled if is_marker(text))
    if re.match(r"^\(?(?:[A-Z]|[IVX]+)[.)]?$", marker):
        return flat(text)
    # "4 | Informasi tentang organisasi" above "a | …": a group, when what follows is numbered otherwise.
    below = reading.next[spot].text if spot < len(reading.next) else ""
    deeper = is_marker(below) and below.strip("(.)").isdigit() != marker.strip("(.)").isdigit()
    return flat(text).rstrip(" :") if deeper and len(reading.header.columns) >= 5 else ""


def _enter(reading: _Reading, heading: str) -> None:
    """Go on under a heading; a category heading ends the exempt part and the group before it."""
    category = category_of(heading)
    if is_exempt(heading) and not category:
        reading.exempt = True
        return
    if category:
        reading.category, reading.heading, reading.exempt = category, "", False
    else:
        reading.heading = unnumbered(heading)


def _continues(reading: _Reading, row: Sequence[Cell], texts: Sequence[str]) -> bool:
    """Whether the row is the rest of the entry above it: a merged title, or a row cut by a page end."""
    if not reading.drafts or reading.kind == "faq":
        return False
    name = "question" if "question" in reading.header.columns else "title"
    title = _cell(reading, row, name)
    if title.text and title.above:
        return True
    if "number" not in reading.header.columns or _field(reading, texts, "number"):
        return False
    if not title.text:
        return True
    # No number and a title that goes on in lower case: the page broke inside the row.
    return title.text[:1].islower()


def _extended(last: Draft, reading: _Reading, row: Sequence[Cell], texts: Sequence[str]) -> Draft:
    changes: dict[str, str] = {}
    # Under one merged title each row names another holder; a row cut by a page end goes on with a word.
    title = _cell(reading, row, "title")
    for name in _JOINED:
        cell = _cell(reading, row, name)
        if (more := text_of(cell)) and not cell.above and more not in getattr(last, name):
            joiner = "\n" if name == "body" else "; " if title.above else " "
            changes[name] = f"{getattr(last, name)}{joiner}{more}".strip("; \n")
    if title.text and not title.above:
        changes["title"] = f"{last.title} {flat(title.text)}"
    cell = _cell(reading, row, "link")
    if not cell.above and (cell.text or cell.link):
        reading.link = merged((reading.link, cell))
    links = links_of(reading.link) or [last.link]
    return replace(last, **changes, link=links[0], links=tuple(links[1:]))  # type: ignore[arg-type]


def _draft(reading: _Reading, row: Sequence[Cell], texts: Sequence[str]) -> Draft | str:
    """The draft of a row, or the reason why there is none."""

    def get(name: str) -> str:
        return _field(reading, texts, name)

    heading = flat(get("heading")) or reading.heading
    title = flat(get("question") or get("title"))
    if get("question") and get("title"):
        heading = flat(get("title"))
    body = get("answer") or get("body")
    if not title and reading.kind == "dip":
        title, body = flat(body), ""
    if not title:
        return "pertanyaan kosong" if reading.kind == "faq" else "judul kosong"
    title = unnumbered(title)[:1_000]
    if len(re.sub(r"\W", "", title)) < 3:
        return "judul terlalu pendek"
    stated = key(get("kind"))
    kind = stated if stated in {"faq", "dip", "document", "published"} else reading.kind
    if body.startswith(f"{title}\n"):  # dumps often repeat the title as the text's first line
        body = body[len(title) :].strip()
    if kind == "faq" and not body:
        return "jawaban kosong"
    links = [link for name in ("link", "links") for link in links_of(_cell(reading, row, name))] or [
        link for cell in row if not cell.above for link in links_of(cell._replace(text=""))
    ]
    responsible = flat(get("responsible"))
    category = get("category")
    return Draft(
        kind=kind,
        id=re.sub(r"\s+", "-", get("id")),
        title=title,
        body=body[:100_000],
        variants=tuple(
            part.strip() for part in re.split(r"\s*(?:\||\n)\s*", get("variants")) if part.strip()
        ),
        heading=heading,
        unit=flat(get("unit")) or responsible,
        responsible=responsible,
        category=category_of(category) or reading.category,
        period=flat(get("period")),
        form=flat(get("form")),
        retention=flat(get("retention")),
        link=links[0] if links else "",
        links=tuple(dict.fromkeys(links[1:])),
        source_date=date_of(get("source_date")),
        valid_until=date_of(get("valid_until")),
    )


def _shown(texts: Sequence[str]) -> str:
    return flat(" · ".join(texts))[:120]
