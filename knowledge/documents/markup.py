"""The text of a Word file and of a web page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag

from knowledge.documents.blocks import Block, Document
from knowledge.importing.delimited import decode
from knowledge.importing.guards import check_zip, is_ole, locked
from knowledge.importing.sheet import clean, flat

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = {*_HEADINGS, "p", "li", "tr", "dt", "dd", "blockquote", "pre", "figcaption", "caption"}
_AROUND = (
    "script",
    "style",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "noscript",
    "template",
    "svg",
    "button",
)


def read_word(path: Path) -> Document:
    """Paragraphs and rows; pages as Word counted them when it saved the file, none where it did not."""
    from docx import Document as Opened  # slow to import
    from docx.oxml.ns import qn

    with path.open("rb") as file:
        if is_ole(file.read(8)):
            raise locked(path)
    check_zip(path)
    opened = Opened(str(path))
    styles = {style.style_id: str(style.name) for style in opened.styles}
    page, paged = 1, False
    found: list[tuple[str, int, bool]] = []

    rendered = any(True for _ in opened.element.body.iter(qn("w:lastRenderedPageBreak")))

    def turns(node: Any) -> tuple[int, int]:
        """Page ends before a paragraph's text, and within or after it."""
        before = after = 0
        spoken = False
        for each in node.iter():
            spoken = spoken or (each.tag == qn("w:t") and bool((each.text or "").strip()))
            asked = each.tag == qn("w:br") and each.get(qn("w:type")) == "page"
            if (each.tag == qn("w:lastRenderedPageBreak")) if rendered else asked:
                before, after = (before, after + 1) if spoken else (before + 1, after)
        return before, after

    for node in opened.element.body.iterchildren():
        before, after = turns(node)
        page += before
        if node.tag == qn("w:p"):
            text = clean("".join(each.text or "" for each in node.iter(qn("w:t"))))
            mark = node.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            name = styles.get(mark.get(qn("w:val")), "") if mark is not None else ""
            if text:
                found.append((text, page, name.lower().startswith(("heading", "title", "judul"))))
        elif node.tag == qn("w:tbl"):
            for row in node.iter(qn("w:tr")):
                cells = [
                    flat(clean(" ".join(each.text or "" for each in cell.iter(qn("w:t")))))
                    for cell in row.iter(qn("w:tc"))
                ]
                found.append((" | ".join(filter(None, cells)), page, False))
        page, paged = page + after, paged or before + after > 0
    blocks = [Block(text, place if paged else None, heading) for text, place, heading in found if text]
    return Document(flat(clean(opened.core_properties.title or "")), blocks)


def read_page(path: Path) -> Document:
    """What a web page says itself, without menus and the like."""
    page = BeautifulSoup(decode(path.read_bytes()), "lxml")
    title = flat(page.title.get_text(" ")) if page.title else ""
    first = page.find("h1")
    for part in page.find_all(_AROUND):
        part.decompose()
    body = page.find("main") or page.find("article") or page.body or page
    blocks = [block for block in _blocks(body) if block.text] if isinstance(body, Tag) else []
    return Document(flat(first.get_text(" ")) if isinstance(first, Tag) and first.name else title, blocks)


def _blocks(body: Tag) -> Iterator[Block]:
    for item in body.find_all(_BLOCKS):
        if item.name == "tr":
            cells = (flat(cell.get_text(" ")) for cell in item.find_all(["td", "th"], recursive=False))
            yield Block(clean(" | ".join(filter(None, cells))))
        elif not item.find_parent("tr") and not item.find(list(_BLOCKS)):
            yield Block(clean(flat(item.get_text(" "))), None, item.name in _HEADINGS)
