"""Models from a hub: fetched once with their checksums, then used without it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.embedder import load_embedder
from knowledge.hub import fetch, models
from office.hub import ModelRefused, is_hub_name, model_folder
from office.settings import Settings
from tests.standins.hub import COMMIT, Hub
from tests.standins.hub import hub as serve_hub
from tests.standins.sentence_model import write_model

NAME = "kantor/e5-kecil"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("hub") / "model")


@pytest.fixture
def hub(source: Path, settings: Settings) -> Iterator[Hub]:
    with serve_hub({NAME: source}) as served:
        settings.knowledge.hub_url = served.url
        yield served


def test_the_first_use_fetches_and_later_ones_need_no_hub(hub: Hub, settings: Settings) -> None:
    settings.knowledge.embedder = NAME
    first = load_embedder(settings)
    assert first.name.startswith(f"{NAME}@")
    assert any(f"/resolve/{COMMIT}/onnx/model.onnx" in path for path in hub.asked)
    hub.asked.clear()
    assert load_embedder(settings).name == first.name
    assert not hub.asked
    assert first.embed_questions(["akta"]).shape == (1, first.dimensions)


def test_what_is_fetched_is_listed(hub: Hub, settings: Settings) -> None:
    assert [model.name for model in models(settings)] == ["builtin"]
    fetch(settings, NAME)
    settings.knowledge.embedder = NAME
    listed = {model.name: model for model in models(settings)}
    assert set(listed) == {"builtin", NAME}
    assert (listed["builtin"].in_use, listed[NAME].in_use) == (False, True)
    assert listed[NAME].bytes > 100_000


@pytest.mark.parametrize("file", ["onnx/model.onnx", "tokenizer.json"])
def test_a_file_damaged_on_its_way_is_refused_and_can_be_fetched_again(
    hub: Hub, settings: Settings, file: str
) -> None:
    hub.wrong = file
    with pytest.raises(ModelRefused, match=f"{file}.*rusak"):
        fetch(settings, NAME)
    assert [model.name for model in models(settings)] == ["builtin"]
    hub.wrong = ""
    assert fetch(settings, NAME) == model_folder(settings, NAME)


def test_what_the_hub_does_not_have_is_said(hub: Hub, settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match="tidak ada di"):
        fetch(settings, "kantor/lain")
    (tmp_path / "torch").mkdir()
    hub.models["kantor/torch"] = tmp_path / "torch"
    with pytest.raises(ModelRefused, match="ONNX"):
        fetch(settings, "kantor/torch")


def test_weights_beside_the_graph_are_fetched_too(hub: Hub, settings: Settings, tmp_path: Path) -> None:
    hub.models["kantor/besar"] = write_model(tmp_path / "besar", apart="model.onnx_data")
    settings.knowledge.embedder = "kantor/besar"
    embedder = load_embedder(settings)
    assert embedder.embed(["akta"]).any()
    assert (model_folder(settings, "kantor/besar") / "onnx" / "model.onnx_data").is_file()


def test_a_hub_out_of_reach_is_said(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.knowledge.hub_url = "http://127.0.0.1:9"
    with pytest.raises(ModelRefused, match="tidak dapat diunduh"):
        fetch(settings, NAME)


@pytest.mark.parametrize("name", ["../rahasia", "satu", "a/b/c", "a/..", "/etc/passwd", ""])
def test_only_hub_names_are_fetched(settings: Settings, name: str) -> None:
    assert not is_hub_name(name)
    with pytest.raises(ModelRefused, match="bukan nama model"):
        fetch(settings, name)
