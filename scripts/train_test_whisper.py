"""Make data/voice/uji.pt and uji.zip: clips, training, export. What it needs is in data/voice/README.md.

voice/openai/.venv/bin/python scripts/train_test_whisper.py [--steps 5000] [--clips 4500] [--threads 2] [--work FOLDER]

The same numbers give the same weights on the same kind of processor.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

VOICE = Path(__file__).parents[1] / "data" / "voice"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--steps", type=int, default=5000)
    asked.add_argument("--clips", type=int, default=4500)
    asked.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    asked.add_argument(
        "--work", type=Path, default=Path("/tmp/tanya-voice-clips"), help="clips are kept here"
    )
    asked.add_argument("--rate", type=float, default=1.5e-3, help="highest learning rate")
    asked.add_argument("--start", type=Path, help="checkpoint of an earlier round to go on from")
    asked.add_argument("--out", type=Path, default=VOICE / "uji.pt")
    given = asked.parse_args()

    import torch
    from voice_model import corpus
    from voice_model.export import save_faster
    from voice_model.training import Plan, Trainer

    corpus.make(given.work, given.clips, given.threads)
    torch.set_num_threads(given.threads)
    Trainer(corpus.load(given.work), Plan(given.steps, rate=given.rate), given.out, given.start).run()
    save_faster(given.out, given.out.with_suffix(".zip"))


if __name__ == "__main__":
    main()
