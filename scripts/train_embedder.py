"""Train the built-in embedder on our own phrasings: one command, CPU, minutes.

    pip install torch==2.13.0        # in a throw-away environment; the product does not need it
    PYTHONPATH=. python scripts/train_embedder.py                       # data/retrieval/embedder.npz
    PYTHONPATH=. python scripts/train_embedder.py --folds 5 -o build/   # one per fold, for calibration

A word's vector is a weighted sum of rows (itself, its stem, hashed pieces); a text's is the sum of its
words' vectors, each with a learned weight. Trained with in-batch contrast: a phrasing must be nearer to
its own topic's title, passage and other phrasings than to any other topic's, with the topics named
``near`` and the ``misses`` as hard negatives. Typing errors and everyday spellings are added as noise.
"""

from __future__ import annotations

import argparse
import random
import time
import zlib
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from torch import nn

from knowledge.analysis import plain_words, stem
from knowledge.pieces import rows
from office.language import everyday_words
from scripts.phrasings import (
    PHRASINGS,
    Topic,
    fold_of,
    is_held,
    read_out_of_scope,
    read_topics,
    without_held,
)

OUTPUT = PHRASINGS.parent / "retrieval" / "embedder.npz"
LONGEST = 90


def spoil(words: list[str], backwards: dict[str, list[str]], chance: random.Random) -> list[str]:
    """Everyday spellings, dropped vowels, swapped and lost letters, lost words."""
    spoilt = []
    for word in words:
        dice = chance.random()
        if dice < 0.06:
            continue
        if len(word) > 4 and dice < 0.16:
            place = chance.randrange(1, len(word) - 1)
            kind = chance.randrange(3)
            if kind == 0:
                word = word[:place] + word[place + 1 :]
            elif kind == 1:
                word = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
            else:
                word = word[0] + "".join(c for c in word[1:-1] if c not in "aiueo") + word[-1]
        spoilt.append(word)
    return spoilt or words


class Table:
    """All words met, with their rows, as flat tensors for fast gathering."""

    def __init__(self, vocabulary: dict[str, int], buckets: int) -> None:
        self.vocabulary, self.buckets = vocabulary, buckets
        self.ids: dict[str, int] = {}
        self.rows: list[np.ndarray] = []
        self.shares: list[np.ndarray] = []

    def id(self, word: str) -> int:
        if word not in self.ids:
            self.ids[word] = len(self.rows)
            found = rows(word, self.vocabulary, self.buckets)
            self.rows.append(np.array([row for row, _ in found], dtype=np.int64))
            self.shares.append(np.array([share for _, share in found], dtype=np.float32))
        return self.ids[word]

    def batch(self, texts: list[list[str]]) -> tuple[torch.Tensor, ...]:
        unique: dict[int, int] = {}
        flat_words, owner = [], []
        for number, words in enumerate(texts):
            for word in words[:LONGEST]:
                identity = self.id(word)
                flat_words.append(unique.setdefault(identity, len(unique)))
                owner.append(number)
        rows_of = [self.rows[identity] for identity in unique]
        word = np.repeat(np.arange(len(unique)), [len(part) for part in rows_of])
        return (
            torch.from_numpy(np.concatenate(rows_of)),
            torch.from_numpy(np.concatenate([self.shares[identity] for identity in unique])),
            torch.from_numpy(word),
            torch.tensor(len(unique)),
            torch.tensor(flat_words),
            torch.tensor(owner),
            torch.tensor(len(texts)),
        )


