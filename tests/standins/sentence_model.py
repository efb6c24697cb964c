"""A small real sentence model in the layout of the hub: vocabulary, ONNX graph, configuration.

Its word vectors are the built-in embedder's, with one large part that all share, as e5's have: unrelated
texts are then about as near as 0.8 to each other.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

from knowledge.embedder import builtin
from office.settings import PROJECT

SHARED = 1.6


def write_model(folder: Path, *, graph: str = "onnx/model.onnx", cls: bool = False, apart: str = "") -> Path:
    """Write the model's files into a new folder; ``apart`` names a file for the weights."""
    (folder / graph).parent.mkdir(parents=True)
    tokenizer = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.WordLevelTrainer(
        special_tokens=["[PAD]", "[UNK]"], vocab_size=4_000, show_progress=False
    )
    tokenizer.train(
        [str(path) for path in sorted((PROJECT / "data" / "phrasings").glob("a_0*.jsonl"))], trainer
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    vocabulary = tokenizer.get_vocab()
    rows = np.zeros((len(vocabulary), builtin().dimensions + 1), dtype=np.float32)
    for word, place in vocabulary.items():
        vector, _weight = builtin().word(word)
        rows[place] = [*vector, SHARED]
    _write_graph(folder / graph, rows, apart)
    (folder / "tokenizer_config.json").write_text(json.dumps({"model_max_length": 64, "pad_token": "[PAD]"}))
    (folder / "config.json").write_text("{}")
    if cls:
        (folder / "1_Pooling").mkdir()
        (folder / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_cls_token": True}))
    return folder


def _write_graph(path: Path, rows: np.ndarray, apart: str) -> None:
    """``last_hidden_state = rows[input_ids]``; the mask is an input that pooling uses."""
    ids, mask = (
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
        for name in ("input_ids", "attention_mask")
    )
    output = helper.make_tensor_value_info(
        "last_hidden_state", TensorProto.FLOAT, ["batch", "length", rows.shape[1]]
    )
    graph = helper.make_graph(
        [helper.make_node("Gather", ["rows", "input_ids"], ["last_hidden_state"])],
        "sentence",
        [ids, mask],
        [output],
        [numpy_helper.from_array(rows, "rows")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    if apart:
        onnx.save(model, str(path), save_as_external_data=True, location=apart, size_threshold=0)
    else:
        onnx.save(model, str(path))
