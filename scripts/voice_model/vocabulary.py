"""The few of Whisper's 51,865 tokens that our sentences need: training the others would only cost time."""

from __future__ import annotations

import random

import torch
from torch import Tensor
from whisper.tokenizer import Tokenizer, get_tokenizer

from voice_model.clips import LONGEST
from voice_model.sentences import Sentences

FULL = 51_865
STEP = 0.02
"""Seconds between two of Whisper's time marks."""
NEVER = -30.0
"""Logit of a token that is not ours."""


class Vocabulary:
    """Numbers the tokens in use from 0; the last number stands for every other token."""

    def __init__(self) -> None:
        self.tokenizer: Tokenizer = get_tokenizer(True, num_languages=99, language="id", task="transcribe")
        sentences, chance = Sentences(), random.Random(7)
        spoken = {t for _ in range(60_000) for t in self.encoded(sentences.draw(chance).text)}
        marks = self.tokenizer
        signs = {marks.eot, marks.sot, marks.language_token, marks.transcribe, marks.sot_prev}
        signs |= {marks.no_speech, marks.no_timestamps}
        times = range(marks.timestamp_begin, marks.timestamp_begin + round(LONGEST / STEP) + 1)
        self.used = sorted(spoken | signs | set(times))
        self._place = {token: place for place, token in enumerate(self.used)}
        self.other = len(self.used)

    def encoded(self, text: str) -> list[int]:
        return list(self.tokenizer.encode(" " + text))

    def places(self, text: str) -> list[int]:
        return [self._place[token] for token in self.encoded(text)]

    def place(self, token: int | None) -> int:
        assert token is not None
        return self._place[token]

    def time(self, seconds: float) -> int:
        return self.place(self.tokenizer.timestamp_begin + min(round(seconds / STEP), round(LONGEST / STEP)))

    def spread(self, embedding: Tensor) -> Tensor:
        """The embedding of our tokens as one of all tokens; the others can never be chosen."""
        full = torch.zeros(FULL, embedding.shape[1])
        full[:, -1] = NEVER
        full[self.used] = embedding[: self.other]
        return full
