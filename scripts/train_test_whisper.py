"""Make data/voice/uji.pt and uji.zip: clips, training, export. What it needs is in data/voice/README.md.

voice/openai/.venv/bin/python scripts/train_test_whisper.py [--steps 15000] [--clips 12000] [--processes 2] [--work DIR]

The draws are seeded, but espeak-ng says a sentence a little differently each time: the weights differ from run to run.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

VOICE = Path(__file__).parents[1] / "data" / "voice"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--steps", type=int, default=15_000)
    asked.add_argument("--clips", type=int, default=12_000)
    asked.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="that make clips")
    asked.add_argument(
        "--work", type=Path, default=Path("/tmp/tanya-voice-clips"), help="clips are kept here"
    )
    asked.add_argument("--out", type=Path, default=VOICE / "uji.pt")
    given = asked.parse_args()

    import torch
    from voice_model import corpus
    from voice_model.export import save_faster
    from voice_model.training import Plan, Trainer

    corpus.make(given.work, given.clips, given.processes)
    # A model this small gains little from a second one.
    torch.set_num_threads(1)
    Trainer(corpus.load(given.work), Plan(given.steps), given.out).run()
    save_faster(given.out, given.out.with_suffix(".zip"))


if __name__ == "__main__":
    main()
