"""Citizens who only speak: at Telegram with voice notes, on the web page with recordings sent from it."""

from __future__ import annotations

import re
from typing import Any, Protocol

from playwright.sync_api import FilePayload, Page

from tests.journeys.citizens import TelegramCitizen, WebCitizen
from tests.journeys.house import House, until
from tests.standins.telegram import Telegram
from tests.standins.voices import note
from voice.hearing.audio import RATE, decode
from voice.spoken.numbers import digits

READ_BACK = "Apakah benar?"
BEGIN = "sedikit demi sedikit"
NOTED = "Saya catat:"
SO_FAR = "Sejauh ini:"
UNCLEAR = "kurang jelas"
TRIES = 4
LONGEST = 180
"""Seconds a spoken turn may take on a busy machine before it counts as failed."""
_ECHO = re.compile(r"Anda berkata: “(.+?)”\.")


class Speaker(Protocol):
    """Speaks and listens. Every answer has to arrive as sound too, but for those that must not."""

    turns: int
    """Recordings sent so far."""

    def spoken(self, words: str, *replies: str, silent: str | None = None) -> str:
        """Say something; gives all words of the answer once one of ``replies`` is in it and it can be heard, or
        ``silent`` is in it and there is nothing to hear."""

    def understood(self) -> str | None:
        """What the house took the last recording for."""


def aloud(citizen: Speaker, words: str, reply: str, understood: str | None = None) -> str:
    """Say something, and yes when it is read back; gives the words of the answer.

    ``understood``: the words as they are written, where that is something else (figures).
    """
    expected = understood or words.rstrip(".")
    answer = citizen.spoken(words, reply, READ_BACK)
    if READ_BACK in answer:
        assert f"“{expected}”" in answer
        return citizen.spoken("Ya.", reply)
    assert citizen.understood() == expected
    return answer


def number_aloud(citizen: Speaker, number: str, reply: str, slip: str | None = None) -> str:
    """Say a long number and hear it read back: yes when it is right, otherwise no, and once more group by group.

    ``slip``: what is said first by mistake.
    """
    answer = citizen.spoken(_said(slip or number), READ_BACK)
    if f"“{_shown(number)}”" not in answer:
        citizen.spoken("Tidak.", BEGIN)
        for group in _groups(number):
            answer = _group_aloud(citizen, group, number)
        if READ_BACK not in answer:
            answer = citizen.spoken("Selesai.", READ_BACK)
    assert f"“{_shown(number)}”" in answer
    return citizen.spoken("Ya.", reply)


def _group_aloud(citizen: Speaker, group: str, number: str) -> str:
    """Say four figures; again when they are misheard."""
    answer = ""
    for _ in range(TRIES):
        answer = citizen.spoken(_said(group), NOTED, READ_BACK, UNCLEAR)
        if f"{NOTED} {_shown(group)}." in answer or f"“{_shown(number)}”" in answer:
            return answer
        if UNCLEAR not in answer:
            citizen.spoken("Salah.", SO_FAR, BEGIN)
    raise AssertionError(f"{group} was misheard {TRIES} times: {answer}")


def _groups(number: str) -> list[str]:
    return [number[at : at + 4] for at in range(0, len(number), 4)]


def _said(number: str) -> str:
    return f"{', '.join(map(digits, _groups(number)))}.".capitalize()


def _shown(number: str) -> str:
    return ", ".join(map(" ".join, _groups(number)))


class SpeakingOnTelegram(TelegramCitizen):
    """Sends voice notes and gets voice notes."""

    def __init__(self, platform: Telegram) -> None:
        super().__init__(platform)
        self.turns = 0
        self._said = ""

    def spoken(self, words: str, *replies: str, silent: str | None = None) -> str:
        self.turns += 1
        seen = len(self.platform.messages(self.chat))
        self.platform.speak(self.chat, note(words))
        return self._answer(seen, replies, silent)

    def understood(self) -> str | None:
        found = _ECHO.search(self._said)
        return found[1] if found else None

    def _answer(self, seen: int, replies: tuple[str, ...], silent: str | None) -> str:
        def answered() -> bool:
            said = self._words(seen)
            heard = any(reply in said for reply in replies) and "voice" in self._new(seen)[-1]
            return heard or (silent is not None and silent in said)

        until(answered, LONGEST, lambda: self._words(seen))
        if silent is not None and silent in self._words(seen):
            self.platform.wait_until_quiet(self.chat)
            assert not any("voice" in sent for sent in self._new(seen))
        assert all(audible(sent["voice"]["sound"]) for sent in self._new(seen) if "voice" in sent)
        self._said = self._words(seen)
        return self._said

    def _new(self, seen: int) -> list[dict[str, Any]]:
        return self.platform.messages(self.chat)[seen:]

    def _words(self, seen: int) -> str:
        return "\n".join(sent["text"] for sent in self._new(seen) if sent["text"])


class SpeakingOnTheWeb(WebCitizen):
    """Speaks into the page's microphone where it says ``live``, sends recordings from it otherwise, and plays the
    answers."""

    def __init__(self, page: Page, house: House, live: str) -> None:
        super().__init__(page, house, script=True)
        self.house, self.live, self.turns = house, live, 0

    def spoken(self, words: str, *replies: str, silent: str | None = None) -> str:
        self.turns += 1
        seen = self._lines()
        self._speak(words)
        return self._answer(seen, replies, silent)

    def understood(self) -> str | None:
        said = self.page.locator("#pesan > li.citizen .words").all_inner_texts()
        return said[-1] if said else None

    def _answer(self, seen: int, replies: tuple[str, ...], silent: str | None) -> str:
        def answered() -> bool:
            lines = self.page.locator("#pesan > li").all_inner_texts()
            said = "\n".join(lines[seen + 1 :])
            return any(reply in said for reply in (*replies, *([silent] if silent else [])))

        until(answered, LONGEST, lambda: self.page.locator("body").inner_text()[-600:])
        said, sounds = self._words_after(seen + 1), self._sounds(seen)
        assert bool(sounds) != (silent is not None and silent in said)
        assert all(audible(self.page.request.get(self.house.address + each).body()) for each in sounds)
        return said

    def _speak(self, words: str) -> None:
        if words == self.live:
            self._record(seconds(words))
            return
        form = self.page.locator("#suara")
        if not form.get_by_label("Berkas rekaman suara").is_visible():
            form.locator("summary").click()
        recording: FilePayload = {"name": "rekaman.ogg", "mimeType": "audio/ogg", "buffer": note(words)}
        form.get_by_label("Berkas rekaman suara").set_input_files(recording)
        form.get_by_role("button", name="Kirim berkas").click()

    def _record(self, long: float) -> None:
        """By keyboard: the button that starts is the one that sends."""
        button = self.page.get_by_role("button", name="Rekam suara")
        button.focus()
        self.page.keyboard.press("Enter")
        self.page.get_by_role("button", name="Selesai dan kirim rekaman", pressed=True).wait_for()
        self.page.wait_for_timeout(long * 1000)  # so long somebody speaks
        self.page.keyboard.press("Enter")

    def _sounds(self, seen: int) -> list[str]:
        players = self.page.locator(f"#pesan > li:nth-child(n + {seen + 2}) audio")
        return [str(player.get_attribute("src")) for player in players.all()]


def audible(sound: bytes) -> bool:
    """Whether a recording holds more than half a second of something."""
    samples = decode(sound, 600)
    return len(samples) > RATE / 2 and float(abs(samples).max()) > 0.05


def seconds(words: str) -> float:
    """How long it takes to say something into a microphone, a moment before and after it included."""
    return len(decode(note(words), 60)) / RATE + 1
