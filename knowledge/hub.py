"""Embedders from a hub: which files they have, and which embedders there are.

How to call::

    fetch(settings, "intfloat/multilingual-e5-small")   # -> folder; ModelRefused says why not
    models(settings)                                    # -> [Model(name, bytes, in use)]
"""

from __future__ import annotations

from pathlib import Path

from knowledge.embedder import BUILTIN
from knowledge.modelfolder import GRAPHS, externals
from office import hub
from office.hub import Download, Model
from office.settings import Settings

WANTED = (
    "config.json",
    "tokenizer_config.json",
    "sentence_bert_config.json",
    "config_sentence_transformers.json",
    "1_Pooling/config.json",
)
"""What a folder may hold beside tokenizer and graph."""


def models(settings: Settings) -> list[Model]:
    """The built-in one, those fetched, and a folder of one's own where the settings name it."""
    used = settings.knowledge.embedder
    found = [Model("builtin", BUILTIN.stat().st_size, used == "builtin"), *hub.fetched(settings)]
    if used not in {model.name for model in found} and Path(used).is_dir():
        found.append(Model(used, hub.size_of(Path(used)), True))
    return found


def fetch(settings: Settings, name: str) -> Path:
    """Download an embedder; raises :class:`office.hub.ModelRefused`."""
    lacking = f"Model {name} tidak menyediakan tokenizer.json dan model ONNX; pilih model lain."
    return hub.fetch(settings, name, _files, lacking)


def _files(download: Download) -> None:
    download.get("tokenizer.json")
    for wanted in WANTED:
        download.offer(wanted)
    graph = next((graph for graph in GRAPHS[:-1] if download.offer(graph)), None) or GRAPHS[-1]
    path = download.folder / graph if graph in download.sums else download.get(graph)
    for part in externals(path):  # weights above 2 GB lie beside the graph
        download.get(graph.replace("model.onnx", part))
