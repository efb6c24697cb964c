"""Where a speech model lies: the small one for tests, a folder, or one fetched from a hub.

How to call::

    load_engine(settings)                          # the engine of the settings, its model loaded
    fetch(settings, "Systran/faster-whisper-small")  # -> folder; ModelRefused says why not
"""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from office import hub
from office.hub import Download, Model
from office.settings import PROJECT, Settings
from voice.hearing.engines import Engine, Faster, NoEngine
from voice.hearing.openai import Openai

TEST_MODEL = "uji"
"""Knows the sentences of data/voice/sentences.toml, spoken by machines; data/voice/README.md."""
TEST_FILES = {
    "faster": PROJECT / "data" / "voice" / "uji.zip",
    "openai": PROJECT / "data" / "voice" / "uji.pt",
}
WANTED = ("config.json", "tokenizer.json", "model.bin")
OPTIONAL = ("preprocessor_config.json", "vocabulary.json", "vocabulary.txt")


def is_speech_model(settings: Settings, name: str) -> bool:
    """Whether this name means a model that hears."""
    return name in (TEST_MODEL, settings.hearing.model) or "whisper" in name.lower()


def load_engine(settings: Settings, engine: str | None = None) -> Engine:
    """The engine with its model; raises :class:`NoEngine`."""
    hearing = settings.hearing
    if not hearing.model:
        raise NoEngine('Model suara belum diatur; lihat "Suara" di docs/panduan-operator.md.')
    if (engine or hearing.engine) == "openai":
        model = str(TEST_FILES["openai"]) if hearing.model == TEST_MODEL else hearing.model
        return Openai(model, hearing.openai_python, hearing.threads)
    return Faster(folder_of(settings), hearing.threads)


def folder_of(settings: Settings) -> Path:
    """The folder for faster-whisper; raises :class:`NoEngine` when it is not there."""
    name = settings.hearing.model
    if name == TEST_MODEL:
        return _unpacked(settings, TEST_FILES["faster"])
    if hub.is_hub_name(name):
        folder = hub.model_folder(settings, name)
        if hub.is_complete(folder):
            return folder
        raise NoEngine(f"Model suara {name} belum diunduh; jalankan: tanya models fetch {name}")
    folder = Path(name).expanduser()
    if (folder / "model.bin").is_file():
        return folder
    raise NoEngine(f"Tidak ada model suara di {folder}; perlu model.bin, config.json, dan tokenizer.json.")


def fetch(settings: Settings, name: str) -> Path:
    """Download a model for faster-whisper; raises :class:`office.hub.ModelRefused`."""
    lacking = f"Model {name} bukan model faster-whisper (model.bin, tokenizer.json); pilih model lain."
    return hub.fetch(settings, name, _files, lacking)


def models(settings: Settings) -> list[Model]:
    """The one for tests, and a folder of one's own where the settings name it; fetched ones the hub lists."""
    used = settings.hearing.model
    packed = TEST_FILES["faster"]
    found = [Model(TEST_MODEL, packed.stat().st_size, used == TEST_MODEL)] if packed.exists() else []
    if used and used != TEST_MODEL and Path(used).is_dir():
        found.append(Model(used, hub.size_of(Path(used)), True))
    return found


def _files(download: Download) -> None:
    for file in WANTED:
        download.get(file)
    for file in OPTIONAL:
        download.offer(file)


def _unpacked(settings: Settings, archive: Path) -> Path:
    """The test model as a folder; another archive is another folder."""
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()[:12]
    folder = settings.home / "models" / f"{TEST_MODEL}-{digest}"
    if not folder.is_dir():
        unfinished = folder.with_suffix(".part")
        unfinished.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(unfinished)
        unfinished.rename(folder)
    return folder
