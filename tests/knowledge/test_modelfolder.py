"""Sentence models from a folder: real ONNX graph, real vocabulary."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from knowledge.alignment import align
from knowledge.answerer import Answerer
from knowledge.embedder import builtin, load_embedder
from knowledge.index import Index
from knowledge.modelfolder import BATCH, FolderEmbedder, prefixes
from knowledge.store import Draft, put
from office.database import Database
from office.hub import ModelRefused
from office.outcome import Outcome
from office.settings import Settings
from tests.standins.sentence_model import SHARED, write_model

SUBJECTS = (
    "akta kelahiran",
    "ktp elektronik",
    "kartu keluarga",
    "izin usaha",
    "pajak kendaraan",
    "sertifikat tanah",
)
ASPECTS = ("syarat", "biaya", "cara mengurus", "jadwal layanan", "alamat kantor", "dasar hukum")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("model") / "kecil")


@pytest.fixture
def filled(database: Database) -> Database:
    with database.writing() as session:
        for subject in SUBJECTS:
            for aspect in ASPECTS:
                title = f"{aspect} {subject}".capitalize()
                put(
                    session, Draft(kind="faq", title=title, body=f"Tentang {subject}: {aspect} ada di loket.")
                )
    return database


def test_rows_have_length_one_and_like_texts_are_near(folder: Path) -> None:
    embedder = FolderEmbedder(folder)
    assert embedder.dimensions == builtin().dimensions + 1
    rows = embedder.embed(["cara mengurus akta kelahiran", "cara bikin akta lahir", "pajak kendaraan", ""])
    assert np.allclose(np.linalg.norm(rows[:3], axis=1), 1.0, atol=1e-5)
    assert not rows[3].any()
    assert rows[0] @ rows[1] > rows[0] @ rows[2]


def test_padding_and_batches_change_nothing(folder: Path) -> None:
    embedder = FolderEmbedder(folder)
    texts = [" ".join(["akta", "ktp", "pajak"][: 1 + number % 3]) for number in range(BATCH * 2 + 5)]
    together = embedder.embed(texts)
    assert np.allclose(together, np.vstack([embedder.embed([text]) for text in texts]), atol=1e-5)


def test_mean_is_over_words_only_and_stops_at_the_longest_text(folder: Path) -> None:
    embedder = FolderEmbedder(folder)
    vector, _weight = builtin().word("akta")
    expected = np.array([*vector, SHARED]) / np.linalg.norm([*vector, SHARED])
    short, _long = embedder.embed(["akta", "ktp pajak izin tanah sekolah"])
    assert np.allclose(short, expected, atol=1e-4)
    long = embedder.embed(["akta " * 64 + "ktp " * 200])[0]
    assert np.allclose(long, expected, atol=1e-4)


def test_first_token_where_the_model_says_so(tmp_path: Path) -> None:
    embedder = FolderEmbedder(write_model(tmp_path / "cls", graph="model.onnx", cls=True))
    first, alone = embedder.embed(["akta ktp pajak", "akta"])
    assert np.allclose(first, alone, atol=1e-5)


def test_prefixes_from_the_files_else_from_the_family(tmp_path: Path) -> None:
    assert prefixes(tmp_path, "intfloat/multilingual-e5-small") == ("query: ", "passage: ")
    assert prefixes(tmp_path, "BAAI/bge-m3") == ("", "")
    said = {"prompts": {"query": "tanya: ", "document": "isi: "}}
    (tmp_path / "config_sentence_transformers.json").write_text(json.dumps(said))
    assert prefixes(tmp_path, "intfloat/multilingual-e5-small") == ("tanya: ", "isi: ")


def test_a_prefix_goes_before_questions_and_passages(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "multilingual-e5-kecil")
    plain, marked = FolderEmbedder(folder), FolderEmbedder(copy)
    assert np.allclose(marked.embed(["akta"]), plain.embed(["passage: akta"]), atol=1e-5)
    assert np.allclose(marked.embed_questions(["akta"]), plain.embed(["query: akta"]), atol=1e-5)


def _without_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()


def _without_graph(folder: Path) -> None:
    (folder / "onnx" / "model.onnx").unlink()


def _broken_graph(folder: Path) -> None:
    (folder / "onnx" / "model.onnx").write_bytes(b"\x08\x09 no graph")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_without_tokenizer, "tidak lengkap"),
        (_without_graph, "tidak lengkap"),
        (_broken_graph, "tidak dapat dimuat"),
    ],
)
def test_a_folder_that_is_no_model_is_refused(
    folder: Path, tmp_path: Path, damage: Callable[[Path], None], said: str
) -> None:
    copy = shutil.copytree(folder, tmp_path / "rusak")
    damage(copy)
    with pytest.raises(ModelRefused, match=said):
        FolderEmbedder(copy)


def test_a_folder_that_is_not_there_is_refused(settings: Settings) -> None:
    settings.knowledge.embedder = "/tidak/ada/di/sini"
    with pytest.raises(ModelRefused, match=r"knowledge\.embedder"):
        load_embedder(settings)


def test_the_index_is_built_anew_for_another_model_and_back(
    filled: Database, settings: Settings, folder: Path
) -> None:
    names = []
    for embedder in ("builtin", str(folder), str(folder), "builtin"):
        settings.knowledge.embedder = embedder
        index = Index(filled, settings)
        assert len(index) == len(SUBJECTS) * len(ASPECTS)
        names.append((index._now.name, bool(index._now.alignment.foreign)))
        index.close()
    assert names[0][0] != names[1][0] == names[2][0] != names[3][0]
    assert [aligned for _name, aligned in names] == [False, True, True, False]


def test_questions_are_answered_with_another_model(
    filled: Database, settings: Settings, folder: Path
) -> None:
    settings.knowledge.embedder = str(folder)
    answerer = Answerer(filled, settings)
    try:
        assert answerer.ask("berapa biaya ktp elektronik").candidates[0].title == "Biaya ktp elektronik"
        assert answerer.ask("Syarat akta kelahiran").outcome is Outcome.ANSWERED_FAQ
        unknown = answerer.ask("harga kucing persia berapa")
        assert unknown.outcome.startswith("abstained_")
    finally:
        answerer.close()


def test_the_scale_is_fitted_again_when_the_index_has_grown(
    database: Database, settings: Settings, folder: Path
) -> None:
    settings.knowledge.embedder = str(folder)
    index = Index(database, settings)
    assert not index._now.alignment.foreign
    with database.writing() as session:
        for subject in SUBJECTS:
            for aspect in ASPECTS:
                put(session, Draft(kind="faq", title=f"{aspect} {subject}", body="Ada."))
    index.sync()
    assert index._now.alignment.foreign
    index.close()


def test_alignment_brings_cosines_to_the_builtin_scale_and_keeps_their_order(folder: Path) -> None:
    texts = [f"{aspect} {subject}" for subject in SUBJECTS for aspect in ASPECTS]
    own, foreign = builtin().embed(texts), FolderEmbedder(folder).embed(texts)
    scale = align(foreign, own, len(texts))
    pairs = np.triu_indices(len(texts), 1)
    there, here = (foreign @ foreign.T)[pairs], (own @ own.T)[pairs]
    aligned = np.array(scale(there.tolist()))
    assert abs(there.mean() - here.mean()) > 0.2
    assert abs(aligned.mean() - here.mean()) < 0.03
    assert abs(np.quantile(aligned, 0.99) - np.quantile(here, 0.99)) < 0.02
    ordered = scale(sorted(there.tolist()))
    assert list(ordered) == sorted(ordered)
    assert scale([1.0]) == (1.0,)
