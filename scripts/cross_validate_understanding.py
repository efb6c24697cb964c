"""What the limits of data/acts/gate.toml lead to on our own messages, each judged by a model that has not seen it.

    bot/dialogue/.venv/bin/python scripts/cross_validate_understanding.py [FOLDS]

Runs in Rasa's environment. Messages that need a question (isi, ya, tidak, batal, kembali, koreksi) are learnt
from but not counted.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bot.dialogue import without_tensorflow

without_tensorflow.install()

import numpy as np  # noqa: E402
from sklearn.model_selection import StratifiedKFold  # noqa: E402

from bot.dialogue.classifier import ActModel  # noqa: E402
from bot.dialogue.gate import Heard, judge, limits  # noqa: E402
from bot.dialogue.make_nlu import ACTS  # noqa: E402
from office.language import normalise  # noqa: E402

NEED_A_QUESTION = {"isi", "ya", "tidak", "batal", "kembali", "koreksi"}


def messages():
    for path in sorted(ACTS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                message = json.loads(line)
                yield message["text"], path.stem, {path.stem, *message["also"]}


def heard(folds):
    """(accepted acts, act, what was heard) of every message that counts."""
    texts, acts, accepted = map(list, zip(*messages(), strict=True))
    right = np.array(acts)
    for learnt, held in StratifiedKFold(folds, shuffle=True, random_state=3).split(texts, right):
        model = ActModel()
        model.fit([texts[i] for i in learnt], list(right[learnt]))
        for i in held:
            if acts[i] not in NEED_A_QUESTION:
                ranking = tuple(model.predict(texts[i])[:6])
                yield accepted[i], acts[i], Heard(texts[i], normalise(texts[i]), *ranking[0], ranking)


def main(folds):
    all_heard = list(heard(folds))
    print("least_sure | acted on | right | legal act misread | emergencies missed | false alarms")
    for least in (0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7):
        limits()["least_sure"] = least
        judged = [(accepted, act, judge(each, None)) for accepted, act, each in all_heard]
        acted = [each for each in judged if each[2].decision == "act"]
        wrong = [each for each in acted if each[2].act not in each[0]]
        legal = sum(each[2].act in ("minta", "keberatan", "cabut", "data_saya") for each in wrong)
        alarms = sum(each[2].act == "darurat" for each in wrong)
        calls = [each for each in judged if each[1] == "darurat"]
        missed = sum(each[2].act != "darurat" or each[2].decision != "act" for each in calls)
        print(
            f"{least:.2f} | {len(acted) / len(judged):.1%} | {1 - len(wrong) / len(acted):.1%}"
            f" | {legal} of {len(judged)} | {missed} of {len(calls)} | {alarms}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4)
