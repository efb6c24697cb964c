"""Runs in the environment of openai-whisper (requirements.txt beside it), as a child of the application.

Says ``"ready"`` once; then, for every line ``{"prompt": "…", "bytes": N}`` with N bytes of float32 samples at
16 kHz after it, a line with the segments found.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np
import torch
import whisper


def main(model_name: str, language: str, threads: int) -> None:
    torch.set_num_threads(threads)
    model = whisper.load_model(model_name, device="cpu")
    _say("ready")
    while line := sys.stdin.buffer.readline():
        asked = json.loads(line)
        samples = np.frombuffer(sys.stdin.buffer.read(asked["bytes"]), np.float32).copy()
        result = model.transcribe(
            samples,
            language=language,
            beam_size=5,
            temperature=0.0,
            fp16=False,
            condition_on_previous_text=False,
            initial_prompt=asked["prompt"] or None,
        )
        _say([_segment(part) for part in result["segments"]])


def _segment(part: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": part["text"],
        "seconds": part["end"] - part["start"],
        "logprob": part["avg_logprob"],
        "no_speech": part["no_speech_prob"],
        "compression": part["compression_ratio"],
    }


def _say(answer: Any) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
