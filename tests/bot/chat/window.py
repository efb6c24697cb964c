"""A browser's window on the chat: asking, and looking for what is wrong with a page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Page, expect

from bot.chat import visitor

SHOTS = os.environ.get("TANYA_SHOTS")
"""A folder for screenshots to look at."""
SAID = (
    "heading",
    "link",
    "button",
    "textbox",
    "log",
    "status",
    "paragraph",
    "listitem",
    "navigation",
    "StaticText",
)


def watch(page: Page) -> list[str]:
    """What the page complains about. Taking a screenshot adds a style of its own, which the page refuses."""
    troubles: list[str] = []

    def complain(message: ConsoleMessage) -> None:
        if message.type == "error" and not (SHOTS and "inline style" in message.text):
            troubles.append(message.text)

    page.on("console", complain)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    return troubles


def ask(page: Page, words: str) -> None:
    """Type and send, and wait until the answer is there."""
    box = page.get_by_label("Tulis pertanyaan atau pesan Anda")
    box.fill(words)
    box.press("Enter")
    expect(page.locator("#sementara")).to_be_hidden()


def secret(page: Page) -> str:
    return next(str(c["value"]) for c in page.context.cookies() if c["name"] == visitor.COOKIE)


def sideways(page: Page) -> int:
    """Pixels that stick out on the right."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def small_targets(page: Page) -> list[str]:
    """Things to press that are smaller than 24 pixels (WCAG 2.5.8)."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select, textarea')]
        .filter(e => e.checkVisibility() && !e.matches('.skip'))
        .map(e => [e.tagName + ' ' + e.textContent.trim().slice(0, 30), e.getBoundingClientRect()])
        .filter(([, r]) => r.width < 24 || r.height < 24)
        .map(([name, r]) => `${name} ${Math.round(r.width)}x${Math.round(r.height)}`)"""
    )
    return found


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"chat-{name}.png")


def nodes(page: Page) -> list[dict[str, Any]]:
    """The accessibility tree as assistive software gets it, from top to bottom."""
    session = page.context.new_cdp_session(page)
    found: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return found


def read_out(page: Page) -> list[str]:
    """What a screen reader says going through the page from top to bottom, as ``role: name``."""
    tree = nodes(page)
    by_id = {node["nodeId"]: node for node in tree}
    told: list[str] = []

    def walk(node: dict[str, Any]) -> None:
        role, name = node.get("role", {}).get("value", ""), node.get("name", {}).get("value", "").strip()
        named = not node.get("ignored") and role in SAID and name
        if named:
            told.append(f"{role}: {name}")
        # The words of a link or a button are its name: they are said once.
        if not (named and role in ("link", "button", "heading")):
            for child in node.get("childIds", ()):
                if child in by_id:
                    walk(by_id[child])

    walk(tree[0])
    return told
