"""Models that are fetched once from a hub and lie in ``TANYA_HOME/models`` from then on.

How to call::

    folder = model_folder(settings, "intfloat/multilingual-e5-small")   # where it lies, or would
    fetch(settings, "intfloat/multilingual-e5-small")                   # -> folder; ModelRefused says why not
    models(settings)                                                    # -> [Model(name, bytes, in use)]
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.embedder import BUILTIN, ModelRefused
from knowledge.modelfolder import GRAPHS, externals
from office.settings import Settings

WANTED = (
    "config.json",
    "tokenizer_config.json",
    "sentence_bert_config.json",
    "config_sentence_transformers.json",
    "1_Pooling/config.json",
)
"""What a folder may hold beside tokenizer and graph."""
MANIFEST = "tanya-model.json"
"""Written last: a folder without it is a download that did not end."""
_NAME = re.compile(r"^[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*$")


@dataclass(frozen=True)
class Model:
    """A model that can be used without a network."""

    name: str
    bytes: int
    in_use: bool


def is_hub_name(name: str) -> bool:
    """``owner/model``, as hubs name them."""
    return bool(_NAME.match(name)) and ".." not in name


def model_folder(settings: Settings, name: str) -> Path:
    """Where a hub's model lies."""
    return settings.home / "models" / name.replace("/", "--")


def is_complete(folder: Path) -> bool:
    """Whether the whole download arrived."""
    return (folder / MANIFEST).is_file()


def models(settings: Settings) -> list[Model]:
    """The built-in one, those fetched, and a folder of one's own where the settings name it."""
    used = settings.knowledge.embedder
    found = [Model("builtin", BUILTIN.stat().st_size, used == "builtin")]
    for manifest in sorted((settings.home / "models").glob(f"*/{MANIFEST}")):
        name = str(json.loads(manifest.read_text(encoding="utf-8"))["name"])
        found.append(Model(name, _size(manifest.parent), name == used))
    if used not in {model.name for model in found} and Path(used).is_dir():
        found.append(Model(used, _size(Path(used)), True))
    return found


def fetch(settings: Settings, name: str) -> Path:
    """Download a model, checking every file against the hub's checksum. Going on where a try ended."""
    if not is_hub_name(name):
        raise ModelRefused(
            f"{name} bukan nama model; tulis pemilik/nama, misalnya intfloat/multilingual-e5-small."
        )
    folder = model_folder(settings, name)
    hub = settings.knowledge.hub_url
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import errors

    try:
        sums = dict(_download(folder, hub, name))
    except errors.EntryNotFoundError as error:
        raise ModelRefused(
            f"Model {name} tidak menyediakan tokenizer.json dan model ONNX; pilih model lain."
        ) from error
    except errors.RepositoryNotFoundError as error:
        raise ModelRefused(f"Model {name} tidak ada di {hub}; periksa namanya.") from error
    except ModelRefused:
        raise
    except Exception as error:  # the library lets through whatever its transport raises
        raise ModelRefused(
            f"Model {name} tidak dapat diunduh dari {hub}; periksa jaringan, "
            "atau salin folder model dan sebutkan foldernya di knowledge.embedder."
        ) from error
    shutil.rmtree(folder / ".cache", ignore_errors=True)
    text = json.dumps({"name": name, "from": hub, "files": sums}, indent=1)
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    return folder


def _download(folder: Path, hub: str, name: str) -> Iterator[tuple[str, str]]:
    """Fetch the files, all of one commit; file -> its checksum."""
    commit, total = _fetch_file(folder, hub, name, "tokenizer.json", None)
    yield "tokenizer.json", total
    from huggingface_hub.errors import EntryNotFoundError

    for wanted in WANTED:
        try:
            yield wanted, _fetch_file(folder, hub, name, wanted, commit)[1]
        except EntryNotFoundError:
            continue
    for graph in GRAPHS:
        try:
            total = _fetch_file(folder, hub, name, graph, commit)[1]
        except EntryNotFoundError:
            if graph == GRAPHS[-1]:
                raise
            continue
        yield graph, total
        for part in externals(folder / graph):  # weights above 2 GB lie beside the graph
            beside = graph.replace("model.onnx", part)
            yield beside, _fetch_file(folder, hub, name, beside, commit)[1]
        return


def _fetch_file(folder: Path, hub: str, name: str, file: str, commit: str | None) -> tuple[str, str]:
    """One file with its progress on the terminal; the commit it is of, and its checksum."""
    from huggingface_hub import get_hf_file_metadata, hf_hub_download, hf_hub_url

    told: Any = get_hf_file_metadata(
        hf_hub_url(name, file, revision=commit, endpoint=hub), endpoint=hub, token=False
    )
    path = Path(hf_hub_download(name, file, revision=commit, local_dir=folder, endpoint=hub, token=False))
    expected = str(told.etag or "")
    actual = _checksum(path, git=len(expected) == 40)
    if len(expected) in (40, 64) and actual != expected:
        path.unlink()
        raise ModelRefused(f"Berkas {file} dari model {name} rusak saat diunduh; ulangi perintahnya.")
    return str(told.commit_hash), actual


def _checksum(path: Path, git: bool) -> str:
    """SHA-256 as hubs give for large files, git's own sum as they give for small ones."""
    told = hashlib.sha1(usedforsecurity=False) if git else hashlib.sha256()
    if git:
        told.update(f"blob {path.stat().st_size}\0".encode())
    with path.open("rb") as file:
        while part := file.read(2**20):
            told.update(part)
    return told.hexdigest()


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
