"""The parts of a set-up that decide: what is kept, what is made afresh, which Python."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from office.settings import PROJECT


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(PROJECT / "scripts"))
    import setup_tools

    return setup_tools


def made(folder: Path) -> Path:
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").write_text("")
    (folder / "bin" / "activate").write_text(f"VIRTUAL_ENV={folder}\n")
    return folder


def test_what_would_lead_astray_is_not_passed_on(tools: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VIRTUAL_ENV", "PYTHONPATH", "UV_PROJECT_ENVIRONMENT", "UV_PYTHON", "PIP_USER"):
        monkeypatch.setenv(name, "elsewhere")
    for name in ("UV_CACHE_DIR", "UV_DEFAULT_INDEX", "PIP_INDEX_URL", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "chosen")
    passed = tools.environment()
    assert "elsewhere" not in passed.values()
    assert {"UV_CACHE_DIR", "UV_DEFAULT_INDEX", "PIP_INDEX_URL", "HTTPS_PROXY"} <= passed.keys()


def test_a_whole_environment_is_kept(tools: Any, tmp_path: Path) -> None:
    folder = made(tmp_path / "venv")
    tools.write_stamp(folder, "of an older lock")
    tools.clear_if_half_made(folder)
    assert folder.exists()


def test_an_interrupted_environment_is_made_afresh(tools: Any, tmp_path: Path) -> None:
    folder = made(tmp_path / "venv")
    tools.write_stamp(folder, tools.BUSY)
    tools.clear_if_half_made(folder)
    assert not folder.exists()


def test_an_environment_without_its_python_is_made_afresh(tools: Any, tmp_path: Path) -> None:
    folder = made(tmp_path / "venv")
    (folder / "bin" / "python").unlink()
    tools.clear_if_half_made(folder)
    assert not folder.exists()


def test_an_environment_moved_with_its_folder_is_made_afresh(tools: Any, tmp_path: Path) -> None:
    folder = made(tmp_path / "venv").rename(tmp_path / "moved")
    tools.clear_if_half_made(folder)
    assert not folder.exists()


def test_no_python_311_says_how_to_get_one(
    tools: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tools, "_base_of", lambda python, minor: None)
    with pytest.raises(tools.SetupFailed, match=r"python3\.11"):
        tools.python_311()


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="asks for the Python that runs the tests")
def test_the_python_found_is_the_interpreter_and_not_an_environments(tools: Any) -> None:
    found = tools.python_311()
    assert found.exists()
    assert not found.is_relative_to(PROJECT)
