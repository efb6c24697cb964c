"""Models that are fetched once from a hub and lie in ``TANYA_HOME/models`` from then on.

A room says which files its models have; the download, its checksums and going on after a break are the same::

    def files(download: Download) -> None:
        download.get("config.json")          # must be there
        download.offer("vocabulary.txt")     # may be there

    folder = fetch(settings, "owner/model", files, lacking="…")   # ModelRefused says why not
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from office.settings import Settings

MANIFEST = "tanya-model.json"
"""Written last: a folder without it is a download that did not end."""
_NAME = re.compile(r"^[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*$")


class ModelRefused(RuntimeError):
    """A model cannot be used; the message says why and what to do."""


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


def fetched(settings: Settings) -> list[Model]:
    """All models fetched so far, whatever they are for."""
    used = {settings.knowledge.embedder, settings.hearing.model}
    found = []
    for manifest in sorted((settings.home / "models").glob(f"*/{MANIFEST}")):
        name = str(json.loads(manifest.read_text(encoding="utf-8"))["name"])
        found.append(Model(name, size_of(manifest.parent), name in used))
    return found


def size_of(folder: Path) -> int:
    """Bytes of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


class Download:
    """One model on its way; all files are of one commit."""

    def __init__(self, folder: Path, hub: str, name: str) -> None:
        self.folder = folder
        self.sums: dict[str, str] = {}
        """File -> its checksum."""
        self._hub = hub
        self._name = name
        self._commit: str | None = None

    def get(self, file: str) -> Path:
        """Fetch a file with its progress on the terminal, and check it."""
        from huggingface_hub import get_hf_file_metadata, hf_hub_download, hf_hub_url

        hub, name = self._hub, self._name
        told: Any = get_hf_file_metadata(
            hf_hub_url(name, file, revision=self._commit, endpoint=hub), endpoint=hub, token=False
        )
        path = Path(
            hf_hub_download(
                name, file, revision=self._commit, local_dir=self.folder, endpoint=hub, token=False
            )
        )
        expected = str(told.etag or "")
        actual = _checksum(path, git=len(expected) == 40)
        if len(expected) in (40, 64) and actual != expected:
            path.unlink()
            raise ModelRefused(f"Berkas {file} dari model {name} rusak saat diunduh; ulangi perintahnya.")
        self._commit = str(told.commit_hash)
        self.sums[file] = actual
        return path

    def offer(self, file: str) -> Path | None:
        """Fetch a file that not every model has."""
        from huggingface_hub.errors import EntryNotFoundError

        try:
            return self.get(file)
        except EntryNotFoundError:
            return None


def fetch(settings: Settings, name: str, files: Callable[[Download], None], lacking: str) -> Path:
    """Download a model, checking every file against the hub's checksum. Going on where a try ended.

    ``lacking``: what is said when a file that must be there is not.
    """
    if not is_hub_name(name):
        raise ModelRefused(
            f"{name} bukan nama model; tulis pemilik/nama, misalnya intfloat/multilingual-e5-small."
        )
    hub = settings.knowledge.hub_url
    download = Download(model_folder(settings, name), hub, name)
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import errors

    try:
        files(download)
    except errors.EntryNotFoundError as error:
        raise ModelRefused(lacking) from error
    except errors.RepositoryNotFoundError as error:
        raise ModelRefused(f"Model {name} tidak ada di {hub}; periksa namanya.") from error
    except ModelRefused:
        raise
    except Exception as error:  # the library lets through whatever its transport raises
        raise ModelRefused(
            f"Model {name} tidak dapat diunduh dari {hub}; periksa jaringan, "
            "atau salin folder model dan sebutkan foldernya di tanya.toml."
        ) from error
    shutil.rmtree(download.folder / ".cache", ignore_errors=True)
    text = json.dumps({"name": name, "from": hub, "files": download.sums}, indent=1)
    (download.folder / MANIFEST).write_text(text, encoding="utf-8")
    return download.folder


def _checksum(path: Path, git: bool) -> str:
    """SHA-256 as hubs give for large files, git's own sum as they give for small ones."""
    told = hashlib.sha1(usedforsecurity=False) if git else hashlib.sha256()
    if git:
        told.update(f"blob {path.stat().st_size}\0".encode())
    with path.open("rb") as file:
        while part := file.read(2**20):
            told.update(part)
    return told.hexdigest()