class Bag(nn.Module):
    def __init__(self, size: int, dimensions: int) -> None:
        super().__init__()
        self.vectors = nn.Parameter(torch.randn(size, dimensions) / dimensions**0.5)
        self.biases = nn.Parameter(torch.zeros(size))

    def forward(self, batch: tuple[torch.Tensor, ...], drop: float = 0.0) -> torch.Tensor:
        row, share, word, words, flat, owner, texts = batch
        if drop:
            share = share * (torch.rand(len(share)) >= drop)
        vectors = torch.zeros(int(words), self.vectors.shape[1])
        vectors = vectors.index_add(0, word, self.vectors[row] * share[:, None])
        biases = torch.zeros(int(words)).index_add(0, word, self.biases[row] * share)
        weights = torch.exp(biases.clamp(-4, 4))
        each = (vectors * weights[:, None])[flat]
        total = torch.zeros(int(texts), vectors.shape[1]).index_add(0, owner, each)
        return nn.functional.normalize(total, dim=1)


def vocabulary_of(texts: list[list[str]], least: int) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for words in texts:
        for word in set(words):
            counts[f"w:{word}"] += 1
            counts[f"s:{stem(word)}"] += 1
    return {key: place for place, key in enumerate(sorted(k for k, n in counts.items() if n >= least))}


