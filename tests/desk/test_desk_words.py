"""Every word the templates ask for exists; nothing a person reads is written in a template."""

import re
from pathlib import Path

import pytest

from desk.room import TEMPLATES, channel_name
from office.texts import texts
from office.web import TEMPLATES as SHARED

FILES = sorted([*TEMPLATES.glob("*.html"), *SHARED.glob("*.html")])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_key_exists(path: Path) -> None:
    for key in re.findall(r"\bt\('([\w.]+)'(?!\s*~)", path.read_text(encoding="utf-8")):
        assert key in texts(), key


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_words_in_templates(path: Path) -> None:
    attributes = r"{% block (?:body_class|main_class|home) %}.*?{% endblock %}"
    bare = re.sub(
        rf"{attributes}|{{#.*?#}}|{{%.*?%}}|{{{{.*?}}}}|<[^>]*>",
        " ",
        path.read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )
    assert re.findall(r"[A-Za-z]{3,}", bare) == []


def test_a_new_channel_shows_its_own_name() -> None:
    assert channel_name("web") == "Halaman web"
    assert channel_name("merpati") == "merpati"
