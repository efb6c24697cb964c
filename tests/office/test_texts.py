"""The words citizens and staff read: by key, filled with fields, complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from office.texts import Texts, texts


@pytest.fixture
def own(tmp_path: Path) -> Texts:
    (tmp_path / "room.toml").write_text(
        'short = "Pendek"\n[hello]\nplain = "Halo, {name}."\neasy = "Hai, {name}."\n'
        'choices = [["Ya", "ya"]]\n[deep.er]\nplain = "  Dalam.  "\n',
        encoding="utf-8",
    )
    return Texts(tmp_path)


def test_keys_are_the_file_then_its_tables(own: Texts) -> None:
    assert sorted(own.keys()) == ["room.deep.er", "room.hello", "room.short"]
    assert "room.hello" in own
    assert "room.nothing" not in own


def test_a_text_is_filled_and_its_edges_are_trimmed(own: Texts) -> None:
    assert own.say("room.hello", name="Siti") == "Halo, Siti."
    assert own.say("room.deep.er") == "Dalam."
    assert own["room.hello"].choices == (("Ya", "ya"),)


def test_easy_words_are_used_where_there_are_any(own: Texts) -> None:
    assert own["room.hello"].say({"name": "Siti"}, easy=True) == "Hai, Siti."
    assert own["room.deep.er"].say(easy=True) == "Dalam."


def test_a_missing_key_or_field_is_an_error_at_once(own: Texts) -> None:
    with pytest.raises(KeyError):
        own["room.nothing"]
    with pytest.raises(KeyError, match="name"):
        own.say("room.hello")


def test_every_text_of_the_house_has_words() -> None:
    empty = [key for key in texts().keys() if not texts()[key].plain]  # noqa: SIM118
    assert empty == []
