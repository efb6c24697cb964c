"""A Piper voice: a neural voice in one ONNX file, offline.

Read with onnxruntime, not with the package piper-tts: that is GPL-3 and would be part of our process.
The phonemes come from espeak-ng in its own process.
"""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from threading import Timer
from typing import Any

import numpy as np
import onnxruntime

from voice.speaking.espeak import phonemes
from voice.speaking.opus import Pcm
from voice.speaking.voice import VoiceFailed, VoiceRefused

_BEGIN, _END, _PAD = "^", "$", "_"
_CLAUSE = re.compile(r"[^.,;:?!]+[.,;:?!]?")


class Piper:
    """One voice file with its ``.onnx.json`` beside it."""

    remote = False

    def __init__(self, file: Path) -> None:
        about = file.with_name(f"{file.name}.json")
        try:
            self._about: dict[str, Any] = json.loads(about.read_text(encoding="utf-8"))
            self._ids: dict[str, list[int]] = self._about["phoneme_id_map"]
            self._rate = int(self._about["audio"]["sample_rate"])
            self._session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime has no common error
            raise VoiceRefused(
                f"Suara Piper {file} tidak dapat dipakai: diperlukan berkas .onnx dan .onnx.json yang utuh "
                "(speaking.piper_voice)."
            ) from error
        self.name = f"piper-{file.stem}"

    def say(self, sentence: str, speed: float, limit: float) -> Pcm:
        """Sound at the voice's own rate."""
        ids = self.phoneme_ids(sentence, limit)
        scales = self._about.get("inference", {})
        given = {
            "input": np.array([ids], np.int64),
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": np.array(
                [
                    scales.get("noise_scale", 0.667),
                    scales.get("length_scale", 1.0) / speed,
                    scales.get("noise_w", 0.8),
                ],
                np.float32,
            ),
        }
        if self._about.get("num_speakers", 1) > 1:
            given["sid"] = np.array([0], np.int64)
        options = onnxruntime.RunOptions()
        watch = Timer(limit, lambda: setattr(options, "terminate", True))
        watch.start()
        try:
            wave = np.asarray(self._session.run(None, given, options)[0]).squeeze()
        except Exception as error:
            raise VoiceFailed(f"piper: {type(error).__name__}") from error
        finally:
            watch.cancel()
        if wave.ndim != 1 or wave.size == 0:
            raise VoiceFailed("piper said nothing")
        return Pcm((np.clip(wave, -1, 1) * 32767).astype(np.int16), self._rate)

    def phoneme_ids(self, sentence: str, limit: float) -> list[int]:
        """The sentence as the voice's numbers; each sound followed by the pad, as Piper trains them."""
        said: list[str] = []
        for clause in _CLAUSE.findall(sentence):
            sign = clause[-1] if clause[-1] in ".,;:?!" else ""
            said += [
                *unicodedata.normalize("NFD", phonemes(clause.rstrip(".,;:?! "), limit).strip()),
                *sign,
                " ",
            ]
        pad = self._ids[_PAD]
        ids = [*self._ids[_BEGIN], *pad]
        for sound in said[:-1]:
            if sound in self._ids:
                ids += [*self._ids[sound], *pad]
        return [*ids, *self._ids[_END]]
