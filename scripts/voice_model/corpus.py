"""What is trained on: many clips as log-mel spectrograms, made by several processes, kept in shards."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import random
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import whisper
from numpy.typing import NDArray

from voice_model.clips import RATE, Clip, draw_clip, draw_silence
from voice_model.sentences import Sentences

SHARD = 250
SILENT_SHARE = 0.06


@dataclass(frozen=True)
class Example:
    """A spectrogram (80 bands, 100 frames a second) and what is said in it."""

    mel: NDArray[np.float16]
    text: str
    start: float
    end: float


def make(folder: Path, clips: int, processes: int) -> None:
    """Write ``clips`` training clips; shards that are there already stay."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [(folder / f"{number:04}.pickle", number) for number in range(-(-clips // SHARD))]
    missing = [(path, number) for path, number in wanted if not path.exists()]
    began = time.monotonic()
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for done, _ in enumerate(pool.imap_unordered(_shard, missing), 1):
            print(f"{done * SHARD} clips, {time.monotonic() - began:.0f} s", flush=True)


def load(folder: Path) -> list[Example]:
    """Everything written so far."""
    return [row for path in sorted(folder.glob("*.pickle")) for row in pickle.loads(path.read_bytes())]


def spectrogram(clip: Clip) -> NDArray[np.float16]:
    """As Whisper sees it, without the silence up to thirty seconds that it adds."""
    wave = torch.from_numpy(clip.samples.astype(np.float32) / 32768)
    frames = len(clip.samples) // (RATE // 100)
    return whisper.log_mel_spectrogram(wave, 80, padding=4000)[:, :frames].half().numpy()


def _shard(task: tuple[Path, int]) -> None:
    path, number = task
    torch.set_num_threads(1)
    sentences, chance = Sentences(), random.Random(number)
    rows = []
    for _ in range(SHARD):
        silent = chance.random() < SILENT_SHARE
        clip = draw_silence(chance) if silent else draw_clip(sentences, chance, held_out=False)
        rows.append(Example(spectrogram(clip), clip.text, clip.start, clip.end))
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(pickle.dumps(rows, protocol=5))
    unfinished.replace(path)
