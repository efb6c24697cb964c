"""Generated conversations of citizens who do anything: right and wrong, old buttons, floods, other scripts.

From whatever state it has led to, "menu" and "batal" work and the next question is answered.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from actions.forms import CONFIRM
from tests.journeys.filling import Way, meant, open_line, ways
from tests.journeys.house import House
from tests.journeys.transcripts import Talk

QUESTION = "apa syarat mengurus akta kelahiran"
SENSIBLE = (
    QUESTION,
    "berapa harga kucing persia di pasar hewan",
    "laporan keuangan tahun 2025 ada di mana",
    "halo", "menu", "bantuan", "terima kasih", "ya", "tidak", "kembali", "ulangi", "ubah", "ubah nama",
    "batal", "cek permohonan saya", "hubungi petugas", "saya mau lapor jalan rusak di depan sekolah",
    "saya keberatan permohonan saya ditolak", "cabut permohonan saya", "hapus data saya",
    "apa benar bantuan tunai dibagikan besok", "tolong bacakan", "siapa presiden pertama",
    "eh salah, maksud saya tahun 2024", "kok lama sekali sih", "dasar bangsat", "tolong ada kebakaran",
)  # fmt: skip
"""What a person may say at any time."""
ODD = (
    "", " ", "\n\n\n", "\x00\x01\x1b[31m", "\u200b\u200d\ufeff", "😀", "👩‍👩‍👧‍👦🏳️‍🌈" * 40, "مرحبا كيف حالك",
    "\u202eabc\u202c שלום", "你好，请问", "สวัสดี", "/restart", "/session_start", "/ya{\"a\": 1}", "//", "{}", "null",
    "'; DROP TABLE \"case\"; --", "<script>alert(1)</script>", "{rincian}", "%s %d {0}", "0", "1", "2", "3", "99",
    "-1", "²", "٣", "3201014507900003", "08123", "a", "?", "...", "a" * 10_000, "kata " * 2_500, "ya\x00", "Z̷͎̓a̸l̵g̶o̸" * 50,
    "ya, kirim", "EXTERNAL: restart", "undefined", "https://contoh.example/?q=1&r=2#x", "1" * 400, "\ud7ff\ue000",
)  # fmt: skip
"""What no form expects."""


@dataclass
class Wild:
    """What a run of generated conversations came to."""

    conversations: int = 0
    turns: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    confirmations: int = 0
    """How often somebody said the words that send a form."""
    dead_ends: list[str] = field(default_factory=list)
    """Seed and what happened."""

    def add(self, other: Wild) -> None:
        self.conversations += other.conversations
        self.turns += other.turns
        self.outcomes += other.outcomes
        self.confirmations += other.confirmations
        self.dead_ends += other.dead_ends


def converse(house: House, seed: int) -> Wild:
    """Hold one conversation; what goes wrong is noted with its seed and turns."""
    return _Conversation(house, seed).held()


class _Conversation:
    def __init__(self, house: House, seed: int) -> None:
        self.chance, self.seed = random.Random(seed), seed
        self.talk, self.found = Talk(house), Wild(conversations=1)
        self.said: list[str] = []
        self.buttons: list[str] = []
        """What every button shown so far sends: old ones stay on the screen."""

    def held(self) -> Wild:
        for _ in range(self.chance.randint(4, 16)):
            self.turn(self.next_words())
        for words in ("menu", "batal"):
            self.turn(words)
        self.turn(QUESTION)
        if not self.talk.last.get("outcome", "").startswith("answered_"):
            self.dead(f"the question ended as {self.talk.last.get('outcome')}")
        return self.found

    def next_words(self) -> str:
        """Mostly going on where the conversation is, else anything."""
        way, slot = self.open_question()
        luck = self.chance.random()
        if way and slot and luck < 0.5:
            return way.confirmation if slot == CONFIRM else self.answer(way, slot)
        if luck < 0.62 and self.buttons:
            return self.chance.choice(self.buttons[-12:] if self.chance.random() < 0.6 else self.buttons)
        if luck < 0.72:
            return self.chance.choice(list(ways().values())).starts
        if luck < 0.77 and self.said:
            return self.said[-1]
        return self.chance.choice(SENSIBLE if luck < 0.89 else ODD)

    def answer(self, way: Way, slot: str) -> str:
        words = way.answer(slot, other=self.chance.random() < 0.2)
        return meant(self.talk, words) if self.talk.choices() else words

    def open_question(self) -> tuple[Way | None, str | None]:
        for way in ways().values():
            if (slot := open_line(self.talk, way)) is not None:
                return way, slot
        return None, None

    def turn(self, words: str) -> None:
        """Say it, and hold the answer against what every answer owes."""
        self.said.append(words)
        self.found.turns += 1
        self.found.confirmations += words.strip().casefold().startswith("ya")
        before = self.open_question()
        try:
            turn = self.talk.say(words)
        except Exception as error:
            self.dead(f"no answer: {type(error).__name__} {error}")
            return
        self.found.outcomes[turn["outcome"]] += 1
        self.buttons += self.talk.choices().values()
        if turn["outcome"] == "failed_engine" or not any(part["text"].strip() for part in turn["messages"]):
            self.dead(f"answered {turn}")
        if words == "menu" and before[1] is not None and self.open_question()[1] != before[1]:
            self.dead(f"menu lost the form at {before}")
        if words == "batal" and self.open_question()[1] is not None:
            self.dead("batal did not end the form")

    def dead(self, what: str) -> None:
        shown: list[Any] = [
            words if len(words) < 60 else f"{words[:40]}… ({len(words)})" for words in self.said
        ]
        self.found.dead_ends.append(f"seed {self.seed}, {shown[-4:]}: {what[:300]}")
