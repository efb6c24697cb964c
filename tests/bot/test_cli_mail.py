"""``tanya mail check``: what is wrong with the mail servers, in a sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.local import Refused, store
from bot.tables import FailingMail
from office.clock import now
from office.settings import load
from tests.standins.post_office import PostOffice


@pytest.fixture(scope="module")
def post() -> Iterator[PostOffice]:
    opened = PostOffice(certified="127.0.0.1")
    yield opened
    opened.close()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TANYA_HOME", str(tmp_path))
    return tmp_path


def configured(monkeypatch: pytest.MonkeyPatch, post: PostOffice, **more: str) -> None:
    known = post.settings(security="tls") | more
    monkeypatch.setenv("TANYA_MAIL", json.dumps(known, default=str))


def test_good_servers_are_said_to_be_good(
    home: Path, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured(monkeypatch, post)
    result = CliRunner().invoke(app, ["mail", "check"])
    assert (result.exit_code, result.output.count("\n")) == (0, 1)
    assert "sertifikatnya dipercaya" in result.output


def test_what_was_put_aside_is_counted(home: Path, post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    configured(monkeypatch, post)
    with store(load()) as database, database.writing() as session:
        session.add(FailingMail(name="7.1", attempts=6, since=now(), due_at=now(), put_aside_at=now()))
    assert "1 surel disisihkan" in CliRunner().invoke(app, ["mail", "check"]).output


def test_a_wrong_password_and_a_closed_door_are_refused(
    home: Path, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(CliRunner().invoke(app, ["mail", "check"]).exception, Refused)
    configured(monkeypatch, post, password="salah")
    refused = CliRunner().invoke(app, ["mail", "check"]).exception
    assert isinstance(refused, Refused)
    assert "kata sandinya" in str(refused)
