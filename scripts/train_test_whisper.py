"""Make data/voice/uji.pt and uji.zip: clips, training, export. What it needs is in data/voice/README.md.

voice/openai/.venv/bin/python scripts/train_test_whisper.py --minutes 60 [--clips 8000] [--work /tmp/clips]
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

VOICE = Path(__file__).parents[1] / "data" / "voice"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=60, help="wall time of the training")
    asked.add_argument("--clips", type=int, default=8000)
    asked.add_argument(
        "--work", type=Path, default=Path("/tmp/tanya-voice-clips"), help="clips are kept here"
    )
    asked.add_argument("--out", type=Path, default=VOICE / "uji.pt")
    given = asked.parse_args()

    import torch
    from voice_model import corpus
    from voice_model.export import save_faster
    from voice_model.training import Plan, Trainer

    cores = os.cpu_count() or 1
    corpus.make(given.work, given.clips, cores)
    torch.set_num_threads(cores)
    Trainer(corpus.load(given.work), Plan(given.minutes), given.out).run()
    save_faster(given.out, given.out.with_suffix(".zip"))


if __name__ == "__main__":
    main()
