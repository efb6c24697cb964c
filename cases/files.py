"""Which files are taken, judged by what is in them: type, size, number (``data/rules/attachments.toml``)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import filetype

from cases.rules import RULES

LONGEST_NAME = 80
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')


@dataclass(frozen=True)
class FileType:
    """A kind of file that is taken."""

    media: str
    title: str
    extension: str


@dataclass(frozen=True)
class FileRules:
    """What the office takes. Sizes in bytes."""

    largest: int
    most_from_citizen: int
    most_for_answer: int
    most_of_office: int
    most_waiting: int
    types: tuple[FileType, ...]

    @property
    def listed(self) -> str:
        """The types in words, for a sentence."""
        names = [kind.title for kind in self.types]
        return f"{', '.join(names[:-1])}, atau {names[-1]}"

    @property
    def megabytes(self) -> int:
        return self.largest // 2**20


@lru_cache(maxsize=1)
def file_rules() -> FileRules:
    """The rules as they are in the data."""
    raw = tomllib.loads((RULES / "attachments.toml").read_text(encoding="utf-8"))
    types = tuple(FileType(**row) for row in raw.pop("type"))
    return FileRules(largest=raw.pop("largest_megabytes") * 2**20, types=types, **raw)


@dataclass(frozen=True)
class Judged:
    """A file's type, or the reason why it is not taken: names a text ``attachments.refused.…``."""

    type: FileType | None = None
    reason: str | None = None


def judge(content: bytes) -> Judged:
    """Look at a file's size and at what it holds; what it is called does not count."""
    rules = file_rules()
    if not content:
        return Judged(reason="empty")
    if len(content) > rules.largest:
        return Judged(reason="too_large")
    found = filetype.guess(content)
    known = next((kind for kind in rules.types if found is not None and kind.media == found.mime), None)
    return Judged(known, None if known else "type")


def media_type(media: str) -> FileType:
    """A type that was stored; one the office no longer takes is still called something."""
    known = next((kind for kind in file_rules().types if kind.media == media), None)
    return known or FileType(media, media, "bin")


def tidy_name(name: str, kind: FileType) -> str:
    """A sender's file name as it may be shown and saved: no path, no tricks, the extension of what it is."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    stem = _FORBIDDEN.sub(" ", plain).rsplit(".", 1)[0].strip(" .") or "berkas"
    return f"{stem[:LONGEST_NAME].strip()}.{kind.extension}"
