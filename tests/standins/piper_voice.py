"""A voice file in Piper's format with almost no voice in it: every sound is a short tone.

Inputs, outputs and configuration are those of a real Piper voice; the sound lasts longer with a larger length scale.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SYMBOLS = "_^$ abcdefghijklmnopqrstuvwxyzəɛɔŋɲʃʒʔɡɪʊˈˌː.,;:?!"
SAMPLES = 200
RATE = 16_000


def write_voice(folder: Path, speakers: int = 1) -> Path:
    """``voice.onnx`` and ``voice.onnx.json`` in the folder; the path of the former."""
    file = folder / "id-toy.onnx"
    onnx.save(_model(speakers), str(file))
    about = {
        "audio": {"sample_rate": RATE},
        "espeak": {"voice": "id"},
        "num_speakers": speakers,
        "phoneme_id_map": {symbol: [number] for number, symbol in enumerate(SYMBOLS)},
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
    }
    file.with_name(f"{file.name}.json").write_text(json.dumps(about), encoding="utf-8")
    return file


def _model(speakers: int) -> onnx.ModelProto:
    constants = {
        "one": np.array([1], np.int64),
        "which": np.array([1], np.int64),
        "samples": np.array([SAMPLES], np.float32),
        "loud": np.array([0.01], np.float32),
        "shape": np.array([1, 1, 1, -1], np.int64),
    }
    nodes = [
        helper.make_node("Gather", ["scales", "which"], ["length"]),
        helper.make_node("Mul", ["length", "samples"], ["many"]),
        helper.make_node("Cast", ["many"], ["times"], to=TensorProto.INT64),
        helper.make_node("Concat", ["one", "times"], ["repeats"], axis=0),
        helper.make_node("Cast", ["input"], ["sounds"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["sounds", "loud"], ["quiet"]),
        helper.make_node("Tile", ["quiet", "repeats"], ["wave"]),
        helper.make_node("Reshape", ["wave", "shape"], ["output"]),
    ]
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, [1, None]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    if speakers > 1:
        inputs.append(helper.make_tensor_value_info("sid", TensorProto.INT64, [1]))
    graph = helper.make_graph(
        nodes,
        "toy",
        inputs,
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 1, None])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
