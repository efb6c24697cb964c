"""A sentence-embedding model from a folder, run by onnxruntime: any export in the layout of the hub.

``tokenizer.json`` and ``model.onnx`` or ``onnx/model.onnx`` must be there. What else the folder says is
honoured: ``1_Pooling/config.json`` (mean or first token), ``sentence_bert_config.json`` (longest text),
``config_sentence_transformers.json`` (prefixes of questions and passages).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from knowledge.embedder import Vectors, normalised
from office.hub import ModelRefused

BATCH = 32
LONGEST = 512
"""Tokens of a text that are read, where the model names no smaller number."""
GRAPHS = ("onnx/model.onnx", "model.onnx")
E5_PREFIXES = ("query: ", "passage: ")
"""The e5 family was trained with these and does not say so in its files."""
_EDGE = 2**20
_LARGEST_OUTLINE = 200 * 2**20
"""A graph that leaves its weights to other files is small."""
_LOCATION = re.compile(rb"\x0a\x08location\x12([\x01-\x7f])(?=(.{1,127}))", re.DOTALL)
_FILE = re.compile(r"[\w-][\w.-]*")


class FolderEmbedder:
    """The model of one folder. Safe to call from several threads."""

    def __init__(self, folder: Path, name: str = "") -> None:
        graph = next((folder / place for place in GRAPHS if (folder / place).is_file()), None)
        if graph is None or not (folder / "tokenizer.json").is_file():
            raise ModelRefused(
                f"Folder model {folder} tidak lengkap; perlu tokenizer.json dan onnx/model.onnx atau model.onnx."
            )
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
        except Exception as error:  # both libraries raise bare exceptions
            raise ModelRefused(
                f"Model di {folder} tidak dapat dimuat; unduh ulang atau pilih model lain."
            ) from error
        self._tokenizer.enable_truncation(_longest(folder))
        pad = _pad(folder, self._tokenizer)
        self._tokenizer.enable_padding(pad_id=pad[0], pad_token=pad[1])
        self._inputs = {item.name for item in self._session.get_inputs()}
        self._first_token = bool(_read(folder / "1_Pooling/config.json").get("pooling_mode_cls_token"))
        self._of_question, self._of_passage = prefixes(folder, name or folder.name)
        self.name = f"{name or folder.name}@{_digest(folder, graph)}"
        self.dimensions = int(self._vectors(["a"]).shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Passages: one row of length 1 each, zeros for an empty text."""
        return self._all(texts, self._of_passage)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Questions, which some models want marked as such."""
        return self._all(texts, self._of_question)

    def _all(self, texts: Sequence[str], prefix: str) -> Vectors:
        found = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        # Texts of like length together: a batch is as long as its longest.
        order = sorted(
            (place for place, text in enumerate(texts) if text.strip()), key=lambda p: len(texts[p])
        )
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            found[places] = self._vectors([prefix + texts[place] for place in places])
        return found

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        encoded = self._tokenizer.encode_batch(list(texts))
        ids = np.array([item.ids for item in encoded], dtype=np.int64)
        mask = np.array([item.attention_mask for item in encoded], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        output = self._session.run(None, {key: given[key] for key in given if key in self._inputs})[0]
        states = np.asarray(output, dtype=np.float32)
        if states.ndim == 3:
            weight = mask[:, :, None].astype(np.float32)
            mean = (states * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1.0)
            states = states[:, 0] if self._first_token else mean
        return normalised(states)


def prefixes(folder: Path, name: str) -> tuple[str, str]:
    """What goes before a question and a passage: as the model's files say, else as its family is known to."""
    said = _read(folder / "config_sentence_transformers.json").get("prompts") or {}
    question = said.get("query", said.get("question"))
    passage = said.get("passage", said.get("document"))
    if question or passage:
        return str(question or ""), str(passage or "")
    known_as = f"{name} {_read(folder / 'config.json').get('_name_or_path', '')}".lower()
    words = known_as.replace("/", " ").replace("_", "-").replace("-", " ").split()
    return E5_PREFIXES if "e5" in words else ("", "")


def externals(graph: Path) -> list[str]:
    """Files beside a graph that hold its larger parts: every tensor there names its file as its location."""
    if graph.stat().st_size > _LARGEST_OUTLINE:
        return []
    found = (
        match[2][: match[1][0]].decode("utf-8", "replace") for match in _LOCATION.finditer(graph.read_bytes())
    )
    return sorted({name for name in found if _FILE.fullmatch(name)})


def _longest(folder: Path) -> int:
    named = [
        _read(folder / "sentence_bert_config.json").get("max_seq_length"),
        _read(folder / "tokenizer_config.json").get("model_max_length"),
    ]
    return min([LONGEST, *(int(value) for value in named if isinstance(value, int | float) and value > 0)])


def _pad(folder: Path, tokenizer: Tokenizer) -> tuple[int, str]:
    token = _read(folder / "tokenizer_config.json").get("pad_token") or "[PAD]"
    token = token.get("content", "[PAD]") if isinstance(token, dict) else str(token)
    for name in (token, "[PAD]", "<pad>"):
        if (place := tokenizer.token_to_id(name)) is not None:
            return place, name
    return 0, token


def _digest(folder: Path, graph: Path) -> str:
    """Another model under the same name is another model. Ends of the graph: the whole takes seconds."""
    told = hashlib.sha256((folder / "tokenizer.json").read_bytes())
    for name in ("1_Pooling/config.json", "config_sentence_transformers.json"):
        told.update(json.dumps(_read(folder / name), sort_keys=True).encode())
    for weights in (graph, *(graph.with_name(name) for name in externals(graph))):
        if weights.is_file():
            size = weights.stat().st_size
            told.update(str(size).encode())
            with weights.open("rb") as file:
                told.update(file.read(_EDGE))
                file.seek(max(0, size - _EDGE))
                told.update(file.read())
    return told.hexdigest()[:12]


def _read(path: Path) -> dict[str, Any]:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return raw if isinstance(raw, dict) else {}
