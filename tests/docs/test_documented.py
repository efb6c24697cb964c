"""The documents say what there is: no setting, command or file without its line, no line without its thing."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer
from pydantic import BaseModel

from bot.cli import app
from office.settings import PROJECT, Settings

DOCS = PROJECT / "docs"
LINK = re.compile(r"\]\(([^)\s#]+)")
NAMED_FILE = re.compile(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|toml|sh|lock|yml|md|txt))`")


def markdown() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for line in listed.stdout.splitlines() if (path := PROJECT / line).exists()]


def settings_of(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from settings_of(kind, f"{prefix}{name}.")
        else:
            yield prefix + name


def commands_of(command: click.Command, name: str = "tanya") -> Iterator[str]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name
        return
    for word, each in inner.items():
        yield from commands_of(each, f"{name} {word}")


def first_column(document: Path) -> list[str]:
    return re.findall(r"^\| `([^`]+)` \|", document.read_text(encoding="utf-8"), re.MULTILINE)


def test_every_setting_has_its_line_and_every_line_its_setting() -> None:
    assert sorted(first_column(DOCS / "settings.md")) == sorted(settings_of(Settings))


def test_every_command_has_its_line_and_every_line_its_command() -> None:
    documented = [line for line in first_column(DOCS / "commands.md") if line.startswith("tanya ")]
    without_arguments = sorted(re.sub(r" (?:[A-Z]|-).*", "", line) for line in documented)
    assert without_arguments == sorted(commands_of(typer.main.get_command(app)))


def test_every_make_target_has_its_line_and_every_line_its_target() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*##", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    documented = {line for line in first_column(DOCS / "commands.md") if line.startswith("make ")}
    assert documented == {f"make {target}" for target in targets}


@pytest.mark.parametrize("document", markdown(), ids=lambda path: str(path.relative_to(PROJECT)))
def test_every_link_leads_to_a_file(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in local if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", [PROJECT / "README.md", *DOCS.rglob("*.md")], ids=lambda path: path.name)
def test_every_file_named_is_there(document: Path) -> None:
    named = NAMED_FILE.findall(document.read_text(encoding="utf-8"))
    # What lies in TANYA_HOME is made by the program.
    there = [name for name in named if not name.startswith(("TANYA_HOME/", "secrets/", "rasa/", "var/"))]
    assert [name for name in there if not (PROJECT / name).exists()] == []


def test_the_two_commands_of_the_readme_are_real() -> None:
    shown = re.findall(
        r"^    (make [a-z-]+)", (PROJECT / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert shown == ["make run", "make test"]
    assert "make test" in (PROJECT / ".ci" / "run").read_text()
