"""A citizen at one of the doors. All speak the same way, so that one journey runs through every door."""

from __future__ import annotations

from typing import Protocol
from uuid import uuid4

from playwright.sync_api import Page

from tests.journeys.house import House, until
from tests.standins.telegram import Telegram
from tests.standins.whatsapp import WhatsApp


class Citizen(Protocol):
    """Says something, presses a button, hears what comes back."""

    def say(self, words: str) -> str:
        """Write a message; gives all words of the reply."""

    def press(self, title: str) -> str:
        """Press the newest button of this title; gives all words of the reply."""

    def hear(self) -> str:
        """Wait for a message that nobody asked for just now (an officer's answer)."""


class WebCitizen:
    """At the chat page in Chromium, with or without script."""

    def __init__(self, page: Page, house: House, script: bool) -> None:
        self.page, self.script = page, script
        self.page.goto(house.address + "/")
        self.heard = self._lines()
        """Lines read so far: news may come before one begins to wait for them."""

    def say(self, words: str) -> str:
        seen = self._lines()
        self.page.get_by_label("Tulis pertanyaan atau pesan Anda").fill(words)
        if self.script:
            self.page.keyboard.press("Enter")
        else:
            self.page.get_by_role("button", name="Kirim", exact=True).click()
        return self._reply(seen)

    def press(self, title: str) -> str:
        seen = self._lines()
        self.page.get_by_role("button", name=title, exact=True).last.click()
        return self._reply(seen)

    def hear(self) -> str:
        if self.script:
            focus = self._focus()
            until(lambda: self._lines() > self.heard, 30)
            assert self._focus() == focus, "news must not take the focus away"
        else:
            until(lambda: (self.page.reload(), self._lines())[1] > self.heard, 30)
        return self._words_after(self.heard)

    def _reply(self, seen: int) -> str:
        # The citizen's own line comes first, then at least one answer.
        until(lambda: self._lines() >= seen + 2, 90, lambda: self.page.locator("body").inner_text()[-600:])
        return self._words_after(seen + 1)

    def _lines(self) -> int:
        return self.page.locator("#pesan > li").count()

    def _words_after(self, seen: int) -> str:
        lines = self.page.locator("#pesan > li").all_inner_texts()
        self.heard = len(lines)
        return "\n".join(lines[seen:])

    def _focus(self) -> str:
        return str(self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))


class TelegramCitizen:
    """In a private chat with the bot, through a local server that speaks the Bot API."""

    def __init__(self, platform: Telegram) -> None:
        self.platform = platform
        self.chat = uuid4().int % 10**9
        self.heard = 0

    def say(self, words: str) -> str:
        seen = len(self.platform.messages(self.chat))
        self.platform.write(self.chat, words)
        return self._after(seen)

    def press(self, title: str) -> str:
        seen = len(self.platform.messages(self.chat))
        self.platform.press(self.chat, title)
        return self._after(seen)

    def hear(self) -> str:
        return self._after(self.heard)

    def _after(self, seen: int) -> str:
        self.platform.wait_for(self.chat, seen + 1, 90)
        self.platform.wait_until_quiet(self.chat)
        messages = self.platform.messages(self.chat)
        self.heard = len(messages)
        return "\n".join(message["text"] for message in messages[seen:])


class WhatsAppCitizen:
    """Writes to the office's number, through a local server that speaks Meta's Graph API."""

    def __init__(self, platform: WhatsApp) -> None:
        self.platform = platform
        self.number = f"628{uuid4().int % 10**10:010d}"
        self.heard = 0

    def say(self, words: str) -> str:
        seen = len(self.platform.messages(self.number))
        assert self.platform.write(self.number, words).status_code == 200
        return self._after(seen)

    def press(self, title: str) -> str:
        seen = len(self.platform.messages(self.number))
        assert self.platform.press(self.number, title).status_code == 200
        return self._after(seen)

    def hear(self) -> str:
        return self._after(self.heard)

    def _after(self, seen: int) -> str:
        self.platform.wait_for(self.number, seen + 1, 90)
        self.platform.wait_until_quiet(self.number)
        texts = self.platform.texts(self.number)
        self.heard = len(texts)
        return "\n".join(texts[seen:])
