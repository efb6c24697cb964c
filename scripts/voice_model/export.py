"""Weights as files of the two engines: openai-whisper's checkpoint, and a folder for faster-whisper.

The folder is written with CTranslate2's own description of Whisper; its own converter knows only checkpoints of
another library's layout. int8 quantises weights; the mathematics are the same.
"""

from __future__ import annotations

import base64
import itertools
import json
import tempfile
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
import whisper
from ctranslate2.specs import whisper_spec
from tokenizers import AddedToken, Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE
from torch import Tensor
from whisper.model import ModelDimensions
from whisper.tokenizer import get_tokenizer

from voice_model.vocabulary import FULL

Weights = dict[str, Any]


def save_openai(dimensions: ModelDimensions, weights: dict[str, Tensor], path: Path) -> None:
    """A checkpoint that ``whisper.load_model`` reads, compressed inside: most of its embedding is the same row."""
    raw, small = path.with_suffix(".raw"), path.with_suffix(".small")
    halves = {name: value.detach().half() for name, value in weights.items()}
    torch.save({"dims": asdict(dimensions) | {"n_vocab": FULL}, "model_state_dict": halves}, raw)
    with (
        zipfile.ZipFile(raw) as loose,
        zipfile.ZipFile(small, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as dense,
    ):
        for member in loose.infolist():
            dense.writestr(member.filename, loose.read(member.filename))
    raw.unlink()
    small.replace(path)


def save_faster(checkpoint: Path, archive: Path) -> None:
    """The same weights as int8 for faster-whisper: one zip of the folder it reads."""
    loaded = torch.load(checkpoint, map_location="cpu", weights_only=True)
    size = loaded["dims"]
    weights = {
        name: np.ascontiguousarray(v.float().numpy()) for name, v in loaded["model_state_dict"].items()
    }
    spec = whisper_spec.WhisperSpec(
        size["n_audio_layer"], size["n_audio_head"], size["n_text_layer"], size["n_text_head"]
    )
    _encoder(spec.encoder, weights)
    _decoder(spec.decoder, weights)
    tokenizer, special = _tokenizer()
    names = {number: token for token, number in tokenizer.get_vocab().items()}
    spec.register_vocabulary([names.get(number, f"<|unused{number}|>") for number in range(FULL)])
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [220, special["<|endoftext|>"]]  # a blank, or nothing at all
    spec.config.lang_ids = list(range(special["<|startoftranscript|>"] + 1, special["<|translate|>"]))
    layers, heads = size["n_text_layer"], size["n_text_head"]
    spec.config.alignment_heads = list(itertools.product(range(layers // 2, layers), range(heads)))
    spec.validate()
    spec.optimize(quantization="int8")
    sound = {"feature_size": 80, "sampling_rate": 16000, "hop_length": 160, "chunk_length": 30, "n_fft": 400}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spec.save(name)
        tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
        (folder / "preprocessor_config.json").write_text(json.dumps(sound), encoding="utf-8")
        with zipfile.ZipFile(archive, "w") as dense:
            for path in sorted(folder.iterdir()):
                # Without the time of day: the same weights give the same file.
                dense.writestr(zipfile.ZipInfo(path.name), path.read_bytes(), zipfile.ZIP_DEFLATED, 9)


def _encoder(spec: Any, weights: Weights) -> None:
    for name in ("conv1", "conv2"):
        _linear(getattr(spec, name), weights, f"encoder.{name}")
    spec.position_encodings.encodings = weights["encoder.positional_embedding"]
    _norm(spec.layer_norm, weights, "encoder.ln_post")
    for number, layer in enumerate(spec.layer):
        _block(layer, weights, f"encoder.blocks.{number}")


def _decoder(spec: Any, weights: Weights) -> None:
    spec.embeddings.weight = spec.projection.weight = weights["decoder.token_embedding.weight"]
    spec.position_encodings.encodings = weights["decoder.positional_embedding"]
    _norm(spec.layer_norm, weights, "decoder.ln")
    for number, layer in enumerate(spec.layer):
        block = f"decoder.blocks.{number}"
        _block(layer, weights, block)
        _norm(layer.attention.layer_norm, weights, f"{block}.cross_attn_ln")
        _linear(layer.attention.linear[0], weights, f"{block}.cross_attn.query")
        _fused(layer.attention.linear[1], weights, f"{block}.cross_attn", ("key", "value"))
        _linear(layer.attention.linear[2], weights, f"{block}.cross_attn.out")


def _block(layer: Any, weights: Weights, block: str) -> None:
    _norm(layer.self_attention.layer_norm, weights, f"{block}.attn_ln")
    _fused(layer.self_attention.linear[0], weights, f"{block}.attn", ("query", "key", "value"))
    _linear(layer.self_attention.linear[1], weights, f"{block}.attn.out")
    _norm(layer.ffn.layer_norm, weights, f"{block}.mlp_ln")
    _linear(layer.ffn.linear_0, weights, f"{block}.mlp.0")
    _linear(layer.ffn.linear_1, weights, f"{block}.mlp.2")


def _norm(spec: Any, weights: Weights, name: str) -> None:
    spec.gamma, spec.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _linear(spec: Any, weights: Weights, name: str) -> None:
    spec.weight = weights[f"{name}.weight"]
    if f"{name}.bias" in weights:
        spec.bias = weights[f"{name}.bias"]


def _fused(spec: Any, weights: Weights, name: str, parts: tuple[str, ...]) -> None:
    """Several projections as one; Whisper's key has no bias."""
    tables = [weights[f"{name}.{part}.weight"] for part in parts]
    spec.weight = np.concatenate(tables)
    none = np.zeros(tables[0].shape[0], np.float32)
    spec.bias = np.concatenate([weights.get(f"{name}.{part}.bias", none) for part in parts])


def _tokenizer() -> tuple[Tokenizer, dict[str, int]]:
    """Whisper's multilingual tokenizer in the file format of faster-whisper, out of openai-whisper's ranks."""
    ranks_file = Path(whisper.__file__).parent / "assets" / "multilingual.tiktoken"
    rows = (line.split() for line in ranks_file.read_bytes().splitlines() if line)
    ranks = {base64.b64decode(token): int(rank) for token, rank in rows}
    letter = _byte_letters()

    def shown(token: bytes) -> str:
        return "".join(letter[byte] for byte in token)

    merges = []
    for token, rank in ranks.items():
        if len(token) > 1 and len(halves := _last_merge(token, rank, ranks)) == 2:
            merges.append((shown(halves[0]), shown(halves[1])))
    vocabulary = {shown(token): rank for token, rank in ranks.items()}
    tokenizer = Tokenizer(BPE(vocab=vocabulary, merges=merges, fuse_unk=False))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = get_tokenizer(True, num_languages=99, language="id", task="transcribe").special_tokens
    in_order = sorted(special, key=lambda name: special[name])
    tokenizer.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in in_order])
    return tokenizer, special


def _last_merge(token: bytes, rank: int, ranks: dict[bytes, int]) -> list[bytes]:
    """The two tokens that this one was made of: merge its bytes by rank until only they are left."""
    parts = [token[at : at + 1] for at in range(len(token))]
    while len(parts) > 2:
        joined = [ranks.get(parts[at] + parts[at + 1], rank) for at in range(len(parts) - 1)]
        lowest = min(joined)
        if lowest >= rank:
            break
        at = joined.index(lowest)
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
    return parts


def _byte_letters() -> dict[int, str]:
    """A printable letter for every byte, as byte-level tokenizers write them."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {byte: chr(256 + n) for n, byte in enumerate(others)}