def train(topics: list[Topic], out: list[str], args: argparse.Namespace) -> tuple[Bag, Table]:
    chance = random.Random(args.seed)
    torch.manual_seed(args.seed)
    backwards: dict[str, list[str]] = {}
    for everyday, plain in everyday_words().items():
        backwards.setdefault(plain, []).append(everyday)
    asked = [[plain_words(text) for text in topic.phrasings] for topic in topics]
    missed = [[plain_words(text) for text in topic.misses] for topic in topics]
    titles = [plain_words(topic.title) for topic in topics]
    bodies = [plain_words(f"{topic.title}. {topic.passage}") for topic in topics]
    passages = [plain_words(topic.passage) for topic in topics]
    strangers = [plain_words(text) for text in out]
    texts = [words for group in asked for words in group] + [w for g in missed for w in g]
    place = {topic.name: number for number, topic in enumerate(topics)}
    # Topics that ask for the same need, or partly so, must not push each other away.
    alike = torch.eye(len(topics), dtype=torch.bool)
    for number, topic in enumerate(topics):
        for name in (topic.same | topic.partly) & place.keys():
            alike[number, place[name]] = True
    near = [
        [place[name] for name in topic.near if name in place and name not in topic.same | topic.partly]
        for topic in topics
    ]
    pairs = [(number, k) for number, group in enumerate(asked) for k in range(len(group))]
    further = [
        [plain_words(text) for text in line.split("\t")[:2]]
        for line in (args.pairs.read_text(encoding="utf-8").splitlines() if args.pairs else [])
    ]
    further = [pair for pair in further if len(pair) == 2 and all(pair)]
    for pair in further:
        texts += pair
    table = Table(vocabulary_of(texts + titles + bodies + strangers, 2), args.buckets)
    model = Bag(args.buckets + len(table.vocabulary), args.dimensions)
    optimiser = torch.optim.Adam(model.parameters(), lr=args.rate)
    steps = args.epochs * (len(pairs) // args.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, args.rate, total_steps=steps, pct_start=0.1)
    started, step = time.time(), 0
    for epoch in range(args.epochs):
        chance.shuffle(pairs)
        total = 0.0
        for start in range(0, len(pairs) - args.batch + 1, args.batch):
            part = pairs[start : start + args.batch]
            anchors, positives, labels = [], [], []
            for number, k in part:
                anchors.append(spoil(asked[number][k], backwards, chance))
                labels.append(number)
                dice = chance.random()
                if dice < 0.35:
                    positives.append(titles[number])
                elif dice < 0.6:
                    positives.append(bodies[number])
                elif dice < 0.7:
                    positives.append(passages[number])
                else:
                    positives.append(chance.choice(asked[number]))
            # Hard negatives: neighbours' titles and bodies on the answers' side, misses on the questions'.
            others, other_labels = [], []
            for number in labels[: args.hard]:
                if near[number]:
                    other = chance.choice(near[number])
                    others.append(titles[other] if chance.random() < 0.5 else bodies[other])
                    other_labels.append(other)
            wrong = [chance.choice(missed[number]) for number in labels[: args.hard] if missed[number]]
            wrong += chance.sample(strangers, min(len(strangers), args.hard // 4))
            question = model(table.batch(anchors), args.drop)
            answer = model(table.batch(positives + others), args.drop)
            scores = question @ answer.T / args.temperature
            same = alike[labels][:, labels + other_labels]
            own = torch.eye(len(labels), len(labels) + len(other_labels), dtype=torch.bool)
            scores = scores.masked_fill(same & ~own, -1e4)
            loss = nn.functional.cross_entropy(scores, torch.arange(len(labels)))
            back = answer[: len(labels)] @ question.T / args.temperature
            back = back.masked_fill(same[:, : len(labels)].T & ~own[:, : len(labels)].T, -1e4)
            if wrong:
                miss = model(table.batch(wrong), args.drop)
                back = torch.cat([back, answer[: len(labels)] @ miss.T / args.temperature], dim=1)
            loss = loss + nn.functional.cross_entropy(back, torch.arange(len(labels)))
            if further:
                drawn = chance.sample(further, 96)
                left = model(table.batch([spoil(pair[0], backwards, chance) for pair in drawn]), args.drop)
                right = model(table.batch([pair[1] for pair in drawn]), args.drop)
                both = left @ right.T / args.temperature
                target = torch.arange(len(drawn))
                loss = loss + args.pair_share * (
                    nn.functional.cross_entropy(both, target) + nn.functional.cross_entropy(both.T, target)
                )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item()
            step += 1
        if epoch % 5 == 4 or epoch == args.epochs - 1:
            print(
                f"epoch {epoch + 1}: loss {total / max(1, len(pairs) // args.batch):.3f}, {time.time() - started:.0f} s"
            )
    return model, table


def save(model: Bag, table: Table, file: Path, name: str) -> None:
    """Rows as int8 with one float16 scale each."""
    vectors = model.vectors.detach().numpy()
    scale = np.abs(vectors).max(axis=1, keepdims=True) / 127
    file.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        file,
        name=np.array(name),
        buckets=np.array(table.buckets),
        vocabulary=np.array("\n".join(table.vocabulary)),
        vectors=np.round(vectors / scale).astype(np.int8),
        scale=scale[:, 0].astype(np.float16),
        biases=model.biases.detach().numpy().astype(np.float16),
    )
    print(f"{file}: {vectors.shape[0]} rows, {file.stat().st_size / 2**20:.1f} MiB")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-o", "--output", type=Path, default=OUTPUT)
    parser.add_argument("--phrasings", type=Path, default=PHRASINGS)
    parser.add_argument("--pairs", type=Path, default=None, help="further text pairs, tab-separated")
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--only", type=int, default=None, help="train this fold only")
    parser.add_argument("--dimensions", type=int, default=256)
    parser.add_argument("--buckets", type=int, default=24_000)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--hard", type=int, default=128)
    parser.add_argument("--rate", type=float, default=0.003)
    parser.add_argument("--drop", type=float, default=0.5)
    parser.add_argument("--temperature", type=float, default=0.08)
    parser.add_argument("--pair-share", type=float, default=0.3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    topics, out = read_topics(args.phrasings), read_out_of_scope(args.phrasings)
    print(f"{len(topics)} topics, {sum(len(t.phrasings) for t in topics)} phrasings, {len(out)} out of scope")
    if not args.folds:
        model, table = train(topics, out, args)
        digest = zlib.crc32(model.vectors.detach().numpy().tobytes())
        save(model, table, args.output, f"tanya-{digest:08x}")
        return
    for fold in range(args.folds) if args.only is None else [args.only]:
        kept = [without_held(topic) for topic in topics if fold_of(topic, args.folds) != fold]
        model, table = train(kept, [text for text in out if not is_held(text)], args)
        save(model, table, args.output / f"fold{fold}.npz", f"fold-{fold}")


if __name__ == "__main__":
    main()
