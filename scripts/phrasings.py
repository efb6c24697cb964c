"""Our own phrasings (``data/phrasings``), read for training and for fitting."""

from __future__ import annotations

import json
import zlib
from collections.abc import Container
from dataclasses import dataclass, field, replace
from pathlib import Path

PHRASINGS = Path(__file__).resolve().parent.parent / "data" / "phrasings"


@dataclass
class Topic:
    """A subject with its passage, citizens' ways to ask for it, its neighbours, and near misses."""

    name: str
    title: str
    passage: str
    phrasings: list[str]
    near: list[str]
    misses: list[str]
    kind: str
    registers: list[str]
    area: str = ""
    same: set[str] = field(default_factory=set)
    """Names of topics that ask for the same: either answers the other's phrasings."""
    partly: set[str] = field(default_factory=set)
    """Names of topics whose entries may answer some of this one's phrasings: neither right nor wrong."""


def read_topics(folder: Path = PHRASINGS) -> list[Topic]:
    """All topics, the later of two equal names, with what ``further.tsv`` adds to them."""
    topics = {}
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            raw = json.loads(line) if line.strip() else {}
            if "phrasings" in raw:
                texts = [item["text"] for item in raw["phrasings"]]
                topics[raw["topic"]] = Topic(
                    raw["topic"], raw["title"], raw["passage"], texts, raw["near"], raw["misses"],
                    raw["kind"], [item["register"] for item in raw["phrasings"]], raw.get("area", ""),
                )  # fmt: skip
    further = folder / "further.tsv"
    for line in further.read_text(encoding="utf-8").splitlines()[1:] if further.exists() else []:
        name, register, text = line.split("\t")
        topic = topics[name]
        if register == "miss":
            topic.misses.append(text)
        else:
            topic.phrasings.append(text)
            topic.registers.append(register)
    for one, other in _pairs(folder / "same_need.tsv", topics):
        topics[one].same.add(other)
        topics[other].same.add(one)
    for one, other in _pairs(folder / "partly_same.tsv", topics):
        topics[one].partly.add(other)
        topics[other].partly.add(one)
    return list(topics.values())


def _pairs(file: Path, known: Container[str]) -> list[list[str]]:
    lines = file.read_text(encoding="utf-8").splitlines()[1:] if file.exists() else []
    pairs = [line.split("\t")[:2] for line in lines]
    return [pair for pair in pairs if pair[0] in known and pair[1] in known]


def read_out_of_scope(folder: Path = PHRASINGS) -> list[str]:
    """Messages that no office answers."""
    file = folder / "out_of_scope.jsonl"
    if not file.exists():
        return []
    return [
        json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines() if line.strip()
    ]


def fold_of(topic: Topic, folds: int) -> int:
    """Topics of one fold form an office that the fold's model has never seen."""
    return zlib.crc32(min({topic.name} | topic.same).encode()) % folds


def is_held(text: str) -> bool:
    """A quarter of all texts, kept from a fold's embedder to be asked about topics it has seen."""
    return zlib.crc32(f"held {text}".encode()) % 4 == 0


def without_held(topic: Topic) -> Topic:
    """The topic as a fold's embedder sees it."""
    kept = [(t, r) for t, r in zip(topic.phrasings, topic.registers, strict=True) if not is_held(t)]
    return replace(
        topic, phrasings=[text for text, _ in kept], registers=[register for _, register in kept],
        misses=[text for text in topic.misses if not is_held(text)],
    )  # fmt: skip
