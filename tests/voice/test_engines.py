"""The real engines with the test model: the same words from both, none from silence, long numbers read back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest

from office.settings import Hearing, Settings
from tests.standins.voices import note, recording
from voice.hearing import Hearer
from voice.hearing.models import load_engine


@pytest.fixture(scope="module", params=["faster", "openai"])
def hearer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hearer]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), hearing=Hearing(model="uji"))
    opened = Hearer(load_engine(settings, request.param), 60)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "words", ["Berapa lama permohonan informasi dijawab?", "Saya mau melapor.", "Cek permohonan saya."]
)
def test_what_is_said_is_heard(hearer: Hearer, words: str) -> None:
    heard = hearer.hear(note(words))
    assert heard.spoken == words
    assert heard.text == words.rstrip(".")
    assert heard.decision in ("take", "check")
    assert 0 < heard.confidence <= 1


def test_silence_and_noise_never_become_words(hearer: Hearer) -> None:
    noise = (np.random.default_rng(1).standard_normal(48_000) * 500).astype(np.int16)
    for sound in (np.zeros(48_000, np.int16), noise):
        heard = hearer.hear(recording(sound, 16_000, "ogg"))
        assert (heard.decision, heard.text) == ("silence", "")


def test_a_long_number_is_never_taken_without_reading_it_back(hearer: Hearer) -> None:
    heard = hearer.hear(
        note("Tiga dua nol satu, nol satu empat lima, nol tujuh sembilan nol, nol nol nol tiga.")
    )
    assert heard.decision == "check" or len(re.findall(r"\d", heard.text)) < 8
