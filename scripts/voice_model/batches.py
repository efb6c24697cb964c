"""Examples as batches of one length, distorted anew each time they are drawn."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from voice_model.clips import LONGEST
from voice_model.corpus import Example
from voice_model.sentences import DIGITS
from voice_model.vocabulary import Vocabulary

CHARACTERS = " abcdefghijklmnopqrstuvwxyz"
IGNORED = -100
FRAMES = 350
"""Of an example in a full batch."""
ROUND = 100
"""Batches between two sortings by length."""
WINDOW = 3000
"""Frames of Whisper's window of thirty seconds."""
_FIGURES = re.compile(rf"(?i)({'|'.join(DIGITS)})( ({'|'.join(DIGITS)})){{1,5}}\.")
"""One group of figures, without a pause."""


@dataclass(frozen=True)
class Batch:
    """Spectrograms, tokens in, tokens expected out, and the letters for the encoder's own exercise."""

    mel: Tensor
    tokens: Tensor
    expected: Tensor
    letters: list[list[int]]


class Batches:
    """Draws batches without end; ``whole`` is the share of batches with the full window of thirty seconds,
    ``joined`` that of batches of notes with several sentences or groups of figures."""

    def __init__(self, examples: list[Example], vocabulary: Vocabulary, size: int, seed: int) -> None:
        self._examples = examples
        self._vocabulary = vocabulary
        self._size = size
        self._chance = random.Random(seed)
        self._speech = [example for example in examples if example.text]
        self._figures = [example for example in self._speech if _FIGURES.fullmatch(example.text)]
        self.whole = self.joined = 0.0
        self.longest = WINDOW
        """Frames of the longest example drawn from the next round on."""

    def __iter__(self) -> Iterator[Batch]:
        chance = self._chance
        while True:
            short = [example for example in self._examples if example.mel.shape[1] <= self.longest]
            by_length = sorted(short, key=lambda example: example.mel.shape[1] * chance.uniform(0.9, 1.1))
            groups = [by_length[at : at + self._size] for at in range(0, len(by_length), self._size)]
            chance.shuffle(groups)
            for group in groups[:ROUND]:
                # As many frames in every batch: one of long notes would else take four times as long.
                longest = max(example.mel.shape[1] for example in group)
                yield self._batch(group[: max(3, self._size * FRAMES // longest)])

    def _batch(self, group: list[Example]) -> Batch:
        chance, kind = self._chance, self._chance.random()
        make, room = self._alone, chance.randint(0, 40)
        if kind < self.whole:
            group, room = group[:3], WINDOW
        elif kind < self.whole + self.joined:
            group, make = group[: max(2, len(group) // 3)], self._joined
        elif kind < self.whole + self.joined + 0.06:
            group, room = group[: max(2, len(group) // 2)], chance.randint(100, 600)
        rows = [make(example) for example in group]
        frames = min(WINDOW, max(mel.shape[1] for mel, *_ in rows) + room)
        frames += frames % 2
        mels = torch.zeros(len(rows), 80, frames)
        for row, (mel, *_) in enumerate(rows):
            shift = chance.randint(0, min(30, frames - mel.shape[1])) if chance.random() < 0.3 else 0
            mels[row, :, shift : shift + mel.shape[1]] = self._distorted(mel)
        longest = max(len(tokens) for _, tokens, _, _ in rows)
        tokens = torch.full((len(rows), longest), self._vocabulary.place(self._vocabulary.tokenizer.eot))
        expected = torch.full((len(rows), longest), IGNORED)
        for row, (_, given, wanted, _) in enumerate(rows):
            tokens[row, : len(given)] = torch.tensor(given)
            expected[row, : len(wanted)] = torch.tensor(wanted)
        return Batch(mels, tokens, expected, [_letters(text) for *_, text in rows])

    def _alone(self, example: Example) -> tuple[Tensor, list[int], list[int], str]:
        given, wanted = self._tokens(example.text, self._chance.random() < 0.3, example.start, example.end)
        return torch.from_numpy(example.mel).float(), given, wanted, example.text

    def _joined(self, example: Example) -> tuple[Tensor, list[int], list[int], str]:
        """Two short sentences in one note; of groups of figures, up to four as one number."""
        figures = _FIGURES.fullmatch(example.text) is not None
        if figures:
            notes = [example, *self._chance.choices(self._figures, k=self._chance.randint(1, 3))]
        else:
            notes = [example, self._chance.choice(self._speech)]
        if not example.text or sum(note.mel.shape[1] for note in notes) / 100 > LONGEST:
            return self._alone(example)
        texts = [note.text for note in notes]
        text = (
            ", ".join(part.strip(".").lower() for part in texts).capitalize() if figures else " ".join(texts)
        )
        text += "." if figures else ""
        mel = torch.cat([torch.from_numpy(note.mel).float() for note in notes], dim=1)
        given, wanted = self._tokens(text, False, 0, 0)
        return mel, given, wanted, text

    def _tokens(self, text: str, timed: bool, start: float, end: float) -> tuple[list[int], list[int]]:
        """What the decoder is given, and what it must say at each place."""
        words, marks = self._vocabulary, self._vocabulary.tokenizer
        before = self._prompt()
        given = [*before, *(words.place(t) for t in (marks.sot, marks.language_token, marks.transcribe))]
        wanted = [IGNORED] * len(before) + [words.place(marks.language_token), IGNORED]
        if not text:
            wanted[-2] = words.place(marks.no_speech)
            return [*given, words.place(marks.no_timestamps)], [*wanted, IGNORED, words.place(marks.eot)]
        spoken, done = words.places(text), words.place(marks.eot)
        if timed:
            first, last = words.time(start), words.time(end)
            return [*given, first, *spoken, last], [*wanted, first, *spoken, last, done]
        return [*given, words.place(marks.no_timestamps), *spoken], [*wanted, IGNORED, *spoken, done]

    def _prompt(self) -> list[int]:
        """Now and then words that came before, some of them unknown: a prompt must not become an answer."""
        chance, words = self._chance, self._vocabulary
        if chance.random() > 0.15:
            return []
        said = words.places(chance.choice(self._speech).text)
        if chance.random() < 0.6:
            said = [place if chance.random() < 0.6 else words.other for place in said] * chance.randint(1, 3)
        return [words.place(words.tokenizer.sot_prev), *said[: chance.randint(1, len(said))]]

    def _distorted(self, mel: Tensor) -> Tensor:
        """Another loudness, noise, and stripes left out (SpecAugment)."""
        chance = self._chance
        mel = mel + chance.gauss(0, 0.05)
        if chance.random() < 0.5:
            mel = mel + torch.randn_like(mel) * chance.uniform(0, 0.08)
        for axis, width in ((0, 12), (0, 12), (1, 12), (1, 12)):
            if chance.random() < 0.5:
                at = chance.randrange(max(1, mel.shape[axis] - width))
                mel.narrow(axis, at, min(chance.randint(1, width), mel.shape[axis])).fill_(mel.mean())
        return mel


def _letters(text: str) -> list[int]:
    return [CHARACTERS.index(c) + 1 for c in text.lower() if c in CHARACTERS]
